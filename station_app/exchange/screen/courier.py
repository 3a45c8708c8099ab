"""Carrying by USB in three steps: choose the stick, see what will be read and written, done."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from station_app.common.errors import Refused
from station_app.exchange.screen import courier_words as words
from station_app.exchange.service import carrying
from station_app.exchange.service.carrying import Carried, Stick
from station_app.shell.fields import TextField
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, Card, action_button, button, column, row, text
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "warehouse/usb"


class CourierScreen(Screen):
    """Each step stands alone on the page, and Enter goes on."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, scrolls=True)
        self._database = database
        self._folder = Path()
        self._busy = False
        self.shown_step = 0
        self.steps = text("", "soft")
        self._page = Refill()
        self.form: Form | None = None
        self.add(self.steps)
        self.add(self._page)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.work.read(carrying.drives, self._choose, owner=self)

    # Step 1

    def _choose(self, drives: list[Path]) -> None:
        self.form = form = Form("Xem USB này", scrolls=False, escape="Esc: về trang Kho tỉnh")
        field = form.add(
            TextField("folder", "Thư mục của USB", required=True, placeholder="E:\\", longest=400)
        )
        if drives or self._folder != Path():
            field.set_value(str(self._folder if self._folder != Path() else drives[0]))
        form.save_with(self.work, self._look, self._preview)
        form.left.connect(lambda: self.go("warehouse"))
        choices = [
            button(str(drive), icon="disk", shortcut=f"Alt+{number}", run=partial(self._take, str(drive)))
            for number, drive in enumerate(drives[:9], 1)
        ]
        browse = button("Chọn thư mục khác…", "quiet", shortcut="Alt+0", run=self._browse)
        note = text("Cắm USB vào máy, đợi vài giây. " + words.SEALED, "soft", wrap=True)
        self._show(1, column(note, row(*choices, browse), form))
        form.focus_first() if not drives else form.save_button.setFocus()

    def _take(self, folder: str) -> None:
        if self.form:
            self.form.fields["folder"].set_value(folder)
            self.form.submit()

    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Chọn thư mục của USB"):
            self._take(folder)

    def _look(self, values: dict[str, Value]) -> Stick:
        return carrying.look(self._database, Path(str(values["folder"])))

    # Step 2

    def _preview(self, stick: Stick) -> None:
        self._folder = stick.folder
        reading = Card(text("Đọc về", "section"), text(words.to_read(stick), wrap=True))
        for letter in stick.letters:
            if letter.problem:
                reading.column.addWidget(Banner(words.problem(letter), "attention"))
        writing = Card(text("Ghi ra", "section"), text(words.to_write(stick), wrap=True))
        label = "Đọc rồi ghi USB" if stick.readable else "Ghi ra USB"
        start = Action(label, partial(self._start, stick), "Ctrl+Return", icon="disk", look="primary")
        back = Action("Chọn USB khác", lambda: self.opened(Address.parse(ADDRESS)), look="quiet")
        go_on = action_button(start)
        note = text("Đừng rút USB khi chưa thấy bước 3.", "soft")
        self._show(2, column(reading, writing, row(go_on, action_button(back)), note))
        go_on.setAutoDefault(True)
        go_on.setFocus()

    def _start(self, stick: Stick) -> None:
        if not self._busy:
            self._busy = True
            carry = partial(carrying.carry, self._database, stick)
            self.work.run(carry, self._done, self._refused, owner=self, after=self._rest)

    # Step 3

    def _done(self, carried: Carried) -> None:
        state: State = "attention" if carried.exported.left else "done"
        parts: list[QWidget] = [Banner(words.done(carried), state), text(words.next_step(carried), wrap=True)]
        parts.append(text(words.UNPLUG, wrap=True))
        home = Action("Về trang Kho tỉnh", lambda: self.go("warehouse"))
        actions = [action_button(home)]
        if carried.exported.left:
            more = Action("Ghi tiếp", partial(self._write_on, carried), "Ctrl+Return", look="primary")
            actions.insert(0, action_button(more))
        self._show(3, column(*parts, row(*actions)))
        actions[0].setAutoDefault(True)
        actions[0].setFocus()

    def _write_on(self, carried: Carried) -> None:
        if not self._busy:
            self._busy = True
            write = partial(carrying.write_on, self._database, self._folder, carried.exported)
            again = partial(Carried, 0, 0, 0, None)
            self.work.run(
                write, lambda made: self._done(again(made)), self._refused, owner=self, after=self._rest
            )

    def _rest(self) -> None:
        self._busy = False

    def _refused(self, refused: Refused) -> None:
        self.notices.tell(refused.reason)

    def _show(self, number: int, page: QWidget) -> None:
        self.shown_step = number
        self.set_heading("Mang bằng USB", "Gửi nhận với kho tỉnh khi không có mạng")
        self.steps.setText(words.step(number))
        self._page.show_parts(page)

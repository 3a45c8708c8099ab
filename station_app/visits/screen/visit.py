"""One visit from the chair to the prescription: measured, said, found, done; ended with Ctrl+Enter."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.shell.asking import Asking
from station_app.shell.parts import Part
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, Chip, EmptyState
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf
from station_app.visits import service
from station_app.visits.screen.beside import Beside, restricted_label
from station_app.visits.screen.form import REASON, SHEET, Sheet, VisitForm, changed
from station_app.visits.screen.reading import Page, my_name, read_page, who

ADDRESS = "visit/*"
SIDE = 330
SIDE_NARROW, NARROW = 224, 1_000


class VisitScreen(Screen):
    """`alerts` makes the strip of allergies and illnesses, handed in because another room knows them."""

    def __init__(
        self,
        frame: Frame,
        database: Database,
        alerts: Callable[[Frame], Part] | None = None,
        *,
        may_see_restricted: bool = False,
    ) -> None:
        super().__init__(frame)
        self._database, self._may_see = database, may_see_restricted
        self._visit = ""
        self._page: Page | None = None
        self._just_kept = False
        self.alerts = alerts(frame) if alerts else None
        self.notes = Refill()
        self.form = VisitForm(frame.clock.today)
        self.beside = Beside()
        self._missing = EmptyState(
            "Không mở được lượt khám này",
            "Lượt khám không có trên máy, đã bị huỷ, hoặc thuộc nhóm hạn chế mà chỉ người có quyền mới xem.",
            Action("Về danh sách khám", lambda: self.go("visits"), icon="back"),
            icon="lock",
        )
        self.entering = Asking(self.form, frame.work, DraftShelf(database))
        self.entering.save_with(self._save, self._saved)
        self.form.left.connect(frame.back)
        self._lay_out()

    def opened(self, address: Address) -> None:
        self._visit = address.parts[1]
        self._page = None
        self._work_side.hide()
        self._read()

    def on_changes(self, changes: Changes) -> None:
        about_this = self._visit in changes.get("visit", ()) or "person" in changes
        if about_this and not self.form.is_busy:
            self._read()

    def leaving(self) -> bool:
        self.entering.flush()
        return True

    # Reading

    def _read(self) -> None:
        op = partial(read_page, self._database, self._visit, may_see_restricted=self._may_see)
        self.work.run_latest("visit", op, self._show, owner=self)

    def _show(self, page: Page | None) -> None:
        if page and page.visit.id != self._visit:
            return
        self._work_side.setVisible(page is not None)
        self._missing.setVisible(page is None)
        if page is None and self._just_kept:
            self._say_sealed()
            return
        self._just_kept = False
        if page is None:
            self.set_heading("Lượt khám")
            self.form.clear()  # what is sealed now does not stay behind in the fields
            return
        first = self._page is None or self._page.visit.id != page.visit.id
        written_elsewhere = not first and self.entering.is_changed
        self._page = page
        self.set_heading(page.person.full_name, who(page), more=self._actions(page))
        self.beside.show_page(page)
        self.notes.show_parts(*self._notes(page, written_elsewhere))
        if self.alerts:
            self.alerts.show_record(page.person.id)
        if not written_elsewhere:
            self._fill(page, first=first)

    def _fill(self, page: Page, *, first: bool) -> None:
        ended = page.visit.status in ("closed", "left")
        self.form.show_age(page.months)
        self.form.begin(Sheet(page.visit.id, page.values, page.opened, ended))
        self.entering.begin(f"visit/{page.visit.id}", self._restored)
        if first:
            self.form.focus_first()

    def _restored(self, typed: object) -> None:
        self.notices.tell("Đã mở lại phần đang ghi dở.", "information")

    def _notes(self, page: Page, written_elsewhere: bool) -> list[QWidget]:
        notes: list[QWidget] = []
        if page.visit.restricted:
            label = restricted_label(page.visit.restricted)
            notes.append(Chip(f"Thuộc nhóm hạn chế: {label}. Không in ra phiếu của hộ.", "danger", "lock"))
        if page.visit.status == "closed":
            notes.append(Banner("Lượt khám đã kết thúc. Sửa thì ghi lý do ở cuối.", "information"))
        if written_elsewhere:
            words = "Lượt khám này vừa được lưu ở nơi khác. Phần đang gõ vẫn giữ, lưu được bình thường."
            notes.append(Banner(words, "attention", Action("Xem bản mới", self._take_theirs)))
        return notes

    def _take_theirs(self) -> None:
        """What was typed here is given up, at the nurse's own wish."""
        self.entering.end()
        self._page = None
        self._read()

    def _actions(self, page: Page) -> tuple[Action, ...]:
        person = Action("Hồ sơ", lambda: self.go(f"person/{page.person.id}"), icon="person")
        if page.visit.status in ("closed", "left"):
            return (person,)
        keep = Action("Lưu tạm", self._keep, "Ctrl+S", "save")
        begin = Action("Bắt đầu khám", self._start, icon="visit")
        left = Action("Bỏ về", self._leave)
        return (person, left, *((begin,) if page.visit.status == "waiting" else ()), keep)

    # Saving

    def _save(self, values: dict[str, Any], confirmed: bool) -> bool:
        """Ends the visit, or corrects one that has ended. Returns whether it was ended now."""
        sheet: Sheet = values[SHEET]
        written = changed(values)
        if sheet.ended:
            service.correct_visit(
                self._database,
                sheet.visit,
                written,
                reason=values[REASON],
                opened=sheet.opened,
                confirmed=confirmed,
            )
        else:
            service.close_visit(
                self._database, sheet.visit, written, opened=sheet.opened, confirmed=confirmed
            )
        return not sheet.ended

    def _saved(self, ended: bool) -> None:
        name = self._page.person.full_name if self._page else ""
        self._page, self._visit = None, ""
        self.notices.tell(
            f"Đã kết thúc khám cho {name}." if ended else "Đã lưu bản sửa; bản cũ còn trong lịch sử."
        )
        self.go("visits")

    def _keep(self) -> None:
        """What is unlikely is asked when the visit ends; what cannot be is refused already now."""
        values, sheet = changed(self.form.values()), self.form.sheet
        if sheet is None:
            return
        op = partial(
            service.save_visit, self._database, sheet.visit, values, opened=sheet.opened, confirmed=True
        )
        self.form.set_busy(True)
        self.work.run(op, self._kept, self.form.refused, self, lambda: self.form.set_busy(False))

    def _kept(self, _: object) -> None:
        self.entering.end()
        self._page, self._just_kept = None, True
        self.notices.tell("Đã lưu tạm lượt khám.")
        self._read()

    def _say_sealed(self) -> None:
        """What was written just now made the visit restricted: whoever wrote it cannot read it any more."""
        self._just_kept = False
        self.form.clear()
        self.notices.tell(
            "Đã lưu và niêm phong: lượt khám thuộc nhóm hạn chế. Bác sĩ, trưởng trạm xem và làm tiếp.",
            "attention",
        )
        self.go("visits")

    def _start(self) -> None:
        database, visit = self._database, self._visit
        self.work.run(
            lambda: service.start_visit(database, visit, practitioner=my_name(database)), owner=self
        )

    def _leave(self) -> None:
        name = self._page.person.full_name if self._page else ""

        def done(_: object) -> None:
            self.entering.end()
            self.notices.tell(f"Đã ghi {name} bỏ về, chưa khám.")
            self.go("visits")

        self.work.run(partial(service.leave, self._database, self._visit), done, owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._side.setFixedWidth(SIDE_NARROW if narrow else SIDE)
        self.beside.set_narrow(narrow)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.beside)
        scroll.setFixedWidth(SIDE)
        self._side = scroll
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addWidget(self.form, 1)
        line.addWidget(scroll)
        self._work_side = QWidget()
        whole = QVBoxLayout(self._work_side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SIZES.pad)
        for part in (*((self.alerts,) if self.alerts else ()), self.notes):
            whole.addWidget(part)
        whole.addLayout(line, 1)
        self.add(self._work_side, 1)
        self.add(self._missing, 1)
        self._missing.hide()

"""Breaking the glass at the window: why, with whom, and for how long; and what the head is told of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from station_app.common.days import shown_instant
from station_app.common.errors import Refused
from station_app.people.service import people_named
from station_app.shell.fields import LongTextField, TextField, Value
from station_app.shell.forms import Form
from station_app.shell.links import LinkRow, counted
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.widgets import Banner, Card, EmptyState, button, column, row, text
from station_app.staff.service import glass
from station_app.staff.service.glass import MINUTES, Opening
from station_app.store.database import Database
from station_app.store.vault import Vault

ADDRESS = "person/*/break-glass"
OPENINGS = "openings"
_SHOWN = ("visit", "condition", "risk_factor")
_NOTE = (
    f"Chỉ dùng khi cấp cứu. Bản ghi hạn chế của riêng người này mở ra {MINUTES} phút trên máy này, rồi tự "
    "đóng. "
    "Lần mở được ghi vào nhật ký và báo trưởng trạm, kèm lý do."
)


class BreakGlass(Screen):
    """`person/<id>/break-glass`: a reason, and the second holder's password or a code from the paper."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, scrolls=True)
        self._database, self._person = database, ""
        self.form = Form("Mở khẩn", scrolls=False, escape="Esc: thôi, không mở")
        self.form.add(LongTextField("reason", "Lý do", required=True, hint="Trưởng trạm sẽ đọc.", lines=2))
        self.form.section("Người thứ hai", "Bác sĩ hoặc trưởng trạm gõ tại đây.")
        self.form.add(TextField("login", "Tên đăng nhập"))
        password = TextField("password", "Mật khẩu")
        password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.form.add(password)
        self.form.section("Hoặc mã trên giấy", "Lấy trong phong bì; mỗi mã dùng một lần.")
        self.form.add(TextField("code", "Mã mở khẩn", longest=80))
        self.form.save_with(self.work, self._open, self._opened)
        self.form.left.connect(frame.back)
        self.add(Banner(_NOTE, "attention"))
        self.add(self.form)
        self.body.addStretch(1)
        self._lapse = QTimer(self, singleShot=True)
        self._lapse.timeout.connect(self._lapsed)

    def opened(self, address: Address) -> None:
        self._person = address.parts[1]
        self.set_heading("Mở khẩn bản ghi hạn chế")
        self.form.clear()
        self.work.read(partial(people_named, self._database, [self._person]), self._name, owner=self)
        self.form.focus_first()

    def leaving(self) -> bool:
        self.form.clear()  # a password does not stay behind in a field
        return True

    def _name(self, names: dict[str, str]) -> None:
        self.set_heading("Mở khẩn bản ghi hạn chế", names.get(self._person, ""))

    def _open(self, values: dict[str, Value]) -> datetime:
        login, password, code = (str(values.get(name) or "") for name in ("login", "password", "code"))
        if not code and not (login and password):
            raise Refused("Cần mật khẩu của người thứ hai, hoặc mã trên giấy.", "login")
        vault = Vault.open(self._database.path.parent, clock=self._database.clock)
        return glass.break_glass(
            self._database,
            vault,
            self._person,
            str(values.get("reason") or ""),
            login=login,
            password=password,
            code=code,
        )

    def _opened(self, until: datetime) -> None:
        self._lapse.start(MINUTES * 60_000)
        self.notices.tell(f"Đã mở đến {until:%H:%M}. Trưởng trạm được báo lần mở này.", "attention")
        self.go(f"person/{self._person}/visits")

    def _lapsed(self) -> None:
        """Whatever page still shows it reads itself anew, and finds nothing."""
        glass.close_glass(self._database)
        for listener in tuple(self._database.listeners):
            listener(dict.fromkeys(_SHOWN, frozenset()))


class Openings(Screen):
    """`openings`: who broke the glass, the newest first; the head says of each that it was read."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, scrolls=True)
        self._database = database
        self.list = Refill()
        self.add(self.list)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.set_heading("Các lần mở khẩn", "Bản ghi hạn chế được mở không theo quyền")
        self.load()

    def on_changes(self, changes: Changes) -> None:
        if "glass_opening" in changes:
            self.load()

    def load(self) -> None:
        self.work.run_latest("openings", self._read, self._show, owner=self)

    def _read(self) -> tuple[list[Opening], dict[str, str]]:
        found = glass.openings(self._database, everything=True)
        return found, people_named(self._database, [one.person for one in found])

    def _show(self, told: tuple[list[Opening], dict[str, str]]) -> None:
        found, names = told
        if not found:
            self.list.show_parts(EmptyState("Chưa có lần mở khẩn nào", icon="shield"))
            return
        self.list.show_parts(*(self._card(one, names.get(one.person, "")) for one in found))

    def _card(self, one: Opening, name: str) -> QWidget:
        said = column(
            text(f"{one.by_name} mở hồ sơ của {name}", "strong", wrap=True),
            text(f"Lúc {shown_instant(one.opened_at)}, bằng {one.how}", "soft", wrap=True),
            text(one.reason, wrap=True),
        )
        if one.seen_at:
            return Card(said, text(f"Đã xem lúc {shown_instant(one.seen_at)}", "soft"))
        read = button("Đã xem", "primary", icon="check", run=partial(self._acknowledge, one.id))
        return Card(said, row(read))

    def _acknowledge(self, opening: str) -> None:
        self.work.run(partial(glass.acknowledge, self._database, opening), owner=self)


def told_on_board(openings: Sequence[Opening], go: Callable[[str], object]) -> list[LinkRow]:
    """The head's line on the home board, until each was read; nothing where there is none."""
    if not openings:
        return []
    first = openings[0]
    return [
        LinkRow(
            first.by_name,
            partial(go, OPENINGS),
            detail=shown_instant(first.opened_at),
            icon="unlock",
            state="danger",
            right=counted(f"{len(openings)} lần chưa xem", "danger"),
        )
    ]

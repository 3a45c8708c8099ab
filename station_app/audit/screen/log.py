"""Who did what to whose record: the newest first, read page by page; checked and printed from here."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer

from station_app.audit import service
from station_app.audit.screen.asking import Asking
from station_app.audit.service import Checked, Line, Wanted
from station_app.shell.jobs import thousands
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, EmptyState
from station_app.staff import service as staff
from station_app.staff.service import UserRow
from station_app.store.database import Database

ADDRESS = "audit"
_PAUSE_MS = 250
Sheet = Callable[[Wanted], bytes]


class LogScreen(Screen):
    """`sheet` draws what is asked for; the app knows the letterhead. `audit?person=<id>` is about one
    person."""

    def __init__(self, frame: Frame, database: Database, sheet: Sheet) -> None:
        super().__init__(frame)
        self._database, self._sheet = database, sheet
        self.asking = Asking(database, frame.work, frame.clock.today)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.load)
        self.asking.asked.connect(self._pause.start)
        self.said = Refill()
        self.table = Table(
            [
                Column("Lúc", lambda line: line.time, "00:00 00/00/0000"),
                Column("Ai", lambda line: line.who, "BS. Nguyễn Thị Hồng Nhung"),
                Column("Đã làm gì", lambda line: line.whole, stretch=True, state=_state),
                Column("Ở đâu", lambda line: line.place, "Trạm chính · abcdefghij"),
            ],
            work=frame.work,
            empty=EmptyState(
                "Không có mục nào như vậy", "Chọn “Tất cả”, bớt ngày, hoặc xoá tên người.", icon="history"
            ),
            name="Nhật ký truy cập",
        )
        self.add(self.said)
        self.add(self.asking)
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        if person := address.query.get("person"):
            self.asking.person.set_value(person)
        self._say_heading("")
        self.work.run_latest("audit-choices", self._read, self._show, owner=self)
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> None:
        self.table.show_rows(partial(self._fetch, self.asking.wanted))

    def check(self) -> None:
        """The whole log, off the GUI thread; the verdict stays above the list."""
        self.said.show_parts(Banner("Đang kiểm tra từng mục…"))
        self.work.run(partial(service.check, self._database), self._show_verdict, owner=self)

    def print_log(self) -> None:
        wanted = self.asking.wanted
        self.frame.print_pdf(partial(self._sheet, wanted), "Nhật ký truy cập", "nhat-ky.pdf", "audit:")

    def _fetch(self, wanted: Wanted, last: Any, limit: int) -> Sequence[Line]:
        return service.lines(self._database, wanted, last.number if last else None, limit)

    def _read(self) -> tuple[int, Sequence[UserRow], Sequence[str]]:
        return (
            service.count_entries(self._database),
            staff.users(self._database, everyone=True),
            service.devices(self._database),
        )

    def _show(self, found: tuple[int, Sequence[UserRow], Sequence[str]]) -> None:
        entries, users, devices = found
        self.asking.show_choices(users, devices)
        self._say_heading(f"{thousands(entries)} mục, chỉ thêm, không ai sửa hay xoá được mà không lộ")

    def _say_heading(self, words: str) -> None:
        check = Action("Kiểm tra sổ", self.check, "Ctrl+Return", "check")
        self.set_heading(
            "Nhật ký", words or self.subtitle, check, (Action("In", self.print_log, "Ctrl+P", "print"),)
        )

    def _show_verdict(self, checked: Checked) -> None:
        state: State = "done" if checked.sound else "danger"
        self.said.show_parts(
            Banner(checked.said, state), *(Banner(place, "danger") for place in checked.places[:5])
        )
        self.load()


def _state(line: Line) -> State | None:
    return {"refused": "attention", "failed": "attention"}.get(line.result)  # type: ignore[return-value]

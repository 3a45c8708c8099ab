"""The register of requests: what is due soonest stands first, what is late in red."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from station_app.privacy import service
from station_app.privacy.screen.handing import Papers
from station_app.privacy.screen.words import STATES, due
from station_app.privacy.service import RequestLine
from station_app.shell.picks import Picks
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, RowAction, Table
from station_app.shell.widgets import Action, EmptyState
from station_app.store.database import Database

ADDRESS = "privacy"
OPEN, ALL = "open", "all"
RECEIVED_COLUMN, CODE_COLUMN, NARROW, WIDE = 4, 5, 950, 1100


class Register(Screen):
    """`privacy?show=all`; Enter opens a request, Ctrl+N writes one down."""

    def __init__(self, frame: Frame, database: Database, papers: Papers) -> None:
        super().__init__(frame)
        self._database, self._papers = database, papers
        self._shown = OPEN
        self.picks = Picks("Yêu cầu")
        self.picks.picked.connect(self._pick)
        self.table = Table(
            [
                Column("Hạn", _due, "00/00/0000 · quá hạn 00 ngày",
                       state=lambda one: STATES[one.standing.urgency]),
                Column("Người dân", lambda one: one.name, "Nguyễn Thị Hồng Nhung", True),
                Column("Yêu cầu", lambda one: one.kind_label, "Xem, nhận bản sao dữ liệu"),
                Column("Việc tới", lambda one: one.next_step or one.status_label, "Báo đã nhận yêu cầu"),
                Column("Nhận ngày", lambda one: one.received_on, "00/00/0000"),
                Column("Mã", lambda one: one.code, "YC000000-MMMM"),
            ],
            empty=EmptyState(
                "Không có yêu cầu nào đang chờ",
                "Người dân xin xem, sửa, xoá dữ liệu của mình, hay rút lại sự đồng ý, thì ghi vào đây ngay "
                "trong ngày: luật cho trạm rất ít ngày để báo nhận.",
                Action("Ghi yêu cầu", self._new, icon="plus"),
                "shield",
            ),
            actions=[RowAction("Mở hồ sơ người này", lambda one: self.go(f"person/{one.person}"), "person")],
            name="Yêu cầu của người dân",
        )  # fmt: skip
        self.table.opened.connect(lambda one: self.go(f"{ADDRESS}/{one.id}"))
        self.add(self.picks)
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self._shown = address.query.get("show", OPEN)
        ask = Action("Ghi yêu cầu", self._new, "Ctrl+N", "plus")
        breach = Action("Phiếu báo vi phạm", self._breach, icon="danger")
        self.set_heading("Quyền dữ liệu", "", ask, (breach,))
        self._load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {"data_request", "person"}:
            self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the name is worth more than what the page of the request says too."""
        super().resizeEvent(event)
        self.table.view.setColumnHidden(RECEIVED_COLUMN, self.width() < NARROW)
        self.table.view.setColumnHidden(CODE_COLUMN, self.width() < WIDE)

    def _pick(self, shown: str) -> None:
        self._shown = shown
        self._load()

    def _load(self) -> None:
        op = partial(service.requests, self._database, everything=True)
        self.work.run_latest("privacy", op, self._show, owner=self)

    def _show(self, lines: tuple[RequestLine, ...]) -> None:
        waiting = [one for one in lines if one.is_open]
        self.picks.show_picks(
            [(OPEN, f"Đang mở   {len(waiting)}"), (ALL, f"Tất cả   {len(lines)}")], self._shown
        )
        self.table.set_rows(lines if self._shown == ALL else waiting)

    def _breach(self) -> None:
        """Something was lost or seen by somebody who must not: the law gives hours, not days."""
        self.frame.print_pdf(self._papers.breach, "Thông báo vi phạm dữ liệu cá nhân", "bao-vi-pham.pdf")

    def _new(self) -> None:
        self.go(f"{ADDRESS}/new")


def _due(one: RequestLine) -> str:
    return due(one.standing) or one.status_label

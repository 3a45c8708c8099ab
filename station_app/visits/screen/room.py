"""The queue: who waits, who is being seen, who is done today; and reception beside it."""

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from station_app.people.service import age_of
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, RowAction, Table
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Action, Card, EmptyState, SectionTitle, text
from station_app.store.database import Database
from station_app.visits import service
from station_app.visits.screen.reading import Queue, day_and_month, hour, my_name, read_queue
from station_app.visits.screen.reception import Reception
from station_app.visits.service import Waiting

ADDRESS: Final = "visits"
RECEPTION_WIDTH: Final = 312
NARROW: Final = 1_000
_STATES: Final[dict[str, tuple[str, State, str]]] = {
    "waiting": ("Đang chờ", "information", "clock"),
    "seen": ("Đang khám", "done", "visit"),
}
WITHDRAWN: Final = "nhập nhầm: huỷ từ danh sách chờ"


class VisitsRoom(Screen):
    """Enter calls the chosen person in."""

    def __init__(self, frame: Frame, database: Database, *, may_see_restricted: bool = False) -> None:
        super().__init__(frame)
        self._database, self._may_see = database, may_see_restricted
        self.waiting = self._waiting_table()
        self.done = self._done_table()
        self.done_title = SectionTitle("Đã xong hôm nay")
        self.reception = Reception(frame, database, lambda _: self._read())
        self.reception.left.connect(self.waiting.setFocus)
        self._lay_out()
        self.waiting.opened.connect(self._call_in)
        self.done.opened.connect(lambda row: self.go(f"visit/{row.id}"))

    def opened(self, address: Address) -> None:
        """`?person=` comes from a person's page: reception for just that person."""
        person = address.query.get("person")
        if person or not self.reception.entering.is_changed:
            self.reception.begin(person)
        self._read()
        if not person:
            self.waiting.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {"visit", "person"}:
            self._read()

    def leaving(self) -> bool:
        self.reception.entering.flush()
        return True

    def _read(self) -> None:
        op = partial(read_queue, self._database, may_see_restricted=self._may_see)
        self.work.run_latest("visits", op, self._show, owner=self)

    def _show(self, queue: Queue) -> None:
        had_nobody = not self.waiting.rows
        seen = sum(one.status == "seen" for one in queue.waiting)
        rows = sorted(queue.waiting, key=lambda one: one.status != "seen")
        self.waiting.set_rows(rows)
        self.done.set_rows(queue.done)
        self.done_title.note.setText(f"{len(queue.done)} lượt" if queue.done else "")
        counts = f"{len(rows) - seen} người chờ · {seen} đang khám · {len(queue.done)} đã xong"
        receive = Action("Tiếp nhận", self.reception.person.focus, "Alt+N", "plus")
        self.set_heading("Khám bệnh", counts, more=(receive,))
        if had_nobody and rows and not self.reception.entering.is_changed and not self._is_receiving():
            self.waiting.setFocus()

    def _is_receiving(self) -> bool:
        return any(field.input.hasFocus() for field in self.reception.fields.values())

    def _call_in(self, row: Waiting) -> None:
        place = f"visit/{row.id}"
        if row.status == "seen":
            self.go(place)
            return
        database = self._database
        self.work.run(
            lambda: service.start_visit(database, row.id, practitioner=my_name(database)),
            lambda _: self.go(place),
            owner=self,
        )

    def _leave(self, row: Waiting) -> None:
        said = f"Đã ghi {row.name} bỏ về, chưa khám."
        self.work.run(
            partial(service.leave, self._database, row.id), lambda _: self.notices.tell(said), owner=self
        )

    def _withdraw(self, row: Waiting) -> None:
        said = f"Đã huỷ lượt tiếp nhận nhầm của {row.name}."
        self.work.run(
            partial(service.withdraw_visit, self._database, row.id, WITHDRAWN),
            lambda _: self.notices.tell(said),
            owner=self,
        )

    # Layout

    def _waiting_table(self) -> Table:
        today = self.frame.clock.today
        columns = [
            Column("Đến lúc", _came, widest="00/00"),
            Column("Người bệnh", lambda row: row.name, widest="Nguyễn Thị Hồng Nhung"),
            Column("Tuổi", lambda row: age_of(row.birth_date, today()), widest="khoảng 64 tuổi"),
            Column("Lý do", lambda row: row.reason or "Không hiện", stretch=True),
            Column(
                "Tình trạng",
                lambda row: _state(row)[0],
                widest="Đang khám b",
                state=lambda row: _state(row)[1],
                icon=lambda row: _state(row)[2],
            ),
        ]
        empty = EmptyState("Chưa có ai chờ khám", "Người đến khám được ghi ở ô Tiếp nhận.", icon="visit")
        actions = [
            RowAction("Gọi vào khám", self._call_in, "visit"),
            RowAction("Mở hồ sơ", lambda row: self.go(f"person/{row.person}"), "person"),
            RowAction("Bỏ về, chưa khám", self._leave, "forward"),
            RowAction("Huỷ, tiếp nhận nhầm", self._withdraw, "close"),
        ]
        return Table(columns, empty=empty, actions=actions, name="Hàng chờ khám")

    def _done_table(self) -> Table:
        columns = [
            Column("Đến lúc", lambda row: hour(row.arrived_at), widest="00/00"),
            Column("Người bệnh", lambda row: row.name, widest="Nguyễn Thị Hồng Nhung"),
            Column("Chẩn đoán", lambda row: row.diagnosis, stretch=True),
            Column("Tình trạng", lambda row: "Bỏ về" if row.left else "Đã xong", widest="Đang khám"),
        ]
        empty = EmptyState("Chưa có lượt nào xong hôm nay", icon="check")
        actions = [RowAction("Mở hồ sơ", lambda row: self.go(f"person/{row.person}"), "person")]
        return Table(columns, empty=empty, actions=actions, name="Đã xong hôm nay")

    def _lay_out(self) -> None:
        lists = QVBoxLayout()
        lists.setSpacing(SIZES.gap)
        lists.addWidget(self.waiting, 3)
        lists.addWidget(self.done_title)
        lists.addWidget(self.done, 2)
        door = Card(text("Tiếp nhận", "section"), self.reception)
        door.column.addStretch(1)
        door.setFixedWidth(RECEPTION_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addLayout(lists, 1)
        line.addWidget(door)
        self.add(line, 1)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.waiting.view.setColumnHidden(2, self.width() < NARROW)


def _came(row: Waiting) -> str:
    return day_and_month(row.arrived_at) if row.from_before_today else hour(row.arrived_at)


def _state(row: Waiting) -> tuple[str, State, str]:
    return _STATES.get(row.status, (row.status, "neutral", "info"))

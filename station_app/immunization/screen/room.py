"""Whom to call for vaccination: overdue first, by hamlet and by how far one looks ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from PySide6.QtGui import QResizeEvent

from station_app.common.days import add_months
from station_app.immunization import service
from station_app.immunization.screen import words
from station_app.immunization.screen.twice import TwiceQuestions
from station_app.immunization.screen.watching import Watched, WatchList, watched
from station_app.immunization.service import DueLine, HamletDue, WrittenTwice
from station_app.people.service import age_of
from station_app.shell.picks import Pick, Picks
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Fetch, RowAction, Table
from station_app.shell.theme import State
from station_app.shell.widgets import EmptyState
from station_app.store.database import Database

ADDRESS = "immunization"
OVERDUE, NOW, WEEK, MONTH = "overdue", "now", "week", "month"
_HORIZONS: Final = {OVERDUE: "Quá hẹn", NOW: "Đến hôm nay", WEEK: "Hết tuần này", MONTH: "Hết tháng này"}
HAMLET_COLUMN, PHONE_COLUMN, NARROW = 4, 5, 1000
NO_HAMLET: Final = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A child in the list, and its place there, from which the next page is read."""

    at: int
    line: DueLine


@dataclass(frozen=True, slots=True)
class Board:
    """What stands above the list."""

    hamlets: tuple[HamletDue, ...]
    twice: tuple[WrittenTwice, ...]
    watched: tuple[Watched, ...]


class VaccinationRoom(Screen):
    """Enter opens the dose of the chosen child."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self._hamlet: str | None = None
        self._horizon = NOW
        self.horizons = Picks("Nhìn đến")
        self.hamlets = Picks("Thôn")
        self.twice = TwiceQuestions(frame, database)
        self.watch = WatchList(frame.clock)
        self.table = self._table()
        for part in (self.twice, self.watch, self.horizons, self.hamlets):
            self.add(part)
        self.add(self.table, 1)
        self.horizons.picked.connect(lambda horizon: self.choose(hamlet=self._hamlet, horizon=horizon))
        self.hamlets.picked.connect(lambda hamlet: self.choose(hamlet=hamlet, horizon=self._horizon))
        self.table.opened.connect(lambda row: self.go(f"person/{row.line.person}/dose"))
        self.watch.opened.connect(lambda person: self.go(f"person/{person}/dose"))

    def opened(self, address: Address) -> None:
        """`?hamlet=` and `?until=` come from the home board; without them the last choice stays."""
        if address.query:
            self._hamlet = address.query.get("hamlet")
            self._horizon = address.query.get("until", NOW)
            self._fit()
        self._load()
        self.table.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {"dose", "person", "household", "household_member"}:
            self._load()

    def choose(self, *, hamlet: str | None, horizon: str) -> None:
        """Another part of the list; None is every hamlet."""
        self._hamlet, self._horizon = hamlet, horizon
        self._fit()
        self._load()

    def _load(self) -> None:
        """The list after the counts: the first of the day brings the list up to date for both."""
        self.work.run_latest("immunization", partial(read_board, self._database), self._show, owner=self)

    def _show(self, board: Board) -> None:
        overdue = sum(one.overdue for one in board.hamlets)
        due = sum(one.due for one in board.hamlets)
        self.set_heading("Tiêm chủng", f"{overdue} trẻ quá hẹn · {due} trẻ đến lịch" if overdue + due else "")
        self.twice.show_questions(board.twice)
        self.watch.show_lines(board.watched)
        self._show_picks(board.hamlets)
        self.table.show_rows(self._fetch())

    def _show_picks(self, hamlets: Sequence[HamletDue]) -> None:
        overdue, now = sum(one.overdue for one in hamlets), sum(one.overdue + one.due for one in hamlets)
        counts = {OVERDUE: f"   {overdue}", NOW: f"   {now}"}
        horizons = [(code, f"{label}{counts.get(code, '')}") for code, label in _HORIZONS.items()]
        self.horizons.show_picks(horizons, self._horizon)
        total = overdue if self._horizon == OVERDUE else now
        picks: list[Pick] = [(None, f"Cả xã   {total}")]
        for one in hamlets:
            count = one.overdue + (0 if self._horizon == OVERDUE else one.due)
            picks.append((one.hamlet or NO_HAMLET, f"{one.hamlet or 'Chưa rõ thôn'}   {count}"))
        self.hamlets.show_picks(picks, self._hamlet)
        self.hamlets.setVisible(len(hamlets) > 1)

    # The list

    def _fetch(self) -> Fetch:
        """Read off the GUI thread, page by page, of the part that was chosen when it was begun."""
        database, hamlet, only_overdue = self._database, self._hamlet, self._horizon == OVERDUE
        today = self.frame.clock.today()
        until = end_of(self._horizon, today)

        def fetch(last: Row | None, limit: int) -> list[Row]:
            at = last.at + 1 if last else 0
            page = service.due_list(database, today, hamlet=hamlet, until=until, offset=at, limit=limit)
            rows = [Row(at + more, line) for more, line in enumerate(page.lines)]
            return [row for row in rows if row.line.overdue or not only_overdue]

        return fetch

    def _table(self) -> Table:
        today = self.frame.clock.today
        columns = [
            Column("Trẻ", lambda row: row.line.name, widest="Nguyễn Thị Hồng Nhung"),
            Column("Tuổi", lambda row: age_of(row.line.birth_date, today()), widest="00 tháng tuổi"),
            Column("Cần tiêm", lambda row: needed(row.line), widest="5 trong 1 mũi 2, bOPV", stretch=True),
            Column(
                "Tình trạng",
                lambda row: standing(row.line, today()),
                widest="Quá hẹn 23 tháng",
                state=lambda row: colour(row.line, today()),
            ),
            Column("Thôn", lambda row: row.line.hamlet or "chưa rõ", widest="Thôn Đông Hạ"),
            Column("Điện thoại nhà", lambda row: row.line.phone or "chưa có", widest="0000 000 000"),
        ]
        empty = EmptyState(
            "Không có trẻ nào chờ tiêm ở đây",
            "Chọn thôn khác, hoặc nhìn xa hơn: hết tuần này, hết tháng này.",
            icon="check",
        )
        actions = [
            RowAction("Ghi mũi tiêm", lambda row: self.go(f"person/{row.line.person}/dose"), "syringe"),
            RowAction("Mở hồ sơ", lambda row: self.go(f"person/{row.line.person}"), "person"),
            RowAction("Mở hộ gia đình", self._open_household, "household"),
        ]
        return Table(columns, work=self.work, empty=empty, actions=actions, name="Trẻ chờ tiêm")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is said elsewhere, or by the menu key, makes room for the doses."""
        self.table.view.setColumnHidden(HAMLET_COLUMN, self._hamlet is not None)
        self.table.view.setColumnHidden(PHONE_COLUMN, self.width() < NARROW)

    def _open_household(self, row: Row) -> None:
        if row.line.household:
            self.go(f"household/{row.line.household}")


def read_board(database: Database) -> Board:
    return Board(
        service.due_counts(database, database.clock.today()),
        service.doses_written_twice(database),
        watched(database, database.clock.now()),
    )


def end_of(horizon: str, today: date) -> date:
    """Until when a horizon looks; weeks end on Sunday."""
    match horizon:
        case "week":
            return today + timedelta(days=6 - today.weekday())
        case "month":
            return add_months(today.replace(day=1), 1) - timedelta(days=1)
    return today


def needed(line: DueLine) -> str:
    return ", ".join(dose.label for dose in line.doses)


def standing(line: DueLine, today: date) -> str:
    due = min(dose.due_on for dose in line.doses)
    if line.overdue:
        return f"Quá hẹn {words.late(due, today)}"
    return "Đến lịch" if due <= today else f"Hẹn {words.day(due)}"


def colour(line: DueLine, today: date) -> State:
    if line.overdue:
        return "attention"
    return "information" if min(dose.due_on for dose in line.doses) <= today else "neutral"

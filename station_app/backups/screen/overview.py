"""How the backups stand: when the last good one was made, where it lies, whether it can be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from station_app.backups import service
from station_app.backups.screen import words
from station_app.backups.screen.prepare import PREPARE_ADDRESS
from station_app.backups.service import BackupRow, Made, Place, Standing
from station_app.backups.service.drills import DrillRow
from station_app.common.days import shown_instant
from station_app.shell.links import LinkRow, counted
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Action, Banner, Card, EmptyState, SectionTitle
from station_app.store.database import Database

ADDRESS = "backups"


@dataclass(frozen=True)
class Doing:
    """What only the program itself can do: begin a backup or a drill beside the work, go back to a backup."""

    back_up: Callable[[Callable[[Made], object]], object]
    drill: Callable[[Callable[[DrillRow], object]], object]
    restore: Callable[[], object]
    may_restore: bool
    known_time: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class _Page:
    now: Standing
    rows: list[BackupRow]


class BackupsScreen(Screen):
    """One line of truth first, then the places, then every backup with its verdict."""

    def __init__(self, frame: Frame, database: Database, doing: Doing) -> None:
        super().__init__(frame)
        self._database, self._doing = database, doing
        self._names: dict[str, str] = {}
        self.said = Refill()
        self.table = Table(
            [
                Column("Lúc", lambda row: shown_instant(row.made_at), widest="00:00 00/00/0000"),
                Column("Vì sao", words.reason, widest="trước khi khôi phục"),
                Column("Số bản ghi", words.many, right=True, widest="1.000.000"),
                Column("Cỡ", words.size, right=True, widest="1.000 MB"),
                Column("Kết quả", words.verdict, state=words.state, widest="Tốt, đã mở và đếm lại"),
                Column("Nằm ở", self._where, stretch=True),
            ],
            empty=EmptyState("Chưa có bản sao lưu nào", "Bấm Sao lưu ngay để có bản đầu tiên.", icon="disk"),
            name="Các bản sao lưu",
        )
        self.add(self.said)
        self.add(SectionTitle("Các bản sao lưu"))
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self.load()

    def on_changes(self, changes: Changes) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("backups", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        now = service.standing(self._database, self._doing.known_time())
        return _Page(now, service.backups(self._database))

    def _show(self, page: _Page) -> None:
        now = Action("Sao lưu ngay", self._back_up, "Ctrl+Return", icon="disk")
        more = [Action("Chuẩn bị USB", partial(self.go, PREPARE_ADDRESS), "Ctrl+U", icon="plus")]
        if self._doing.may_restore:
            more.append(Action("Diễn tập khôi phục", self._drill, "Ctrl+D", icon="check"))
            more.append(Action("Khôi phục…", self._doing.restore, icon="undo"))
        self.set_heading("Sao lưu", "", now, tuple(more))
        self._names = {place.id: place.name for place in page.now.places}
        self.said.show_parts(*self._truths(page.now))
        self.table.set_rows(page.rows)

    def _truths(self, now: Standing) -> Iterator[QWidget]:
        yield Banner(words.last(now), words.last_state(now))
        if now.failed:
            yield Banner(words.failed(now.failed), "attention")
        yield Banner(words.drill(now), words.drill_state(now))
        yield SectionTitle("Nơi để, theo thứ tự", note=service.ONLY_UNLOCKED)
        card = Card()
        card.column.setContentsMargins(SIZES.step, SIZES.step, SIZES.step, SIZES.step)
        card.column.setSpacing(0)
        for place in now.places:
            card.column.addWidget(self._place(place))
        yield card

    def _place(self, place: Place) -> QWidget:
        there = place.folder is not None
        state: State = "neutral" if place.is_here else "done" if there else "attention"
        return LinkRow(
            place.name,
            partial(self.go, PREPARE_ADDRESS),
            detail=str(place.folder) if place.folder else "chưa cắm vào máy",
            icon="home" if place.is_here else "disk",
            state=state,
            right=counted(words.seen(place), state),
            leads=not place.is_here,
        )

    def _where(self, row: BackupRow) -> str:
        return f"{self._names.get(row.place, str(row.folder.parent))}, {row.folder.name}"

    def _back_up(self) -> None:
        self._doing.back_up(lambda made: self.notices.tell(made.words))

    def _drill(self) -> None:
        def told(row: DrillRow) -> None:
            self.notices.tell(f"{row.in_words}.", "done" if row.match else "danger")

        self._doing.drill(told)

"""The quarantine desk: records that the warehouse holds back, each put right where it is shown."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from station_app.exchange import quarantine
from station_app.exchange.quarantine import HeldCard
from station_app.exchange.screen.held import HeldSheet
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.tables import Column, RowAction, Table
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, EmptyState
from station_app.store.database import Database
from station_app.store.verbs import Verbs

ADDRESS = "desk/quarantine"


class QuarantineDesk(Screen):
    """Nothing behind a held record is blocked, and no PC differs for it; only the province's row waits."""

    def __init__(
        self, frame: Frame, database: Database, verbs: Mapping[str, Verbs], run_now: Callable[[], object]
    ) -> None:
        super().__init__(frame)
        self._database, self._verbs, self._run_now = database, verbs, run_now
        self._fresh = False
        self._wanted: tuple[str, str] | None = None
        self.list = self._table()
        self.sheet = HeldSheet(frame, database, self._saved)
        line = QHBoxLayout()
        line.setSpacing(SIZES.wide)
        line.addWidget(self.list, 2)
        line.addWidget(scrolling(self.sheet), 3)
        self.add(line, 1)

    def opened(self, address: Address) -> None:
        self._fresh, self._wanted = True, next(iter(address.query.items()), None)
        self.load()

    def on_changes(self, changes: Changes) -> None:
        self.load()

    def load(self) -> None:
        """Also after a round, which may have brought a verdict and nothing else."""
        self.work.run_latest(
            "quarantine", partial(quarantine.held_cards, self._database), self._loaded, owner=self
        )

    def _loaded(self, cards: list[HeldCard]) -> None:
        self.list.set_rows(cards)
        self.sheet.setVisible(bool(cards))
        if self._fresh and cards:
            self._fresh = False
            self.list.setFocus()
            self.list.choose(next((at for at, one in enumerate(cards) if one.key == self._wanted), 0))
        waiting = sum(not card.sent for card in cards)
        sent = len(cards) - waiting
        said = [f"{waiting} bản ghi cần sửa"] if waiting else []
        said += [f"{sent} bản ghi đã sửa, chờ kho tỉnh"] if sent else []
        desk = Action("Câu hỏi giữa các máy", lambda: self.go("desk/conflicts"), "Alt+G")
        self.set_heading("Kho tỉnh giữ lại", " · ".join(said) or "Kho tỉnh đã nhận hết", more=(desk,))

    def _show(self, card: HeldCard) -> None:
        """What is being typed is not taken away by a refresh that changed nothing of it."""
        if self.sheet.card != card:
            self.sheet.show_card(card, self._verbs.get(card.entity))

    def _saved(self, words: str) -> None:
        self.notices.tell(words)
        self._run_now()
        self.load()
        self.list.setFocus()

    def _table(self) -> Table:
        empty = EmptyState(
            "Kho tỉnh không giữ lại bản ghi nào",
            "Bản ghi nào có mục kho tỉnh chưa dùng được thì hiện ở đây, kèm lý do và chỗ sửa.",
            icon="check",
        )
        made = Table(
            [
                Column("Người, hộ", lambda card: card.subject, widest="Nguyễn Thị Hồng"),
                Column("Bản ghi", lambda card: card.short, stretch=True, said=lambda card: card.title),
                Column(
                    "",
                    lambda card: "Chờ tỉnh" if card.sent else "Cần sửa",
                    widest="Chờ tỉnh",
                    state=lambda card: "information" if card.sent else "attention",
                    said=lambda card: card.state,
                ),
            ],
            empty=empty,
            actions=[RowAction("Mở trong hồ sơ", lambda card: self.go(card.address), "forward")],
            name="Bản ghi kho tỉnh giữ lại",
            key=lambda card: card.key,
        )
        made.chosen.connect(self._show)
        made.opened.connect(lambda _card: self.sheet.begin())
        return made

"""The conflict desk: whose question at the left, one question at a time at the right, keys 1, 2, 3."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.exchange import questions
from station_app.exchange.questions import Candidate, QuestionCard
from station_app.shell.fields import TextField
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Card, EmptyState, KeyHint, button, row, text
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "desk/conflicts"


class ConflictDesk(Screen):
    """Nothing is thrown away here: every value stays in the history, and a decision can be taken back."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self._cards: list[QuestionCard] = []
        empty = EmptyState(
            "Không có gì cần quyết",
            "Khi hai máy ghi khác nhau về một người, câu hỏi sẽ hiện ở đây.",
            icon="check",
        )
        self.list = Table(
            [
                Column("Người, hộ", lambda card: card.subject, stretch=True),
                Column("Cần quyết", lambda card: card.title, widest="Số lượng · Yếu tố nguy cơ"),
            ],
            empty=empty,
            name="Câu hỏi cần quyết",
        )
        self.list.chosen.connect(self._show)
        self.sheet = QuestionSheet(self._decide, self._type, self.go)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.sheet)
        line = QHBoxLayout()
        line.setSpacing(SIZES.wide)
        line.addWidget(self.list, 2)
        line.addWidget(scroll, 3)
        self.add(line, 1)

    def opened(self, address: Address) -> None:
        self._load()

    def on_changes(self, changes: Changes) -> None:
        self._load()

    def _load(self) -> None:
        self.work.run_latest(
            "desk", partial(questions.open_questions, self._database), self._loaded, owner=self
        )

    def _loaded(self, cards: list[QuestionCard]) -> None:
        at = max(0, self.list.view.currentIndex().row())
        self._cards = cards
        self.list.set_rows(cards)
        self.list.choose(min(at, len(cards) - 1))
        self.sheet.setVisible(bool(cards))
        people = len({card.address for card in cards})
        note = f"{len(cards)} câu hỏi về {people} người, hộ" if cards else "Mọi máy đang thống nhất"
        self.set_heading("Cần quyết", note, more=self._together())

    def _together(self) -> tuple[Action, ...]:
        """Questions of the same kind, answered the same way after they were shown in the list."""
        current = self.list.current
        same = [card for card in self._cards if current and card.kind == current.kind]
        if len(same) < 2:
            return ()
        label = f"Lấy giá trị mới nhất cho {len(same)} câu cùng loại"
        return (Action(label, partial(self._decide_all, same)),)

    def _show(self, card: QuestionCard | None) -> None:
        if card is not None:
            self.sheet.show_card(card)
            self.set_heading(self.title, self.subtitle, more=self._together())

    def _decide(self, card: QuestionCard, value: Value) -> None:
        self.work.run(
            partial(questions.decide, self._database, card, value),
            lambda _: self._decided([card]),
            self.sheet.refused,
            owner=self,
        )

    def _type(self, card: QuestionCard, typed: str) -> None:
        self.work.run(
            partial(questions.decide_typed, self._database, card, typed),
            lambda _: self._decided([card]),
            self.sheet.refused,
            owner=self,
        )

    def _decide_all(self, cards: Sequence[QuestionCard]) -> None:
        def decide_each() -> None:
            for card in cards:
                questions.decide(self._database, card, card.candidates[-1].value)

        self.work.run(decide_each, lambda _: self._decided(cards), owner=self)

    def _decided(self, cards: Sequence[QuestionCard]) -> None:
        words = (
            f"Đã quyết: {cards[0].title}, {cards[0].subject}"
            if len(cards) == 1
            else f"Đã quyết {len(cards)} câu"
        )

        def take_back() -> None:
            for card in cards:
                questions.take_back(self._database, card)

        self.notices.undoable(words, lambda: self.work.run(take_back))
        self._load()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key() - int(Qt.Key.Key_1)
        card = self.list.current
        if card is not None and 0 <= key < len(card.candidates) and not event.modifiers():
            self._decide(card, card.candidates[key].value)
        else:
            super().keyPressEvent(event)


class QuestionSheet(QWidget):
    """One question: the values large, who wrote each, when, where, on which PC; or a value typed anew."""

    def __init__(
        self,
        decide: Callable[[QuestionCard, Value], object],
        type_: Callable[[QuestionCard, str], object],
        go: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._decide, self._type, self._go = decide, type_, go
        self._card: QuestionCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, SIZES.gap, 0)
        self._column.setSpacing(SIZES.pad)
        self.third = TextField("other", "Giá trị khác, theo giấy tờ")

    def show_card(self, card: QuestionCard) -> None:
        self._card = card
        self._empty()
        self._column.addWidget(text(f"{card.title} của {card.subject}", "section", wrap=True))
        self._column.addWidget(
            text(
                "Hai máy đã ghi khác nhau. Chọn giá trị đúng; giá trị kia vẫn còn trong lịch sử.",
                "soft",
                wrap=True,
            )
        )
        for number, candidate in enumerate(card.candidates, 1):
            self._column.addWidget(self._choice(number, candidate))
        self.third = TextField("other", "Giá trị khác, theo giấy tờ")
        typed = button("Lưu giá trị khác", run=self._save_third)
        self._column.addWidget(self.third)
        self._column.addWidget(row(typed, button("Mở hồ sơ", "quiet", run=lambda: self._go(card.address))))
        self._column.addStretch(1)

    def _choice(self, number: int, candidate: Candidate) -> Card:
        now = " · đang hiện" if candidate.chosen_now else ""
        who = f"{candidate.author} ghi lúc {candidate.when}"
        where = f"Điểm trạm {candidate.point}, máy {candidate.device}{now}"
        made = Card(
            row(KeyHint(str(number)), text(candidate.shown, "title", wrap=True)),
            text(who, "body", wrap=True),
            text(where, "soft", wrap=True),
            pressable=True,
            name=f"Chọn {candidate.shown}, {who}",
        )
        made.pressed.connect(partial(self._choose, candidate))
        return made

    def _choose(self, candidate: Candidate) -> None:
        if self._card is not None:
            self._decide(self._card, candidate.value)

    def _save_third(self) -> None:
        if self._card is not None:
            self._type(self._card, str(self.third.value() or ""))

    def refused(self, refused: Refused) -> None:
        self.third.error(refused.reason)

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()

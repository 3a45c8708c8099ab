"""The conflict desk: whose question at the left, one question at a time at the right, keys 1, 2, 3."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from station_app.common.errors import Refused
from station_app.exchange import questions
from station_app.exchange.quarantine import count_held
from station_app.exchange.questions import Decided, Desk, QuestionCard
from station_app.exchange.questions.deciding import Answer
from station_app.exchange.screen import quarantine
from station_app.exchange.screen.decided import JustDecided
from station_app.exchange.screen.sheet import QuestionSheet
from station_app.exchange.screen.together import TogetherSheet
from station_app.shell.picks import Picks
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.tables import Column, RowAction, Table
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, EmptyState
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "desk/conflicts"
TOGETHER_KEY = "Alt+L"
NOTHING, NOTHING_WORDS = (
    "Không có gì cần quyết",
    "Khi hai máy ghi khác nhau về một người, câu hỏi sẽ hiện ở đây.",
)
NONE_OF_MINE, NONE_OF_MINE_WORDS = (
    "Không có việc nào của tôi",
    "Cả trạm còn {} việc, do người khác ghi. Trưởng trạm thấy và quyết được tất cả.",
)
MINE, ALL = "mine", "all"


class ConflictDesk(Screen):
    """Nothing is thrown away here: every value stays in the history, and a decision can be taken back."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self._desk = Desk((), frozenset(), 0, True)
        self._held = 0
        self._fresh = False
        self._whose = ALL
        self._wanted: set[str] = set()
        self._named: frozenset[tuple[str, str, str]] = frozenset()
        self.decided = JustDecided(self._swap, self._take_back)
        self.whose = Picks("Việc của ai")
        self.whose.picked.connect(self._choose_whose)
        self.empty = EmptyState(NOTHING, NOTHING_WORDS, icon="check")
        self.list = self._table()
        self.sheet = QuestionSheet(frame, database, self._decide)
        self.together = TogetherSheet(self._decide_all, self._one_by_one)
        self.right = QStackedWidget()
        for part in (scrolling(self.sheet), self.together):
            self.right.addWidget(part)
        self.add(self.decided)
        self.add(self.whose)
        line = QHBoxLayout()
        line.setSpacing(SIZES.wide)
        line.addWidget(self.list, 2)
        line.addWidget(self.right, 3)
        self.add(line, 1)

    def opened(self, address: Address) -> None:
        """`?person=` or `?household=` comes from a page: its question is chosen."""
        self.decided.tell(None)
        self._one_by_one()
        self._wanted = {f"{name}/{record}" for name, record in address.query.items()}
        self._fresh = True
        self._load()

    def on_changes(self, changes: Changes) -> None:
        self._load()

    @property
    def cards(self) -> list[QuestionCard]:
        """Those in the list now."""
        mine = self._desk.mine
        return [card for card in self._desk.cards if self._whose == ALL or card.key in mine]

    # The list

    def _load(self) -> None:
        self.work.run_latest("desk", self._read, self._loaded, owner=self)

    def _read(self) -> tuple[Desk, int]:
        return questions.read_desk(self._database), count_held(self._database)

    def _loaded(self, read: tuple[Desk, int]) -> None:
        self._desk, self._held = desk, _ = read
        self._say_empty(desk)
        both = 0 < len(desk.mine) < len(desk.cards)
        if not both:
            self._whose = ALL
        self.whose.setVisible(both)
        picks = [(ALL, f"Cả trạm   {len(desk.cards)}"), (MINE, f"Của tôi   {len(desk.mine)}")]
        self.whose.show_picks(picks, self._whose)
        self._fill()

    def _say_empty(self, desk: Desk) -> None:
        """A nurse without questions is not told that there are none."""
        none = (NOTHING, NOTHING_WORDS) if not desk.total else (NONE_OF_MINE, NONE_OF_MINE_WORDS)
        self.empty.title.setText(none[0])
        self.empty.words.setText(none[1].format(desk.total))

    def _choose_whose(self, whose: str) -> None:
        self._whose = whose
        self._fill()

    def _fill(self) -> None:
        at = max(0, self.list.view.currentIndex().row())
        cards = self.cards
        self._named = questions.first_of_group(tuple(cards))
        self.list.set_rows(cards)
        wanted = [place for place, card in enumerate(cards) if card.address in self._wanted]
        self._wanted = set()
        if self.list.current is None or wanted:
            self.list.choose(wanted[0] if wanted else min(at, len(cards) - 1))
        self.sheet.setVisible(bool(cards))
        if self._fresh and cards:
            self._fresh = False
            self.list.setFocus()
        if self.list.current is None:
            self._head()

    def _head(self) -> None:
        """Made anew only when it says something else: its keys must not blink in going through the list."""
        actions = (*self._same_kind(), *self._other_desk())
        told = (self._desk.in_words, [action.label for action in actions])
        if told != (self.subtitle, [action.label for action in self.more]):
            self.set_heading("Cần quyết", self._desk.in_words, more=actions)

    def _show(self, card: QuestionCard) -> None:
        self.sheet.show_card(card)
        self._head()
        op = partial(questions.past_of, self._database, card)
        self.work.run_latest("desk-past", op, self.sheet.show_past, owner=self)

    def _table(self) -> Table:
        made = Table(
            [
                Column("Người, hộ", self._name, widest="Hộ Nguyễn Thị Hồng", said=lambda card: card.subject),
                Column("Cần quyết", lambda card: card.title, stretch=True),
            ],
            empty=self.empty,
            actions=[RowAction("Mở hồ sơ", lambda card: self.go(card.address), "forward")],
            name="Câu hỏi cần quyết",
            key=lambda card: card.key,
        )
        made.chosen.connect(self._show)
        made.opened.connect(lambda _card: self.sheet.choices[:1] and self.sheet.choices[0].setFocus())
        return made

    def _name(self, card: QuestionCard) -> str:
        """A person's name is said once above her questions."""
        return card.subject if card.key in self._named else ""

    # Many at once

    def _same(self) -> list[QuestionCard]:
        current = self.list.current
        return questions.of_one_kind(self.cards, current) if current else []

    def _same_kind(self) -> tuple[Action, ...]:
        if (count := len(self._same())) < 2:
            return ()
        return (Action(f"Quyết {count} câu cùng loại", self._all_of_kind, TOGETHER_KEY),)

    def _other_desk(self) -> tuple[Action, ...]:
        words = f"Kho tỉnh giữ lại {self._held}"
        return (Action(words, lambda: self.go(quarantine.ADDRESS), "Alt+G"),) if self._held else ()

    def _all_of_kind(self) -> None:
        same = self._same()
        what = "mũi tiêm ghi hai lần" if same[0].twice else questions.named(self._database, *same[0].kind)
        self.right.setCurrentWidget(self.together)
        self.together.show_cards(same, what)
        self.list.hide()
        self.decided.hide()

    def _one_by_one(self) -> None:
        self.right.setCurrentIndex(0)
        self.list.show()
        self.decided.setVisible(self.decided.decided is not None)
        self.list.setFocus()

    # Deciding

    def _decide(self, card: QuestionCard, value: Value, note: str | None) -> None:
        self._write(partial(questions.decide, self._database, card, value, note=note))

    def _decide_all(self, answers: Sequence[Answer]) -> None:
        self._write(partial(questions.decide_all, self._database, list(answers)))

    def _swap(self, decided: Decided) -> None:
        self._write(partial(questions.swap, self._database, decided))

    def _take_back(self, decided: Decided) -> None:
        def done(_: object) -> None:
            self.decided.tell(None)
            self.notices.tell("Đã mở lại câu hỏi." if decided.count == 1 else "Đã mở lại các câu hỏi.")
            self._load()

        self.work.run(partial(questions.take_back, self._database, decided), done, owner=self)

    def _write(self, op: partial[Decided]) -> None:
        self.work.run(op, self._told, self._refused, owner=self)

    def _told(self, decided: Decided) -> None:
        if toast := self.notices.toast:
            toast.close_now()  # its key undoes something else
        self.decided.tell(decided)
        self._load()
        self._one_by_one()

    def _refused(self, refused: Refused) -> None:
        self.sheet.refused(refused)
        self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - int(Qt.Key.Key_1)
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at_one = self.right.currentIndex() == 0
        if not (at_one and is_plain and 0 <= number < 9 and self.sheet.choose(number)):
            super().keyPressEvent(event)

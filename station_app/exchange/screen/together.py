"""Many questions of one kind: by which rule, what each will be and what it will not, then all at once."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.exchange.questions import Answered, QuestionCard, answers, rules_for
from station_app.exchange.questions.deciding import Answer
from station_app.shell.picks import Picks
from station_app.shell.tables import Column, Table
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import button, row, text

LEAST_ROWS = 4


class TogetherSheet(QWidget):
    """Nothing is decided before it was shown; Space leaves a line out."""

    def __init__(self, decide: Callable[[Sequence[Answer]], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self._decide, self._leave = decide, leave
        self._cards: Sequence[QuestionCard] = ()
        self._rule = ""
        self._out: set[tuple[str, str, str]] = set()
        self.title = text("", "section", wrap=True)
        self.rules = Picks("Lấy giá trị nào")
        self.rules.picked.connect(self._pick)
        self.table = Table(
            [
                Column("Người, hộ", lambda one: one.card.subject, widest="Nguyễn Thị Hồng"),
                Column("Sẽ là", self._wanted, stretch=True, state=self._state),
                Column("Vào lịch sử", self._dropped, widest="00/00/0000, 00/00/0000"),
            ],
            name="Các câu sẽ quyết",
            key=lambda one: one.card.key,
        )
        self.table.opened.connect(self._leave_out)
        self.table.view.installEventFilter(self)
        self.table.view.setMinimumHeight(LEAST_ROWS * SIZES.row)
        self.note = text("", "soft", wrap=True)
        self.go = button("Quyết", "primary", icon="check", shortcut="Ctrl+Return", run=self._all)
        back = button("Thôi", "quiet", shortcut="Esc", run=leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SIZES.gap, 0)
        column.setSpacing(SIZES.pad)
        for part in (self.title, self.rules):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(row(self.go, back))

    @property
    def shown(self) -> list[Answered]:
        return answers(self._cards, self._rule)

    @property
    def wanted(self) -> list[Answer]:
        return [(one.card, one.chosen.value) for one in self.shown if one.chosen and not self._is_out(one)]

    def show_cards(self, cards: Sequence[QuestionCard], title: str) -> None:
        rules = rules_for(cards)
        self._cards, self._out = cards, set()
        if self._rule not in [rule.code for rule in rules]:
            self._rule = rules[0].code
        self.title.setText(f"{len(cards)} câu cùng loại: {title}")
        self.rules.show_picks([(rule.code, rule.label) for rule in rules], self._rule)
        self._fill()
        self.table.setFocus()

    def _pick(self, rule: str) -> None:
        self._rule = rule
        self._fill()

    def _fill(self) -> None:
        self.table.set_rows(self.shown)
        count = len(self.wanted)
        left = len(self._cards) - count
        self.note.setText(
            "Phím cách: bỏ dòng đang chọn ra, để quyết riêng." + (f" {left} câu được để lại." if left else "")
        )
        self.go.setText(f"Quyết {count} câu   Ctrl+Enter")
        self.go.setAccessibleName(f"Quyết {count} câu")
        self.go.setEnabled(bool(count))

    def _is_out(self, one: Answered) -> bool:
        return one.card.key in self._out

    def _wanted(self, one: Answered) -> str:
        if self._is_out(one):
            return "để lại"
        return one.chosen.shown if one.chosen else "chưa rõ, để lại"

    def _state(self, one: Answered) -> State:
        return "neutral" if self._is_out(one) or not one.chosen else "done"

    def _dropped(self, one: Answered) -> str:
        return "" if self._is_out(one) or not one.chosen else one.dropped

    def _leave_out(self, one: Answered) -> None:
        self._out ^= {one.card.key}
        self._fill()

    def _all(self) -> None:
        if wanted := self.wanted:
            self._decide(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table would keep the space bar to itself."""
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if is_space and event.type() == QEvent.Type.KeyPress and self.table.current is not None:
            self._leave_out(self.table.current)
            return True
        return super().eventFilter(watched, event)

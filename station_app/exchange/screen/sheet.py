"""One question: the values large, who wrote each, when, where, on which PC; what stood there before."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.exchange.questions import BOTH, Candidate, PastValue, QuestionCard, declared
from station_app.exchange.screen.typing import typed_field
from station_app.shell.fields import Field, TextField
from station_app.shell.refill import Refill
from station_app.shell.screen import Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import (
    Card,
    Chip,
    KeyHint,
    SectionTitle,
    TimelineRow,
    button,
    row,
    text,
)
from station_app.store.database import Database
from station_app.store.verbs import Value

MOST_PAST = 6
Decide = Callable[[QuestionCard, Value, str | None], object]


class QuestionSheet(QWidget):
    """Shows one card; what is chosen, by key, click or typing, goes to `decide`."""

    def __init__(self, frame: Frame, database: Database, decide: Decide) -> None:
        super().__init__()
        self._frame, self._database, self._decide = frame, database, decide
        self.card: QuestionCard | None = None
        self.choices: list[Card] = []
        self.third: Field | None = None
        self.note = _note()
        self.asked, self.past = Refill(SIZES.pad), Refill(SIZES.step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SIZES.gap, 0)
        column.setSpacing(SIZES.pad)
        for part in (self.asked, self.past):
            column.addWidget(part)
        column.addStretch(1)

    def show_card(self, card: QuestionCard) -> None:
        """What is being typed is not taken away by news that changed nothing of this question."""
        if card == self.card:
            return
        typed = (self.third.draft() if self.third else None, self.note.draft())
        same = self.card is not None and self.card.key == card.key
        self.card = card
        self.past.show_parts()
        title = text(f"{card.title} của {card.subject}", "section", wrap=True)
        about = f"{card.about[:1].upper()}{card.about[1:]}. " if card.about else ""
        lead = text(f"{about}{card.lead}", "soft", wrap=True)
        self.choices = [self._choice(number, one) for number, one in enumerate(card.candidates, 1)]
        self.third, self.note = self._typed(card), _note()
        self.asked.show_parts(title, lead, *self.choices, *self._ways_out(card))
        if same and self.third:
            self.third.restore(typed[0])
        if same:
            self.note.restore(typed[1])

    def show_past(self, past: Sequence[PastValue]) -> None:
        """What stood there before, newest first; a fact that was right once may be right again."""
        if not past:
            return
        lines = [_line(one) for one in past[:MOST_PAST]]
        more = len(past) - len(lines)
        rest = [text(f"Còn {more} lần ghi cũ hơn, xem ở phần Lịch sử sửa.", "soft")] if more > 0 else []
        self.past.show_parts(SectionTitle("Trước đó"), *lines, *rest)

    def choose(self, number: int) -> bool:
        """The n-th value, as by its key; False when there is none."""
        if self.card is None or not 0 <= number < len(self.choices) or not self.card.known:
            return False
        self._decide(self.card, self.card.candidates[number].value, self._said())
        return True

    def refused(self, refused: Refused) -> None:
        if self.third:
            self.third.error(refused.reason)
        else:
            self._frame.notices.refuse(refused)

    def _said(self) -> str | None:
        return str(self.note.value() or "") or None

    def _choice(self, number: int, candidate: Candidate) -> Card:
        look = "section" if candidate.value == BOTH or (self.card and self.card.twice) else "title"
        head = [KeyHint(str(number)), text(candidate.shown, look, wrap=True)]  # type: ignore[arg-type]
        now = [Chip("đang hiện", "information", "eye")] if candidate.chosen_now else []
        said = [text(candidate.more, "soft", wrap=True)] if candidate.more else []
        who = [text(candidate.who, wrap=True)]
        if place := candidate.place_and_reason:
            who.append(text(place, "soft", wrap=True))
        if said and candidate.place:  # a dose says much: who wrote it goes on one line
            who = [text(f"{candidate.who} · {candidate.place}", "soft", wrap=True)]
        made = Card(
            _filled(*head, *now),
            *said,
            *who,
            pressable=True,
            name=f"Phím {number}: chọn {candidate.shown}, {candidate.who}, {candidate.place}",
        )
        made.column.setSpacing(SIZES.step)
        made.pressed.connect(partial(self.choose, number - 1))
        return made

    def _typed(self, card: QuestionCard) -> Field | None:
        """Another value in the field's own way of typing; a reference is chosen on the record's own page."""
        field = declared(self._database.catalogue.entities.get(card.entity), card.field)
        if not card.can_be_typed or field.refers:
            return None
        return typed_field(field, self._frame.clock.today, name="other", label="Giá trị khác", required=False)

    def _ways_out(self, card: QuestionCard) -> list[QWidget]:
        go = button("Mở hồ sơ", "quiet", icon="forward", run=partial(self._frame.go, card.address))
        if card.house:
            return [row(button("Mở hộ để sửa", "primary", run=partial(self._frame.go, card.address)))]
        if not card.known or card.twice:
            return [row(go)] if card.address else []
        if self.third is None:
            return [self.note, row(go)]
        self.third.moved_on.connect(self._save_third)
        self.note.moved_on.connect(self._save_third)
        return [_beside(self.third, self.note), row(button("Lưu giá trị khác", run=self._save_third), go)]

    def _save_third(self) -> None:
        if self.card is None or self.third is None:
            return
        if problem := self.third.problem():
            self.third.error(problem)
        elif self.third.value() in (None, ""):
            self.third.error("cần gõ giá trị, hoặc chọn ở trên.")
        else:
            self._decide(self.card, self.third.value(), self._said())


def _note() -> TextField:
    return TextField("note", "Theo giấy tờ nào (nếu có)", hint="Ghi vào lịch sử cùng quyết định.")


def _beside(*parts: QWidget) -> QWidget:
    """Short fields side by side, their labels on one line."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SIZES.wide)
    for part in parts:
        line.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return holder


def _filled(*parts: QWidget) -> QWidget:
    """Side by side, the words taking what room there is."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SIZES.gap)
    for at, part in enumerate(parts):
        line.addWidget(part, 1 if at == 1 else 0)
    return holder


def _line(one: PastValue) -> TimelineRow:
    detail = " · ".join(
        part for part in (one.author, one.place, f"lý do: {one.reason}" if one.reason else "") if part
    )
    return TimelineRow(one.when[-10:], one.shown, f"{one.when[:5]} · {detail}", icon="history")

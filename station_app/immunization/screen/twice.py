"""Doses that two PCs may have written of one injection: a person says whether it was one or two."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from station_app.immunization import service
from station_app.immunization.service import Before, WrittenTwice
from station_app.people.service import shown_day
from station_app.shell import icons, theme
from station_app.shell.flow import Flow
from station_app.shell.refill import Refill
from station_app.shell.screen import Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, action_button, text
from station_app.store.database import Database


class TwiceQuestions(Refill):
    """Nothing is thrown away: the dose not kept is marked as entered in error and stays in the history."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__()
        self._frame, self._database = frame, database
        self.hide()

    @property
    def answers(self) -> list[QPushButton]:
        """The buttons under the question."""
        return [button for button in self.findChildren(QPushButton) if button.isVisibleTo(self)]

    def show_questions(self, questions: Sequence[WrittenTwice]) -> None:
        """One at a time; the next comes when it is settled."""
        self.show_parts(*(self._question(one, len(questions) - 1) for one in questions[:1]))

    def _question(self, twice: WrittenTwice, more: int) -> QFrame:
        one, other = shown_day(twice.first.given_on), shown_day(twice.second.given_on)
        number = f" mũi {twice.dose_number}" if twice.dose_number else ""
        words = (
            f"{twice.name}: hai máy cùng ghi {twice.label}{number}, {_days(one, other)}. Là một mũi hay hai?"
        )
        keep_one = f"Một mũi, giữ {one}" if one != other else "Một mũi"
        actions = [Action(keep_one, partial(self._one_dose, twice, twice.one))]
        if one != other:
            actions.append(Action(f"Một mũi, giữ {other}", partial(self._one_dose, twice, twice.other)))
        actions.append(Action("Hai mũi", partial(self._two_doses, twice)))
        actions.append(
            Action("Xem thẻ", partial(self._frame.go, f"person/{twice.person}/doses"), look="quiet")
        )
        return _framed(f"{words} Còn {more} câu nữa." if more > 0 else words, actions)

    def _one_dose(self, twice: WrittenTwice, kept: str) -> None:
        op = partial(service.keep_one_dose, self._database, twice, kept)
        self._settle(op, "Đã giữ một mũi. Bản kia còn trong lịch sử.")

    def _two_doses(self, twice: WrittenTwice) -> None:
        self._settle(partial(service.keep_both_doses, self._database, twice), "Đã ghi là hai mũi.")

    def _settle(self, op: Callable[[], Before], words: str) -> None:
        def settled(before: Before) -> None:
            again = partial(service.ask_twice_again, self._database, before)
            self._frame.notices.undoable(words, lambda: self._frame.work.run(again))

        self._frame.work.run(op, settled, owner=self)


def _framed(words: str, actions: Sequence[Action]) -> QFrame:
    frame = QFrame()
    frame.setProperty("look", "banner")
    frame.setProperty("state", "attention")
    mark = icons.mark("warning", theme.state_colours("attention")[0])
    inside = QGridLayout(frame)
    inside.setContentsMargins(SIZES.pad, SIZES.gap, SIZES.gap, SIZES.gap)
    inside.setColumnStretch(1, 1)
    inside.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(text(words, wrap=True), 0, 1)
    inside.addWidget(Flow(*(action_button(action) for action in actions)), 1, 1)
    return frame


def _days(one: str, other: str) -> str:
    return f"ngày {one}" if one == other else f"ngày {one} và ngày {other}"

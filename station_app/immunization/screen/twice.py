"""Doses that two PCs may have written of one injection: a person says whether it was one or two."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton

from station_app.immunization import service
from station_app.immunization.service import WrittenTwice
from station_app.people.service import shown_day
from station_app.shell.refill import Refill
from station_app.shell.screen import Frame
from station_app.shell.widgets import Action, Banner
from station_app.store.database import Database

FEW = 2
"""So many questions stand above the list at once; the next comes when one is settled."""
ONE_DOSE = "ghi trùng trên hai máy; giữ mũi ngày {}"
TWO_DOSES = "hai mũi khác nhau, ghi cùng số thứ tự trên hai máy"


class TwiceQuestions(Refill):
    """Nothing is thrown away: the dose not kept is marked as entered in error and stays in the history."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__()
        self._frame, self._database = frame, database
        self.hide()

    @property
    def answers(self) -> list[QPushButton]:
        """The buttons of the first question."""
        banner = self.findChild(Banner)
        return banner.findChildren(QPushButton) if banner else []

    def show_questions(self, questions: Sequence[WrittenTwice]) -> None:
        more = len(questions) - FEW
        self.show_parts(
            *(self._banner(one, more if at == FEW - 1 else 0) for at, one in enumerate(questions[:FEW]))
        )

    def _banner(self, twice: WrittenTwice, more: int) -> Banner:
        one, other = shown_day(twice.one_given_on), shown_day(twice.other_given_on)
        number = f" mũi {twice.dose_number}" if twice.dose_number else ""
        words = (
            f"{twice.name}: hai máy cùng ghi {twice.label}{number}, {_days(one, other)}. Là một mũi hay hai?"
        )
        keep_one = f"Một mũi, giữ {one}" if one != other else "Một mũi"
        actions = [Action(keep_one, partial(self._one_dose, twice.other, one))]
        if one != other:
            actions.append(Action(f"Giữ {other}", partial(self._one_dose, twice.one, other)))
        actions.append(Action("Hai mũi", partial(self._two_doses, twice)))
        actions.append(Action("Xem thẻ", partial(self._frame.go, f"person/{twice.person}"), look="quiet"))
        return Banner(f"{words} Còn {more} câu nữa." if more > 0 else words, "attention", *actions)

    def _one_dose(self, mistaken: str, kept_day: str) -> None:
        op = partial(service.withdraw_dose, self._database, mistaken, ONE_DOSE.format(kept_day))
        self._frame.work.run(
            op, lambda _: self._told("Đã giữ một mũi. Bản kia còn trong lịch sử."), owner=self
        )

    def _two_doses(self, twice: WrittenTwice) -> None:
        number = {"dose_number": (twice.dose_number or 1) + 1}
        other_is_later = (twice.other_given_on or "") >= (twice.one_given_on or "")
        later = twice.other if other_is_later else twice.one
        op = partial(service.correct_dose, self._database, later, number, reason=TWO_DOSES)
        self._frame.work.run(op, lambda _: self._told("Đã ghi là hai mũi."), owner=self)

    def _told(self, words: str) -> None:
        self._frame.notices.tell(words)


def _days(one: str, other: str) -> str:
    return f"ngày {one}" if one == other else f"ngày {one} và ngày {other}"

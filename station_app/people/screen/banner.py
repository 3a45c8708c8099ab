"""What must be seen of a person whatever is scrolled below: who, household, alerts, what comes next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from station_app.people.service import PersonCard
from station_app.shell.flow import Flow
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Chip, button, text

_IMPRECISE = {4: " (chỉ biết năm)", 7: " (chỉ biết tháng)"}
"""Said only where the birth date is not to the day: an age must not look more exact than it is."""


@dataclass(frozen=True, slots=True)
class Flag:
    """An alert as a chip."""

    words: str
    state: State
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other rooms know of a person that belongs in the banner; the app asks them."""

    household: str | None = None
    household_words: str = ""
    flags: tuple[Flag, ...] = ()
    next_words: str = ""
    next_state: State = "neutral"


class PersonBanner(QFrame):
    """Two lines that never scroll away and wrap rather than cut; the name stands in the heading above."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self._go = go
        self.who = Flow(gap=SIZES.wide)
        self.flags = Flow(gap=SIZES.gap)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, SIZES.step)
        whole.setSpacing(SIZES.gap)
        whole.addWidget(self.who)
        whole.addWidget(self.flags)

    def show_person(self, card: PersonCard, around: Surroundings) -> None:
        self.who.clear()
        for part in self._who(card, around):
            self.who.add(part)
        self.flags.clear()
        for flag in _flags(card, around):
            self.flags.add(Chip(flag.words, flag.state, flag.icon))

    def _who(self, card: PersonCard, around: Surroundings) -> Iterator[QWidget]:
        label = text(introduced(card), "strong")
        label.setMinimumHeight(SIZES.control)
        yield label
        if around.household:
            home = partial(self._go, f"household/{around.household}")
            yield button(around.household_words, "link", icon="household", shortcut="Ctrl+H", run=home)
        if card.phone:
            phone = text(f"ĐT {_spaced(card.phone)}", "soft")
            phone.setMinimumHeight(SIZES.control)
            yield phone


def introduced(card: PersonCard) -> str:
    """Sex, exact age, birth date with its precision, people."""
    sex = card.sex_label if card.sex in ("male", "female") else ""
    precision = _IMPRECISE.get(len(card.birth_date or ""), "")
    born = f"sinh {card.born}{precision}" if card.born else "chưa rõ ngày sinh"
    return " · ".join(part for part in (sex, card.age, born, card.ethnicity_label) if part)


def _flags(card: PersonCard, around: Surroundings) -> Iterator[Flag]:
    if card.died_on:
        yield Flag("Đã mất", "neutral")
    if around.next_words:
        yield Flag(around.next_words, around.next_state, "syringe")
    yield from around.flags
    yield _insurance(card)
    if not around.household:
        yield Flag("Chưa thuộc hộ nào", "attention", "household")


def _insurance(card: PersonCard) -> Flag:
    if card.insurance is None:
        return Flag("Chưa có thẻ BHYT", "attention", "card")
    words = f"BHYT {card.insurance.number} · {card.insurance.words}"
    return Flag(words, "done" if card.insurance.valid else "attention", "card")


def _spaced(phone: str) -> str:
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}".strip() if phone.isdigit() else phone

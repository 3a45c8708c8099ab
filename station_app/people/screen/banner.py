"""What must be seen of a person whatever is scrolled below: household, insurance, alerts, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from station_app.people.service import PersonCard
from station_app.shell import icons, theme
from station_app.shell.flow import Flow
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Chip, button, text


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
    next_address: str = ""


class PersonBanner(QFrame):
    """Two lines that never scroll away; the name and the age stand in the heading above."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self._go = go
        self._place = QHBoxLayout()
        self._place.setSpacing(SIZES.wide)
        self.flags = Flow(gap=SIZES.gap)
        self.next = button("", "quiet", run=self._follow)
        self._next_address = ""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, SIZES.step)
        whole.setSpacing(SIZES.gap)
        whole.addLayout(self._place)
        whole.addWidget(self.flags)

    def show_person(self, card: PersonCard, around: Surroundings) -> None:
        self._clear()
        self._show_place(card, around)
        self.flags.clear()
        for flag in self._flags(card, around):
            self.flags.add(Chip(flag.words, flag.state, flag.icon))

    def _show_place(self, card: PersonCard, around: Surroundings) -> None:
        if around.household:
            home = button(
                around.household_words, "link", icon="household", shortcut="Ctrl+H",
                run=partial(self._go, f"household/{around.household}"),
            )  # fmt: skip
            self._place.addWidget(home)
        else:
            self._place.addWidget(text("Chưa thuộc hộ nào", "soft"))
        if card.phone:
            self._place.addWidget(icons.mark("phone", theme.palette().ink_soft, SIZES.icon_small))
            self._place.addWidget(text(_spaced(card.phone)))
        self._place.addStretch(1)
        if around.next_words:
            self._place.addWidget(self._next(around))

    def _next(self, around: Surroundings) -> QFrame:
        chip = Chip(
            around.next_words, around.next_state, "syringe" if around.next_state != "done" else "check"
        )
        chip.setAccessibleName(f"Việc tới: {around.next_words}")
        return chip

    def _flags(self, card: PersonCard, around: Surroundings) -> list[Flag]:
        return [*_life(card), *around.flags, _insurance(card)]

    def _follow(self) -> None:
        if self._next_address:
            self._go(self._next_address)

    def _clear(self) -> None:
        while (item := self._place.takeAt(0)) is not None:
            if part := item.widget():
                part.hide()
                part.deleteLater()


def _life(card: PersonCard) -> list[Flag]:
    if card.died_on:
        return [Flag("Đã mất", "neutral", "info")]
    return []


def _insurance(card: PersonCard) -> Flag:
    if card.insurance is None:
        return Flag("Chưa có thẻ BHYT", "neutral", "card")
    words = f"BHYT {card.insurance.number} · {card.insurance.words}"
    return Flag(words, "done" if card.insurance.valid else "attention", "card")


def _spaced(phone: str) -> str:
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}".strip() if phone.isdigit() else phone

"""One member of a household as a card: who, what may harm, what waits to be done."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel

from station_app.households.screen.notes import MemberNotes
from station_app.households.service import MemberCard
from station_app.shell import icons, theme
from station_app.shell.flow import Flow
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Card, Chip, text

MOST_DUE = 4


def member_card(member: MemberCard, notes: MemberNotes, go: Callable[[str], object]) -> Card:
    """Pressed, it opens the person."""
    card = Card(pressable=True, name=_told(member, notes))
    card.column.setSpacing(SIZES.step)
    head = QHBoxLayout()
    head.setSpacing(SIZES.gap)
    sex = {"male": "male", "female": "female"}.get(member.sex or "", "person")
    head.addWidget(icons.mark(sex, theme.palette().ink_soft))
    head.addWidget(text(member.full_name, "strong", wrap=True), 1)
    head.addWidget(text(member.relation_label, "soft"))
    card.column.addLayout(head)
    card.column.addWidget(text(_who(member), "soft", wrap=True))
    card.column.addWidget(_insurance(member))
    chips = [Chip(note.words, note.state, note.icon) for note in (*notes.alerts, *notes.due[:MOST_DUE])]
    if chips:
        card.column.addWidget(Flow(*chips, gap=SIZES.step))
    card.column.addStretch(1)
    card.pressed.connect(lambda: go(f"person/{member.person}"))
    return card


def _who(member: MemberCard) -> str:
    residence = "" if member.residence in (None, "permanent") else member.residence_label
    died = "đã mất" if member.died_on else ""
    born = f"sinh {member.born}" if member.born else "chưa rõ ngày sinh"
    parts = (died, member.age, born, residence)
    return " · ".join(part for part in parts if part)


def _insurance(member: MemberCard) -> QLabel:
    if member.died_on:
        return text("", "soft")
    insurance = member.insurance
    label = text(f"BHYT {insurance.words}" if insurance else "Chưa có thẻ BHYT", "soft")
    theme.mark(label, state="neutral" if insurance and insurance.valid else "attention")
    return label


def _told(member: MemberCard, notes: MemberNotes) -> str:
    said = [note.words for note in (*notes.alerts, *notes.due)]
    return ", ".join([member.full_name, member.relation_label, member.age, *said])

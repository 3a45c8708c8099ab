"""The house itself, what to ask at its door, and what happened in it."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.households.screen.notes import HouseEvent, MemberNotes
from station_app.households.service import HouseholdCard
from station_app.shell import icons, theme
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Card, TimelineRow, text

POVERTY_YEARS = 1
"""Poverty is judged anew every year."""


def house_card(card: HouseholdCard) -> Card:
    """What is written of the house; what is not is said to be missing."""
    made = Card()
    grid = QGridLayout()
    grid.setHorizontalSpacing(SIZES.wide)
    grid.setVerticalSpacing(SIZES.gap)
    grid.setColumnStretch(1, 1)
    for at, (label, value) in enumerate(_facts(card)):
        grid.addWidget(text(label, "soft"), at, 0)
        grid.addWidget(text(value or "chưa ghi", "body" if value else "soft", wrap=True), at, 1)
    made.column.addLayout(grid)
    return made


def _facts(card: HouseholdCard) -> list[tuple[str, str]]:
    labels = card.labels
    year = f" ({labels['poverty_year']})" if labels["poverty_year"] and labels["poverty_class"] else ""
    return [
        ("Mã hộ", card.code),
        ("Địa chỉ", ", ".join(dict.fromkeys(card.address.split(", ")))),
        ("Điện thoại", labels["phone"]),
        ("Diện hộ", labels["poverty_class"] + year),
        ("Nguồn nước", _with_hygiene(card, "water_source", "water_hygienic")),
        ("Nhà tiêu", _with_hygiene(card, "latrine", "latrine_hygienic")),
        ("Rác", labels["waste"]),
        ("Ghi chú", labels["note"]),
    ]


def _with_hygiene(card: HouseholdCard, name: str, hygienic: str) -> str:
    said = {True: "hợp vệ sinh", False: "chưa hợp vệ sinh"}.get(card.facts[hygienic], "")  # type: ignore[arg-type]
    return ", ".join(part for part in (card.labels[name], said) if part)


def to_ask(card: HouseholdCard, notes: Mapping[str, MemberNotes], year: int) -> list[str]:
    """What a visit to this door is good for: first what waits for its people, then what the book lacks."""
    asked = [
        f"{member.full_name}: {note.words}"
        for member in card.members
        for note in notes[member.person].due[:2]
    ]
    lacking = [member.full_name for member in card.members if not member.insurance and not member.died_on]
    if lacking:
        asked.append(f"Thẻ BHYT của {_some(lacking)}")
    year_known = card.facts["poverty_year"]
    if not isinstance(year_known, int) or year - year_known >= POVERTY_YEARS + 1:
        asked.append("Diện hộ năm nay")
    for name, words in (("water_source", "Nguồn nước"), ("latrine", "Nhà tiêu"), ("phone", "Số điện thoại")):
        if not card.facts[name]:
            asked.append(words)
    return asked


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (f" và {len(names) - 2} người nữa" if len(names) > 2 else "")


def asking_card(asked: Sequence[str]) -> Card:
    made = Card()
    made.column.setSpacing(SIZES.step)
    for words in asked:
        mark = icons.mark("chevron-right", theme.palette().primary, SIZES.icon_small)
        made.column.addWidget(_beside(mark, text(words, wrap=True)))
    if not asked:
        made.column.addWidget(text("Sổ đã đủ, không còn gì phải hỏi ở hộ này.", "soft", wrap=True))
    return made


def _beside(mark: QWidget, label: QWidget) -> QWidget:
    """The words may wrap and take the rest of the line."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SIZES.gap)
    grid.addWidget(mark, 0, 0)
    grid.addWidget(label, 0, 1)
    grid.setColumnStretch(1, 1)
    return holder


def events_card(card: HouseholdCard, events: Sequence[HouseEvent]) -> Card:
    """Who came and who left, the latest first."""
    made = Card()
    made.column.setSpacing(0)
    for event in sorted((*_moves(card), *events), key=lambda one: one.on, reverse=True)[:8]:
        made.column.addWidget(TimelineRow(_shown(event.on), event.words, icon=event.icon))
    if made.column.count() == 0:
        made.column.addWidget(text("Chưa có việc gì được ghi.", "soft"))
    return made


def _moves(card: HouseholdCard) -> list[HouseEvent]:
    left = [
        HouseEvent(one.to_date or "", f"{one.full_name}: {one.end_reason_label or 'rời hộ'}", "forward")
        for one in card.former
    ]
    died = [HouseEvent(one.died_on, f"{one.full_name} mất", "info") for one in card.members if one.died_on]
    came = [
        HouseEvent(
            one.from_date,
            f"{one.full_name} {'sinh ra' if one.from_date == one.birth_date else 'vào hộ'}",
            "child" if one.from_date == one.birth_date else "person",
        )
        for one in card.members
        if one.from_date and not one.is_head
    ]
    return [*left, *died, *came]


def _shown(iso: str) -> str:
    try:
        return PartialDate.parse_iso(iso).shown
    except Refused:
        return iso

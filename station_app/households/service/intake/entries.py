"""A row of a list as the values a form would give, or every reason why it cannot be taken. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from station_app.common.errors import Refused
from station_app.common.names import fold, nfc
from station_app.households.service.intake import words
from station_app.households.service.intake.cells import (
    Read,
    birth,
    citizen,
    insurance,
    is_nothing,
    phone,
    said,
)
from station_app.households.service.intake.lines import Line
from station_app.people.rules.papers import INSURANCE, SOCIAL_INSURANCE
from station_app.people.rules.plausibility import checked_person, doubts_about_person

_MARK = re.compile(r"[xX×✓✔+v*1]|có|co", re.IGNORECASE)
_HOUSE_FIELDS = ("hamlet", "address", "house_number")

Facts = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """`faults`: (field, reason). `told`: what was mended or not understood, said but no obstacle.
    `book`: the household's number in the list; `group`: rows with one value live in one household.
    `counted_birth`: Excel took the birth date for a date, and may have turned it round.
    `matched`: the person of the station that the row was found to mean."""

    sheet: str
    row: int
    raw: dict[str, str]
    person: Facts = field(default_factory=dict)
    identifiers: list[Facts] = field(default_factory=list)
    household: Facts = field(default_factory=dict)
    relation: str | None = None
    station_code: str = ""
    book: str = ""
    head: str = ""
    group: int | None = None
    counted_birth: bool = False
    matched: str | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.person.get("full_name") or "")

    def citizen_number(self) -> str | None:
        return next((str(one["value"]) for one in self.identifiers if one["type"] == "SDDCN"), None)


def entry_of(line: Line, today: date) -> Entry:
    entry = Entry(line.sheet, line.row, line.raw)
    _refuse_broken_letters(entry)
    for step in (_name, _sex_and_birth, _numbers, _person_words, _house):
        step(entry, line, today)
    if "full_name" in entry.person and not entry.faults:
        entry.told += doubts_about_person(entry.person, today)
    return entry


def _trying(entry: Entry, name: str, work: Callable[[], None]) -> None:
    """Every fault of a row is found at once, so that it is given back once."""
    try:
        work()
    except Refused as refusal:
        entry.faults.append((name, refusal.reason))


def _refuse_broken_letters(entry: Entry) -> None:
    spoiled = [title for title, text in entry.raw.items() if "\ufffd" in text]
    if spoiled:
        entry.faults.append(("file", f"Có ký tự hỏng ở ô {', '.join(spoiled)}. Gõ lại ô đó."))


def _name(entry: Entry, line: Line, today: date) -> None:
    text = " ".join(part for cell in line.cells.get("name", ()) if (part := said(cell)))
    _take(entry, "full_name", text, today)


def _take(entry: Entry, name: str, value: str | None, today: date) -> None:
    """One field by the rules of the form."""

    def work() -> None:
        entry.person[name] = checked_person({name: value}, today)[name]

    _trying(entry, name, work)


def _sex_and_birth(entry: Entry, line: Line, today: date) -> None:
    sex, cell = _marked_sex(line)
    if sex == "both":
        entry.faults.append(("sex", "Cả hai cột Nam và Nữ đều có ghi. Giữ một cột."))
    if text := line.text("sex"):
        sex = words.sex_of(text)
        if sex is None:
            entry.faults.append(("sex", f"Giới tính không nhận “{text}”. Ghi Nam hoặc Nữ."))
    if sex in ("male", "female"):
        entry.person["sex"] = sex
    cell = cell or line.first("birth") or _in_parts(line)

    def work() -> None:
        read = birth(cell, today)
        entry.told += [read.told] if read and read.told else []
        born = checked_person({"birth_date": read.value if read else None}, today)["birth_date"]
        entry.person["birth_date"] = born
        entry.counted_birth = isinstance(cell, date)

    _trying(entry, "birth_date", work)


def _marked_sex(line: Line) -> tuple[str | None, Any]:
    """Two columns Nam and Nữ: a cross says the sex; a year or date says sex and birth at once."""
    there = [(sex, cell) for sex in ("male", "female") if not is_nothing(said(cell := line.first(sex)))]
    if len(there) != 1:
        return ("both" if there else None), None
    sex, cell = there[0]
    return sex, None if _MARK.fullmatch(said(cell)) else cell


def _in_parts(line: Line) -> str:
    day, month, year = (line.text(kind) for kind in ("day", "month", "year"))
    if not year:
        return ""
    return "/".join(part for part in (day if month else "", month, year) if part)


def _numbers(entry: Entry, line: Line, today: date) -> None:
    sex, born = entry.person.get("sex"), entry.person.get("birth_date")
    for cell in line.cells.get("citizen", ()):

        def work(cell: Any = cell) -> None:
            for kind, read in citizen(cell, sex, born):
                _add_number(entry, kind, read)

        _trying(entry, "identifier", work)
    for heading, kind in (("insurance", INSURANCE), ("social", SOCIAL_INSURANCE)):
        for cell in line.cells.get(heading, ()):

            def card(cell: Any = cell, kind: str = kind) -> None:
                if read := insurance(cell, kind):
                    _add_number(entry, kind, read)

            _trying(entry, "identifier", card)
    _validity(entry, line, today)


def _add_number(entry: Entry, kind: str, read: Read) -> None:
    if any(known["type"] == kind and known["value"] == read.value for known in entry.identifiers):
        return
    entry.identifiers.append({"type": kind, "value": read.value, "source": "CHUA_XAC_DINH"})
    entry.told += [read.told] if read.told else []


def _validity(entry: Entry, line: Line, today: date) -> None:
    """How long a card counts is worth having, and no reason to leave somebody out."""
    card = next((one for one in entry.identifiers if one["type"] == INSURANCE), None)
    for kind in ("valid_from", "valid_to"):
        text = line.text(kind)
        if card is None or not text:
            continue
        try:
            read = birth(line.first(kind), date(today.year + 20, 12, 31))
            card[kind] = read.value if read else None
        except Refused:
            entry.told.append(f"Không hiểu hạn thẻ “{text}”, để trống.")


def _person_words(entry: Entry, line: Line, today: date) -> None:
    notes = [text for cell in line.cells.get("note", ()) if (text := said(cell))]
    _phones(entry, line, notes, today)
    for name in ("guardian_name", "guardian_phone", "email"):
        if text := line.text(name):
            _take(entry, name, text, today)
    if text := line.text("nationality"):
        entry.person["nationality"] = text
    for name, label, code_of in (
        ("ethnicity", "Dân tộc", words.ethnicity_of),
        ("occupation", "Nghề nghiệp", words.occupation_of),
    ):
        if text := line.text(name):
            if code := code_of(text):
                entry.person[name] = code
            else:
                notes.append(f"{label}: {text}")
    if notes:
        entry.person["note"] = "; ".join(notes)


def _phones(entry: Entry, line: Line, notes: list[str], today: date) -> None:
    for cell in line.cells.get("phone", ()):

        def work(cell: Any = cell) -> None:
            if (read := phone(cell)) is None:
                return
            first, others = read
            if "phone" in entry.person:
                others = f"{first.value}; {others}".rstrip("; ")
            else:
                entry.person["phone"] = first.value
                entry.told += [first.told] if first.told else []
            if others:
                notes.append(f"Điện thoại khác: {others}")

        _trying(entry, "phone", work)


def _house(entry: Entry, line: Line, today: date) -> None:
    for name in _HOUSE_FIELDS:
        if text := line.text(name):
            entry.household[name] = " ".join(text.split())
    if re.fullmatch(r"\d{1,3}", entry.household.get("hamlet", "")):
        entry.household["hamlet"] = f"{_kind_of_hamlet(line)} {int(entry.household['hamlet'])}"
    if poverty := _poverty(line):
        entry.household["poverty_class"] = poverty
    entry.station_code, entry.book = line.text("station_code").upper(), line.text("household")
    entry.head = line.text("head")
    if text := line.text("relation"):
        entry.relation = words.relation_of(text) or "99"
        if words.relation_of(text) is None:
            entry.told.append(f"Quan hệ “{text}” không có trong danh mục, ghi là Khác.")
    elif entry.head and fold(entry.head) == fold(entry.name):
        entry.relation = "00"
    if text := line.text("residence"):
        entry.household["residence"] = words.residence_of(text) or "permanent"


def _kind_of_hamlet(line: Line) -> str:
    """Under “Thôn” a bare 3 is Thôn 3; under “Thôn/bản” nobody knows, and thôn is the law's word."""
    title = next((title for title, text in line.raw.items() if text == line.text("hamlet")), "")
    word = nfc(title).strip()
    return word.capitalize() if re.fullmatch(r"[^\W\d_]+", word) and fold(word) != "stt" else "Thôn"


def _poverty(line: Line) -> str | None:
    if (near := line.text("near_poor")) and (_MARK.fullmatch(near) or words.poverty_of(near)):
        return "near_poor"
    return words.poverty_of(text) if (text := line.text("poverty_class")) else None

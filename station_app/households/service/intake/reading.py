"""A file becomes a staged list: read, understood, compared with the station; no record is made yet."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from station_app.common.errors import Refused
from station_app.households.service.intake.book import Book, open_book
from station_app.households.service.intake.entries import Entry, entry_of
from station_app.households.service.intake.groups import group
from station_app.households.service.intake.headings import Headings
from station_app.households.service.intake.known import Known, houses, look_up, newest
from station_app.households.service.intake.lines import SheetLines, read_sheet, year_named
from station_app.households.service.intake.preview import Preview, preview
from station_app.households.service.intake.staging import READ, READING, Staged, same_file, stage
from station_app.households.service.intake.verdicts import (
    Judged,
    Verdict,
    choose_houses,
    ids_of,
    judged,
    note_repeats,
    refused_by_house,
)
from station_app.households.service.register import known_hamlets
from station_app.staff import service as staff
from station_app.store.database import Database

_OLD_FONTS = re.compile(
    "[\u00a8\u00a9\u00aa\u00ab\u00ac\u00ae\u00b5\u00b6\u00b7\u00b8\u00b9\u00bb\u00be\u00c7\u00cb\u00d7\u00de]"
)
"""Signs that stand for Vietnamese letters in the fonts of the nineties, and in no Vietnamese name."""


def read_list(database: Database, path: Path) -> Preview:
    """Reads and stages a list. The same file again continues where it was: nothing is taken twice."""
    staff.require(database, staff.Right.IMPORT)
    book = open_book(path)
    with database.reading() as session:
        earlier = same_file(session, book.sha256)
        if earlier and earlier.state not in (READING, READ):
            return preview(database, earlier.id)
    found = understood(book)
    today = database.clock.today()
    entries = [entry_of(line, today) for sheet in found for line in sheet.lines]
    _refuse_old_fonts(entries)
    seen, staged = _compared(database, entries)
    facts = _facts(book, found, entries, today)
    return preview(database, stage(database, book.name, book.sha256, seen, facts, staged))


def understood(book: Book) -> list[SheetLines]:
    sheets = [lines for sheet in book.sheets if (lines := read_sheet(sheet))]
    if not sheets:
        raise Refused(
            "Không thấy dòng tiêu đề của danh sách. Cần một dòng có cột “Họ và tên” và cột “Ngày sinh” "
            "(hoặc “Năm sinh”) trong 50 dòng đầu.",
            "file",
            code="no_headings",
        )
    if not any(sheet.lines for sheet in sheets):
        raise Refused("Dưới dòng tiêu đề không có dòng nào về người dân.", "file", code="no_rows")
    return sheets


def _refuse_old_fonts(entries: Sequence[Entry]) -> None:
    named = [entry for entry in entries if entry.name]
    if named and sum(bool(_OLD_FONTS.search(entry.name)) for entry in named) * 10 > len(named):
        raise Refused(
            "Danh sách này gõ bằng phông chữ cũ (.VnTime, TCVN3). "
            "Dùng UniKey chuyển mã sang Unicode rồi nhập.",
            "file",
            code="old_fonts",
        )


def _compared(database: Database, entries: Sequence[Entry]) -> tuple[int, list[Staged]]:
    with database.reading() as session:
        group(entries, known_hamlets(session))
        known = look_up(session, entries)
        verdicts = _verdicts(entries, known)
        chosen = choose_houses(entries, verdicts, known)
        with_heads = {house.id: house for house in houses(session, "id", ids_of(chosen.values()))}
        seen = newest(session)
    staged = []
    for entry, verdict in zip(entries, verdicts, strict=True):
        house = with_heads.get(chosen[entry.group].id) if entry.group in chosen else None
        final = verdict
        if verdict.verdict is Verdict.NEW:
            final = refused_by_house(entry, house) or verdict
        staged.append(Staged(entry, final, house.id if house else None, _is_settled(entry, final, known)))
    return seen, staged


def _verdicts(entries: Sequence[Entry], known: Known) -> list[Judged]:
    """A repeated row is told as such only where nothing else is wrong with it."""
    repeats = note_repeats(entries)
    first = [judged(entry, known) for entry in entries]
    return [
        repeats[place] if verdict.verdict is Verdict.NEW and place in repeats else verdict
        for place, verdict in enumerate(first)
    ]


def _is_settled(entry: Entry, verdict: Judged, known: Known) -> bool:
    """Whether committing has nothing to do: given back, or known and housed."""
    if verdict.verdict is Verdict.MATCHED:
        return entry.group is None or known.people[str(verdict.person)].household is not None
    return verdict.verdict is not Verdict.NEW


def _facts(book: Book, found: Sequence[SheetLines], entries: Sequence[Entry], today: date) -> dict[str, Any]:
    headings = [sheet.headings for sheet in found]
    _date_poverty(found, entries)
    return {
        "columns": list({title: kind for one in headings for title, kind in _columns(one)}.items()),
        "unmapped": list(dict.fromkeys(title for one in headings for title in one.unmapped)),
        "skipped": [row for sheet in found for row in sheet.skipped],
        "skipped_sheets": [*book.skipped, *_unread(book, found)],
        "notes": _notes(headings, entries),
    }


def _columns(headings: Headings) -> list[tuple[str, str]]:
    return [
        (headings.titles[place], kind) for place, kind in headings.columns.items() if place in headings.titles
    ]


def _unread(book: Book, found: Sequence[SheetLines]) -> list[str]:
    read = {line.sheet for sheet in found for line in sheet.lines}
    return [sheet.name for sheet in book.sheets if sheet.name and sheet.name not in read]


def _date_poverty(found: Sequence[SheetLines], entries: Sequence[Entry]) -> None:
    """A poverty class counts for a year; only the list's own titles know which."""
    year = year_named(
        [title for sheet in found for title in (*sheet.titles, *sheet.headings.titles.values())]
    )
    for entry in entries:
        if year and entry.household.get("poverty_class"):
            entry.household["poverty_year"] = year


def _notes(headings: Sequence[Headings], entries: Sequence[Entry]) -> list[str]:
    notes = []
    kinds = {kind for one in headings for kind in one.columns.values()}
    if not kinds & {"household", "station_code", "head", "relation"}:
        notes.append(
            "Danh sách không có cột về hộ (Mã hộ, Chủ hộ, Quan hệ): người được nhập chưa thuộc hộ nào."
        )
    if _may_be_swapped(entries):
        notes.append(
            "Mọi ngày sinh do Excel hiểu đều có ngày từ 12 trở xuống: Excel có thể đã đảo ngày và tháng. "
            "Đối chiếu vài người với giấy tờ trước khi lưu."
        )
    return notes


def _may_be_swapped(entries: Sequence[Entry]) -> bool:
    """Where Excel of another country met 9/3/1988 it made 3 September of it, and left 25/3/1988 as text."""
    counted = [entry for entry in entries if entry.counted_birth]
    texts = [
        entry
        for entry in entries
        if len(str(entry.person.get("birth_date"))) == 10 and not entry.counted_birth
    ]

    def day(entry: Entry) -> int:
        return int(str(entry.person["birth_date"])[8:])

    return (
        len(counted) >= 10
        and len(texts) >= 10
        and all(day(e) <= 12 for e in counted)
        and all(day(e) > 12 for e in texts)
    )

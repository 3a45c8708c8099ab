"""Which rows of a list live under one roof, and in which relation to its head. Pure."""

from collections import Counter
from collections.abc import Sequence

from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.households.rules import HEAD, checked_code, checked_hamlet
from station_app.households.service.intake.entries import Entry

OTHER = "99"
_SHORTEST_CODE = 6
"""Shorter numbers are running numbers of a book, which the next hamlet's book uses again."""


def group(entries: Sequence[Entry], known_hamlets: Sequence[str]) -> None:
    """Gives each entry its group and relation; rows given back still hold their place in the household."""
    _one_spelling(entries, known_hamlets)
    _number_groups(entries)
    households: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.group is not None:
            households.setdefault(entry.group, []).append(entry)
        else:
            _note_place(entry)
    for members in households.values():
        _settle_head(members)
        _share_house(members)
    _share_codes(list(households.values()))


def _note_place(entry: Entry) -> None:
    """Where somebody lives is a household's; without one it is at least not lost."""
    place = ", ".join(
        str(entry.household[name]) for name in ("address", "hamlet") if entry.household.get(name)
    )
    if place:
        note = entry.person.get("note")
        entry.person["note"] = f"{note}; Nơi ở: {place}" if note else f"Nơi ở: {place}"


def _one_spelling(entries: Sequence[Entry], known_hamlets: Sequence[str]) -> None:
    """BẢN DỀN, Bản Dền and ban den are one hamlet, spelled as the station already does."""
    known, seen = list(known_hamlets), dict[str, str]()
    for entry in entries:
        if typed := entry.household.get("hamlet"):
            if typed not in seen:
                try:
                    seen[typed] = checked_hamlet(typed, known)
                except Refused:
                    seen[typed] = ""
                if seen[typed] and seen[typed] not in known:
                    known.append(seen[typed])
            entry.household["hamlet"] = seen[typed]


def _number_groups(entries: Sequence[Entry]) -> None:
    by_relation = any(entry.relation for entry in entries)
    numbers: dict[tuple[str, ...], int] = {}
    last: tuple[str, ...] = ()
    for place, entry in enumerate(entries):
        key = _key(entry, last, place, by_relation=by_relation)
        if key:
            entry.group = numbers.setdefault(key, len(numbers))
        last = key


def _key(entry: Entry, last: tuple[str, ...], place: int, *, by_relation: bool) -> tuple[str, ...]:
    """What the list says the household by: a code of ours, its own number, the head's name, or the order of
    rows, in which each head begins a household."""
    hamlet = fold(entry.household.get("hamlet", ""))
    if entry.station_code:
        return "code", entry.station_code
    if entry.book:
        return "book", entry.sheet, hamlet, fold(entry.book)
    if entry.head:
        same = last[:3] == ("head", hamlet, fold(entry.head))
        return last if same else ("head", hamlet, fold(entry.head), str(place))
    if by_relation:
        begins = entry.relation == HEAD or last[:3] != ("order", entry.sheet, hamlet)
        return ("order", entry.sheet, hamlet, str(place)) if begins else last
    return ()


def _settle_head(members: Sequence[Entry]) -> None:
    if not any(member.relation for member in members) and not any(member.head for member in members):
        members[
            0
        ].relation = HEAD  # without any word on relations the first row is the head's, as in a register
    head: Entry | None = None
    for member in members:
        member.relation = member.relation or OTHER
        if member.relation != HEAD:
            continue
        if head is not None:
            member.faults.append(
                ("relation", f"Hộ này đã có chủ hộ là {head.name or 'người'} ở dòng {head.row}. Sửa quan hệ.")
            )
        head = head or member


def _share_house(members: Sequence[Entry]) -> None:
    """The house is described once for all who live in it, by whoever's row says it first."""
    shared: dict[str, object] = {}
    for member in members:
        own = {name: value for name, value in member.household.items() if name != "residence"}
        shared = {**own, **shared}
    for member in members:
        residence = member.household.get("residence")
        member.household = {**shared, **({"residence": residence} if residence else {})}
        if not shared.get("hamlet") and not member.station_code:
            member.faults.append(
                ("hamlet", "Cần thôn, bản của hộ này. Thêm cột Thôn/bản, hoặc ghi ở dòng trên.")
            )


def _share_codes(households: Sequence[Sequence[Entry]]) -> None:
    """A number of the list becomes the household's code only where it can be nobody else's."""
    books = Counter(fold(members[0].book) for members in households)
    for members in households:
        book = members[0].book
        if not book or members[0].station_code:
            continue
        code = _code(book) if books[fold(book)] == 1 else None
        shared = {"code": code} if code else {"note": f"Số hộ trong danh sách: {book}"}
        for member in members:
            member.household = {**member.household, **shared}


def _code(book: str) -> str | None:
    try:
        code = checked_code(book)
    except Refused:
        return None
    return code if len(code) >= _SHORTEST_CODE and any(sign.isdigit() for sign in code) else None

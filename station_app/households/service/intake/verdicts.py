"""What becomes of each row: taken, known already, given back, or asked about. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from station_app.common.days import PartialDate
from station_app.common.names import fold
from station_app.households.rules import HEAD
from station_app.households.service.intake.entries import Entry
from station_app.households.service.intake.known import House, Known, Someone, namesake_of
from station_app.people.rules.likeness import Described, likeness
from station_app.people.rules.papers import number_label

SURE = 8
"""The same name and the same whole birth date: asked about wherever the two live."""


class Verdict(StrEnum):
    NEW = "new"
    MATCHED = "matched"
    ASKED = "asked"
    REPEATED = "repeated"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"
    KEPT = "kept"


GIVEN_BACK = (Verdict.REJECTED, Verdict.REPEATED, Verdict.ASKED)


@dataclass(frozen=True, slots=True)
class Judged:
    """`person`: whom a matched row means."""

    verdict: Verdict
    field: str = ""
    reason: str = ""
    person: str | None = None


def judged(entry: Entry, known: Known, *, admitted: bool = False) -> Judged:
    """`admitted`: somebody has said that the namesakes are other people."""
    if entry.faults:
        return Judged(Verdict.REJECTED, entry.faults[0][0], " ".join(reason for _, reason in entry.faults))
    if held := _by_number(entry, known):
        return held
    if not admitted and (alike := _namesake(entry, known)):
        words = f"Có thể đã có ở trạm: {_described(alike)}. Nếu là một người thì bỏ dòng này."
        return Judged(Verdict.ASKED, "full_name", f"{words} Nếu là hai người thì cho nhập dòng này.")
    return Judged(Verdict.NEW)


def _by_number(entry: Entry, known: Known) -> Judged | None:
    held = {
        person: one
        for one in entry.identifiers
        if (person := known.holders.get((one["type"], one["value"]))) in known.people
    }
    if not held:
        return None
    if len(held) > 1:
        names = " và ".join(known.people[str(person)].full_name for person in held)
        return Judged(Verdict.REJECTED, "identifier", f"Các số ở dòng này đang là của hai người: {names}.")
    (person, number), *_ = held.items()
    someone = known.people[str(person)]
    label = number_label(str(number["type"]))
    if not _is_same(entry, someone):
        return Judged(
            Verdict.REJECTED,
            "identifier",
            f"{label} này đang là của {_described(someone)}. Xem lại số trên giấy tờ.",
        )
    differs = ""
    if entry.person.get("birth_date") != someone.birth_date:
        born = _shown(entry.person.get("birth_date"))
        differs = f" Danh sách ghi ngày sinh {born}; hồ sơ ở trạm được giữ nguyên."
    return Judged(
        Verdict.MATCHED, "", f"Đã có ở trạm, cùng {label}: {_described(someone)}.{differs}", someone.id
    )


def _is_same(entry: Entry, someone: Someone) -> bool:
    """One number and one name, or one number and one birth date: names are misspelled, dates mistyped."""
    if entry.person.get("birth_date") == someone.birth_date or fold(entry.name) == fold(someone.full_name):
        return True
    return likeness(_of_entry(entry), _of_someone(someone, near=True)) is not None


def _namesake(entry: Entry, known: Known) -> Someone | None:
    for person in known.namesakes.get(namesake_of(entry.name, entry.person.get("birth_date")), ()):
        someone = known.people.get(person)
        if someone is None or _surely_two(entry.citizen_number(), someone.citizen):
            continue
        hamlet = str(entry.household.get("hamlet") or "")
        near = not hamlet or not someone.hamlet or fold(hamlet) == fold(someone.hamlet)
        found = likeness(_of_entry(entry), _of_someone(someone, near=False))
        if found and (near or found.score >= SURE):
            return someone
    return None


def _surely_two(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def note_repeats(entries: Sequence[Entry]) -> dict[int, Judged]:
    """Rows, by place, that say again what a row above has said."""
    numbers: dict[tuple[str, str], Entry] = {}
    people: dict[tuple[object, ...], Entry] = {}
    repeats: dict[int, Judged] = {}
    for place, entry in enumerate(entries):
        keys = [(str(one["type"]), str(one["value"])) for one in entry.identifiers]
        if earlier := next((numbers[key] for key in keys if key in numbers), None):
            reason = f"Trùng số giấy tờ với dòng {earlier.row} ({earlier.name}). Giữ một dòng, hoặc sửa số."
            repeats[place] = Judged(Verdict.REPEATED, "identifier", reason)
            continue
        earlier = _said_before(entry, people)
        if earlier and not _surely_two(entry.citizen_number(), earlier.citizen_number()):
            reason = (
                f"Trùng họ tên, ngày sinh với dòng {earlier.row}. Nếu là hai người thì cho nhập dòng này."
            )
            repeats[place] = Judged(Verdict.REPEATED, "full_name", reason)
            continue
        numbers.update(dict.fromkeys(keys, entry))
    return repeats


def _said_before(entry: Entry, people: dict[tuple[object, ...], Entry]) -> Entry | None:
    """In one household by name and birth as written; in one hamlet only by a whole birth date."""
    born = entry.person.get("birth_date")
    if not (entry.name and born):
        return None
    hamlet = fold(str(entry.household.get("hamlet") or ""))
    keys: list[tuple[object, ...]] = (
        [(entry.group, fold(entry.name), born)] if entry.group is not None else []
    )
    if len(str(born)) == 10:
        keys.append((hamlet, fold(entry.name), born))
    earlier = next((people[key] for key in keys if key in people), None)
    for key in keys:
        people.setdefault(key, entry)
    return earlier


def choose_houses(entries: Sequence[Entry], verdicts: Sequence[Judged], known: Known) -> dict[int, House]:
    """The households of the station that groups of the list belong to: by code, or by who lives there."""
    chosen: dict[int, House] = {}
    for entry, verdict in sorted(
        zip(entries, verdicts, strict=True), key=lambda pair: pair[0].relation != HEAD
    ):
        if entry.group is None or entry.group in chosen:
            continue
        if house := _house_by_code(entry, known):
            chosen[entry.group] = house
        elif verdict.person and (someone := known.people.get(verdict.person)) and someone.household:
            chosen[entry.group] = House(someone.household, someone.code, someone.hamlet, None)
    return chosen


def _house_by_code(entry: Entry, known: Known) -> House | None:
    if entry.station_code:
        return known.houses.get(entry.station_code)
    house = known.houses.get(str(entry.household.get("code") or ""))
    same_place = house and fold(house.hamlet) == fold(str(entry.household.get("hamlet") or ""))
    return house if same_place else None


def refused_by_house(entry: Entry, house: House | None) -> Judged | None:
    """A code of ours that is nobody's, or a second head for a house that has one."""
    if entry.station_code and house is None:
        return Judged(
            Verdict.REJECTED, "household", f"Không có hộ mã {entry.station_code} ở trạm. Xem lại mã."
        )
    if house and house.head and entry.relation == HEAD:
        words = f"Hộ {house.code} đã có chủ hộ là {house.head}. Sửa quan hệ với chủ hộ."
        return Judged(Verdict.REJECTED, "relation", words)
    return None


def _of_entry(entry: Entry) -> Described:
    person = entry.person
    return Described(entry.name, person.get("birth_date"), person.get("sex"), person.get("phone"))


def _of_someone(someone: Someone, *, near: bool) -> Described:
    return Described(someone.full_name, someone.birth_date, someone.sex, someone.phone, near)


def _described(someone: Someone) -> str:
    parts = [someone.full_name, f"sinh {_shown(someone.birth_date)}"]
    if someone.code:
        parts.append(f"hộ {someone.code}")
    return ", ".join([*parts, *filter(None, [someone.hamlet])])


def _shown(iso: str | None) -> str:
    return PartialDate.parse_iso(iso).shown if iso else "không rõ"


def ids_of(houses: Iterable[House]) -> set[str]:
    return {house.id for house in houses}

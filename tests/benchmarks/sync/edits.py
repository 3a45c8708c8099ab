"""What is written after the first sync: a day's work, single fields, and what two PCs write at once."""

from dataclasses import dataclass
from typing import Any, TypeVar

from station_app.demo.chance import Chance
from tests.benchmarks.day import AS_OF
from tests.benchmarks.sync.commune import SEED, Row, Tables, doses_of, occupation, phone, visits_of

T = TypeVar("T")

VISITS, DOSES, CORRECTIONS, SINGLE, CLASHES = 100, 60, 40, 200, 50
OTHER_FIELD, CLASHING = "guardian_name", "blood_group"
_NOTES = ("Hay đi làm xa", "Hỏi lại khi đến tiêm", "Nói tiếng Mông", "Đã báo trưởng bản")


@dataclass(frozen=True)
class Edit:
    """A new record with all its values, or the fields of one that change."""

    entity: str
    id: str
    values: dict[str, Any]
    new: bool = False


def a_day(tables: Tables) -> list[Edit]:
    """100 visits, 60 doses and 40 corrected people, in the order of a busy day."""
    chance, people = Chance(SEED, "day"), tables["person"]
    made = [_made("visit", row) for row in visits_of(chance, people, AS_OF, VISITS)]
    made += [_made("dose", row) for row in doses_of(chance, people, AS_OF, DOSES)]
    made += [_corrected(chance, person) for person in _some(chance, people, CORRECTIONS)]
    return _some(chance, made, len(made))


def single_fields(tables: Tables) -> list[Edit]:
    chance = Chance(SEED, "single fields")
    return [_corrected(chance, person) for person in _some(chance, tables["person"], SINGLE)]


def other_fields(edits: list[Edit]) -> list[Edit]:
    """Another field of the same people, written on another PC that has not heard of the first."""
    return [Edit(edit.entity, edit.id, {OTHER_FIELD: f"Người nhà số {n}"}) for n, edit in enumerate(edits)]


def clashes(tables: Tables, value: str) -> list[Edit]:
    """The same field of the same people, empty so far; each PC calls this with a value of its own."""
    unknown = [person for person in tables["person"] if person[CLASHING] is None]
    people = _some(Chance(SEED, "clashes"), unknown, CLASHES)
    return [Edit("person", person["id"], {CLASHING: value}) for person in people]


def _made(entity: str, row: Row) -> Edit:
    values = {name: value for name, value in row.items() if name != "id"}
    return Edit(entity, row["id"], values, new=True)


def _corrected(chance: Chance, person: Row) -> Edit:
    match chance.whole(0, 7):
        case 0 | 1 | 2:
            values = {"phone": phone(chance)}
        case 3 | 4:
            values = {"occupation": occupation(chance)}
        case 5:
            values = {"note": chance.pick(_NOTES)}
        case 6:
            values = {"email": f"nguoi.dan.{chance.whole(0, 9_999)}@example.vn"}
        case _:
            values = {"guardian_phone": phone(chance)}
    return Edit("person", person["id"], values)


def _some(chance: Chance, things: list[T], count: int) -> list[T]:
    left = list(things)
    return [left.pop(chance.whole(0, len(left) - 1)) for _ in range(count)]

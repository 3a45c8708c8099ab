"""The questions that a merge left, in the nurse's words: whose, which field, which values, who wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass

from station_app.common.days import shown_instant
from station_app.common.errors import Refused
from station_app.exchange.service import questions
from station_app.staff import service as staff
from station_app.store.database import Database, Opened
from station_app.store.entry import label_of, value_of
from station_app.store.inspection import Inspection, Written, inspect, is_restricted
from station_app.store.settling import reopen, settle
from sync.change import Key, Value
from sync.merge import HERE
from sync.policy import LIFE, LIFE_FIELD, Entity, Field
from sync.showing import projection


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the values: as shown, who wrote it, when (local words), where, on which PC."""

    value: Value
    shown: str
    author: str
    when: str
    point: str
    device: str
    chosen_now: bool


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One field of one record with several values. `subject` and `address` lead to the person or house."""

    entity: str
    record: str
    field: str
    subject: str
    address: str
    title: str
    candidates: tuple[Candidate, ...]
    opened: Opened

    @property
    def kind(self) -> tuple[str, str]:
        """Questions of one kind can be settled together."""
        return self.entity, self.field


def open_questions(database: Database) -> list[QuestionCard]:
    """All questions that the signed-in person may see, those of one person together."""
    cards: list[QuestionCard] = []
    entitled = staff.may_see_restricted(database)
    for question in questions(database):
        found = inspect(database, question.entity, question.record)
        if entitled or not is_restricted(found):
            cards += _cards(database, found)
    return sorted(cards, key=lambda card: (card.subject, card.entity, card.record, card.field))


def _cards(database: Database, found: Inspection) -> Iterable[QuestionCard]:
    entity = database.catalogue.entities.get(found.entity)
    subject, address = _subject(database, entity, found)
    names = staff.name_of(database, {w.author for ws in found.conflicts.values() for w in ws})
    for name, values in found.conflicts.items():
        field = declared(entity, name)
        kind = entity.label if entity else found.entity
        candidates = tuple(_candidate(database, field, written, names) for written in values)
        title = f"{field.label} · {kind}" if found.entity != "person" else field.label
        yield QuestionCard(found.entity, found.id, name, subject, address, title, candidates, found.opened)


def declared(entity: Entity | None, name: str) -> Field:
    """The field's declaration; a field from a newer version goes by its own name, as text."""
    if name == LIFE:
        return LIFE_FIELD
    found = entity.field(name) if entity else None
    return found or Field(name, LIFE_FIELD.kind, name)


def _subject(database: Database, entity: Entity | None, found: Inspection) -> tuple[str, str]:
    key = (found.entity, found.id)
    if entity and entity.subject != "id":
        field = entity.field(entity.subject)
        key = (field.refers or "person" if field else "person", str(found.fields.get(entity.subject)))
    shown = _projected(database, key)
    title = shown.get("full_name") or shown.get("name") or shown.get("code") or "Chưa rõ tên"
    return str(title), f"{key[0]}/{key[1]}"


def _projected(database: Database, key: Key) -> dict[str, Value]:
    with database.reading() as session:
        state = database.shelf(session).load([key]).get(key)
    return projection(state, database.catalogue, key[0]) if state else {}


def _candidate(database: Database, field: Field, written: Written, names: dict[str, str]) -> Candidate:
    offset = database.clock.now().utcoffset()
    when = shown_instant(written.time, offset) if offset is not None else shown_instant(written.time)
    return Candidate(
        written.value,
        _shown(database, field, written.value),
        names.get(written.author, "Chưa rõ người ghi"),
        when,
        written.point,
        written.device,
        written.shown,
    )


def _shown(database: Database, field: Field, value: Value) -> str:
    if field.name == LIFE:
        return "Giữ bản ghi này" if value == HERE else f"Huỷ: {str(value).removeprefix('gone: ')}"
    if value is None:
        return "(để trống)"
    if field.refers:
        shown = _projected(database, (field.refers, str(value)))
        return str(shown.get("full_name") or shown.get("code") or value)
    return label_of(field, value)


def decide(database: Database, card: QuestionCard, value: Value) -> None:
    settle(database, card.entity, card.record, card.field, value, opened=card.opened)


def decide_typed(database: Database, card: QuestionCard, typed: str) -> None:
    """A third value. Raises Refused under the field where it cannot be one."""
    field = declared(database.catalogue.entities.get(card.entity), card.field)
    value = value_of(field, typed, database.clock.today())
    if value is None and field.required:
        raise Refused(f"Cần nhập {field.label.lower()}.", card.field)
    decide(database, card, value)


def take_back(database: Database, card: QuestionCard) -> None:
    """Undo of a decision: the question is open again, on every PC."""
    reopen(database, card.entity, card.record, card.field, [item.value for item in card.candidates])

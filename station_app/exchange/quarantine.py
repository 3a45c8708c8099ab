"""What the warehouse holds back, in the nurse's words: which record, what is wrong with which field, and
whether it was corrected already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from station_app.common.errors import Refused
from station_app.exchange.questions.gathering import Gathered, gather_records, subject_key
from station_app.exchange.questions.subjects import Subject, subjects
from station_app.exchange.questions.wording import Words
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.database import Database, Opened
from station_app.store.verbs import Field, Values, Verbs
from sync.change import Key, Value
from sync.codec import decode
from sync.merge import HERE
from sync.policy import LIFE, Entity
from sync.rows import GONE
from sync.sealed import holds
from sync.showing import projection, shown_dots

REASON = "sửa theo lời báo của kho tỉnh"
MISSING = "còn thiếu"
_MISSING = "Thiếu {}"
_PLACES = {
    "person": "person/{0}/edit",
    "identifier": "person/{0}/edit",
    "household": "household/{0}/edit",
    "visit": "visit/{1}",
    "dose": "person/{0}/doses",
}
_PART = "person/{0}/health"
"""Where a record of a person is corrected, where it has no page of its own."""


@dataclass(frozen=True, slots=True)
class HeldField:
    """A field of the record as it is shown; `fault` says why the warehouse cannot use it, if so."""

    field: Field
    value: Value
    shown: str
    fault: str


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A record whose row waits. `general` is what concerns no field of it; `sent` when it was changed since
    and the answer has not come; `readable` is False for restricted records without the right to them."""

    entity: str
    record: str
    title: str
    subject: str
    about: str
    address: str
    reason: str
    general: str
    fields: tuple[HeldField, ...]
    sent: bool
    gone: str | None
    readable: bool
    opened: Opened

    @property
    def key(self) -> Key:
        return self.entity, self.record

    @property
    def short(self) -> str:
        """What tells the record apart, where that says enough for a list."""
        return self.title.partition(": ")[2] or self.title

    @property
    def faulty(self) -> tuple[HeldField, ...]:
        return tuple(one for one in self.fields if one.fault)

    @property
    def state(self) -> str:
        return "Đã sửa, gửi lại, chờ kho tỉnh" if self.sent else "Cần sửa"


def held_cards(database: Database) -> list[HeldCard]:
    """Those that wait for a person first, then those that wait for the warehouse."""
    with database.reading() as session:
        raw = database.raw(session)
        verdicts = {
            (entity, record): reason
            for entity, record, reason in raw.execute("SELECT entity, record, reason FROM sync_verdict")
        }
        corrected = _unsent(raw) & verdicts.keys() if verdicts else set()
    if not verdicts:
        return []
    found = gather_records(database, verdicts)
    verdicts = {key: reason for key, reason in verdicts.items() if key not in found.sealed}
    words = Words(database, found.around, {}, found.own)
    entities = database.catalogue.entities
    about = {key: subject_key(entities.get(key[0]), key, s, database) for key, s in found.asked.items()}
    told = subjects(database, words, set(about.values()))
    entitled = staff.may(database, Right.SEE_RESTRICTED)
    cards = [
        _card(
            database,
            found,
            words,
            key,
            reason,
            told.get(about.get(key, key), Subject("Chưa có trên máy này", "", "")),
            sent=key in corrected,
            readable=entitled or key not in found.restricted,
        )
        for key, reason in verdicts.items()
    ]
    return sorted(cards, key=lambda card: (card.sent, card.subject, card.title, card.record))


def count_held(database: Database) -> int:
    """Without what is sealed, which a gateway of an earlier release cannot read: nobody puts that right."""
    with database.reading() as session:
        keys = [(e, r) for e, r in database.raw(session).execute("SELECT entity, record FROM sync_verdict")]
        return len(keys) - sum(map(holds, database.shelf(session).load(keys).values()))


def correct(database: Database, verbs: Verbs, card: HeldCard, values: Values, reason: str = REASON) -> None:
    """By the room's own rules. The change is what releases the row: nothing else has to be sent."""
    if not values:
        raise Refused("Chưa sửa mục nào.", code="nothing_changed")
    verbs.correct(database, card.record, values, reason, (card.opened,))


def faults(entity: Entity, reason: str) -> tuple[dict[str, str], str]:
    """Which fields the warehouse's words are about, and what they say of none."""
    found: dict[str, str] = {}
    rest = []
    for said in reason.removesuffix(".").split("; "):
        named = next((field for field in entity.fields if said.startswith(f"{field.label}: ")), None)
        lacking = next((f for f in entity.fields if said == _MISSING.format(f.label.lower())), None)
        if named:
            found[named.name] = said.removeprefix(f"{named.label}: ")
        elif lacking:
            found[lacking.name] = MISSING
        else:
            rest.append(said)
    return found, "; ".join(rest)


def _unsent(raw: Any) -> set[Key]:
    """Records that this PC has changed and the warehouse has not acknowledged."""
    line = raw.execute("SELECT acknowledged FROM sync_line").fetchone()
    device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
    rows = raw.execute("SELECT payload FROM sync_outbox WHERE seq > ?", (line[0] if line else 0,))
    return {change.key for (payload,) in rows for change in decode(device, bytes(payload)).changes}


def _card(
    database: Database,
    found: Gathered,
    words: Words,
    key: Key,
    reason: str,
    subject: Subject,
    *,
    sent: bool,
    readable: bool,
) -> HeldCard:
    entity, state = database.catalogue.entities.get(key[0]), found.asked.get(key)
    shown = projection(state, database.catalogue, key[0]) if state else {}
    life = shown.pop(LIFE, HERE)
    wrong, general = faults(entity, reason) if entity else ({}, reason)
    kind = entity.label if entity else key[0]
    named = words.record(entity, state) if entity and state and readable and entity.subject != "id" else ""
    return HeldCard(
        *key,
        f"{kind}: {named}" if named else kind,
        subject.name,
        subject.about,
        _address(entity, key, subject),
        reason,
        general,
        tuple(_fields(words, entity, shown, wrong)) if entity and readable else (),
        sent,
        None if life == HERE else str(life).removeprefix(GONE),
        readable,
        Opened(key, dict(state.context), shown_dots(state, database.catalogue, key[0]))
        if state
        else Opened(key, {}, {}),
    )


def _fields(
    words: Words, entity: Entity, shown: Mapping[str, Value], wrong: Mapping[str, str]
) -> list[HeldField]:
    """What is wrong first, then what there is, in the order of the form."""
    line = sorted(entity.fields, key=lambda field: field.name not in wrong)
    return [
        HeldField(
            field, shown.get(field.name), words.value(field, shown.get(field.name)), wrong.get(field.name, "")
        )
        for field in line
        if field.name in wrong or shown.get(field.name) not in (None, "")
    ]


def _address(entity: Entity | None, key: Key, subject: Subject) -> str:
    """Where the record's own form is; the subject's page where it has none."""
    whose = subject.address.rpartition("/")[2]
    if not whose or entity is None:
        return subject.address
    if subject.address.startswith("household/"):
        return _PLACES["household"].format(whose, key[1])
    clinical = entity.clinical and key[0] not in _PLACES
    return (_PART if clinical else _PLACES.get(key[0], subject.address)).format(whose, key[1])

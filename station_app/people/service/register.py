"""Entering, correcting and withdrawing people."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.people.model import Identifier, Person
from station_app.people.rules.plausibility import checked_person, doubts_about_person
from station_app.people.wire import ENTITIES
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.verbs import Value, Values, fetch, put, reasoned

PERSON, _ = ENTITIES


def register_person(database: Database, values: Values, *, confirmed_doubts: bool = False) -> str:
    """Enters a person. Raises Refused, with code "doubtful" for what is only asked once."""
    with database.writing() as session:
        return enter_person(session, values, database.clock.today(), confirmed_doubts=confirmed_doubts)


def enter_person(session: Session, values: Values, today: date, *, confirmed_doubts: bool = False) -> str:
    """As `register_person`, inside a transaction that writes more than the person."""
    require(PERSON, values)
    checked = checked_person(values, today)
    if not confirmed_doubts:
        ask(doubts_about_person(checked, today), "full_name")
    person = Person()
    put(person, checked)
    _refuse_wrong_parents(session, person)
    session.add(person)
    session.flush()
    return person.id


def correct_person(
    database: Database,
    id: str,
    values: Values,
    reason: str | None = None,
    opened: Sequence[Opened] = (),
    *,
    confirmed_doubts: bool = True,
) -> None:
    reasoned(PERSON, reason)
    today = database.clock.today()
    with database.writing(reason=reason, opened=opened) as session:
        person = fetch(session, Person, id)
        known = field_values(person)
        checked = checked_person(values, today, known)
        if not confirmed_doubts:
            ask(doubts_about_person({**known, **checked}, today), "full_name")
        put(person, checked)
        _refuse_wrong_parents(session, person)


def withdraw_person(database: Database, id: str, reason: str) -> None:
    """Entered in error: the person and the numbers, which are then free for their real holder."""
    with database.writing(reason=mistaken(reason)) as session:
        retract_person(session, id, reason)


def retract_person(session: Session, id: str, reason: str) -> None:
    fetch(session, Person, id).gone = mistaken(reason)
    held = select(Identifier).where(Identifier.person == id, Identifier.gone.is_(None))
    for identifier in session.scalars(held):
        identifier.gone = mistaken(reason)


def mistaken(reason: str) -> str:
    """What a withdrawn record says of itself."""
    if not reason.strip():
        raise Refused("Huỷ bản ghi thì phải ghi lý do.", "reason", code="reason_missing")
    return reason.strip() if reason.startswith("nhập nhầm") else f"nhập nhầm: {reason.strip()}"


def ask(doubts: Sequence[str], field: str) -> None:
    """Stops once with what is unlikely; the nurse confirms and the same values pass."""
    if doubts:
        raise Refused(" ".join(doubts), field, code="doubtful")


def field_values(person: Person) -> dict[str, Value]:
    return {field.name: getattr(person, field.name) for field in PERSON.fields}


def _refuse_wrong_parents(session: Session, person: Person) -> None:
    for name in ("mother", "father"):
        parent = getattr(person, name)
        if not parent:
            continue
        label = "mẹ" if name == "mother" else "bố"
        if parent == person.id:
            raise Refused(f"Một người không thể là {label} của chính mình.", name, code="own_parent")
        with session.no_autoflush:
            found = session.get(Person, parent)
        if found is None or found.gone is not None:
            raise Refused(f"Không tìm thấy hồ sơ của {label}. Chọn lại.", name, code="not_found")
        if found.birth_date and person.birth_date and found.birth_date[:4] > person.birth_date[:4]:
            raise Refused(
                f"{found.full_name} sinh năm {found.birth_date[:4]}, sau con. Xem lại ngày sinh "
                f"hoặc chọn lại {label}.",
                name,
                code="parent_younger",
            )

"""The numbers a person is known by: each checked by its kind, one holder each."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.people.model import Identifier, Person
from station_app.people.rules.papers import NOT_HELD, checked_number, number_doubts, number_label
from station_app.people.service.hits import PersonHit, hits, shown_day
from station_app.people.service.register import ask, mistaken
from station_app.people.wire import ENTITIES
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.verbs import Values, fetch, put, reasoned

_, IDENTIFIER = ENTITIES


def add_identifier(database: Database, values: Values, *, confirmed_doubts: bool = False) -> str:
    """Gives a person a number. Raises Refused naming whoever holds it already."""
    with database.writing() as session:
        return enter_identifier(session, values, confirmed_doubts=confirmed_doubts)


def enter_identifier(session: Session, values: Values, *, confirmed_doubts: bool = False) -> str:
    """As `add_identifier`, inside a transaction that writes more than the number."""
    require(IDENTIFIER, values)
    fetch(session, Person, str(values["person"]))
    identifier = Identifier()
    put(identifier, values)
    _check(session, identifier)
    session.add(identifier)
    session.flush()
    if not confirmed_doubts:
        ask(doubts_about_identifier(session, identifier.id), "value")
    return identifier.id


def correct_identifier(
    database: Database,
    id: str,
    values: Values,
    reason: str | None = None,
    opened: Sequence[Opened] = (),
    *,
    confirmed_doubts: bool = True,
) -> None:
    """A number never moves to another person: it is withdrawn there and added here."""
    reasoned(IDENTIFIER, reason)
    with database.writing(reason=reason, opened=opened) as session:
        identifier = fetch(session, Identifier, id)
        if values.get("person", identifier.person) != identifier.person:
            raise Refused(
                "Số không chuyển sang người khác được. Huỷ số ở người này, rồi thêm cho người kia.",
                "person",
                code="number_moved",
            )
        for name in ("type", "value"):
            if name in values and not values[name]:
                raise Refused("Không để trống được. Nhập nhầm thì huỷ số này.", name, code="number_missing")
        put(identifier, values)
        _check(session, identifier)
        if not confirmed_doubts:
            ask(doubts_about_identifier(session, id), "value")


def withdraw_identifier(database: Database, id: str, reason: str) -> None:
    with database.writing(reason=mistaken(reason)) as session:
        fetch(session, Identifier, id).gone = mistaken(reason)


def doubts_about_identifier(session: Session, id: str) -> list[str]:
    """Where a number and its holder's record disagree: asked once, cards with mistakes exist."""
    identifier = fetch(session, Identifier, id)
    person = fetch(session, Person, str(identifier.person))
    return number_doubts(str(identifier.type), str(identifier.value), person.sex, person.birth_date)


def holder_of(database: Database, type: str, value: str) -> PersonHit | None:
    """Who holds a number now, for a form that offers to open that person."""
    number = checked_number(type, value)
    with database.reading() as session:
        held = _held(session, type, number)
        found = hits(session, [str(held.person)], database.clock.today()) if held else []
        return found[0] if found else None


def _check(session: Session, identifier: Identifier) -> None:
    """The format, and one holder per number: a check at entry, never a rule of the table."""
    kind = str(identifier.type)
    identifier.value = checked_number(kind, str(identifier.value))
    if identifier.valid_from and identifier.valid_to and identifier.valid_to < identifier.valid_from:
        raise Refused("Ngày hết hạn trước ngày bắt đầu. Xem lại.", "valid_to", code="dates_crossed")
    if identifier.status in NOT_HELD:
        return
    with session.no_autoflush:
        held = _held(session, kind, identifier.value, apart_from=identifier.id)
        if held is None:
            return
        if held.person == identifier.person:
            raise Refused(f"Người này đã có {number_label(kind)} này rồi.", "value", code="number_known")
        raise _taken(session, kind, held)


def _held(session: Session, type: str, value: str, apart_from: str | None = None) -> Identifier | None:
    return session.scalars(
        select(Identifier)
        .join(Person, Person.id == Identifier.person)
        .where(
            Identifier.type == type,
            Identifier.value == value,
            Identifier.gone.is_(None),
            Person.gone.is_(None),
            or_(Identifier.status.is_(None), Identifier.status.not_in(NOT_HELD)),
            Identifier.id != (apart_from or ""),
        )
        .limit(1)
    ).first()


def _taken(session: Session, type: str, held: Identifier) -> Refused:
    holder = session.get_one(Person, held.person)
    return Refused(
        f"{number_label(type)} này đang là của {holder.full_name}, sinh {shown_day(holder.birth_date)}. "
        "Mở hồ sơ người đó nếu là một người; nếu không, xem lại số trên giấy tờ.",
        "value",
        code="number_taken",
    )

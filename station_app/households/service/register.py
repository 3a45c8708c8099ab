"""Entering a household with everyone in it as one transaction; correcting and withdrawing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from station_app.common import numbers
from station_app.common.errors import Refused
from station_app.households.model import Household, HouseholdMember
from station_app.households.rules import (
    PERMANENT,
    Member,
    checked_code,
    checked_hamlet,
    doubts_about_relations,
    refuse_wrong_heads,
)
from station_app.households.service.codes import holder, take_code
from station_app.households.wire import ENTITIES
from station_app.people import service as people
from station_app.people.model import Person
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.verbs import Values, fetch, put, reasoned

HOUSEHOLD, MEMBER = ENTITIES
EARLIEST_POVERTY_YEAR = 1990


@dataclass(frozen=True, slots=True)
class NewMember:
    """Who joins a household: a person already here, or a new one with `values` and `identifiers`."""

    relation: str
    person: str | None = None
    values: Values = field(default_factory=dict)
    identifiers: Sequence[Values] = ()
    residence: str | None = PERMANENT
    from_date: str | None = None


def register_household(
    database: Database,
    values: Values,
    members: Sequence[NewMember] = (),
    *,
    confirmed_doubts: bool = False,
) -> str:
    """The house, the new people, their numbers and who belongs: saved together or not at all.

    Without a code it is given the next one. A refusal about a member names `members.<row>.<field>`."""
    today = database.clock.today()
    with database.writing() as session:
        household = _enter(session, values)
        doubts: list[str] = []
        for row, member in enumerate(members):
            try:
                doubts += join(session, household.id, member, today)
            except Refused as refusal:
                raise refusal.at(f"members.{row}.{refusal.field or 'relation'}") from None
        living = members_of(session, household.id)
        if members:
            refuse_wrong_heads(living)
        if not confirmed_doubts:
            people.ask([*doubts, *doubts_about_relations(living, today)], "members")
        return household.id


def join(session: Session, household: str, member: NewMember, today: date) -> list[str]:
    """Adds one member, making the person where needed. Returns what is to be asked once."""
    doubts: list[str] = []
    person = member.person
    if person is None:
        person = people.enter_person(session, member.values, today, confirmed_doubts=True)
        doubts += people.doubts_about_person(member.values, today)
    else:
        doubts += lives_elsewhere(session, person, household, member.residence)
    for number in member.identifiers:
        held = people.enter_identifier(session, {**number, "person": person}, confirmed_doubts=True)
        doubts += people.doubts_about_identifier(session, held)
    enter_membership(
        session,
        {
            "household": household,
            "person": person,
            "relation": member.relation,
            "residence": member.residence,
            "from_date": member.from_date,
        },
    )
    return doubts


def enter_membership(session: Session, values: Values) -> str:
    """Raises Refused for somebody who is here already."""
    require(MEMBER, values)
    fetch(session, Household, str(values["household"]))
    person = fetch(session, Person, str(values["person"]))
    here = select(HouseholdMember.id).where(
        HouseholdMember.household == values["household"],
        HouseholdMember.person == person.id,
        HouseholdMember.gone.is_(None),
        HouseholdMember.to_date.is_(None),
    )
    if not values.get("to_date") and session.scalars(here.limit(1)).first():
        raise Refused(f"{person.full_name} đã là thành viên của hộ này.", "person", code="member_already")
    membership = HouseholdMember()
    put(membership, values)
    session.add(membership)
    session.flush()
    return membership.id


def lives_elsewhere(session: Session, person: str, household: str, residence: str | None) -> list[str]:
    """A person lives permanently under one roof; another is asked about, and may be right."""
    if residence not in (None, PERMANENT):
        return []
    rows = session.execute(
        select(Household.code, Household.hamlet, Person.full_name)
        .join(HouseholdMember, HouseholdMember.household == Household.id)
        .join(Person, Person.id == HouseholdMember.person)
        .where(
            HouseholdMember.person == person,
            HouseholdMember.household != household,
            HouseholdMember.gone.is_(None),
            HouseholdMember.to_date.is_(None),
            func.coalesce(HouseholdMember.residence, PERMANENT) == PERMANENT,
            Household.gone.is_(None),
        )
    )
    return [
        f"{name} đang thường trú ở hộ {code}, {hamlet}. Nếu đã chuyển đi thì dùng “Chuyển hộ”; "
        "nếu chỉ ở nhờ thì chọn tạm trú."
        for code, hamlet, name in rows
    ]


def correct_household(
    database: Database, id: str, values: Values, reason: str | None = None, opened: Sequence[Opened] = ()
) -> None:
    reasoned(HOUSEHOLD, reason)
    with database.writing(reason=reason, opened=opened) as session:
        household = fetch(session, Household, id)
        _put(session, household, values)


def withdraw_household(database: Database, id: str, reason: str, *, with_people: bool = False) -> None:
    """Entered in error: the household and who belongs. `with_people` undoes a whole registration: the people
    entered in the same save go too."""
    gone = people.mistaken(reason)
    with database.writing(reason=gone) as session:
        household = fetch(session, Household, id)
        household.gone = gone
        here = select(HouseholdMember).where(HouseholdMember.household == id, HouseholdMember.gone.is_(None))
        for membership in session.scalars(here):
            membership.gone = gone
            person = session.get(Person, membership.person)
            if with_people and person and person.gone is None and _same_save(person, household):
                people.retract_person(session, person.id, reason)


def members_of(session: Session, household: str) -> list[Member]:
    """Who belongs to the household now, as the rules see them."""
    session.flush()
    rows = session.execute(
        select(Person.full_name, HouseholdMember.relation, Person.birth_date)
        .join(Person, Person.id == HouseholdMember.person)
        .where(
            HouseholdMember.household == household,
            HouseholdMember.gone.is_(None),
            HouseholdMember.to_date.is_(None),
            Person.gone.is_(None),
        )
        .order_by(HouseholdMember.id)
    )
    return [Member(name or "", relation, birth_date) for name, relation, birth_date in rows]


def _enter(session: Session, values: Values) -> Household:
    given = dict(values)
    if not given.get("code"):
        given["code"] = take_code(session, str(given.get("hamlet") or ""))
    require(HOUSEHOLD, given)
    household = Household()
    _put(session, household, given)
    session.add(household)
    session.flush()
    return household


def _put(session: Session, household: Household, values: Values) -> None:
    checked = dict(values)
    if "code" in checked:
        checked["code"] = checked_code(str(checked["code"] or ""))
        _refuse_taken_code(session, household, str(checked["code"]))
    if "hamlet" in checked:
        checked["hamlet"] = checked_hamlet(str(checked["hamlet"] or ""), known_hamlets(session))
    if checked.get("phone"):
        try:
            checked["phone"] = numbers.phone(str(checked["phone"]))
        except Refused as refusal:
            raise refusal.at("phone") from None
    if year := checked.get("poverty_year"):
        _refuse_year(int(year))
    put(household, checked)


def _refuse_taken_code(session: Session, household: Household, code: str) -> None:
    other = holder(session, code, apart_from=household.id)
    if other is not None:
        heads = [member.name for member in members_of(session, other.id) if member.relation == "00"]
        whose = f", chủ hộ {heads[0]}" if heads else ""
        raise Refused(
            f"Mã hộ {code} đã có ở {other.hamlet}{whose}. Để trống mã để máy cấp mã mới.",
            "code",
            code="code_taken",
        )


def _refuse_year(year: int) -> None:
    if not EARLIEST_POVERTY_YEAR <= year <= EARLIEST_POVERTY_YEAR + 200:
        raise Refused("Năm xét diện hộ gồm bốn chữ số, ví dụ 2026.", "poverty_year", code="year_unlikely")


def known_hamlets(session: Session) -> list[str]:
    """Spellings in use, the commonest first."""
    rows = session.execute(
        select(Household.hamlet, func.count())
        .where(Household.gone.is_(None), Household.hamlet.is_not(None))
        .group_by(Household.hamlet)
        .order_by(func.count().desc(), Household.hamlet)
    )
    return [str(hamlet) for hamlet, _ in rows]


def _same_save(person: Person, household: Household) -> bool:
    """Stamped alike, to the second, and named after the household was: who was here before it stays."""
    stamped = (person.device, person.written_at) == (household.device, household.written_at)
    return stamped and person.id > household.id

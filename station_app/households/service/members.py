"""Who joins, leaves, moves, and who heads a household; a membership ends with a date, it is never deleted."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.households.model import HouseholdMember
from station_app.households.rules import HEAD, doubts_about_relations, refuse_wrong_heads
from station_app.households.service.register import (
    MEMBER,
    NewMember,
    enter_membership,
    join,
    lives_elsewhere,
    members_of,
)
from station_app.people import service as people
from station_app.people.model import Person
from station_app.store.database import Database, Opened
from station_app.store.verbs import Values, fetch, put, reasoned


def add_member(
    database: Database, household: str, member: NewMember, *, confirmed_doubts: bool = False
) -> str:
    """A newborn or a newcomer joins; the person is made in the same save. Returns the person's id."""
    today = database.clock.today()
    with database.writing() as session:
        _refuse_second_head(session, household, member.relation)
        before = {row.person for row in _active(session, household)}
        doubts = join(session, household, member, today)
        if not confirmed_doubts:
            people.ask([*doubts, *doubts_about_relations(members_of(session, household), today)], "relation")
        return next(str(row.person) for row in _active(session, household) if row.person not in before)


def enter_member(database: Database, values: Values, *, confirmed_doubts: bool = False) -> str:
    """As `add_member` for a person already here. Returns the membership's id."""
    with database.writing() as session:
        household = str(values.get("household"))
        if not values.get("to_date"):
            _refuse_second_head(session, household, str(values.get("relation")))
        _refuse_crossed(values)
        entered = enter_membership(session, values)
        if not confirmed_doubts:
            residence = str(values["residence"]) if values.get("residence") else None
            people.ask(lives_elsewhere(session, str(values["person"]), household, residence), "person")
        return entered


def correct_member(
    database: Database, id: str, values: Values, reason: str | None = None, opened: Sequence[Opened] = ()
) -> None:
    """Relation, residence and dates. Who and where never change: that is a move."""
    reasoned(MEMBER, reason)
    with database.writing(reason=reason, opened=opened) as session:
        membership = fetch(session, HouseholdMember, id)
        for name in ("household", "person"):
            if values.get(name, getattr(membership, name)) != getattr(membership, name):
                raise Refused(
                    "Không đổi người hay hộ ở đây được. Dùng “Chuyển hộ”, hoặc huỷ dòng nhập nhầm.",
                    name,
                    code="member_moved",
                )
        if "relation" in values and not values["relation"]:
            raise Refused("Cần chọn quan hệ với chủ hộ.", "relation", code="relation_missing")
        headed = _heads(session, str(membership.household))
        put(membership, values)
        _refuse_crossed({"from_date": membership.from_date, "to_date": membership.to_date})
        _keep_head(session, str(membership.household), headed)


def change_head(database: Database, household: str, person: str, relations: Mapping[str, str]) -> None:
    """Makes a member the head. `relations`: person → relation to the new head, the old head's at least."""
    with database.writing() as session:
        living = _active(session, household)
        if person not in {row.person for row in living}:
            raise Refused("Chủ hộ mới phải là thành viên của hộ.", "person", code="not_member")
        for row in living:
            if row.person == person:
                row.relation = HEAD
            elif relations.get(str(row.person)):
                row.relation = relations[str(row.person)]
        refuse_wrong_heads(members_of(session, household))


def move_member(
    database: Database,
    id: str,
    *,
    to_date: str,
    end_reason: str,
    household: str | None = None,
    relation: str | None = None,
    residence: str | None = None,
) -> str | None:
    """Ends a membership, and begins one in another household where given. Returns the new membership's id."""
    today = database.clock.today()
    with database.writing() as session:
        membership = fetch(session, HouseholdMember, id)
        if membership.to_date is not None:
            raise Refused("Người này đã rời hộ rồi.", "to_date", code="left_already")
        _refuse_future(to_date, today)
        _refuse_crossed({"from_date": membership.from_date, "to_date": to_date})
        headed = _heads(session, str(membership.household))
        membership.to_date, membership.end_reason = to_date, end_reason
        _keep_head(session, str(membership.household), headed)
        if household is None:
            return None
        _refuse_second_head(session, household, relation)
        return enter_membership(
            session,
            {
                "household": household,
                "person": membership.person,
                "relation": relation,
                "residence": residence or membership.residence,
                "from_date": to_date,
            },
        )


def withdraw_member(database: Database, id: str, reason: str) -> None:
    gone = people.mistaken(reason)
    with database.writing(reason=gone) as session:
        fetch(session, HouseholdMember, id).gone = gone


def _active(session: Session, household: str) -> list[HouseholdMember]:
    session.flush()
    return list(
        session.scalars(
            select(HouseholdMember)
            .join(Person, Person.id == HouseholdMember.person)
            .where(
                HouseholdMember.household == household,
                HouseholdMember.gone.is_(None),
                HouseholdMember.to_date.is_(None),
                Person.gone.is_(None),
            )
        )
    )


def _heads(session: Session, household: str) -> int:
    return sum(member.relation == HEAD for member in members_of(session, household))


def _refuse_second_head(session: Session, household: str, relation: str | None) -> None:
    if relation != HEAD:
        return
    for member in members_of(session, household):
        if member.relation == HEAD:
            raise Refused(
                f"Hộ đã có chủ hộ là {member.name}. Chọn quan hệ khác, hoặc dùng “Đổi chủ hộ”.",
                "relation",
                code="two_heads",
            )


def _keep_head(session: Session, household: str, headed: int) -> None:
    """A correction may not make a second head nor take the only one; it may mend either."""
    living = members_of(session, household)
    heads = [member.name for member in living if member.relation == HEAD]
    if len(heads) > max(headed, 1):
        names = " và ".join(heads)
        raise Refused(f"{names} đều là chủ hộ. Dùng “Đổi chủ hộ”.", "relation", code="two_heads")
    if headed and not heads and living:
        raise Refused(
            "Chủ hộ rời đi thì hộ không còn chủ hộ. Dùng “Đổi chủ hộ” trước.", "relation", code="head_missing"
        )


def _refuse_crossed(values: Values) -> None:
    start, end = values.get("from_date"), values.get("to_date")
    if start and end and PartialDate.parse_iso(str(end)).latest < PartialDate.parse_iso(str(start)).earliest:
        raise Refused("Ngày rời hộ trước ngày vào hộ. Xem lại.", "to_date", code="dates_crossed")


def _refuse_future(day: str, today: date) -> None:
    if PartialDate.parse_iso(day).earliest > today:
        raise Refused("Ngày rời hộ chưa tới. Xem lại.", "to_date", code="date_in_future")

"""What a script or a form may ask for households and memberships."""

from collections.abc import Mapping

from sqlalchemy import or_, select

from station_app.households.model import Household, HouseholdMember
from station_app.households.service.codes import find_by_code
from station_app.households.service.lists import list_households
from station_app.households.service.members import correct_member, enter_member, withdraw_member
from station_app.households.service.register import (
    HOUSEHOLD,
    MEMBER,
    correct_household,
    register_household,
    withdraw_household,
)
from station_app.people.service import as_row
from station_app.store.database import Database
from station_app.store.verbs import Row, Values, Verbs


def _told_household(database: Database, values: Values) -> str:
    return register_household(database, values, confirmed_doubts=True)


def _told_member(database: Database, values: Values) -> str:
    """A script has nobody to ask: what is only unlikely is believed."""
    return enter_member(database, values, confirmed_doubts=True)


def find_households(database: Database, query: str, limit: int) -> list[Row]:
    exact = find_by_code(database, query) if query.strip() else None
    ids = [exact] if exact else [row.id for row in list_households(database, query=query, limit=limit)]
    with database.reading() as session:
        rows = {h.id: h for h in session.scalars(select(Household).where(Household.id.in_(ids)))}
    return [as_row(HOUSEHOLD, rows[one]) for one in ids if one in rows]


def find_members(database: Database, query: str, limit: int) -> list[Row]:
    """By the id of the household or the person, or the household's code."""
    wanted = select(HouseholdMember).where(HouseholdMember.gone.is_(None))
    if text := query.strip():
        household = find_by_code(database, text) or text.lower()
        wanted = wanted.where(
            or_(HouseholdMember.household == household, HouseholdMember.person == text.lower())
        )
    with database.reading() as session:
        found = session.scalars(wanted.order_by(HouseholdMember.id).limit(limit))
        return [as_row(MEMBER, membership) for membership in found]


VERBS: Mapping[str, Verbs] = {
    "household": Verbs(_told_household, correct_household, withdraw_household, find_households),
    "household_member": Verbs(_told_member, correct_member, withdraw_member, find_members),
}

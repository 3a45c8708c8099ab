"""Household codes: given here without asking anyone, and found however they were typed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.households.model import Household
from station_app.households.rules import checked_code, household_code
from station_app.store.database import Database
from station_app.store.station import Station


def next_code(database: Database, hamlet: str) -> str:
    """A code nobody else will give, reserved at once; one that is never used leaves a gap."""
    with database.writing() as session:
        return take_code(session, hamlet)


def take_code(session: Session, hamlet: str) -> str:
    """The next code, inside the transaction that uses it."""
    station = session.scalars(select(Station)).one()
    device = session.connection().exec_driver_sql("SELECT device FROM sync_self").scalar_one()
    while True:
        station.serial += 1
        code = household_code(station.ward or station.code, hamlet, station.point, device, station.serial)
        if holder(session, code) is None:  # somebody may have typed it from a paper
            return code


def find_by_code(database: Database, code: str) -> str | None:
    """The household's id; None where no live household here has this code."""
    try:
        wanted = checked_code(code)
    except Refused:
        return None
    with database.reading() as session:
        found = holder(session, wanted)
        return found.id if found else None


def holder(session: Session, code: str, apart_from: str | None = None) -> Household | None:
    with session.no_autoflush:
        return session.scalars(
            select(Household)
            .where(Household.code == code, Household.gone.is_(None), Household.id != (apart_from or ""))
            .order_by(Household.id)
            .limit(1)
        ).first()

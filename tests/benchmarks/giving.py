"""Children who are due, and the doses a nurse would write for them today."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import resources
from station_app.common.errors import Refused
from station_app.immunization.service import DoseToRecord, record_dose
from station_app.store.database import Database
from tests.benchmarks.day import AS_OF

_DUE = """SELECT person, vaccine FROM dose_due WHERE due_on <= ? AND earliest_on <= ?
    AND (latest_on IS NULL OR latest_on >= ?) GROUP BY person ORDER BY substr(person, -8)"""


@cache
def _products() -> Mapping[str, Mapping[str, Any]]:
    return {code.code: code.extra for code in resources.codes("vaccine_products")}


def doses(database: Database) -> Iterator[DoseToRecord]:
    """One for each child, filled in as the form fills it in."""
    today = AS_OF.isoformat()
    with database.reading() as session:
        due = database.raw(session).execute(_DUE, (today, today, today)).fetchall()
    for number, (person, vaccine) in enumerate(due):
        product = _products()[vaccine]
        yield DoseToRecord(
            person=person,
            vaccine=vaccine,
            given_on=today,
            lot=f"{vaccine[:3]}26{number % 7}A",
            expiry="2027-09-28",
            manufacturer=product["manufacturer"],
            site=product["site"],
            route=product["route"],
            volume=f"{product['volume']} {product['unit']}",
            program=product["program"],
            vaccinator="YS. Lò Thị Hạnh",
            screening="Đủ điều kiện",
        )


def recorded(database: Database, wanted: DoseToRecord) -> bool:
    """False where the rules refuse it after all."""
    try:
        record_dose(database, wanted, confirmed=True)
    except Refused:
        return False
    return True

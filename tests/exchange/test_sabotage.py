"""One stored row is spoiled behind everybody's back: red, with the place named, whichever side it is on."""

import pytest
from sqlalchemy import select, update

from station_app.exchange.service import damaged_places, synchronise
from station_app.households.model import Household
from station_app.store.database import Database
from sync.frozen import freeze, thaw
from sync.gateway.inspection import Difference, inspect
from sync.gateway.tables import RECORD


def households(database: Database, count: int) -> list[str]:
    made = [Household(code=f"HO-{number}", hamlet="Bản Dền") for number in range(count)]
    with database.writing() as session:
        session.add_all(made)
        session.flush()
        return [each.id for each in made]


def tail(record: str) -> str:
    """The bucket: the last two digits of an id."""
    return record[-2:]


def test_pitfall_21_a_row_spoiled_on_the_station_is_red_and_named_there(province, enrolled):
    """pitfall 21: green only on what is stored, not on what somebody remembers of it."""
    a = enrolled("A")
    spoiled = households(a, 12)[5]
    assert synchronise(a).match is True
    assert damaged_places(a) == []
    with a.taking_in() as intake:
        intake.raw.execute("UPDATE household SET code = 'HỎNG' WHERE id = ?", (spoiled,))
    assert damaged_places(a) == [f"household {tail(spoiled)}"]
    assert damaged_places(a) == [f"household {tail(spoiled)}"], "looking does not make it green"
    assert inspect(province.warehouse) == []


@pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)
def test_pitfall_21_a_row_spoiled_in_the_warehouse_is_red_and_named_on_both_sides(province, enrolled):
    """pitfall 21: the province's count names station, entity and bucket; the next round tells the station."""
    a = enrolled("A")
    spoiled = households(a, 12)[5]
    assert synchronise(a).match is True
    _spoil(province.warehouse.engine, spoiled)
    assert inspect(province.warehouse) == [Difference("12345", "household", tail(spoiled))]


def _spoil(engine, record: str) -> None:
    here = (RECORD.c.entity == "household") & (RECORD.c.id == record)
    with engine.begin() as connection:
        state = thaw(connection.execute(select(RECORD.c.state).where(here)).scalar_one())
        state.fields["code"] = dict.fromkeys(state.fields["code"], "HỎNG")
        connection.execute(update(RECORD).where(here).values(state=freeze(state)))

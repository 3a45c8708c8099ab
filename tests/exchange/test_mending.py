"""What differs is found and joined both ways, damage is healed from the sound side, what is unsent stays."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from station_app.app.rooms import CATALOGUE
from station_app.exchange.mending import Mended, mend, recount
from station_app.exchange.station import StationReplica
from sync.change import Key
from sync.compare import Fetch, Fetched, HandedUp, HandUp
from sync.frozen import freeze
from sync.gateway.inspection import inspect
from sync.gateway.tables import DEVICE, DIGEST, EVENT, HISTORY, LOG, RECORD, SCOPE, SUSPECT
from sync.merge import State
from sync.short import short
from sync.testimony import Carried, carried
from tests.exchange.worlds import CountingStation, World, households, rounds
from tests.sync.real_world import warehouse_state

MANY = 600


def _mend(station: CountingStation, *, lost: bool = False) -> Mended:
    station.wire.sizes.clear()
    return mend(station.database, station.wire, list(CATALOGUE.entities), lost=lost)


def _forget(world: World, keys: list[Key]) -> None:
    """The warehouse loses records, and knows it: as after a backup that was older."""
    with world.warehouse.engine.begin() as connection:
        for _, record in keys:
            connection.execute(delete(RECORD).where(RECORD.c.id == record))
    assert inspect(world.warehouse)


def _spoil_there(world: World, key: Key, value: str = "HỎNG") -> None:
    state = warehouse_state(world.warehouse, key)
    [dot] = state.fields["code"]
    state.fields["code"] = {dot: value}
    with world.warehouse.engine.begin() as connection:
        connection.execute(update(RECORD).where(RECORD.c.id == key[1]).values(state=freeze(state)))


def _spoil_here(station: CountingStation, key: Key) -> None:
    """Past every trigger, as a failing disk would."""
    with station.database.taking_in() as intake:
        intake.raw.execute("UPDATE household SET code = 'HỎNG' WHERE id = ?", (key[1],))


def _place(key: Key) -> str:
    return f"{key[0]} {key[1][-2:]}"


def test_pitfall_19_one_record_that_differs_is_found_without_listing_all(world):
    """pitfall 19: no full list of ids travels, only sums of what differs."""
    keys = households(world.a, MANY)
    rounds(world.a, world.b)
    _forget(world, keys[7:8])
    world.a.wire.sizes.clear()
    done = mend(world.a.database, world.a.wire, ["household"])
    assert (done.handed, done.joined, done.places) == (1, 0, [_place(keys[7])])
    assert [path for path, _ in world.a.wire.sizes] == ["/v2/compare", "/v2/recall", "/v2/testimony"]
    assert sum(size for _, size in world.a.wire.sizes) < 4000
    rounds(world.a, world.b)
    assert world.agree()


def test_what_each_side_lacks_is_joined_both_ways(world):
    """States that no transaction brings: half is lost there, half here."""
    keys = households(world.a, 40)
    rounds(world.a, world.b)
    _forget(world, keys[:10])
    with world.a.database.taking_in() as intake:
        intake.raw.execute("DROP TRIGGER sync_household_delete")
        for _, record in keys[20:25]:
            intake.raw.execute("DELETE FROM household WHERE id = ?", (record,))
    assert recount(world.a.database, [("household", number) for number in range(256)])
    done = _mend(world.a)
    assert (done.joined, done.handed, done.contradicting) == (5, 10, [])
    rounds(world.a, world.b)
    assert world.agree()


def test_a_lost_cursor_goes_on_from_where_the_log_is(world):
    keys = households(world.a, 30)
    rounds(world.a, world.b)
    world.b.write({key: {"hamlet": "Bản Pho"} for key in keys[:20]}, [])
    rounds(world.b)
    with world.a.database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET cursor = 0, mark = NULL")
    done = _mend(world.a, lost=True)
    assert (done.joined, done.handed) == (20, 0)
    with world.a.database.reading() as session:
        [cursor] = world.a.database.raw(session).execute("SELECT cursor FROM sync_line").fetchone()
    with world.warehouse.engine.connect() as connection:
        assert cursor == connection.scalar(select(SCOPE.c.seq))
    assert world.agree()


def test_pitfall_05_what_a_nurse_saved_meanwhile_is_joined_and_goes_its_usual_way(world):
    """pitfall 05: a state from the other side never covers an edit that is not sent yet."""
    [key] = households(world.a)
    rounds(world.a, world.b)
    world.b.write({key: {"hamlet": "Bản Pho"}}, [])
    rounds(world.b)
    world.a.write({key: {"code": "HO-SỬA"}}, [])
    before = warehouse_state(world.warehouse, key)
    done = _mend(world.a)
    assert (done.joined, done.handed) == (1, 0)
    assert warehouse_state(world.warehouse, key) == before
    assert world.a.row(key)["code"] == "HO-SỬA"
    assert world.a.row(key)["hamlet"] == "Bản Pho"
    rounds(world.a, world.b)
    assert world.agree()


def test_a_row_spoiled_on_the_station_is_healed_from_the_province(world):
    keys = households(world.a, 10)
    rounds(world.a, world.b)
    _spoil_here(world.a, keys[3])
    places = [("household", number) for number in range(256)]
    assert recount(world.a.database, places) == [("household", int(keys[3][1][-2:], 16))]
    done = _mend(world.a)
    assert (done.healed, done.handed, done.places) == ([keys[3]], 0, [_place(keys[3])])
    assert world.a.row(keys[3])["code"] == "HO-3"
    assert world.agree()
    with world.a.database.reading() as session:
        assert not world.a.database.raw(session).execute("SELECT * FROM sync_suspect").fetchall()


def test_a_state_spoiled_in_the_warehouse_is_healed_from_the_station(world):
    keys = households(world.a, 10)
    rounds(world.a, world.b)
    _spoil_there(world, keys[3])
    [place] = inspect(world.warehouse)
    assert f"{place.entity} {place.bucket}" == _place(keys[3])
    done = _mend(world.a)
    assert (done.healed, done.handed, done.contradicting) == ([], 1, [])
    rounds(world.a, world.b)
    assert world.agree()
    with world.warehouse.engine.connect() as connection:
        assert not connection.execute(select(SUSPECT)).all()
        assert "1 bản ghi hỏng trong kho được thay" in connection.scalar(select(EVENT.c.detail))


def test_a_state_that_cannot_even_be_read_is_healed_from_the_station(world):
    keys = households(world.a, 10)
    rounds(world.a, world.b)
    with world.warehouse.engine.begin() as connection:
        connection.execute(update(RECORD).where(RECORD.c.id == keys[3][1]).values(state=b"\xc1"))
    assert inspect(world.warehouse)
    assert _mend(world.a).handed == 1
    rounds(world.a, world.b)
    assert world.agree()


def test_two_sound_sides_that_contradict_each_other_are_named_and_left_alone(world):
    """Never a silent choice: no history leads to two values under one dot."""
    keys = households(world.a, 10)
    rounds(world.a, world.b)
    _spoil_there(world, keys[3])
    inspect(world.warehouse)
    with world.warehouse.engine.begin() as connection:
        connection.execute(delete(SUSPECT))
    done = _mend(world.a)
    assert (done.joined, done.handed, done.contradicting) == (0, 0, [keys[3]])
    assert world.a.row(keys[3])["code"] == "HO-3"
    assert set(warehouse_state(world.warehouse, keys[3]).fields["code"].values()) == {"HỎNG"}


def test_what_one_device_testifies_the_others_hear_as_news(world):
    keys = households(world.a, 3)
    rounds(world.a)
    _forget(world, keys)
    with world.warehouse.engine.begin() as connection:
        connection.execute(delete(LOG))  # as in a backup from before them
    assert _mend(world.a).handed == 3
    rounds(world.b)
    assert world.b.row(keys[0])["code"] == "HO-0"
    assert world.agree()
    with world.warehouse.engine.connect() as connection:
        assert connection.execute(select(LOG.c.device_seq)).scalars().all() == [-2]


def test_a_transaction_that_a_state_told_of_before_is_known_history(world):
    """The warehouse was restored from before it; its author sends it again, and its chain goes on."""
    keys = households(world.a, 3)
    world.a.write({keys[0]: {"code": "HO-MỚI"}}, [])
    rounds(world.a)
    _restore_empty(world)
    assert _testify(world, world.a, keys) == HandedUp(3)
    with world.a.database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET acknowledged = 0, acknowledged_head = ?", (bytes(32),))
    rounds(world.a, world.b)
    assert world.a.last is not None
    assert world.a.last.acknowledged == 2
    assert world.agree()
    with world.warehouse.engine.connect() as connection:
        code = connection.execute(select(HISTORY.c.value).where(HISTORY.c.field == "code")).scalars().all()
    assert code == ['"HO-0"']


def test_a_transaction_that_says_otherwise_than_the_state_is_a_fork(world):
    keys = households(world.a)
    rounds(world.a)
    state = copy.deepcopy(warehouse_state(world.warehouse, keys[0]))
    [dot] = state.fields["code"]
    state.fields["code"] = {dot: "KHÁC"}
    _restore_empty(world)
    world.b.wire.call("testimony", HandUp(2, [carried(keys[0], state)]), HandedUp)
    with world.a.database.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET acknowledged = 0, acknowledged_head = ?", (bytes(32),))
    with _turned("fork"):
        world.a.wire.exchange(_ask(world.a))


def test_another_stations_record_is_neither_told_nor_taken(world):
    keys = households(world.a)
    rounds(world.a)
    other = world.another("C", "54321")
    named = [(keys[0][0], short(keys[0][1]))]
    assert other.wire.call("states", Fetch(2, named), Fetched) == Fetched([], 1)
    state = carried(keys[0], warehouse_state(world.warehouse, keys[0]))
    with _turned("scope"):
        other.wire.call("testimony", HandUp(2, [state]), HandedUp)
    assert world.a.wire.call("states", Fetch(2, named), Fetched).states == [state]


SPOILT: dict[str, Callable[[Carried], object]] = {
    "no marks": lambda item: item.marks.clear(),
    "a value the context does not know": lambda item: item.context.clear(),
    "no life": lambda item: item.fields.pop("life"),
    "a field without a value": lambda item: item.fields.update(code=[]),
    "a mark that is not there": lambda item: item.fields.update(code=[(5, "x")]),
    "no device": lambda item: item.context.update({"not a device": 1}),
    "no name": lambda item: setattr(item, "entity", "Drop Table"),
}


def test_a_state_that_no_replica_could_have_written_is_refused(world):
    keys = households(world.a)
    rounds(world.a)
    for spoil in SPOILT.values():
        item = carried(keys[0], warehouse_state(world.warehouse, keys[0]))
        spoil(item)
        with _turned("malformed"):
            world.a.wire.call("testimony", HandUp(2, [item]), HandedUp)


def test_transactions_that_wait_are_let_go_by_a_state(world):
    """B's second change is parked at the warehouse, which lost the record it builds on."""
    [key] = households(world.a)
    rounds(world.a, world.b)
    _forget(world, [key])
    world.b.write({key: {"hamlet": "Bản Pho"}}, [])
    rounds(world.b)
    assert _mend(world.a).handed == 1
    rounds(world.a, world.b)
    assert world.a.row(key)["hamlet"] == "Bản Pho"
    assert world.agree()


def test_siblings_survive_the_join_and_are_asked_about(world):
    [key] = households(world.a)
    rounds(world.a, world.b)
    world.a.write({key: {"code": "HO-A"}}, [])
    world.b.write({key: {"code": "HO-B"}}, [])
    rounds(world.b)
    with world.a.database.reading() as session:
        state: State = world.a.database.shelf(session).load([key])[key]
    answer = _testify_state(world, key, state)
    assert answer == HandedUp(1)
    assert set(warehouse_state(world.warehouse, key).fields["code"].values()) == {"HO-A", "HO-B"}
    rounds(world.a, world.b)
    assert world.a.asked(key) == world.b.asked(key) == ["code"]
    assert world.agree()


@contextmanager
def _turned(code: str) -> Iterator[None]:
    with pytest.raises(Exception) as turned:
        yield
    refusal: Any = turned.value
    assert getattr(refusal, "code", "malformed") == code, refusal


def _ask(station: CountingStation) -> Any:
    return StationReplica(station.database).ask()


def _restore_empty(world: World) -> None:
    with world.warehouse.engine.begin() as connection:
        connection.execute(delete(RECORD))
        connection.execute(delete(LOG))
        connection.execute(delete(DIGEST))
        connection.execute(delete(HISTORY))
        connection.execute(delete(world.warehouse.typed.tables["household"]))
        connection.execute(update(DEVICE).values(upto=0, head=bytes(32), count=0))


def _testify(world: World, station: CountingStation, keys: list[Key]) -> HandedUp:
    with station.database.reading() as session:
        states = station.database.shelf(session).load(keys)
    items = [carried(key, state) for key, state in states.items()]
    return world.b.wire.call("testimony", HandUp(2, items), HandedUp)


def _testify_state(world: World, key: Key, state: State) -> HandedUp:
    return world.b.wire.call("testimony", HandUp(2, [carried(key, state)]), HandedUp)

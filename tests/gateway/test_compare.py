"""Comparing, testimony and snapshots on each database that a warehouse may stand on."""

from sqlalchemy import select, update

from sync import digest
from sync.compare import (
    BUCKETS,
    Compare,
    Compared,
    Fetch,
    Fetched,
    HandedUp,
    HandUp,
    Parts,
    Place,
    Recall,
    Recalled,
    cut,
    sixteenth,
)
from sync.frozen import freeze, thaw
from sync.gateway.inspection import inspect
from sync.gateway.tables import LOG, RECORD, SUSPECT
from sync.merge import State
from sync.seed import Piece, Pieced, Seed, Seeded
from sync.short import short
from sync.snapshot import decode
from sync.testimony import carried, from_bytes, received
from tests.gateway.device import Device, new_id


def _parts(states: dict[tuple[str, str], State]) -> Parts:
    parts = Parts()
    for key, state in states.items():
        parts.add(key, digest.part(key[1], state))
    return parts


def test_what_differs_is_found_step_by_step(warehouse):
    a = Device(warehouse)
    ids = [*(new_id() for _ in range(30)), "no-uuid", "x"]
    for record in ids:
        a.write(("person", record, {"full_name": "Vàng A", "birth_date": "1990", "sex": "male"}))
    a.sync()
    known = {key: state for key, state in a.shelf.states.items() if key[1] not in (ids[3], "x")}
    parts = _parts(known)
    sums = cut(parts.whole(number)[0] for number in range(BUCKETS))
    compared = a.call("compare", Compare(2, {"person": sums}), Compared)
    wanted = {digest.bucket(("person", record))[1] for record in (ids[3], "x")}
    assert {finer.bucket for finer in compared.finer["person"]} == wanted
    assert all(finer.sound for finer in compared.finer["person"])
    assert (compared.epoch, compared.cursor) == (warehouse.epoch, len(ids))
    places = [sixteenth(("person", record)) for record in (ids[3], "x")]
    asked = [Place("person", *place, parts.tags(place)) for place in places]
    recalled = a.call("recall", Recall(2, asked), Recalled)
    assert {item.key[1] for item in recalled.states} == {ids[3], "x"}
    assert recalled.lacking == [b"", b""]
    named = [("person", short(ids[3])), ("person", "nobody")]
    assert a.call("states", Fetch(2, named), Fetched).done == 2


def test_damage_is_found_and_only_then_replaced(warehouse):
    a, b = Device(warehouse), Device(warehouse)
    record = new_id()
    a.write(("person", record, {"full_name": "Vàng A", "birth_date": "1990", "sex": "male"}))
    a.sync()
    b.sync()
    sound = a.shelf.states["person", record]
    with warehouse.engine.begin() as connection:
        spoilt = thaw(bytes(connection.scalar(select(RECORD.c.state))))
        spoilt.fields["sex"] = {(a.id, 1): "female"}
        connection.execute(update(RECORD).values(state=freeze(spoilt)))
    [place] = inspect(warehouse)
    assert place.entity == "person"
    item = carried(("person", record), sound)
    assert a.call("testimony", HandUp(2, [item]), HandedUp).contradicting == [("person", short(record))]
    assert a.call("testimony", HandUp(2, [item], instead=True), HandedUp) == HandedUp(1)
    assert a.call("testimony", HandUp(2, [item], instead=True), HandedUp) == HandedUp(0)
    with warehouse.engine.begin() as connection:
        assert not connection.execute(select(SUSPECT)).all()
        seqs = connection.execute(select(LOG.c.seq, LOG.c.device_seq).order_by(LOG.c.seq)).all()
        typed = warehouse.typed.tables["person"]
        assert connection.scalar(select(typed.c.sex)) == "male"
    assert [tuple(row) for row in seqs] == [(1, 1), (2, -2)]
    assert not inspect(warehouse)
    news = b.exchange(b.ask())
    assert (news.news, news.states, news.cursor) == ([], [], 2)  # version 1 hears no states
    b.cursor = 1
    ask = b.ask()
    ask.v = 2
    [raw] = b.exchange(ask).states
    assert received(from_bytes(bytes(raw))[0]) == sound


def test_a_snapshot_is_told_piece_by_piece(warehouse):
    a, b = Device(warehouse), Device(warehouse)
    for number in range(40):
        a.write(("person", new_id(), {"full_name": f"Vàng {number}", "birth_date": "1990"}))
    a.sync()
    seeded = b.call("snapshot", Seed(2, 1), Seeded)
    assert (seeded.cursor, seeded.records, len(seeded.parts)) == (40, 40, 1)
    [part] = seeded.parts
    half = b.call("snapshot-part", Piece(2, 40, part.number, part.size // 2), Pieced).body
    whole = b.call("snapshot-part", Piece(2, 40, part.number, 0), Pieced).body
    assert whole[part.size // 2 :] == half
    assert len(whole) == part.size
    held = dict(decode(whole))
    assert held.keys() == a.shelf.states.keys()
    assert all(digest.part(k[1], s) == digest.part(k[1], a.shelf.states[k]) for k, s in held.items())
    assert b.call("snapshot", Seed(2), Seeded).parts == []

"""Many rows at once: what is copied in is what is written one by one, whatever the values are."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, text

from sync.gateway.exchange import exchange
from sync.gateway.projection import keep_up
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import HISTORY, LOG, PROJECTION, RECORD
from tests.gateway.device import Device, Write, new_id

MANY = 30
"""More than are written one by one."""
AWKWARD = (
    "",
    "\\N",
    "\\.",
    "tab\there, line\nbreak, return\r",
    "back\\slash \\t",
    '"quoted", {braces}, it\'s',
    "Lò Thị Đức \N{GRINNING FACE}",
    "\x01\x02\x1f\x7f",
)


def person(name, **fields):
    return ("person", new_id(), {"full_name": name, "birth_date": "1988-03", **fields})


def visit(of, **fields):
    return ("visit", new_id(), {"person": of, "arrived_at": "2026-11-21T00:30:00Z", "reason": "Ho", **fields})


def rows_of(warehouse, entity):
    table = warehouse.typed.tables[entity]
    with warehouse.engine.connect() as connection:
        return {row.id: row._asdict() for row in connection.execute(select(table))}


def made_anew(warehouse, entity):
    """The typed rows as the other way of writing them, from the states and one by one, makes them."""
    with warehouse.engine.begin() as connection:
        connection.execute(delete(PROJECTION))
    keep_up(warehouse.engine, warehouse.typed, "2026-11-25T00:00:00Z")
    return rows_of(warehouse, entity)


def test_awkward_text_and_numbers_at_the_edge_arrive_unchanged(warehouse):
    device = Device(warehouse)
    edges = (2**63 - 1, -(2**63), 0, None)
    values = [{"note": text, "symptoms": text} for text in AWKWARD] + [{"pulse": edge} for edge in edges]
    values += [{"temperature": "-0.5"}, {"from_a_newer_station": 'x"\\\t'}, {"weight": "1" * 30 + ".125"}]
    writes = [visit(new_id(), **fields) for fields in values + [{}] * MANY]
    device.write(*writes)
    assert device.sync().receipt.digests == device.shelf.digests()
    copied = rows_of(warehouse, "visit")
    assert len(copied) == len(writes)
    for _, record, fields in writes[: len(AWKWARD) + len(edges)]:
        row = copied[record] if record in copied else copied[_as_uuid(copied, record)]
        assert {name: row[name] for name in fields.keys() & {"note", "symptoms", "pulse"}} == {
            name: value for name, value in fields.items() if name in {"note", "symptoms", "pulse"}
        }
    assert made_anew(warehouse, "visit") == copied


def _as_uuid(rows, record):
    return next(key for key in rows if str(key) == record)


def test_one_bad_record_among_many_holds_up_none_of_the_others(warehouse):
    """pitfall 06: the others are facts at once, the bad one waits with its reason."""
    device = Device(warehouse)
    good = [person(f"Người {number}") for number in range(MANY)]
    bad = person("\0", note="a\0b", birth_date="1988-02-31")
    strange: Write = ("person", "no-uuid", {"full_name": "Mã lạ", "birth_date": "1990"})
    unknown: Write = ("from_a_newer_station", new_id(), {"colour": "\0"})
    device.write(*good[:10], bad, strange, unknown, *good[10:])
    assert device.sync().receipt.digests == device.shelf.digests()
    rows = rows_of(warehouse, "person")
    waiting = {str(key) for key, row in rows.items() if row["_quarantined"]}
    assert (len(rows), waiting) == (MANY + 1, {bad[1]})
    assert set(device.verdicts) == {bad[:2], strange[:2]}
    assert made_anew(warehouse, "person") == rows


def test_a_record_that_is_made_changed_and_disputed_in_one_push_is_written_once(warehouse):
    device = Device(warehouse)
    writes = [person(f"Người {number}") for number in range(MANY)]
    for entity, record, values in writes:
        device.write((entity, record, values))
        device.write((entity, record, {"phone": "0912", "birth_date": "1988-03-09"}))
        device.write((entity, record, {"birth_date": "1989"}), read={device.id: 1})
    assert device.sync().receipt.digests == device.shelf.digests()
    rows = rows_of(warehouse, "person")
    assert len(rows) == MANY
    assert all(row["_in_question"] == ["birth_date"] for row in rows.values())
    assert all(row["phone"] == "0912" for row in rows.values())
    with warehouse.engine.connect() as connection:
        replaced = connection.execute(select(HISTORY.c.field, HISTORY.c.id)).all()
    assert sorted(row.field for row in replaced) == ["birth_date"] * MANY + ["life"] * MANY
    assert made_anew(warehouse, "person") == rows


def test_the_same_envelope_twice_in_one_question_is_taken_once(warehouse):
    device = Device(warehouse)
    for number in range(MANY):
        device.write(person(f"Người {number}"))
    answer = device.hear(exchange(warehouse, device.ask((1, MANY), (1, MANY), (11, 20))))
    assert (answer.receipt.upto, answer.receipt.count) == (MANY, MANY)
    assert answer.receipt.digests == device.shelf.digests()
    with warehouse.engine.connect() as connection:
        assert len(connection.execute(select(LOG.c.seq)).all()) == MANY


def test_of_two_stations_that_claim_one_id_among_many_one_is_refused_whole(provincial):
    disputed = new_id()
    devices = [Device(provincial, station) for station in ("11111", "22222")]
    for device in devices:
        writes = [person(f"{device.enrolled.scope}, {number}") for number in range(MANY)]
        device.write(
            *writes, ("person", disputed, {"full_name": device.enrolled.scope, "birth_date": "1990"})
        )
    with ThreadPoolExecutor(len(devices)) as pool:
        outcomes = [pool.submit(device.sync).exception() for device in devices]
    (refused,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(refused, TurnedAway)
    assert refused.code == "scope"
    with provincial.engine.connect() as connection:
        scopes = connection.execute(select(RECORD.c.scope)).scalars().all()
        row = connection.execute(
            text("SELECT full_name, _scope FROM warehouse.person WHERE id = :id"), {"id": disputed}
        ).one()
    assert (len(scopes), set(scopes)) == (MANY + 1, {row._scope})
    assert row.full_name == row._scope


@pytest.mark.parametrize("count", [3, MANY])
def test_two_stations_write_at_once_and_neither_waits_for_the_other(provincial, count):
    devices = [Device(provincial, station) for station in ("11111", "22222")]
    for device in devices:
        device.write(*(person(f"Người {number}") for number in range(count)))
    with ThreadPoolExecutor(len(devices)) as pool:
        receipts = list(pool.map(lambda device: device.sync().receipt, devices))
    for device, receipt in zip(devices, receipts, strict=True):
        assert receipt.digests == device.shelf.digests()


def test_what_a_push_sets_free_of_another_pc_is_heard_in_the_same_answer(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    entity, record, _ = wrote = person("Lò Thị Đức")
    first.write(wrote)
    second.write((entity, record, {"phone": "0912"}), read={first.id: 1})
    assert second.hear(second.exchange(second.unsent())).receipt.waiting == 1
    answer = first.exchange(first.unsent())
    assert [bytes(news.payload) for news in answer.news] == second.payloads
    first.hear(answer)
    assert first.shelf.states[entity, record].fields["phone"] == {(second.id, 1): "0912"}
    assert first.exchange(first.ask()).news == []

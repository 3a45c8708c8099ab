"""Sticks at the province: taken in once, answered by letter, scoped, and kept where the PC is revoked."""

import msgspec
import pytest
from sqlalchemy import func, select

from sync.bundle import VERSION, Header, Unreadable, read, seal, unseal
from sync.bundle_content import PART_BYTES, UP, Downward, Page, Upward, asked_hash, pages
from sync.frame import verify_receipt
from sync.gateway.courier import Delivered, answers, take_in, unasked
from sync.gateway.enrolment import revoke
from sync.gateway.impounded import release, waiting
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import BOOKS, LOG
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.message import Ask
from sync.parcel import pack, unpack
from tests.gateway.device import Device, new_id

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def person(name: str) -> tuple[str, str, dict]:
    return ("person", new_id(), {"full_name": name, "sex": "female"})


def letter(warehouse: Warehouse, device: Device, *runs: tuple[int, int], ask: Ask | None = None) -> bytes:
    header = Header(VERSION, UP, "", b"", "", "c0ffee01", 1, 1, 0, "2026-11-21T01:00:00Z")
    content = pack(Upward(ask or msgspec.structs.replace(device.ask(*runs), v=2)))
    return seal(header, content, device.key, warehouse.public_key)


def came_back(
    warehouse: Warehouse, device: Device, delivered: Delivered, part_bytes: int = PART_BYTES
) -> list[Page]:
    believed: list[Page] = []
    for raw in answers(warehouse, delivered, part_bytes):
        downward = unpack(unseal(read(raw), device.key), Downward)
        assert downward.asked == asked_hash(delivered.content)
        found = pages(downward, warehouse.public_key)
        assert found is not None
        believed += found
    return believed


def rows(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in BOOKS.tables.items()
        }


def logged(warehouse: Warehouse, device: Device) -> list[int]:
    with warehouse.engine.connect() as connection:
        seqs = connection.scalars(
            select(LOG.c.device_seq).where(LOG.c.device == device.id).order_by(LOG.c.seq)
        )
        return list(seqs)


def test_a_stick_brings_work_in_and_takes_receipt_stamps_and_news_back(warehouse):
    a, b = Device(warehouse), Device(warehouse)
    b.write(person("Lò Văn Pản"))
    b.sync()
    for name in ("Giàng Thị Mỷ", "Vàng A Chu"):
        a.write(person(name))
    delivered = take_in(warehouse, letter(warehouse, a, (1, 2)))
    assert (delivered.held, delivered.new, delivered.refused) == (2, 2, {})
    [page] = came_back(warehouse, a, delivered)
    a.hear(page.answer)
    assert (a.acknowledged, len(page.answer.news)) == (2, 1)
    assert a.shelf.digests() == page.answer.receipt.digests
    assert page.answer.proof is not None
    assert verify_receipt(warehouse.public_key, page.answer.receipt, page.answer.proof)


def test_a_part_seen_before_gives_the_same_receipt(warehouse):
    a = Device(warehouse)
    a.write(person("Giàng Thị Mỷ"))
    raw = letter(warehouse, a, (1, 1))
    first = came_back(warehouse, a, take_in(warehouse, raw))
    before = rows(warehouse)
    again = take_in(warehouse, raw)
    assert (again.held, again.new) == (1, 0)
    assert came_back(warehouse, a, again) == first
    assert rows(warehouse) == before


@sqlite
def test_parts_come_in_any_order(warehouse):
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 1, 2, 0)):
        a = Device(warehouse)
        for number in range(6):
            a.write(person(f"Người {number}"))
        parts = [letter(warehouse, a, run) for run in ((1, 2), (3, 4), (5, 6))]
        for number in order:
            delivered = take_in(warehouse, parts[number])
        receipt = came_back(warehouse, a, delivered)[-1].answer.receipt
        assert (receipt.upto, receipt.count, receipt.ahead) == (6, 6, []), order
        assert sorted(logged(warehouse, a)) == [1, 2, 3, 4, 5, 6]


@sqlite
def test_a_part_alone_is_useful_and_says_what_is_missing_before_it(warehouse):
    a = Device(warehouse)
    for number in range(4):
        a.write(person(f"Người {number}"))
    [page] = came_back(warehouse, a, take_in(warehouse, letter(warehouse, a, (3, 4))))
    assert (page.answer.receipt.upto, page.answer.receipt.ahead) == (0, [(3, 4)])
    assert logged(warehouse, a) == [3, 4]


@sqlite
def test_a_stick_gets_no_news_of_another_station(warehouse):
    """pitfall 31: a stick is scoped as a line is."""
    a, other = Device(warehouse), Device(warehouse, station="54321")
    other.write(person("Người trạm khác"))
    other.sync()
    [page] = came_back(warehouse, a, take_in(warehouse, letter(warehouse, a)))
    assert page.answer.news == []
    [of_other] = answers(warehouse, unasked(warehouse, other.id))
    with pytest.raises(Unreadable, match="nơi nhận khác"):
        unseal(read(of_other), a.key)


@sqlite
def test_what_is_spoiled_or_strange_is_refused_and_nothing_is_written(warehouse):
    a = Device(warehouse)
    a.write(person("Giàng Thị Mỷ"))
    good = letter(warehouse, a, (1, 1))
    stranger = Device(warehouse)
    posing = letter(warehouse, stranger, ask=a.ask((1, 1)))
    before = rows(warehouse)
    for raw, code in (
        (b"%PDF-1.7", "foreign"),
        (good[:-5], "truncated"),
        (good[:-1] + b"\0", "tampered"),
        (posing, "tampered"),
        (next(answers(warehouse, unasked(warehouse, a.id))), "kind"),
    ):
        with pytest.raises(Unreadable) as told:
            take_in(warehouse, raw)
        assert told.value.code == code
    assert rows(warehouse) == before


@sqlite
def test_a_pc_nobody_enrolled_is_told_so(warehouse, clock, catalogue, tmp_path):
    elsewhere = open_warehouse(f"sqlite:///{tmp_path / 'khác.db'}", catalogue, clock)
    a = Device(elsewhere)
    a.write(person("Giàng Thị Mỷ"))
    with pytest.raises(Unreadable, match="không biết máy"):
        take_in(warehouse, letter(warehouse, a, (1, 1)))
    with pytest.raises(Unreadable, match="nơi nhận khác"):
        take_in(elsewhere, letter(warehouse, a, (1, 1)))
    elsewhere.close()


def test_the_unsent_work_of_a_revoked_pc_is_kept_and_released_by_a_person(warehouse):
    """pitfall 13: revoking a PC or a person never throws away what was written there."""
    a, b = Device(warehouse), Device(warehouse)
    a.write(person("đã gửi"))
    a.sync()
    for name in ("chưa gửi 1", "chưa gửi 2"):
        a.write(person(name))
    revoke(warehouse, a.id)
    raw = letter(warehouse, a, (2, 3))
    for _ in range(2):
        delivered = take_in(warehouse, raw)
        assert (delivered.impounded, delivered.new) == (2, 0)
    assert came_back(warehouse, a, delivered) == []
    [kept] = waiting(warehouse)
    assert (kept.device, kept.transactions, kept.scope) == (a.id, 2, "12345")
    b.sync()
    assert len(b.shelf.states) == 1
    assert release(warehouse, a.id) == 2
    assert waiting(warehouse) == []
    assert release(warehouse, a.id) == 0
    b.sync()
    assert b.shelf.digests() == a.shelf.digests()
    with pytest.raises(TurnedAway, match="thu hồi"):
        a.exchange(a.ask())


@sqlite
def test_a_forged_envelope_of_a_revoked_pc_is_not_kept(warehouse):
    a = Device(warehouse)
    a.write(person("Giàng Thị Mỷ"))
    revoke(warehouse, a.id)
    ask = a.ask((1, 1))
    row = msgspec.json.decode(ask.envelopes[0])
    row[-1] = "A" * 86 + "=="
    ask.envelopes[0] = msgspec.Raw(msgspec.json.encode(row))
    with pytest.raises(TurnedAway, match="Chữ ký"):
        take_in(warehouse, letter(warehouse, a, ask=ask))
    assert waiting(warehouse) == []


@sqlite
def test_a_revoked_name_among_others_holds_up_nobody(warehouse):
    """pitfall 06: what is refused of one PC does not keep another's work out."""
    a, carried = Device(warehouse), Device(warehouse)
    a.write(person("của tôi"))
    carried.write(person("mang hộ"))
    revoke(warehouse, carried.id)
    ask = a.ask((1, 1))
    ask.envelopes.insert(0, carried.envelope(1, 1))
    delivered = take_in(warehouse, letter(warehouse, a, ask=ask))
    assert (delivered.new, delivered.refused) == (1, {carried.id: "revoked"})
    assert logged(warehouse, a) == [1]


@sqlite
def test_a_forked_pc_is_told_by_letter(warehouse):
    a = Device(warehouse)
    a.write(person("một"))
    a.sync()
    a.payloads.clear()
    del a.heads[1:]
    a.hlc = 0
    a.shelf.states.clear()
    a.write(person("khác"))
    delivered = take_in(warehouse, letter(warehouse, a, (1, 1)))
    assert delivered.refusal is not None
    assert delivered.refusal.code == "fork"
    assert came_back(warehouse, a, delivered) == []


@sqlite
def test_much_news_goes_in_several_letters_that_join(warehouse):
    a, b = Device(warehouse), Device(warehouse)
    for number in range(6):
        b.write(person(f"Người {number}"))
    b.sync()
    delivered = take_in(warehouse, letter(warehouse, a, ask=a.ask(room=300)))
    assert len(list(answers(warehouse, delivered, part_bytes=1_000))) > 1
    whole = came_back(warehouse, a, delivered, part_bytes=1_000)
    assert len(whole) > 2
    assert [page.since for page in whole] == [0, *(page.answer.cursor for page in whole[:-1])]
    for page in whole:
        a.hear(page.answer)
    assert a.shelf.digests() == whole[-1].answer.receipt.digests

"""What is said is kept once, stamped, and heard by the others; what does not fit the chain is turned away."""

import msgspec
import pytest

from sync.codec import decode, encode
from sync.envelope import link, payload_hash
from sync.gateway.enrolment import revoke
from sync.gateway.exchange import exchange
from sync.gateway.refusal import TurnedAway
from tests.gateway.device import Device, new_id


def refused(code):
    return pytest.raises(
        TurnedAway, match="^" + TurnedAway(code).reason.replace("(", r"\(").replace(")", r"\)")
    )


def person(name="Lò Thị Đức", **fields):
    return ("person", new_id(), {"full_name": name, "birth_date": "1988-03", **fields})


def test_what_one_pc_writes_the_other_hears_and_all_three_hold_the_same(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    first.write(person(), reason="đăng ký")
    first.write(person("Vàng A Páo"))
    receipt = first.sync().receipt
    assert (receipt.upto, receipt.count, receipt.ahead, receipt.waiting) == (2, 2, [], 0)
    assert receipt.head == first.heads[-1]
    assert second.sync().receipt.digests == receipt.digests == second.shelf.digests()
    assert first.shelf.digests() == receipt.digests
    assert {state.fields["full_name"][first.id, 1] for state in second.shelf.states.values()} == {
        "Lò Thị Đức",
        "Vàng A Páo",
    }


def test_a_conflict_is_a_question_on_both_pcs_and_in_the_warehouse(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    entity, record, _ = wrote = person()
    first.write(wrote)
    first.sync()
    second.sync()
    first.write((entity, record, {"birth_date": "1988-03-09"}))
    second.write((entity, record, {"birth_date": "1989"}))
    for device in (first, second, first):
        receipt = device.sync().receipt
    assert first.shelf.digests() == second.shelf.digests() == receipt.digests
    assert len(first.shelf.states[entity, record].fields["birth_date"]) == 2
    assert all(
        mark.stamp
        for device in (first, second)
        for mark in device.shelf.states[entity, record].marks.values()
    )


def test_asking_the_same_twice_gives_the_same_receipt_and_the_same_stamps(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    first.write(person())
    second.write(person())
    second.sync()
    asked = first.unsent()
    once, again = exchange(warehouse, asked), exchange(warehouse, asked)
    assert again == once
    assert [(s.first, s.last) for s in again.stamps] == [(1, 1)]


def test_a_part_that_overtakes_is_kept_ahead_until_the_gap_closes(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    entity, record, _ = wrote = person()
    first.write(wrote)
    first.write((entity, record, {"phone": "0912345678"}))
    first.write(person("Mới lưu"))
    early = first.hear(exchange(warehouse, first.ask((3, 3)))).receipt
    assert (early.upto, early.ahead, early.count, early.waiting) == (0, [(3, 3)], 1, 0)
    parked = exchange(warehouse, first.ask((2, 2))).receipt
    assert (parked.upto, parked.ahead, parked.count, parked.waiting) == (0, [(2, 3)], 2, 1)
    second.sync()
    assert len(second.shelf.states) == 1
    whole = exchange(warehouse, first.ask((1, 1))).receipt
    assert (whole.upto, whole.ahead, whole.count, whole.waiting) == (3, [], 3, 0)
    assert whole.head == first.heads[3]
    assert second.sync().receipt.digests == first.shelf.digests() == second.shelf.digests()


def test_a_range_that_is_partly_known_adds_only_what_is_new(warehouse):
    device = Device(warehouse)
    for number in range(6):
        device.write(person(f"Người {number}"))
    exchange(warehouse, device.ask((2, 3)))
    exchange(warehouse, device.ask((5, 5)))
    receipt = exchange(warehouse, device.ask((1, 6))).receipt
    assert (receipt.upto, receipt.ahead, receipt.count) == (6, [], 6)
    assert receipt.digests == device.shelf.digests()


def other_content(payload, device):
    transaction = decode(device.id, payload)
    transaction.reason = "viết khác"
    return encode(transaction)


def replaced(device, at):
    """A clone of the device's disk that wrote something else at one place."""
    payloads = [*device.payloads]
    payloads[at - 1] = other_content(payloads[at - 1], device)
    device.payloads, device.heads = [], device.heads[:1]
    for payload in payloads:
        device.append(payload)


@pytest.mark.parametrize("changed, sent", [(1, (1, 3)), (3, (3, 3)), (3, (1, 3)), (1, (4, 4))])
def test_another_content_under_the_same_place_is_a_fork(warehouse, changed, sent):
    device = Device(warehouse)
    for number in range(4):
        device.write(person(f"Người {number}"))
    exchange(warehouse, device.ask((1, 3)))
    before = exchange(warehouse, device.ask()).receipt
    honest = device.ask()
    replaced(device, changed)
    with refused("fork"):
        exchange(warehouse, device.ask(sent))
    assert exchange(warehouse, honest).receipt == before


def test_a_gap_that_closes_with_another_history_is_a_fork(warehouse):
    device = Device(warehouse)
    for number in range(3):
        device.write(person(f"Người {number}"))
    exchange(warehouse, device.ask((3, 3)))
    replaced(device, 2)
    with refused("fork"):
        exchange(warehouse, device.ask((1, 2)))


def test_a_change_claimed_twice_under_new_numbers_is_a_fork(warehouse):
    device = Device(warehouse)
    written = device.write(person())
    device.sync()
    written.seq = 2
    device.append(encode(written))
    with refused("fork"):
        device.sync()


def test_a_restored_pc_hears_its_own_later_work_again(warehouse):
    device = Device(warehouse)
    device.write(person("Trước sao lưu"))
    device.sync()
    device.write(person("Sau sao lưu"))
    device.sync()
    device.payloads, device.heads, device.cursor = device.payloads[:1], device.heads[:2], 1
    answer = exchange(warehouse, device.ask())
    assert [news.device for news in answer.news] == [device.id]
    device.heads[-1] = link(device.heads[0], payload_hash(b"another"))
    with refused("fork"):
        exchange(warehouse, device.ask())


def test_a_revoked_pc_is_not_heard(warehouse):
    device = Device(warehouse)
    device.write(person())
    revoke(warehouse, device.id)
    with refused("revoked"):
        device.sync()


def test_a_station_cannot_touch_the_record_of_another(warehouse):
    ours, theirs = Device(warehouse, "12345"), Device(warehouse, "67890")
    entity, record, _ = wrote = person()
    ours.write(wrote)
    ours.sync()
    theirs.write((entity, record, {"full_name": "Kẻ gian"}))
    with refused("scope"):
        theirs.sync()
    assert theirs.exchange(theirs.ask()).news == []
    assert ours.sync().receipt.digests == ours.shelf.digests()


def test_a_pc_relays_the_envelopes_of_its_neighbour(warehouse):
    lone, relay = Device(warehouse), Device(warehouse)
    lone.write(person())
    asked = relay.ask()
    asked.envelopes = [lone.envelope(1, 1)]
    assert [news.device for news in exchange(warehouse, asked).news] == [lone.id]
    answer = exchange(warehouse, lone.ask())
    assert answer.receipt.upto == 1
    assert [(s.first, s.last) for s in answer.stamps] == [(1, 1)]


def test_an_envelope_that_another_key_signed_is_turned_away(warehouse):
    honest, forger = Device(warehouse), Device(warehouse)
    honest.write(person())
    honest.key = forger.key
    with refused("signature"):
        honest.sync()


def test_news_come_in_pages_and_none_is_skipped_or_doubled(warehouse):
    writer, reader = Device(warehouse), Device(warehouse)
    for number in range(30):
        writer.write(person(f"Người {number}"))
    writer.sync()
    heard, more = [], True
    while more:
        answer = reader.hear(exchange(warehouse, reader.ask(room=700)))
        heard += [bytes(news.payload) for news in answer.news]
        more = answer.more
    assert heard == writer.payloads
    assert answer.receipt.digests == reader.shelf.digests()


def test_a_cursor_of_another_epoch_hears_everything(warehouse):
    writer, reader = Device(warehouse), Device(warehouse)
    writer.write(person())
    writer.sync()
    reader.sync()
    assert exchange(warehouse, reader.ask()).news == []
    stale = msgspec.structs.replace(reader.ask(), epoch="0" * 16)
    assert len(exchange(warehouse, stale).news) == 1


def test_a_clock_years_ahead_does_not_win(warehouse, clock):
    ahead, right = Device(warehouse), Device(warehouse)
    entity, record, _ = wrote = person()
    right.write(wrote)
    right.sync()
    ahead.sync()
    ahead.wall_ms = lambda: clock() + 10 * 365 * 86_400_000
    ahead.write((entity, record, {"phone": "0911111111"}))
    ahead.sync()
    clock.ms += 60_000
    right.write((entity, record, {"phone": "0922222222"}))
    right.sync()
    ahead.sync()
    state = ahead.shelf.states[entity, record]
    times = {
        state.fields["phone"][dot]: mark.time
        for dot, mark in state.marks.items()
        if dot in state.fields["phone"]
    }
    assert times["0922222222"] > times["0911111111"]

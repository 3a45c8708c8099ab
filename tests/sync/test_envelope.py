"""An envelope is taken only as its device sealed it: whole, in order, in its place in the chain."""

import dataclasses

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Change, Transaction
from sync.codec import encode
from sync.envelope import (
    START,
    Envelope,
    batches,
    device_id,
    from_row,
    link,
    new_device,
    payload_hash,
    seal,
    signing_key,
    to_row,
    verify,
)
from sync.short import Malformed

DEVICE, RAW = new_device()
KEY = signing_key(RAW)
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER = signing_key(new_device()[1])


def payload(seq: int, value: str = "Đặng") -> bytes:
    change = Change("person", "x", seq, {DEVICE: seq - 1} if seq > 1 else {}, {"full_name": value}, {})
    return encode(Transaction(DEVICE, seq, "u", "A", seq << 16, 420, None, [change]))


PAYLOADS = [payload(seq) for seq in (1, 2, 3)]


def sealed(first: int = 1, prior: bytes = START, payloads: list[bytes] | None = None) -> Envelope:
    return seal(DEVICE, first, prior, PAYLOADS if payloads is None else payloads, KEY)


def test_what_was_sealed_is_read_verbatim_and_verified():
    envelope = from_row(msgspec.json.encode(to_row(sealed())))
    assert envelope == sealed()
    assert verify(envelope, PUBLIC)
    assert [each.seq for each in envelope.transactions()] == [1, 2, 3]
    assert {each.stamp for each in envelope.transactions(9)} == {9}


def test_the_chain_goes_on_from_envelope_to_envelope():
    whole, first = sealed(), sealed(payloads=PAYLOADS[:1])
    rest = seal(DEVICE, 2, first.head, PAYLOADS[1:], KEY)
    assert rest.head == whole.head
    assert (rest.first, rest.last) == (2, 3)
    assert first.head == link(START, payload_hash(PAYLOADS[0]))


def _changed(**differing) -> Envelope:
    return dataclasses.replace(sealed(), **differing)


@pytest.mark.parametrize(
    "envelope",
    [
        pytest.param(_changed(first=2), id="another place"),
        pytest.param(_changed(prior=bytes([1] * 32)), id="another past"),
        pytest.param(_changed(payloads=(*PAYLOADS[:2], payload(3, "Đặng!"))), id="another value"),
        pytest.param(_changed(payloads=tuple(PAYLOADS[:2])), id="one left out"),
        pytest.param(_changed(payloads=(PAYLOADS[1], PAYLOADS[0], PAYLOADS[2])), id="another order"),
        pytest.param(_changed(payloads=(*PAYLOADS, PAYLOADS[2])), id="one twice"),
        pytest.param(_changed(signature=bytes(64)), id="no signature"),
        pytest.param(_changed(signature=b"short"), id="half a signature"),
        pytest.param(_changed(device="aaaaaaaaaa"), id="another's name"),
        pytest.param(seal(DEVICE, 1, START, PAYLOADS, OTHER), id="another's key"),
    ],
)
def test_what_was_touched_is_not_believed(envelope):
    assert not verify(envelope, PUBLIC)


def test_nobody_else_can_bear_a_devices_name():
    public = OTHER.public_key().public_bytes_raw()
    assert not verify(seal(DEVICE, 1, START, PAYLOADS, OTHER), public)
    assert device_id(public) != DEVICE


@pytest.mark.parametrize(
    "payloads",
    [[payload(1), payload(3)], [payload(2)], [b"[]"], [b"{}"]],
    ids=["gap", "shift", "empty", "map"],
)
def test_payloads_that_are_not_what_they_claim_are_malformed(payloads):
    with pytest.raises(Malformed):
        sealed(payloads=payloads).transactions()


ROW = msgspec.json.decode(msgspec.json.encode(to_row(sealed())))


@pytest.mark.parametrize(
    "row",
    [
        [], {}, None, ROW[:-1], [ROW[0], 0, *ROW[2:]], [ROW[0], "1", *ROW[2:]], [*ROW[:2], "", *ROW[3:]],
        [*ROW[:2], "%%%", *ROW[3:]], [*ROW[:3], [], ROW[4]], [*ROW[:3], {}, ROW[4]],
        [*ROW[:4], 5], [7, *ROW[1:]],
    ],
)  # fmt: skip
def test_rows_of_another_form_are_malformed(row):
    with pytest.raises(Malformed):
        from_row(msgspec.json.encode(row))


@given(st.binary(max_size=40))
def test_noise_is_malformed(noise):
    with pytest.raises(Malformed):
        from_row(noise)


@given(st.lists(st.integers(1, 50), max_size=20), st.integers(1, 60))
def test_batches_keep_order_and_measure(sizes, limit):
    payloads = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    runs = batches(payloads, limit)
    assert [each for run in runs for each in run] == payloads
    assert all(len(run) == 1 or sum(map(len, run)) <= limit for run in runs)

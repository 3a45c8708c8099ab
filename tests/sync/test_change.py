"""A transaction is the same after its journey, and nothing malformed is taken for one."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Change, Transaction
from sync.codec import decode, encode
from sync.short import Malformed, long, short
from tests.sync.strategies import TEXTS, UUIDS, transactions

DEVICE = "aaaaaaaaaa"
RECORD = "019b0000-0000-7000-8000-0000000000a1"


@given(transactions())
def test_what_was_written_is_read(transaction):
    assert decode(DEVICE, encode(transaction)) == transaction
    assert encode(decode(DEVICE, encode(transaction))) == encode(transaction)


@given(TEXTS | UUIDS | st.text(alphabet="~0-9a-f"))
def test_a_short_id_is_long_again(text):
    assert long(short(text)) == text


def test_an_ids_short_form_is_short():
    assert len(short(RECORD)) == 23


@pytest.mark.parametrize("text", ["~", "~abc", "~" + "A" * 30, "~đ" + "A" * 21])
def test_what_is_no_short_id_is_refused(text):
    with pytest.raises(Malformed):
        long(text)


def _row(**differing) -> list[Any]:
    change = {
        "entity": "person",
        "record": RECORD,
        "n": 1,
        "before": {},
        "set": {"a": 1},
        "about": None,
        "spare": {},
    }
    whole = {"seq": 1, "hlc": 5, "offset": 420, "author": "u", "point": "A", "reason": None}
    for name, value in differing.items():
        (change if name in change else whole)[name] = value
    return [*whole.values(), differing.get("changes", [list(change.values())])]


def test_the_row_that_the_bad_ones_differ_from_is_good():
    assert decode(DEVICE, json.dumps(_row()).encode()).changes[0].set == {"a": 1}


@pytest.mark.parametrize(
    "bad",
    [
        _row(seq=0), _row(seq=2**63), _row(seq="1"), _row(seq=True), _row(hlc=-1), _row(hlc=2**63),
        _row(hlc=1.5), _row(n=0), _row(n=-1), _row(n=2**63), _row(before={"b": 0}), _row(before={"b": -1}),
        _row(before={DEVICE: 1}), _row(before={DEVICE: 7}), _row(before={"b": "1"}), _row(before=[]),
        _row(set={"a": 1.5}), _row(set={"a": []}), _row(set={"a": {}}), _row(set={"a": 2**63}),
        _row(set={"a": -(2**63) - 1}), _row(set={"a": 10**30}), _row(set=None), _row(record="~short"),
        _row(spare={"a": [["b"]]}), _row(spare={"a": [["b", "1"]]}), _row(spare={"a": [1]}),
        _row(author=None),
        _row(changes=[_row()[-1][0], _row()[-1][0]]), _row(changes={}), [], {}, None, 1, "x", _row()[:-1],
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_malformed(bad):
    with pytest.raises(Malformed):
        decode(DEVICE, json.dumps(bad).encode())


@pytest.mark.parametrize(
    "bad", [b"", b"\xff", b"[", b"[" * 100_000, b'[1,"\\ud800"]', b"\x00", b"{" * 10, b"NaN"]
)
def test_bytes_that_are_no_json_are_malformed(bad):
    with pytest.raises(Malformed):
        decode(DEVICE, bad)


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_decode_or_be_malformed(noise):
    with suppress(Malformed):
        decode(DEVICE, noise)


@given(transactions(), st.data())
def test_a_payload_with_a_wrong_byte_is_malformed_or_another_one(transaction, data):
    payload = bytearray(encode(transaction))
    place = data.draw(st.integers(0, len(payload) - 1))
    payload[place] ^= data.draw(st.integers(1, 255))
    with suppress(Malformed):
        decode(DEVICE, bytes(payload))


def test_what_a_newer_version_adds_at_the_end_is_no_error():
    row = _row()
    row[-1][0].append("later")
    assert decode(DEVICE, json.dumps([*row, {"new": 1}]).encode()).seq == 1


def test_the_usual_change_is_small():
    change = Change("person", RECORD, 2, {DEVICE: 1}, {"phone": "0912345678"}, {})
    author = "019b0000-0000-7000-8000-0000000000c3"
    usual = Transaction(DEVICE, 7, author, "A", 5 << 16, 420, None, [change])
    assert len(encode(usual)) < 130

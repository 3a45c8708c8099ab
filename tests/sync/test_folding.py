"""A folded message comes back byte for byte, and packs tighter."""

import json
import uuid
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.change import Malformed
from sync.folding import FOLDED, fold, unfold
from sync.short import short

LIMIT = 1 << 20
_ids = st.builds(lambda number: short(str(uuid.UUID(int=number))), st.integers(0, 2**128 - 1))
_few = st.sampled_from([short(str(uuid.UUID(int=number))) for number in (0, 1, 2**127, 2**128 - 1)])
_texts = st.one_of(st.text(max_size=30), st.text("~ABQgw-_09", max_size=40), _ids, _few)
_numbers = st.one_of(st.integers(10**15, 10**19 - 1), st.integers(-9, 10**20))
_messages = st.recursive(
    st.one_of(_texts, _numbers, st.none(), _few.map(lambda one: f"person:{one}")),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=60,
)


def _compact(thing: Any) -> bytes:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


@given(_messages)
def test_whatever_is_folded_comes_back_byte_for_byte(message: Any):
    plain = _compact(message)
    assert unfold(b"".join(fold(plain)), LIMIT) == plain


def test_an_id_said_long_ago_is_found_again():
    ids = [short(str(uuid.UUID(int=number << 64))) for number in range(40_000)]
    plain = _compact([*ids, *ids[:3], ids[-1]])
    assert unfold(b"".join(fold(plain)), 1 << 21) == plain


def test_ids_and_clocks_leave_the_text():
    id_ = short("019b0000-0000-7000-8000-00000000000a")
    text, clocks, ids = fold(_compact([1, 117651608894308352, 420, id_, {"about": f"person:{id_}"}]))
    assert text == FOLDED + b'[1,\x03,420,"\x01",{"about":"person:\x02\x01"}]\0'
    assert (len(clocks), len(ids)) == (8, 16)


@pytest.mark.parametrize(
    "folded",
    [
        pytest.param(FOLDED + b"[]", id="no end"),
        pytest.param(FOLDED + b'["\x01"]\0', id="an id that is missing"),
        pytest.param(FOLDED + b"[1,\x03,2]\0" + bytes(7), id="half a clock"),
        pytest.param(FOLDED + b'["\x02\x01"]\0', id="an id said before anything was"),
        pytest.param(FOLDED + b'["\x02' + b"\xff" * 9 + b'\x01"]\0', id="a distance beyond all reason"),
        pytest.param(FOLDED + b"[]\0" + bytes(16), id="an id too many"),
    ],
)  # fmt: skip
def test_what_nobody_folded_is_malformed(folded: bytes):
    with pytest.raises(Malformed):
        unfold(folded, LIMIT)


def test_a_message_that_would_unfold_beyond_the_limit_is_malformed():
    bomb = FOLDED + b"\x01" + b"\x02\x01" * LIMIT + b"\0" + bytes(16)
    with pytest.raises(Malformed):
        unfold(bomb, LIMIT)


def test_a_folded_day_packs_an_eighth_smaller():
    plain = _compact([_dose(number) for number in range(100)])
    packer = zstandard.ZstdCompressor(level=19)
    assert len(packer.compress(b"".join(fold(plain)))) < 0.87 * len(packer.compress(plain))


def _dose(number: int) -> list[Any]:
    spaces = (uuid.NAMESPACE_OID, uuid.NAMESPACE_URL)
    record, person = (short(str(uuid.uuid5(space, f"{number}"))) for space in spaces)
    values = {"person": person, "vaccine": "OPV", "given_on": "2026-11-21"}
    clock = (1795221000000 + 61_007 * number) << 16
    author = short(str(uuid.UUID(int=7)))
    return [number, clock, 420, author, "A", None, [["dose", record, 1, {}, values, None, {}]]]

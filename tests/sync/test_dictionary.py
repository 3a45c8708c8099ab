"""Both ends of version 2 have the same words beforehand; who packs with others is told so."""

import hashlib

import msgspec
import pytest
import zstandard

import resources
from sync import dictionary
from sync.message import Ask, Receipt, Refusal
from sync.parcel import pack, pack_tight, unpack

ASK = Ask(2, "", "a3f09c77d1e2b486", 51234, 700, bytes(range(32)), word=bytes(range(16)), turn=437)
SHIPPED = {1: "6d5e8543d55a486199840bd1025e657eaf9648ebb77967cce25a7d49f61a8552"}
"""What was released never changes: a new training gets a new number."""


def test_a_dictionary_that_was_released_stays_as_it_was():
    assert max(SHIPPED) == dictionary.NUMBER
    for number, digest in SHIPPED.items():
        raw = resources.blob(f"zstd-{number}.dict")
        assert hashlib.sha256(raw).hexdigest() == digest
        assert zstandard.ZstdCompressionDict(raw).dict_id() == number


def test_a_frame_names_its_dictionary_and_version_1_has_none():
    assert zstandard.get_frame_parameters(pack_tight(ASK)).dict_id == dictionary.NUMBER
    assert zstandard.get_frame_parameters(pack(ASK)).dict_id == 0
    assert unpack(pack_tight(ASK), Ask) == unpack(pack(ASK), Ask) == ASK


def test_what_is_said_every_day_becomes_smaller():
    """An idle question and its receipt, which no packing alone could make smaller than their hashes."""
    receipt = Receipt("", 700, b"", 700, "2026-11-21T01:00:00Z", {}, safe=650)
    assert len(pack_tight(ASK)) < len(pack(ASK)) - 25
    assert len(pack_tight(receipt)) < len(pack(receipt)) * 0.6
    assert len(pack_tight(Refusal("busy", "Kho tỉnh đang bận."))) < 60


def test_a_dictionary_of_a_newer_peer_is_told_apart_from_noise():
    newer = zstandard.train_dictionary(
        2048, [b"person %d dose visit" % n * 9 for n in range(2000)], dict_id=99
    )
    body = zstandard.ZstdCompressor(dict_data=newer).compress(msgspec.json.encode(ASK))
    with pytest.raises(dictionary.Unknown):
        unpack(body, Ask)

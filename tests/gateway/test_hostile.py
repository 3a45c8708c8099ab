"""Hostile questions at every address of version 2: a clear refusal each, no crash, nothing grows."""

import socket
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
import requests
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sync.envelope import from_row, to_row
from sync.frame import seal_question, split_answer
from sync.gateway import bulk
from sync.gateway.addresses import ADDRESSES
from sync.gateway.asking import asked
from sync.gateway.enrolment import revoke
from sync.gateway.guard import guarded
from sync.gateway.refusal import KEPT_PER_DEVICE, TurnedAway
from sync.gateway.tables import BOOKS, REFUSED
from sync.gateway.warehouse import open_warehouse
from sync.message import Answer, Refusal
from sync.parcel import pack_tight, unpack
from sync.round import Turned
from tests.gateway.device import Device, new_id
from tests.gateway.listening import listening, on_the_line

PATHS = ["/v2", *(f"/v2/{name}?abc" for name in sorted(ADDRESSES))]
QUIET = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def ground(tmp_path_factory, catalogue):
    folder = tmp_path_factory.mktemp("hostile")
    warehouse = open_warehouse(f"sqlite:///{folder / 'kho.db'}", catalogue, lambda: 1_795_600_000_000)
    yield warehouse, Device(warehouse)
    warehouse.close()


def refused(warehouse, path: str, frame: bytes) -> str:
    """The code of the refusal; "" for an answer."""
    try:
        guarded(lambda: asked(warehouse, path, frame))
    except TurnedAway as refusal:
        return refusal.code
    return ""


def rows(warehouse) -> dict[str, int]:
    with warehouse.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in BOOKS.tables.items()
        }


@QUIET
@given(st.binary(max_size=300), st.sampled_from(PATHS))
def test_noise_is_refused_before_it_is_unpacked(ground, noise, path):
    warehouse, device = ground
    assert refused(warehouse, path, noise) in {"malformed", "unknown-device", "signature"}
    assert refused(warehouse, path, device.id.encode() + noise) in {"malformed", "signature"}


THINGS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["v", "device", "g", "c", "seq", "head", "room", "e", "w", "m", "k", "t", "entity"])


@QUIET
@given(st.dictionaries(FIELDS, THINGS, max_size=9), st.sampled_from(PATHS))
def test_signed_questions_of_wrong_types_are_refused_whole(ground, message, path):
    warehouse, device = ground
    before = rows(warehouse)
    for content in (message, list(message.values()), {**_honest(device), **message}):
        plain = msgspec.json.encode(content)
        frame = seal_question(path, zstandard.compress(plain), device.id, device.key)
        assert refused(warehouse, path, frame) != "fault", content
    assert rows(warehouse) == before


def _honest(device: Device) -> dict[str, object]:
    return msgspec.json.decode(msgspec.json.encode(msgspec.structs.replace(device.ask(), v=2)))


@QUIET
@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from(PATHS))
def test_a_frame_that_is_cut_or_changed_anywhere_is_refused(ground, place, other, path):
    warehouse, device = ground
    frame = bytearray(seal_question(path, pack_tight(device.ask()), device.id, device.key))
    assert refused(warehouse, path, bytes(frame[: place % len(frame)])) in {"malformed", "signature"}
    place %= len(frame)
    if frame[place] != other:
        frame[place] = other
        assert refused(warehouse, path, bytes(frame)) in {"signature", "unknown-device", "malformed"}


BOMBS: dict[str, Callable[[], bytes]] = {
    "of 64 MiB": lambda: zstandard.compress(bytes(64 * 1024 * 1024)),
    "without a size": lambda: zstandard.ZstdCompressor(write_content_size=False).compress(bytes(9_000_000)),
    "of brackets": lambda: zstandard.compress(b"[" * 1_000_000),
    "of braces": lambda: zstandard.compress(b'{"e":' * 200_000),
    "of digits": lambda: zstandard.compress(b'{"v":' + b"1" * 3_000_000 + b"}"),
    "of ids": lambda: zstandard.compress(b"\x04" + b"\x01" * 3_000_000 + b"\0"),
    "of mentions": lambda: zstandard.compress(
        b"\x04" + b"\x01" + b"\x02\x01" * 3_000_000 + b"\0" + bytes(16)
    ),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("path", ["/v2", "/v2/compare?x"])
def test_bombs_are_refused_and_take_no_memory(ground, name, path):
    warehouse, device = ground
    frame = seal_question(path, BOMBS[name](), device.id, device.key)
    assert refused(warehouse, path, frame) == "malformed"


def test_a_question_for_another_address_and_one_without_an_address_are_refused(ground):
    warehouse, device = ground
    frame = seal_question("/v2", pack_tight(device.ask()), device.id, device.key)
    assert refused(warehouse, "/v2/compare?x", frame) == "signature"
    elsewhere = seal_question("/v2/nowhere", pack_tight(device.ask()), device.id, device.key)
    assert refused(warehouse, "/v2/nowhere", elsewhere) == "unknown-path"


def test_raw_noise_on_the_socket_is_refused_at_every_address(provincial):
    device = Device(provincial)
    with listening(provincial) as port:
        url = f"http://127.0.0.1:{port}"
        for path in [*PATHS, "/v2/nowhere"]:
            reply = requests.post(url + path, b"\x00\xff" * 300, timeout=20)
            assert reply.status_code in (400, 401, 404), path
        for method, path in (
            ("GET", "part/x"),
            ("PUT", "part/x/0"),
            ("PUT", "part/%00/9"),
            ("GET", "part/" + "a" * 900),
        ):
            reply = requests.request(method, f"{url}/v2/{path}", data=b"x", timeout=20)
            assert reply.status_code in (404, 412), path
        with socket.create_connection(("127.0.0.1", port), 20) as raw:  # refused before it is read
            raw.sendall(b"POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nx")
            assert raw.recv(100).startswith(b"HTTP/1.1 413")
        device.write(("person", new_id(), {"full_name": "A", "birth_date": "1990"}))
        with on_the_line(device, url):
            assert device.sync().receipt.upto == 1


def test_pitfall_04_a_question_that_is_replayed_gives_the_same_receipt_and_changes_nothing(warehouse):
    """pitfall 04: what is acknowledged are exact transactions, so the same bytes again are harmless."""
    device = Device(warehouse)
    device.write(("person", new_id(), {"full_name": "A", "birth_date": "1990"}))
    frame = seal_question(
        "/v2", pack_tight(msgspec.structs.replace(device.unsent(), v=2)), device.id, device.key
    )
    receipts = []
    for _ in range(2):
        packed, _ = split_answer(asked(warehouse, "/v2", frame), frame)
        receipts.append(unpack(packed, Answer).receipt)
        grown = rows(warehouse)
    assert receipts[0] == receipts[1]
    asked(warehouse, "/v2", frame)
    assert rows(warehouse) == grown


def test_a_revoked_device_is_refused_at_its_next_contact_and_everywhere(provincial):
    device, other = Device(provincial), Device(provincial, "67890")
    with listening(provincial) as port, on_the_line(device, f"http://127.0.0.1:{port}") as line:
        device.sync()
        revoke(provincial, device.id)
        with pytest.raises(Turned) as turned:
            device.sync()
        assert turned.value.code == "revoked"
        with pytest.raises(Turned) as turned:
            line.call("compare", Refusal("a", "b"), Refusal)
        assert turned.value.code == "revoked"
    assert other.sync().receipt.count == 0


def test_another_devices_name_and_another_stations_records_are_refused(provincial):
    device, other = Device(provincial), Device(provincial, "67890")
    theirs = new_id()
    other.write(("person", theirs, {"full_name": "A", "birth_date": "1990"}))
    other.sync()
    stolen = seal_question("/v2", pack_tight(device.ask()), other.id, device.key)
    assert refused(provincial, "/v2", stolen) == "signature"
    device.write(("person", theirs, {"full_name": "B"}))
    foreign = seal_question("/v2", pack_tight(device.unsent()), device.id, device.key)
    assert refused(provincial, "/v2", foreign) == "scope"
    named = msgspec.structs.replace(device.ask(), device=other.id)
    posing = seal_question("/v2", pack_tight(named), device.id, device.key)
    assert refused(provincial, "/v2", posing) in {"malformed", "signature"}
    assert other.sync().receipt.digests == other.shelf.digests()


def test_refusals_are_remembered_and_not_without_end(ground):
    warehouse, device = ground
    old = [
        {"device": device.id, "head": bytes([n]) * 32, "code": "fork", "first": 1, "last": 1, "at": "2026"}
        for n in range(KEPT_PER_DEVICE)
    ]
    with warehouse.engine.begin() as connection:
        bulk.insert(connection, REFUSED, old)
    before = rows(warehouse)
    device.write(("person", new_id(), {"full_name": "A", "birth_date": "1990"}))
    forged = device.unsent()
    envelope = from_row(bytes(forged.envelopes[0]))
    broken = msgspec.json.encode(to_row(replace(envelope, signature=bytes(64))))
    forged.envelopes = [msgspec.Raw(broken)]
    frame = seal_question("/v2", pack_tight(forged), device.id, device.key)
    assert refused(warehouse, "/v2", frame) == "signature"
    assert rows(warehouse) == before

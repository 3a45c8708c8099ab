"""Over a real socket: two processes on one database, and what a hostile stranger may send."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import requests
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.gateway.enrolment import create_code
from sync.gateway.refusal import REASONS, TurnedAway
from sync.message import Answer, Ask, Enrol, Enrolled, Refusal
from sync.parcel import answer_is_from, pack, sign_ask, unpack
from tests.gateway.device import Device, new_id

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(url, catalogue_file) -> Iterator[str]:
    command = [sys.executable, "-m", "sync.gateway.cli", "--json", "--database", url]
    command += ["--catalogue", str(catalogue_file), "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["listening"][0]
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def catalogue_file(tmp_path, catalogue):
    file = tmp_path / "catalog.json"
    file.write_text(catalogue.to_json(), "utf-8")
    return file


@pytest.fixture
def two_addresses(database_url, warehouse, catalogue_file) -> Iterator[list[str]]:
    with serving(database_url, catalogue_file) as first, serving(database_url, catalogue_file) as second:
        yield [first, second]


def post(address, path, body, **headers):
    return requests.post(address + path, data=body, headers=headers, timeout=30)


def over_http(device, addresses):
    """Speaks to the processes in turn, as behind a balancer."""
    turn = iter(addresses * 100)

    def exchange(ask: Ask) -> Answer:
        body = pack(ask)
        signature = sign_ask(body, device.key)
        address = next(turn)
        reply = requests.post(
            address + "/v1/exchange",
            data=body,
            headers={"Tram-Device": device.id, "Tram-Signature": signature},
            timeout=30,
        )
        assert answer_is_from(reply.content, reply.headers["Tram-Signature"], device.enrolled.gateway_key)
        if reply.status_code != 200:
            raise TurnedAway(unpack(reply.content, Refusal).code)
        return unpack(reply.content, Answer)

    device.exchange = exchange


def test_two_processes_serve_one_warehouse(warehouse, two_addresses):
    devices = [Device(warehouse), Device(warehouse)]
    for device in devices:
        over_http(device, two_addresses)
    for number in range(4):
        for device in devices:
            device.write(("person", new_id(), {"full_name": f"Người {number}", "birth_date": "1990"}))
            device.sync()
    receipts = [device.sync().receipt for device in devices]
    assert (
        receipts[0].digests == receipts[1].digests == devices[0].shelf.digests() == devices[1].shelf.digests()
    )
    assert [receipt.upto for receipt in receipts] == [4, 4]


def test_a_pc_enrols_over_the_line_and_status_names_nobody(warehouse, two_addresses):
    key = Ed25519PrivateKey.generate()
    code = create_code(warehouse, station="12345", point="Điểm trạm 3")
    reply = post(two_addresses[0], "/v1/enrol", pack(Enrol(1, code, key.public_key().public_bytes_raw())))
    entered = unpack(reply.content, Enrolled)
    assert answer_is_from(reply.content, reply.headers["Tram-Signature"], entered.gateway_key)
    assert (entered.scope, entered.point, entered.epoch) == ("12345", "Điểm trạm 3", warehouse.epoch)
    told = requests.get(two_addresses[1] + "/v1/status", timeout=30).json()
    assert told.keys() == {"ok", "protocol", "catalogue", "epoch", "version"}


def bomb():
    return zstandard.ZstdCompressor(write_content_size=True).compress(bytes(64 * 1024 * 1024))


def unsized():
    packer = zstandard.ZstdCompressor(write_content_size=False)
    return packer.compress(bytes(1024))


def nested(depth=100_000):
    return squeezed(b"[" * depth)


def squeezed(plain):
    return zstandard.ZstdCompressor(write_content_size=True).compress(plain)


def payload(*changes, seq=1, **fields):
    row = {"hlc": 1, "offset": 0, "author": "a", "point": "p", "reason": None, **fields}
    head = [seq, row["hlc"], row["offset"], row["author"], row["point"], row["reason"]]
    return msgspec.json.encode([*head, list(changes)])


BODIES = {
    "nothing": b"",
    "not packed": b"hello",
    "a bomb": bomb(),
    "no size": unsized(),
    "deep": nested(),
    "a number": squeezed(b"5"),
    "not text": squeezed(b'{"v":1,"device":"\xff\xfe"}'),
    "wrong types": squeezed(b'{"v":"one","device":[],"g":1,"c":null,"seq":1,"head":""}'),
    "half a message": squeezed(b'{"v":1'),
}


@pytest.fixture
def near(provincial, catalogue_file) -> Iterator[str]:
    url = provincial.engine.url.render_as_string(hide_password=False)
    with serving(url, catalogue_file) as address:
        yield address


def signed(device, body):
    return {"Tram-Device": device.id, "Tram-Signature": sign_ask(body, device.key)}


def code_of(reply):
    assert REASONS[unpack(reply.content, Refusal).code][0] == reply.status_code
    return unpack(reply.content, Refusal).code


def test_hostile_bodies_are_refused_in_words_and_the_next_honest_one_is_taken(provincial, near):
    device = Device(provincial)
    for name, body in BODIES.items():
        assert code_of(post(near, "/v1/exchange", body, **signed(device, body))) == "malformed", name
        assert code_of(post(near, "/v1/enrol", body)) == "malformed", name
    big = os.urandom(5 * 1024 * 1024)
    assert code_of(post(near, "/v1/exchange", big, **signed(device, big))) == "too-large"
    assert code_of(post(near, "/v1/nowhere", b"")) == "unknown-path"
    assert code_of(requests.get(near + "/v1/exchange", timeout=30)) == "method"
    over_http(device, [near])
    device.write(("person", new_id(), {"full_name": "Lò Thị Đức", "birth_date": "1988"}))
    assert device.sync().receipt.upto == 1


CHANGE = ["person", "11111111-1111-7111-8111-111111111111", 1, {}, {"full_name": "A"}]

PAYLOADS = {
    "no changes": payload(),
    "another seq": payload(CHANGE, seq=7),
    "a NUL in an id": payload(["person", "a\0b", 1, {}, {}]),
    "an entity no table can have": payload(['x"; DROP TABLE gateway_log; --', "a", 1, {}, {}]),
    "a field no column can have": payload(["person", "a", 1, {}, {'x" text); --': 1}]),
    "a number beyond 64 bits": payload(["person", "a", 1, {}, {"weight": 0}]).replace(
        b'"weight":0', b'"weight":1' + b"0" * 30
    ),
    "a fraction": payload(["person", "a", 1, {}, {"weight": 0.5}]),
    "a list": payload(["person", "a", 1, {}, {"weight": [1]}]),
    "a negative dot": payload(["person", "a", -1, {}, {}]),
    "the same record twice": payload(CHANGE, CHANGE),
    "a clock beyond its range": payload(CHANGE, hlc=2**63),
    "half a pair": payload(CHANGE).replace(b'"A"', b'"\\ud800"'),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_signed_payload_that_no_table_can_hold_is_refused_whole(provincial, name):
    device = Device(provincial)
    device.append(PAYLOADS[name])
    with pytest.raises(TurnedAway) as turned:
        device.exchange(device.unsent())
    assert turned.value.code == "malformed"
    device.payloads, device.heads = [], device.heads[:1]
    assert device.sync().receipt.count == 0


def test_a_nul_in_an_authors_words_harms_nothing(warehouse):
    device, record = Device(warehouse), CHANGE[1]
    device.append(payload(CHANGE, author="a\0", point="p\0", reason="\0"))
    device.append(payload([*CHANGE[:2], 2, {}, {"full_name": "B"}], seq=2, author="a\0", reason="\0"))
    assert exchange_all(device).count == 2
    assert record in {key[1] for key in device.verdicts} or device.verdicts == {}


def exchange_all(device):
    return device.exchange(device.unsent()).receipt


def test_a_stranger_and_a_thief_of_names_are_turned_away(provincial, near):
    device, other = Device(provincial), Device(provincial, "67890")
    body = pack(device.ask())
    stranger = {"Tram-Device": "a" * 10, "Tram-Signature": sign_ask(body, device.key)}
    assert code_of(post(near, "/v1/exchange", body, **stranger)) == "unknown-device"
    thief = {"Tram-Device": device.id, "Tram-Signature": sign_ask(body, other.key)}
    assert code_of(post(near, "/v1/exchange", body, **thief)) == "signature"
    theirs = pack(other.ask())
    assert code_of(post(near, "/v1/exchange", theirs, **signed(device, theirs))) == "signature"
    later = pack(msgspec.structs.replace(device.ask(), v=99))
    assert code_of(post(near, "/v1/exchange", later, **signed(device, later))) == "version"
    foreign = device.ask()
    other.write(("person", new_id(), {"full_name": "A", "birth_date": "1990"}))
    foreign.envelopes = [other.envelope(1, 1)]
    packed = pack(foreign)
    assert code_of(post(near, "/v1/exchange", packed, **signed(device, packed))) == "scope"


def test_no_refusal_is_without_words():
    """pitfall 28: a refusal says what happened, in words."""
    for code, (status, words) in REASONS.items():
        assert 400 <= status < 600, code
        assert words[0].isupper(), code
        assert words.endswith("."), code

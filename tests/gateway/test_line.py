"""What a round costs on the line and what a cut costs, counted on real sockets, heads and all."""

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
import requests
from sqlalchemy import select

from sync.change import Value
from sync.frame import seal_question
from sync.gateway import spool
from sync.gateway.enrolment import revoke
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import SPOOL
from sync.gateway.warehouse import Warehouse
from sync.https import HttpsLine
from sync.message import PAGE
from sync.parcel import pack_tight
from sync.round import Broken
from sync.upload import part_id
from tests.benchmarks.sync.proxy import Proxy
from tests.gateway.device import Device, new_id
from tests.gateway.listening import listening, on_the_line

GRACE = 0.2
"""Seconds in which the last bytes before a break arrive, also on a machine that is busy with other tests."""
NAMES = ("Lò", "Giàng", "Vàng", "Nguyễn", "Tòng", "Quàng", "Cà", "Lường", "Thị", "Văn", "Đức", "Mỷ", "Páo")


@dataclass
class Wired:
    """A PC that has synchronised once, its line, and the proxy on it that counts and cuts."""

    device: Device
    line: HttpsLine
    proxy: Proxy


@pytest.fixture
def wired(provincial) -> Iterator[Wired]:
    device = Device(provincial)
    with listening(provincial) as port, Proxy(port) as proxy, on_the_line(device, proxy.url) as line:
        people(device, 1)
        device.sync()
        proxy.begin()
        yield Wired(device, line, proxy)


def people(device: Device, count: int, seed: int = 7) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        words: dict[str, Value] = {
            "full_name": " ".join(chance.choices(NAMES, k=3)),
            "birth_date": f"{chance.randint(1930, 2025)}-{chance.randint(10, 12)}-{chance.randint(10, 28)}",
            "phone": f"09{chance.randrange(10**8):08}",
            "note": f"{chance.randrange(10**70)}",  # as hard to pack as what people write
            "guardian_name": " ".join(chance.choices(NAMES, k=4)),
        }
        device.write(("person", new_id(), words))


def test_an_idle_round_is_one_question_of_at_most_500_bytes(wired):
    before = sum(wired.line.passed)
    wired.device.sync()
    counted = wired.proxy.counted()
    assert counted.requests == 1
    assert counted.total <= 500, counted
    assert sum(wired.line.passed) - before == pytest.approx(counted.total, rel=0.1)


def _pushed(wired: Wired, *, every: int = 0, at: tuple[int, ...] = ()) -> int:
    """Bytes that passed until 200 changes were at the gateway; the same changes in size each time."""
    people(wired.device, 200)
    wired.proxy.begin(every=every, at=at, grace=GRACE)
    receipt = wired.device.sync().receipt
    assert receipt.upto == len(wired.device.payloads)
    assert receipt.digests == wired.device.shelf.digests()
    return wired.proxy.counted().total


def test_pitfall_20_a_push_on_a_line_that_is_cut_goes_on_where_it_was(wired):
    """pitfall 20: a size that oscillates and time-outs; the offset is resumed, in bytes. Each of ten even
    cuts costs the heads of two HTTP questions."""
    whole = _pushed(wired)
    assert whole > 10_000
    assert _pushed(wired, every=10_000) <= 1.1 * whole
    assert _pushed(wired, at=tuple(whole * n // 11 for n in range(1, 11))) <= whole + 10 * 230


def test_an_answer_that_is_cut_is_asked_for_again_smaller_until_all_is_heard(wired, provincial):
    people(wired.device, 200)
    wired.device.sync()
    whole = _heard(provincial, wired.proxy)
    assert _heard(provincial, wired.proxy, every=5_000) < 4 * whole


def _heard(warehouse: Warehouse, proxy: Proxy, every: int = 0) -> int:
    """Bytes that passed until another PC had heard everything."""
    other = Device(warehouse)
    with on_the_line(other, proxy.url) as theirs:
        proxy.begin(every=every, grace=GRACE)
        for _ in range(5):
            with suppress(Broken):
                receipt = other.sync().receipt
                break
        assert receipt.digests == other.shelf.digests()
        assert (theirs.terms.room < PAGE) == bool(every)
        return proxy.counted().total


@pytest.fixture
def frame(provincial):
    """A question of a known device, and the device."""
    device = Device(provincial)
    people(device, 30)
    return device, seal_question("/v2", pack_tight(device.unsent()), device.id, device.key)


def _half(port: int, frame: bytes, size: int) -> None:
    """Sends the beginning of a question and dies."""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(b"POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(frame))
        line.sendall(frame[:size])
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100)[:12] in (b"", b"HTTP/1.1 408")


def test_another_process_of_the_gateway_goes_on_with_what_one_has_kept(provincial, frame):
    device, question = frame
    name = part_id(question)
    with listening(provincial) as one, listening(provincial) as two:
        _half(one, question, 900)
        held = f"http://127.0.0.1:{two}/v2/part/{name}"
        assert _until(lambda: requests.get(held, timeout=20).content == b"900")
        wrong = requests.put(f"http://127.0.0.1:{two}/v2/part/{name}/901", question[901:], timeout=20)
        assert wrong.status_code == 412
        rest = requests.put(f"http://127.0.0.1:{two}/v2/part/{name}/900", question[900:], timeout=20)
        assert rest.status_code == 200
        assert device.sync().receipt.upto == 30
        assert requests.get(held, timeout=20).status_code == 404


def test_only_one_beginning_is_kept_of_a_known_device_and_for_three_days(warehouse, clock):
    device, other = Device(warehouse), Device(warehouse)
    people(device, 2)
    first = seal_question("/v2", pack_tight(device.ask()), device.id, device.key)
    second = seal_question("/v2", pack_tight(device.unsent()), device.id, device.key)
    for part in (first[:80], second[:90], second[:60]):
        spool.keep(warehouse, "/v2", part)
    assert _kept(warehouse) == [(device.id, 90)]
    spool.extend(warehouse, part_id(second), 90, second[90:95])
    assert spool.held(warehouse, part_id(second)) == 95
    clock.pass_days(4)
    spool.keep(warehouse, "/v2", seal_question("/v2", b"x" * 9, other.id, other.key))
    assert _kept(warehouse) == [(other.id, 83)]


def test_strangers_and_the_revoked_leave_nothing(warehouse):
    device = Device(warehouse)
    revoke(warehouse, device.id)
    for name in (device.id, "a" * 10, "!" * 10):
        with pytest.raises(TurnedAway):
            spool.keep(warehouse, "/v2", name.encode() + bytes(500))
    assert _kept(warehouse) == []


def test_what_is_kept_never_grows_beyond_the_limit_of_a_question(warehouse):
    device = Device(warehouse)
    part = seal_question("/v2", bytes(1000), device.id, device.key)
    spool.keep(warehouse, "/v2", part)
    with pytest.raises(TurnedAway) as turned:
        spool.extend(warehouse, part_id(part), len(part), bytes(spool.LIMIT))
    assert turned.value.code == "part"


def _kept(warehouse: Warehouse) -> list[tuple[str, int]]:
    with warehouse.engine.connect() as connection:
        return [(row.device, len(row.body)) for row in connection.execute(select(SPOOL))]


def test_what_a_dead_line_has_brought_is_used_while_the_gateway_still_waits_for_more(provincial, frame):
    """A radio that goes away says no farewell: the new line takes over at once, and the old one is left."""
    device, question = frame
    with listening(provincial) as port, socket.create_connection(("127.0.0.1", port), 20) as dead:
        dead.sendall(b"POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(question))
        dead.sendall(question[:900])
        url = f"http://127.0.0.1:{port}/v2/part/{part_id(question)}"
        assert _until(lambda: requests.get(url, timeout=20).content == b"900")
        assert requests.put(url + "/900", question[900:], timeout=20).status_code == 200
        dead.sendall(question[900:])
        assert b"412" in dead.recv(100)
    assert device.sync().receipt.upto == 30


def _until(holds: Callable[[], bool]) -> bool:
    for _ in range(200):
        if holds():
            return True
        time.sleep(0.02)
    return False

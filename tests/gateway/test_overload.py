"""More at once than a gateway can answer: stations wait and come back, and nothing is lost."""

import threading

import pytest

from sync.gateway.pace import Limits, Pace
from sync.gateway.refusal import TurnedAway
from sync.round import Broken
from tests.gateway.device import Device, new_id
from tests.gateway.listening import listening, on_the_line

CLIENTS = 30


def _work(device: Device, url: str, troubles: list[Broken]) -> None:
    with on_the_line(device, url):
        device.write(("person", new_id(), {"full_name": "Lò Thị Dền", "birth_date": "1990"}))
        while True:
            try:
                device.sync()
                return
            except Broken as trouble:
                troubles.append(trouble)


def test_thirty_stations_at_once_on_a_gateway_for_one_all_finish_and_nothing_is_lost(provincial):
    devices = [Device(provincial, f"{10_000 + number}") for number in range(CLIENTS)]
    troubles: list[Broken] = []
    with listening(provincial, Limits(working=1, waiting=8, after=1)) as port:
        url = f"http://127.0.0.1:{port}"
        threads = [threading.Thread(target=_work, args=(device, url, troubles)) for device in devices]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    for device in devices:
        receipt = device.sync().receipt
        assert (receipt.count, receipt.digests) == (1, device.shelf.digests())
    assert {str(trouble) for trouble in troubles} <= {"HTTP 503"}


def test_a_device_that_asks_without_end_is_slowed_and_still_heard(provincial):
    device, other = Device(provincial), Device(provincial)
    with listening(provincial, Limits(burst=3, a_second=2.0)) as port:
        url = f"http://127.0.0.1:{port}"
        with on_the_line(device, url), on_the_line(other, url):
            for number in range(5):
                device.write(("person", new_id(), {"full_name": f"Người {number}", "birth_date": "1990"}))
                device.sync()
            other.sync()
    assert device.sync().receipt.count == 5


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_again_and_each_device_has_its_own():
    seconds = Seconds()
    pace = Pace(Limits(burst=2, a_second=0.5), seconds)
    for _ in range(2):
        pace.count("one")
    with pytest.raises(TurnedAway) as turned:
        pace.count("one")
    assert (turned.value.code, turned.value.status, turned.value.after) == ("too-often", 429, 2)
    pace.count("two")
    seconds.now = 2.0
    pace.count("one")
    with pytest.raises(TurnedAway):
        pace.count("one")

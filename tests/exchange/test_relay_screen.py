"""The relay's page: on and off, the code, pairing from the other PC, who was met; and it stays on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from station_app.exchange.neighbours import Neighbours
from station_app.exchange.relay.server import Relay
from station_app.exchange.screen.relay import ADDRESS, RelayScreen
from station_app.exchange.service import enroll
from station_app.exchange.service.relay import peers
from station_app.store.database import Database
from tests.exchange.test_bundles import device
from tests.exchange.test_service import people, register
from tests.windows import Frame


@pytest.fixture
def neighbours(database: Database, province) -> Iterator[Neighbours]:
    enroll(database, province.url, province.code())
    faults: list[BaseException] = []
    made = Neighbours(database, faults.append)
    made.relay = Relay(database, "127.0.0.1")
    yield made
    made.close()
    assert not faults


@pytest.fixture
def page(frame: Frame, database: Database, neighbours: Neighbours) -> RelayScreen:
    frame.window.register(ADDRESS, lambda window: RelayScreen(window, database, neighbours))
    return frame.open(ADDRESS, lambda screen: screen.title and frame.words(screen.said))


def test_a_pc_is_switched_on_shows_a_code_and_is_joined_from_another(
    frame: Frame, page: RelayScreen, neighbours: Neighbours, database: Database, enrolled
):
    frame.until(lambda: "chưa tiếp sức" in " ".join(frame.words(page.said)))
    frame.press(Qt.Key.Key_B, ctrl=True)
    frame.until(lambda: "đang tiếp sức" in " ".join(frame.words(page.said)))
    frame.press(Qt.Key.Key_M, ctrl=True)
    frame.until(lambda: neighbours.relay.door.code)
    code = neighbours.relay.door.code
    assert code is not None
    frame.until(lambda: f"{code[:4]} {code[4:]}" in " ".join(frame.words(page.said)))

    other = enrolled("B")
    register(other, 2)
    there = Relay(other, "127.0.0.1")
    there.start()
    page.join.fields["code"].set_value(there.door.open())
    page.join.fields["address"].set_value(f"127.0.0.1:{there.port}")
    page.join.submit()
    frame.until(lambda: [peer.device for peer in peers(database)] == [device(other)])
    neighbours.start()
    frame.until(lambda: len(people(database)) == 2)
    there.stop()


def test_what_was_switched_on_is_on_after_the_next_sign_in(neighbours: Neighbours, database: Database):
    neighbours.switch(True)
    neighbours.close()
    again = Neighbours(database, print)
    again.relay = Relay(database, "127.0.0.1")
    again.start()
    for _ in range(100):
        if again.relay.is_on:
            break
        again._closed.wait(0.05)
    assert again.relay.is_on
    assert again.switch(False) is False
    again.close()

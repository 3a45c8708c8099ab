"""A founded station with its head, copied for each test, and signing in to it as the window does."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station_app.app import home
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Vault
from tests.stations import MovableClock

HEAD, PASSWORD = "pao", "nui cao bon mua hoa"
HANH, OWN = {"name": "Lò Thị Hạnh", "login": "hanh", "role": "nurse"}, "suối dài mười hai cây"

Enter = Callable[..., Database]


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("station") / "home"
    home.found(
        place, code="12345", name="Trạm", login=HEAD, password=PASSWORD, full_name="Giàng A Páo", cost=FLOOR
    )
    return place


@pytest.fixture
def place(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def enter(place: Path) -> Iterator[Enter]:
    """Signs in as the window does; everything is closed at the end."""
    opened: list[Database] = []

    def enter(login: str, password: str, **more) -> Database:
        made = home.sign_in(place, login, password, cost=FLOOR, clock=MovableClock(), **more).database
        opened.append(made)
        return made

    yield enter
    for one in opened:
        one.close()


@pytest.fixture
def head(enter: Enter) -> Database:
    return enter(HEAD, PASSWORD)


@pytest.fixture
def vault(place: Path) -> Vault:
    return Vault.open(place, parameters=FLOOR)

"""A station with people in it, whose key is changed; a copy of it for each test."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE
from station_app.people.service import register_person
from station_app.store.backup import verify
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Keys, Vault

PASSWORD, PEOPLE = "nui cao bon mua", 40


@dataclass
class Station:
    """The folder, with what must be found in it whatever happens."""

    home: Path
    code: str
    records: int

    @property
    def vault(self) -> Vault:
        return Vault.open(self.home, parameters=FLOOR)

    @property
    def keys(self) -> Keys:
        return self.vault.unlock("hanh", PASSWORD)

    def signed_in(self) -> Database:
        return house.unlock(self.home, "hanh", PASSWORD, cost=FLOOR)

    def counted(self, newcomer: str = "") -> int:
        """As many records as a sign-in finds, every page checked; and work goes on."""
        database = self.signed_in()
        try:
            found = verify(database.path, database.key, CATALOGUE)[0]
            if newcomer:
                register_person(database, person(newcomer), confirmed_doubts=True)
                self.records += 1
            return found
        finally:
            database.close()

    def names(self) -> set[str]:
        return {path.name for path in self.home.iterdir()}


def person(name: str) -> dict[str, str]:
    return {"full_name": name, "birth_date": "1990"}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Station:
    home = tmp_path_factory.mktemp("rotation") / "tram"
    founded = house.found(
        home, code="12345", name="Trạm Y tế xã Mường Hoa", login="hanh", password=PASSWORD, cost=FLOOR
    )
    database = house.unlock(home, "hanh", PASSWORD, cost=FLOOR)
    for number in range(PEOPLE):
        register_person(database, person(f"Lò Thị {number}"), confirmed_doubts=True)
    database.close()
    made = Station(home, founded.recovery_code, 0)
    made.records = made.counted()
    return made


@pytest.fixture
def station(filled: Station, tmp_path: Path) -> Station:
    home = tmp_path / "tram"
    shutil.copytree(filled.home, home)
    return Station(home, filled.code, filled.records)

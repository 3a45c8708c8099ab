"""Whose question it is: a person by name, age and hamlet, a household by its head."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from station_app.exchange.questions.wording import Words
from station_app.households import service as households
from station_app.people.service import age_of
from station_app.store.database import Database
from sync.change import Key, Value

NAMELESS = "Chưa rõ tên"
_OPENED = ("person", "household")
"""Entities that have a page of their own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Name, a word more, and where the page is; no address where there is none."""

    name: str
    about: str
    address: str


def subjects(database: Database, words: Words, keys: Collection[Key]) -> Mapping[Key, Subject]:
    today = database.clock.today()
    homes = households.places(database, {record for entity, record in keys if entity == "person"})
    houses = households.houses(database, {record for entity, record in keys if entity == "household"})
    found: dict[Key, Subject] = {}
    for key in keys:
        shown = words.projected(key)
        if key[0] == "person":
            home = homes.get(key[1])
            born = shown.get("birth_date")
            age = age_of(str(born), today) if born else ""
            found[key] = Subject(_name(shown), _told(age, home.hamlet if home else ""), f"person/{key[1]}")
        elif key[0] == "household":
            house = houses.get(key[1])
            name = f"Hộ {house.head_name or house.code}" if house else _name(shown)
            about = _told(house.hamlet, house.code if house.head_name else "") if house else ""
            found[key] = Subject(name, about, f"household/{key[1]}")
        else:
            found[key] = Subject(_name(shown), "", "")
    return found


def _name(shown: Mapping[str, Value]) -> str:
    return str(shown.get("full_name") or shown.get("name") or shown.get("code") or NAMELESS)


def _told(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

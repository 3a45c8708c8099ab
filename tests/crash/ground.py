"""The station that dies: founded once, copied for each death."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.households.service import NewMember, household_card, register_household
from station_app.store.database import Author, Database
from station_app.store.vault import FLOOR, Keys, Private
from tests.stations import MovableClock

LOGIN, PASSWORD = "hanh", "suối trong mường hoa"
FATHER = {"full_name": "Giàng A Páo", "birth_date": "1980", "sex": "male"}
MOTHER = {"full_name": "Vàng Thị Mỷ", "birth_date": "1982-03-09", "sex": "female", "phone": "0912000111"}
CHILD = {"full_name": "Giàng Thị Sua", "birth_date": "2026-09-01", "sex": "female"}


@dataclass(frozen=True, slots=True)
class Place:
    """One folder: the station's home in it, what lies around, and what must be known to open it."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "tram"

    @property
    def file(self) -> Path:
        return self.home / house.FILE

    @property
    def facts(self) -> dict[str, str]:
        noted = self.folder / "facts.json"
        return dict(json.loads(noted.read_text("utf-8"))) if noted.exists() else {}

    def note(self, **facts: str) -> None:
        (self.folder / "facts.json").write_text(json.dumps(self.facts | facts), "utf-8")

    def note_keys(self, keys: Keys) -> None:
        private = keys.private
        named = {"key": keys.data, "own": private.own, "seal": private.seal, "box": private.box}
        self.note(**{name: value.hex() for name, value in named.items() if value is not None})

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.facts["key"])

    @property
    def keys(self) -> Keys:
        own, seal, box = (bytes.fromhex(self.facts[name]) for name in ("own", "seal", "box"))
        return Keys(self.key, Private(own, seal, box=box))

    @contextmanager
    def opened(self, file: Path | None = None) -> Iterator[Database]:
        """The file as the program opens it for the head, without the password's half second."""
        facts = self.facts
        database = Database(
            file or self.file,
            self.key,
            CATALOGUE,
            Author(facts["user"], "Bản Dền"),
            derive=DERIVE,
            guard=GUARD,
            clock=MovableClock(),
            private=self.keys.private if "own" in facts else None,
        )
        with closing(database):
            yield database

    def signed_in(self) -> closing[Database]:
        """By the password, as the window does it."""
        return closing(house.unlock(self.home, LOGIN, PASSWORD, cost=FLOOR))


def family(hamlet: str = "Bản Dền") -> tuple[dict[str, str], list[NewMember]]:
    """A house of three."""
    people = (("00", FATHER), ("01", MOTHER), ("02", CHILD))
    return {"hamlet": hamlet}, [NewMember(relation, values=who) for relation, who in people]


def founded(folder: Path) -> Place:
    """A station with one family in it, and the log folded."""
    place = Place(folder)
    found(place)
    with place.signed_in() as database:
        place.note_keys(database.keys)
        place.note(user=database.author.user)
        house_id = register_household(database, *family(), confirmed_doubts=True)
        by_name = {one.full_name: one.person for one in household_card(database, house_id).members}
        database.fold_log()
    place.note(house=house_id, child=by_name[CHILD["full_name"]], mother=by_name[MOTHER["full_name"]])
    return place


def found(place: Place) -> str:
    """The recovery code."""
    facts = {"point_name": "Bản Dền"}
    return house.found(
        place.home, code="12345", name="Trạm Y tế xã Mường Hoa", login=LOGIN, password=PASSWORD,
        provision=facts, cost=FLOOR,
    ).recovery_code  # fmt: skip

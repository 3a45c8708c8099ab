"""A station PC in the simulated world: the real program on a disk, a clock and a line that can fail."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event

from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.common.errors import Unavailable
from station_app.exchange.service import enroll, recomputed_digests, synchronise
from station_app.households.model import Household
from station_app.people.model import Identifier
from station_app.store.database import Author, Database, Opened, create
from station_app.store.inspection import inspect
from station_app.store.record import Record
from station_app.store.settling import settle
from sync.books import digests
from sync.change import Key
from sync.merge import State
from sync.policy import LIFE
from sync.round import Outcome
from sync.rows import GONE
from tests.sync.simulation.clock import PCClock
from tests.sync.simulation.disk import Files, photograph, put_back
from tests.sync.simulation.model import HERE, Shown, Words
from tests.sync.simulation.province import Province
from tests.sync.worlds import same_device

KEY = bytes(range(32))
STATION = "12345"
MODELS: dict[str, type[Record]] = {"identifier": Identifier, "household": Household}
FIELDS = {"identifier": ("type", "value", "status"), "household": ("code", "poverty_class", "phone")}
"""Per entity one field of each policy: once, review, latest."""
_NO_LIMIT = 4_294_967_294


class PowerLost(BaseException):
    """The PC is dead in this moment: no code of the program sees it coming or may catch it."""


@dataclass(frozen=True, slots=True)
class Form:
    opened: Opened
    read: Shown


class PC:
    def __init__(self, home: Path, name: str, clock: PCClock) -> None:
        self.home, self.name, self.clock = home, name, clock
        self.path = home / "station.db"
        self.author = Author(f"user-{name}", f"Điểm {name}")
        self.disks = 1
        self.forms: list[Form] = []
        self.copies: list[Files] = []

    @property
    def place(self) -> str:
        """Where something was saved: what an older disk is put in the place of is another place."""
        return f"{self.name}{self.disks}"

    @classmethod
    def made(cls, home: Path, name: str, clock: PCClock) -> "PC":
        """A new PC whose key follows from its name, so that a script gives the same result each time."""
        home.mkdir(parents=True)
        pc = cls(home, name, clock)
        facts = {"code": STATION, "name": "Trạm Y tế xã Mường Hoa", "point": name, "point_name": name}
        create(pc.path, KEY, CATALOGUE, facts)
        pc.open()
        device, signing = same_device(name)
        with pc.database.taking_in() as intake:
            intake.raw.execute("UPDATE sync_self SET device = ?, signing_key = ?", (device, signing))
        return pc

    def open(self) -> None:
        self.database = Database(
            self.path,
            KEY,
            CATALOGUE,
            self.author,
            derive=DERIVE,
            guard=GUARD,
            clock=self.clock,
            machine=f"PC {self.name}",
        )

    def close(self) -> None:
        self.database.close()

    def dies(self, disk: Files) -> None:
        """The power is gone; when it comes back, `disk` is what is there."""
        self.close()
        put_back(self.home, disk)
        self.forms.clear()
        self.open()

    def restart(self) -> None:
        self.close()
        self.forms.clear()
        self.open()

    def cloned(self, home: Path, name: str) -> "PC":
        """An image of this disk in another PC, on which the same people work."""
        put_back(home, self.photograph())
        other = PC(home, name, PCClock(self.clock.time, self.clock.ahead))
        other.author = self.author
        other.open()
        return other

    def photograph(self) -> Files:
        return photograph(self.home)

    def enrol(self, gateway: str, code: str) -> None:
        enroll(self.database, gateway, code)

    def round(self, province: Province) -> Outcome:
        province.questions = 0
        return synchronise(self.database)

    # What a person does

    def write(self, edits: Mapping[Key, Mapping[str, str]], opened: Sequence[Opened] = ()) -> None:
        with self.database.writing(opened=opened) as session:
            for (entity, known_as), values in edits.items():
                model = MODELS[entity]
                record = session.get(model, known_as) or model(id=known_as)
                for name, word in values.items():
                    setattr(record, "gone" if name == LIFE else name, word)
                session.add(record)

    def settle(self, form: Opened, name: str, word: str) -> None:
        settle(self.database, *form.key, name, GONE + word if name == LIFE else word, opened=form)

    def form(self, key: Key) -> Form:
        return Form(self.database.opened(*key), self.shown(key))

    # What a person sees

    def shown(self, key: Key) -> Shown:
        entity, record_id = key
        with self.database.reading() as session:
            record = session.get(MODELS[entity], record_id)
            if record is None:
                return Shown({}, frozenset())
            fields = {name: word for name in FIELDS[entity] if (word := getattr(record, name)) is not None}
            gone = record.gone
        return Shown({**fields, LIFE: HERE if gone is None else gone}, self.heard(key))

    def in_question(self, key: Key) -> dict[str, Words]:
        """field → the words that the conflict desk shows."""
        found = inspect(self.database, *key)
        return {
            name: frozenset(_word(name, str(each.value)) for each in values)
            for name, values in found.conflicts.items()
        }

    # What the disk holds

    def records(self) -> list[Key]:
        with self.database.reading() as session:
            raw = self.database.raw(session)
            return [(e, row[0]) for e in MODELS for row in raw.execute(f"SELECT id FROM {e} ORDER BY id")]

    def state(self, key: Key) -> State:
        with self.database.reading() as session:
            return self.database.shelf(session).load([key]).get(key) or State()

    def live(self, key: Key) -> dict[str, Words]:
        state = self.state(key)
        return {
            name: frozenset(_word(name, str(sibling.value)) for sibling in state.siblings(name))
            for name, register in state.fields.items()
            if register
        }

    def heard(self, key: Key) -> Words:
        """Every word of this record that is live or in the history."""
        sql = "SELECT field, value FROM sync_history WHERE entity = ? AND record = ?"
        with self.database.reading() as session:
            rows = self.database.raw(session).execute(sql, key).fetchall()
        past = {_word(name, str(json.loads(value))) for name, value in rows}
        return frozenset(past.union(*self.live(key).values())) - {HERE}

    def unsaid(self) -> bytes:
        """Payloads that lie here and may be told yet."""
        tables = ("sync_outbox", "sync_straggler", "sync_parked")
        with self.database.reading() as session:
            raw = self.database.raw(session)
            return b"\n".join(
                bytes(row[0]) for t in tables for row in raw.execute(f"SELECT payload FROM {t}")
            )

    def digests(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """As kept from save to save, and as counted anew from the rows."""
        with self.database.reading() as session:
            kept = digests(self.database.raw(session))
        return kept, recomputed_digests(self.database)

    # What goes wrong

    @contextmanager
    def losing_power(self, at: str, count: int) -> Iterator[None]:
        """Dies at the writer's `count`-th "begin" or "commit" of a transaction, and writes nothing more."""
        left = [count]

        def moment(*_: object) -> None:
            left[0] -= 1
            dead()

        def dead(*_: object) -> None:
            if left[0] <= 0:
                raise PowerLost

        engine = self.database._writer
        struck = {"begin": dead, "commit": dead, at: moment}
        for name, strike in struck.items():
            event.listen(engine, name, strike)
        try:
            yield
        except BaseException:
            # What the program still tried on its way out failed as well, and is nobody's news.
            if left[0] > 0:
                raise
        finally:
            for name, strike in struck.items():
                event.remove(engine, name, strike)

    @contextmanager
    def losing_power_after_the_commit(self) -> Iterator[None]:
        def strike(*_: object) -> None:
            raise PowerLost

        self.database.listeners.append(strike)
        with suppress(PowerLost):
            yield
        self.database.listeners.remove(strike)

    @contextmanager
    def full_disk(self, room: int) -> Iterator[None]:
        """Only `room` more pages fit into the file."""
        with self.database.writing() as session:
            raw = self.database.raw(session)
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count = {pages + room}")
        try:
            with suppress(Unavailable):
                yield
        finally:
            with self.database.writing() as session:
                self.database.raw(session).execute(f"PRAGMA max_page_count = {_NO_LIMIT}")


def _word(name: str, value: str) -> str:
    return value.removeprefix(GONE) if name == LIFE else value

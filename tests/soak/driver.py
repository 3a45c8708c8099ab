"""A station PC in a process of its own: reads what people do, line by line, and tells what came of it.

It runs with this release and with the one before it, so it imports nothing but the product."""

import contextlib
import io
import json
import os
import resource
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from station_app.app import home as rooms
from station_app.app.rooms import VERBS
from station_app.cli.main import main as station
from station_app.common.errors import Refused, Unavailable, Waiting
from station_app.exchange import service as exchange
from station_app.store.database import Database, Opened
from station_app.store.inspection import inspect
from station_app.store.settling import settle

ENTITIES = ("person", "household", "allergy")
LIFE, GONE, HERE = "life", "gone: ", "here"


class WrongClock:
    """Implements common.days.Clock: so many days off."""

    def __init__(self, days: float) -> None:
        self.days = days

    def now(self) -> datetime:
        return datetime.now().astimezone() + timedelta(days=self.days)

    def today(self) -> date:
        return self.now().date()


class PC:
    database: Database

    def __init__(self, home: Path, days: float) -> None:
        self.home = home
        self.clock = WrongClock(days)
        self.forms: dict[str, Opened] = {}

    def cli(self, argv: list[str]) -> dict[str, Any]:
        """The command itself, without the second that a new Python takes to start."""
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            code = station(["--home", str(self.home), *argv, "--json"])
        return {"code": code, "out": told.getvalue()}

    def sign_in(self, login: str) -> dict[str, Any]:
        self.database = rooms.unlock(self.home, login, os.environ["STATION_PASSWORD"], clock=self.clock)
        return {"module": sys.modules["station_app.app.home"].__file__}

    def set_clock(self, days: float) -> dict[str, Any]:
        self.clock.days = days
        return {}

    def room_left(self, more: int | None) -> dict[str, Any]:
        """The disk is full: no file of this process grows by more than so many bytes; None: it is not."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        sizes = [path.stat().st_size for path in self.home.glob("station.db*")]
        soft = hard if more is None else max(sizes) + more
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        return {}

    def new(self, entity: str, values: dict[str, Any]) -> dict[str, Any]:
        return {"id": VERBS[entity].new(self.database, values)}

    def open(self, entity: str, record: str) -> dict[str, Any]:
        opened = self.database.opened(entity, record)
        found = inspect(self.database, entity, record)
        self.forms[record] = opened
        fields = {name: value for name, value in found.fields.items() if isinstance(value, str)}
        life = HERE if found.gone is None else found.gone
        conflicts = {name: [_word(name, w.value) for w in all_] for name, all_ in found.conflicts.items()}
        told = {"fields": {**fields, LIFE: life}, "conflicts": conflicts}
        return {**told, "heard": self._heard(entity, record)}

    def save(self, entity: str, record: str, values: dict[str, Any]) -> dict[str, Any]:
        form = self.forms.pop(record)
        VERBS[entity].correct(self.database, record, values, "sửa", (form,))
        return {}

    def withdraw(self, entity: str, record: str, reason: str) -> dict[str, Any]:
        VERBS[entity].withdraw(self.database, record, reason)
        return {}

    def settle(self, entity: str, record: str, field: str, value: str) -> dict[str, Any]:
        settle(self.database, entity, record, field, value, opened=self.forms.pop(record))
        return {}

    def sync(self) -> dict[str, Any]:
        outcome = exchange.synchronise(self.database)
        return {"match": outcome.match, "received": outcome.received, "differing": outcome.differing}

    def digests(self) -> dict[str, Any]:
        return dict(exchange.kept_digests(self.database))

    def unsent(self) -> dict[str, Any]:
        """What the gateway has not acknowledged, as it would travel."""
        rows = self._rows("SELECT payload FROM sync_outbox WHERE seq > (SELECT acknowledged FROM sync_line)")
        if self._rows("SELECT 1 FROM sqlite_master WHERE name = 'sync_straggler'"):
            rows += self._rows("SELECT payload FROM sync_straggler")
        return {"payloads": [bytes(payload).decode("utf-8", "replace") for (payload,) in rows]}

    def records(self) -> dict[str, Any]:
        return {"keys": [[e, row[0]] for e in ENTITIES for row in self._rows(f"SELECT id FROM {e}")]}

    def dump(self) -> dict[str, Any]:
        """Everything this PC holds, as the people at it see it, and what lies below."""
        told = []
        for entity, record in self.records()["keys"]:
            seen = self.open(entity, record)
            told.append({"entity": entity, "id": record, "live": self._live(entity, record), **seen})
        asked = [[q.entity, q.record, list(q.fields)] for q in exchange.questions(self.database)]
        digests = dict(exchange.recomputed_digests(self.database))
        kept = dict(exchange.kept_digests(self.database))
        return {"records": told, "questions": asked, "digests": digests, "kept": kept}

    def _heard(self, entity: str, record: str) -> list[str]:
        sql = "SELECT field, value FROM sync_history WHERE entity = ? AND record = ?"
        past = {_word(name, json.loads(value)) for name, value in self._rows(sql, (entity, record))}
        return sorted(past.union(*self._live(entity, record).values()) - {HERE, ""})

    def _live(self, entity: str, record: str) -> dict[str, list[str]]:
        with self.database.reading() as session:
            state = self.database.shelf(session).load([(entity, record)])[entity, record]
        return {
            name: sorted({_word(name, sibling.value) for sibling in state.siblings(name)})
            for name, register in state.fields.items()
            if register
        }

    def _rows(self, sql: str, parameters: tuple[str, ...] = ()) -> list[Any]:
        with self.database.reading() as session:
            return list(self.database.raw(session).execute(sql, parameters).fetchall())


def _word(name: str, value: Any) -> str:
    return str(value).removeprefix(GONE) if name == LIFE else str(value if value is not None else "")


def answer(pc: PC, line: str) -> dict[str, Any]:
    wanted = json.loads(line)
    try:
        told: dict[str, Any] = getattr(pc, wanted.pop("do"))(**wanted)
    except (Refused, Unavailable, Waiting) as error:
        return {"error": str(error), "code": error.code}
    return told


def main() -> None:
    pc = PC(Path(sys.argv[1]), float(sys.argv[2]))
    # The answers have a way of their own: whatever else prints must not be taken for one.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        for line in sys.stdin:
            answers.write(json.dumps(answer(pc, line), ensure_ascii=False) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()

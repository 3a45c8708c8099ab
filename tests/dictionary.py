"""Trains the dictionary of PROTOCOL.md §6.2: `python -m tests.dictionary` writes it into resources.

It learns from what a gateway and two PCs of a synthetic commune say to each other, from first rounds to idle
ones. The commune is the demo's, with a seed of its own; benchmarks measure another one, made by other code.
What is chance (keys, hashes, names of devices) is replaced before: the same code trains the same bytes."""

import random
import re
import string
import sys
import tempfile
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import msgspec
import zstandard

import resources
from station_app.app.rooms import CATALOGUE
from station_app.demo.population import population
from sync.change import Change, Context, Value
from sync.digest import overall
from sync.folding import fold
from sync.gateway.exchange import exchange
from sync.gateway.warehouse import Warehouse, open_warehouse
from sync.message import Answer, Ask
from sync.sparing import spared, spared_ask, whole
from tests.gateway.device import Device, Write

NUMBER = 1
SEED, PEOPLE = 1979, 500
SIZE = 64 * 1024
AS_OF = date(2026, 6, 30)
NOW_MS = 1_782_800_000_000
DAYS = 60
_CHANCE = re.compile(r"[A-Za-z0-9+/_-]{20,}=*|\b[0-9a-f]{16}\b")
_HEX = "0123456789abcdef"
_BASE64 = string.ascii_letters + string.digits + "+/"
SAID = ("khai lại", "ghi nhầm", "theo giấy khai sinh", "theo thẻ BHYT", "bổ sung", "đổi số điện thoại")
"""What a nurse gives as a reason."""


class Pc(Device):
    """Says whom a change is about, as a station does."""

    def _change(self, write: Write, read: Context | None) -> Change:
        change = super()._change(write, read)
        subject = CATALOGUE.entities[change.entity].subject
        if subject != "id" and subject in change.set:
            change.about = f"person:{change.set[subject]}"
        return change


class Talk:
    """Two PCs of one station and their gateway; `heard` is the text of every message, as it is packed."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.one = Pc(warehouse, "34567", "Trạm xã Nậm Lúc")
        self.two = Pc(warehouse, "34567", "Điểm trạm Bản Cái")
        self.heard: list[bytes] = []
        self._dice = random.Random(SEED)
        for number, pc in enumerate((self.one, self.two)):
            pc.exchange = self._exchange
            pc.author, pc.point = f"019b0000-0000-7000-8000-{number:012x}", pc.enrolled.point

    def _exchange(self, ask: Ask) -> Answer:
        pc = self.one if ask.device == self.one.id else self.two
        ask = msgspec.structs.replace(
            ask, v=2, word=overall(pc.shelf.digests()), turn=len(self.heard), mark=bytes(6)
        )
        answer = whole(exchange(self._warehouse, ask))
        self.heard += [self._text(spared_ask(ask)), self._text(spared(answer, ask))]
        return answer

    def _text(self, message: msgspec.Struct) -> bytes:
        text = fold(msgspec.json.encode(message))[0].decode("latin-1")
        for device in (self.one.id, self.two.id):
            text = text.replace(device, "")
        return _CHANCE.sub(self._other, text).encode("latin-1")

    def _other(self, chance: re.Match[str]) -> str:
        """As long and of the same letters, but the same each time."""
        letters = _HEX if len(chance.group()) == 16 else _BASE64
        return "".join(self._dice.choices(letters, k=len(chance.group())))


def rows() -> list[Write]:
    """Of every entity, in the order in which a station comes to know them: mixed, parents first."""
    chance = random.Random(SEED)
    known = population(SEED, PEOPLE, as_of=AS_OF, years=2).tables()
    made: list[Write] = []
    for entity, table in known.items():
        names = [field.name for field in CATALOGUE.entities[entity].fields]
        some = chance.sample(list(table), min(len(table), 900))
        for row in some:
            values: dict[str, Value] = {n: row[n] for n in names if row.get(n) is not None}
            made.append((entity, str(row["id"]), values))
    chance.shuffle(made)
    return made


def days(talk: Talk) -> None:
    """Busy days and quiet ones, one change at a time or many, and rounds in which nothing is new."""
    chance = random.Random(SEED)
    new = cycle(rows())
    for day in range(DAYS):
        for pc in (talk.one, talk.two):
            for entity, record, values in islice(new, chance.choice((1, 1, 2, 5, 30, 120))):
                if (entity, record) not in pc.shelf.states:
                    pc.write((entity, record, values))
            for entity, record in chance.sample(sorted(pc.shelf.states), min(day, 12)):
                _correct(pc, entity, record, chance)
            pc.sync()
        for pc in (talk.one, talk.two, talk.one):
            pc.sync()


def _correct(pc: Pc, entity: str, record: str, chance: random.Random) -> None:
    state = pc.shelf.states[entity, record]
    name = chance.choice([field for field in sorted(state.fields) if field != "life"])
    value = next(iter(state.fields[name].values()))
    pc.write((entity, record, {name: value}), reason=chance.choice(SAID))


def trained() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = open_warehouse(f"sqlite:///{Path(folder, 'kho.db')}", CATALOGUE, lambda: NOW_MS)
        talk = Talk(warehouse)
        days(talk)
        warehouse.close()
    sizes = sum(map(len, talk.heard))
    sys.stdout.write(f"{len(talk.heard)} messages, {sizes} bytes\n")
    return zstandard.train_dictionary(SIZE, [*talk.heard], dict_id=NUMBER, level=19).as_bytes()


if __name__ == "__main__":
    made = trained()
    (resources.HERE / f"zstd-{NUMBER}.dict").write_bytes(made)
    sys.stdout.write(f"{len(made)} bytes\n")

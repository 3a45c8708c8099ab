"""Replicas that are real stations: encrypted files, triggers, sealed envelopes, a warehouse as the hub."""

import random
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import select

from station_app.app.rooms import CATALOGUE
from station_app.exchange.station import StationReplica
from station_app.households.model import Household
from station_app.people.model import Identifier
from station_app.store.database import Author, Database, Opened, create
from station_app.store.record import Record
from sync.books import digests
from sync.change import Dot, Key, Transaction, Value
from sync.codec import decode
from sync.envelope import START, device_id, link, seal, signing_key, to_row
from sync.frame import answer_holds, seal_question, split_answer
from sync.frozen import thaw
from sync.gateway.asking import asked
from sync.gateway.enrolment import create_code, enrol
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import RECORD
from sync.gateway.warehouse import Warehouse
from sync.merge import State
from sync.message import PROTOCOL, Answer, Ask, Enrol, Proof
from sync.parcel import Message, pack, unpack
from sync.policy import LIFE
from sync.round import Broken, Heard, Outcome, Turned, run_round
from sync.rows import GONE
from sync.sparing import filled, spared_ask
from tests.stations import MovableClock
from tests.sync.worlds import Crash, Edits, same_device

KEY = bytes(range(32))
MODELS: dict[str, type[Record]] = {"identifier": Identifier, "household": Household}


def template(folder: Path) -> Path:
    """The file of a station that nobody has used yet: copying it is quicker than making it."""
    path = folder / "template.db"
    facts = {"code": "12345", "name": "Trạm Y tế xã Mường Hoa", "point": "A", "point_name": "Bản A"}
    create(path, KEY, CATALOGUE, facts)
    return path


@dataclass
class Wire:
    """A line that carries the real bytes of each message, and fails as it is told."""

    warehouse: Warehouse
    device: str
    signing: bytes
    fault: str = "none"
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    pages: int = 0

    def exchange(self, ask: Ask) -> Answer:
        if self.fault == "lost question" or (self.fault == "cut" and self.pages == 2):
            raise Broken(self.fault)
        if self.fault == "cut":
            self.pages += 1
            ask.room = 600
        if self.fault == "twice":
            self._carried(ask)
        answer = self._carried(ask)
        if self.fault == "lost answer":
            raise Broken(self.fault)
        if self.fault == "reordered":
            self.chance.shuffle(answer.news)
        return answer

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        answer, proof = self._frames(f"/v2/{path}", message, kind)
        assert answer_holds(proof, self.warehouse.public_key)
        return answer

    def speaking_as(self, device: str, key: bytes) -> "Wire":
        self.device, self.signing = device, key
        return self

    def _carried(self, ask: Ask) -> Answer:
        answer, proof = self._frames("/v2", spared_ask(ask), Answer)
        answer = filled(answer, ask)
        assert answer_holds(proof, self.warehouse.public_key, answer.receipt)
        return msgspec.structs.replace(answer, proof=proof)

    def _frames(self, path: str, message: msgspec.Struct, kind: type[Message]) -> tuple[Message, Proof]:
        question = seal_question(path, pack(message), self.device, signing_key(self.signing))
        try:
            packed, proof = split_answer(asked(self.warehouse, path, question), question)
        except TurnedAway as refusal:
            raise Turned(refusal.code, refusal.reason) from refusal
        return unpack(packed, kind), proof


class _PowerLost(StationReplica):
    """The power goes while an answer is being taken in, before the commit."""

    def take_in(self, answer: Answer) -> Heard:
        with self._database.taking_in() as intake:
            intake.take([decode(item.device, bytes(item.payload), item.stamp) for item in answer.news])
            self._close_page(intake, answer, Heard())
            raise Crash


class RealStation:
    """Implements worlds.Replica on a station's own file."""

    def __init__(self, blank: Path, path: Path, warehouse: Warehouse, scope: str, name: str) -> None:
        shutil.copyfile(blank, path)
        self._path, self._clock = path, MovableClock()
        self._author = Author(f"user-{name}", name)
        self.device, self._signing = same_device(scope + name)
        self.public_key = signing_key(self._signing).public_key().public_bytes_raw()
        self._open()
        self._enrol(warehouse, scope)
        self._wire = Wire(warehouse, self.device, self._signing)
        self.last: Outcome | None = None

    def _open(self) -> None:
        self.database = Database(self._path, KEY, CATALOGUE, self._author, clock=self._clock)

    def _enrol(self, warehouse: Warehouse, scope: str) -> None:
        assert device_id(self.public_key) == self.device
        code = create_code(warehouse, station=scope, point=self._author.point)
        enrolled = enrol(warehouse, Enrol(PROTOCOL, code, self.public_key))
        with self.database.taking_in() as intake:
            intake.raw.execute(
                "UPDATE sync_self SET device = ?, signing_key = ?", (self.device, self._signing)
            )
            intake.raw.execute(
                "INSERT INTO sync_line (id, gateway, gateway_key, scope, epoch, acknowledged_head)"
                " VALUES (1, 'https://kho.test', ?, ?, ?, ?)",
                (enrolled.gateway_key, enrolled.scope, enrolled.epoch, START),
            )

    def move_clock(self, days: int) -> None:
        self._clock.move(days=days)

    def write(self, edits: Edits, opened: Sequence[Opened], *, crash: bool = False) -> None:
        with suppress(Crash), self.database.writing(opened=opened) as session:
            for key, values in edits.items():
                model = MODELS[key[0]]
                record = session.get(model, key[1]) or model(id=key[1])
                for name, value in values.items():
                    if name == LIFE:
                        record.gone = None if value == "here" else str(value).removeprefix(GONE)
                    else:
                        setattr(record, name, value)
                session.add(record)
            if crash:
                session.flush()
                raise Crash

    def settle(self, key: Key, name: str, value: Value, opened: Opened) -> None:
        with self.database.writing(opened=[opened], settled={key: {name: value}}):
            pass

    def opened(self, key: Key) -> Opened:
        return self.database.opened(*key)

    def state(self, key: Key) -> State:
        with self.database.reading() as session:
            return self.database.shelf(session).load([key]).get(key) or State()

    def row(self, key: Key) -> dict[str, Value]:
        model = MODELS[key[0]]
        with self.database.reading() as session:
            record = session.get(model, key[1])
            if record is None:
                return {}
            fields = CATALOGUE.entities[key[0]].fields
            life = "here" if record.gone is None else GONE + record.gone
            return {LIFE: life} | {field.name: getattr(record, field.name) for field in fields}

    def written(self) -> int:
        with self.database.reading() as session:
            return int(self.database.raw(session).execute("SELECT seq FROM sync_self").fetchone()[0])

    def envelope(self, first: int, last: int) -> bytes:
        with self.database.reading() as session:
            rows = self.database.raw(session).execute("SELECT payload, hash FROM sync_outbox ORDER BY seq")
            line = rows.fetchall()
        prior = START
        for _, hashed in line[: first - 1]:
            prior = link(prior, bytes(hashed))
        payloads = [bytes(payload) for payload, _ in line[first - 1 : last]]
        return msgspec.json.encode(
            to_row(seal(self.device, first, prior, payloads, signing_key(self._signing)))
        )

    def hear(self, transactions: Sequence[Transaction], *, crash: bool = False) -> None:
        with suppress(Crash), self.database.taking_in() as intake:
            intake.take(transactions)
            if crash:
                raise Crash

    def round(self, fault: str, chance: random.Random) -> None:
        self._wire.fault, self._wire.chance, self._wire.pages = fault, chance, 0
        station = (_PowerLost if fault == "crash" else StationReplica)(self.database)
        with suppress(Broken, Crash):
            self.last = run_round(station, self._wire)

    def restart(self) -> None:
        self.database.close()
        self._open()

    def close(self) -> None:
        self.database.close()

    def digests(self) -> tuple[object, object]:
        with self.database.reading() as session:
            return digests(self.database.raw(session)), self.database.shelf(session).recomputed()

    def history(self, key: Key) -> set[tuple[str, Dot]]:
        sql = "SELECT field, device, n FROM sync_history WHERE entity = ? AND record = ?"
        with self.database.reading() as session:
            rows = self.database.raw(session).execute(sql, key).fetchall()
        return {(name, (device, n)) for name, device, n in rows}

    def asked(self, key: Key) -> list[str]:
        sql = "SELECT fields FROM sync_question WHERE entity = ? AND record = ?"
        with self.database.reading() as session:
            row = self.database.raw(session).execute(sql, key).fetchone()
        return msgspec.json.decode(row[0]) if row else []


def warehouse_state(warehouse: Warehouse, key: Key) -> State:
    entity, record = key
    wanted = select(RECORD.c.state).where(RECORD.c.entity == entity, RECORD.c.id == record)
    with warehouse.engine.connect() as connection:
        return thaw(connection.execute(wanted).scalar_one())

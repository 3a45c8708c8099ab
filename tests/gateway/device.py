"""A PC at the other end of the line, in memory: it writes, asks, hears, and knows what it holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from uuid_utils import uuid7

from sync import clock, digest
from sync.change import Change, Context, Key, Transaction, Value
from sync.codec import decode, encode
from sync.digest import Deltas
from sync.envelope import START, device_id, link, payload_hash, seal, to_row
from sync.gateway.addresses import ADDRESSES
from sync.gateway.enrolment import create_code, enrol
from sync.gateway.exchange import exchange
from sync.gateway.warehouse import Warehouse
from sync.merge import State
from sync.message import PAGE, Answer, Ask, Enrol
from sync.parcel import Message
from sync.replica import History, take

Write = tuple[str, str, dict[str, Value]]
"""(entity, id, the fields set)"""


def new_id() -> str:
    return str(uuid7())


@dataclass
class MemoryShelf:
    states: dict[Key, State] = field(default_factory=dict)
    parked: list[tuple[Key, Transaction]] = field(default_factory=list)
    history: History = field(default_factory=list)

    def load(self, keys: Iterable[Key]) -> dict[Key, State]:
        return {key: self.states[key] for key in keys if key in self.states}

    def put(self, states: Mapping[Key, State], history: History, deltas: Deltas) -> None:
        self.states.update(states)
        self.history += history

    def park(self, transaction: Transaction, missing: Key) -> None:
        self.parked.append((missing, transaction))

    def release(self, key: Key) -> list[Transaction]:
        let_go = [transaction for missing, transaction in self.parked if missing == key]
        self.parked = [entry for entry in self.parked if entry[0] != key]
        return let_go

    def digests(self) -> dict[str, str]:
        buckets: dict[tuple[str, int], tuple[int, int]] = {}
        for key, state in self.states.items():
            place = digest.bucket(key)
            sum_, count = buckets.get(place, (0, 0))
            buckets[place] = ((sum_ + digest.part(key[1], state)) % digest.MODULUS, count + 1)
        entities = {entity for entity, _ in buckets}
        return {
            wanted: digest.total((n, s, c) for (entity, n), (s, c) in buckets.items() if entity == wanted)
            for wanted in entities
        }


class Device:
    """Enrolled at once; `line` is how it reaches the warehouse."""

    def __init__(self, warehouse: Warehouse, station: str = "12345", point: str = "Điểm trạm 1") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.public_key = self.key.public_key().public_bytes_raw()
        self.id = device_id(self.public_key)
        code = create_code(warehouse, station=station, point=point)
        self.enrolled = enrol(warehouse, Enrol(1, code, self.public_key))
        self.exchange: Callable[[Ask], Answer] = lambda ask: exchange(warehouse, ask)
        self._warehouse = warehouse
        self.author, self.point = "y-ta", "Điểm trạm 1"
        self.wall_ms = warehouse.wall_ms
        self.payloads: list[bytes] = []
        self.heads: list[bytes] = [START]
        self.acknowledged = 0
        self.cursor = 0
        self.hlc = 0
        self.shelf = MemoryShelf()
        self.verdicts: dict[Key, str | None] = {}

    def write(self, *writes: Write, reason: str | None = None, read: Context | None = None) -> Transaction:
        """One transaction, applied here and waiting to be sent. `read` is what the author had read."""
        self.hlc = clock.tick(self.hlc, self.wall_ms())
        seq = len(self.payloads) + 1
        changes = [self._change(write, read) for write in writes]
        transaction = Transaction(self.id, seq, self.author, self.point, self.hlc, 420, reason, changes)
        take(self.shelf, [transaction])
        self.append(encode(transaction))
        return transaction

    def _change(self, write: Write, read: Context | None) -> Change:
        entity, record, values = write
        state = self.shelf.states.get((entity, record)) or State()
        before = dict(state.context) if read is None else read
        return Change(entity, record, state.context.get(self.id, 0) + 1, before, values, {})

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """Any other question, as its handler gets it."""
        answer = ADDRESSES[path].handle(self._warehouse, self.id, message)
        assert isinstance(answer, kind)
        return answer

    def append(self, payload: bytes) -> None:
        self.payloads.append(payload)
        self.heads.append(link(self.heads[-1], payload_hash(payload)))

    def envelope(self, first: int, last: int) -> msgspec.Raw:
        row = to_row(seal(self.id, first, self.heads[first - 1], self.payloads[first - 1 : last], self.key))
        return msgspec.Raw(msgspec.json.encode(row))

    def ask(self, *runs: tuple[int, int], room: int = PAGE) -> Ask:
        seq = len(self.payloads)
        envelopes = [self.envelope(first, last) for first, last in runs]
        return Ask(
            1, self.id, self.enrolled.epoch, self.cursor, seq, self.heads[-1], room=room, envelopes=envelopes
        )

    def unsent(self) -> Ask:
        last = len(self.payloads)
        return self.ask((self.acknowledged + 1, last)) if last > self.acknowledged else self.ask()

    def sync(self) -> Answer:
        """Rounds until nothing is left to say or hear; returns the last answer."""
        while True:
            answer = self.hear(self.exchange(self.unsent()))
            if not answer.more and self.acknowledged == len(self.payloads):
                return answer

    def hear(self, answer: Answer) -> Answer:
        arrivals = [decode(item.device, bytes(item.payload), item.stamp) for item in answer.news]
        take(self.shelf, arrivals)
        self._stamp(answer)
        for verdict in answer.verdicts:
            self.verdicts[verdict.entity, verdict.record] = verdict.reason
        self.cursor = answer.cursor
        self.acknowledged = answer.receipt.upto
        return answer

    def _stamp(self, answer: Answer) -> None:
        stamps = {seq: s.stamp for s in answer.stamps for seq in range(s.first, s.last + 1)}
        for state in self.shelf.states.values():
            for (device, _), mark in state.marks.items():
                if device == self.id and mark.stamp is None:
                    mark.stamp = next((s for q, s in stamps.items() if self._wrote(q, mark.hlc)), None)

    def _wrote(self, seq: int, hlc: int) -> bool:
        return decode(self.id, self.payloads[seq - 1]).hlc == hlc

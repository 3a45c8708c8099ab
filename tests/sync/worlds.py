"""Replicas that live in memory, and the hub between them: the plainest world the sync machine runs in."""

import copy
import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from station_app.app.rooms import CATALOGUE
from sync import clock
from sync.capture import Opened
from sync.change import Change, Dot, Key, Transaction, Value
from sync.codec import decode, encode
from sync.digest import MODULUS, Deltas, bucket, part
from sync.envelope import START, device_id, from_row, link, payload_hash, seal, signing_key, to_row, verify
from sync.frozen import freeze, thaw
from sync.merge import State, covers
from sync.policy import LIFE
from sync.replica import History, take
from sync.showing import projection, questions, shown_dots

DAY_MS = 86_400_000
START_MS = 1_795_000_000_000
Edits = Mapping[Key, Mapping[str, Value]]


def same_device(name: str) -> tuple[str, bytes]:
    """A device whose key follows from its name, so that a script gives the same result each time."""
    raw = hashlib.sha256(name.encode()).digest()
    return device_id(signing_key(raw).public_key().public_bytes_raw()), raw


class Crash(Exception):
    """The power goes: nothing that was not stored remains."""


class Replica(Protocol):
    """What the script asks of a PC, whatever it is made of."""

    device: str
    public_key: bytes

    def move_clock(self, days: int) -> None: ...
    def write(self, edits: Edits, opened: Sequence[Opened], *, crash: bool = False) -> None: ...
    def settle(self, key: Key, name: str, value: Value, opened: Opened) -> None: ...
    def opened(self, key: Key) -> Opened: ...
    def state(self, key: Key) -> State: ...
    def row(self, key: Key) -> dict[str, Value]: ...
    def envelope(self, first: int, last: int) -> bytes: ...
    def written(self) -> int: ...
    def hear(self, transactions: Sequence[Transaction], *, crash: bool = False) -> None: ...
    def round(self, fault: str, chance: random.Random) -> None: ...
    def restart(self) -> None: ...
    def digests(self) -> tuple[object, object]: ...
    def history(self, key: Key) -> set[tuple[str, Dot]]: ...
    def asked(self, key: Key) -> list[str]: ...


@dataclass
class MemoryShelf:
    """Implements replica.Shelf; keeps bytes, so that nobody holds a state that is not stored."""

    states: dict[Key, bytes] = field(default_factory=dict)
    parked: dict[tuple[str, int], tuple[Key, bytes, int | None]] = field(default_factory=dict)
    superseded: dict[Key, set[tuple[str, Dot]]] = field(default_factory=dict)
    sums: dict[tuple[str, int], int] = field(default_factory=dict)

    def load(self, keys: Iterable[Key]) -> dict[Key, State]:
        return {key: thaw(self.states[key]) for key in keys if key in self.states}

    def put(self, states: Mapping[Key, State], history: History, deltas: Deltas) -> None:
        for key, state in states.items():
            self.states[key] = freeze(state)
        for key, old in history:
            self.superseded.setdefault(key, set()).add((old.field, old.dot))
        for place, delta in deltas.items():
            self.sums[place] = (self.sums.get(place, 0) + delta.sum) % MODULUS

    def park(self, transaction: Transaction, missing: Key) -> None:
        stamp = transaction.stamp
        self.parked[transaction.device, transaction.seq] = (missing, encode(transaction), stamp)

    def release(self, key: Key) -> list[Transaction]:
        let_go = [place for place, (missing, _, _) in self.parked.items() if missing == key]
        return [decode(place[0], *self.parked.pop(place)[1:]) for place in let_go]

    def recomputed(self) -> dict[tuple[str, int], int]:
        sums: dict[tuple[str, int], int] = {}
        for key, frozen in self.states.items():
            sums[bucket(key)] = (sums.get(bucket(key), 0) + part(key[1], thaw(frozen))) % MODULUS
        return sums


@dataclass
class Hub:
    """A gateway in memory: keeps the log, stamps each transaction once, tells everybody everything."""

    shelf: MemoryShelf = field(default_factory=MemoryShelf)
    log: list[tuple[str, int, bytes, int]] = field(default_factory=list)
    known: dict[tuple[str, int], int] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    hlc: int = START_MS << clock.BITS

    def push(self, sealed: bytes) -> None:
        envelope = from_row(sealed)
        assert verify(envelope, self.keys[envelope.device])
        self.hlc = clock.tick(self.hlc, clock.wall_ms(self.hlc) + 1000)
        fresh = [t for t in envelope.transactions(self.hlc) if (t.device, t.seq) not in self.known]
        for transaction in fresh:
            self.known[transaction.device, transaction.seq] = self.hlc
        for applied in take(self.shelf, fresh).applied:
            self.log.append((applied.device, applied.seq, encode(applied), applied.stamp or 0))

    def pull(self, cursor: int, room: int) -> tuple[list[Transaction], int]:
        page = self.log[cursor : cursor + room]
        return [decode(device, payload, stamp) for device, _, payload, stamp in page], cursor + len(page)

    def state(self, key: Key) -> State:
        return thaw(self.shelf.states[key])


class MemoryReplica:
    """Implements Replica on a MemoryShelf."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.device, self._key = same_device(name)
        self._hub = hub
        self.public_key = signing_key(self._key).public_key().public_bytes_raw()
        hub.keys[self.device] = self.public_key
        self._shelf = MemoryShelf()
        self._outbox: list[bytes] = []
        self._acknowledged = self._cursor = 0
        self._wall, self._hlc = START_MS, 0

    def move_clock(self, days: int) -> None:
        self._wall += days * DAY_MS

    def write(self, edits: Edits, opened: Sequence[Opened], *, crash: bool = False) -> None:
        if crash:
            return
        read = {form.key: form for form in opened}
        self._commit([self._change(key, typed, read.get(key)) for key, typed in edits.items()])

    def settle(self, key: Key, name: str, value: Value, opened: Opened) -> None:
        state = self.state(key)
        spare = _spared(state, {LIFE} - {name}, opened)
        n = state.context.get(self.device, 0) + 1
        self._commit([Change(*key, n, dict(opened.context), {name: value}, spare)])

    def _change(self, key: Key, typed: Mapping[str, Value], opened: Opened | None) -> Change | None:
        state = self.state(key)
        row = projection(state, CATALOGUE, key[0])
        wanted = {name: value for name, value in typed.items() if row.get(name) != value}
        if state.context and not wanted:
            return None
        form = opened or self.opened(key)
        n = state.context.get(self.device, 0) + 1
        return Change(*key, n, dict(form.context), wanted, _spared(state, {*wanted, LIFE}, form))

    def _commit(self, changes: list[Change | None]) -> None:
        made = [change for change in changes if change is not None]
        if made:
            self._wall += 1
            self._hlc = clock.tick(self._hlc, self._wall)
            seq = len(self._outbox) + 1
            transaction = Transaction(self.device, seq, "chị Dơ", "A", self._hlc, 420, None, made)
            self._outbox.append(encode(transaction))
            assert take(self._shelf, [decode(self.device, self._outbox[-1])]).applied

    def opened(self, key: Key) -> Opened:
        state = self.state(key)
        return Opened(key, dict(state.context), shown_dots(state, CATALOGUE, key[0]))

    def state(self, key: Key) -> State:
        return self._shelf.load([key]).get(key) or State()

    def row(self, key: Key) -> dict[str, Value]:
        return projection(self.state(key), CATALOGUE, key[0])

    def written(self) -> int:
        return len(self._outbox)

    def envelope(self, first: int, last: int) -> bytes:
        prior = START
        for payload in self._outbox[: first - 1]:
            prior = link(prior, payload_hash(payload))
        sealed = seal(self.device, first, prior, self._outbox[first - 1 : last], signing_key(self._key))
        return msgspec.json.encode(to_row(sealed))

    def hear(self, transactions: Sequence[Transaction], *, crash: bool = False) -> None:
        kept = copy.deepcopy(self._shelf)
        taken = take(self._shelf, transactions)
        if crash:
            self._shelf = kept
            return
        stamps = [transaction.mark().time for transaction in taken.applied]
        self._hlc = max([self._hlc, *stamps])

    def round(self, fault: str, chance: random.Random) -> None:
        if fault == "lost question":
            return
        for _ in range(2 if fault == "twice" else 1):
            if self._acknowledged < len(self._outbox):
                self._hub.push(self.envelope(self._acknowledged + 1, len(self._outbox)))
        if fault == "lost answer":
            return
        self._acknowledged = len(self._outbox)
        news, cursor = self._hub.pull(self._cursor, 3 if fault == "cut" else 10**6)
        if fault == "reordered":
            chance.shuffle(news)
        self.hear(news, crash=fault == "crash")
        if fault != "crash":
            self._cursor = cursor

    def restart(self) -> None:
        self._shelf = copy.deepcopy(self._shelf)

    def digests(self) -> tuple[object, object]:
        return {place: sum_ for place, sum_ in self._shelf.sums.items() if sum_}, self._shelf.recomputed()

    def history(self, key: Key) -> set[tuple[str, Dot]]:
        return self._shelf.superseded.get(key, set())

    def asked(self, key: Key) -> list[str]:
        return questions(self.state(key), CATALOGUE, key[0])


def _spared(state: State, names: Iterable[str], form: Opened) -> dict[str, list[Dot]]:
    spare: dict[str, list[Dot]] = {}
    for name in names:
        register = state.fields.get(name, {})
        hidden = [d for d in register if covers(form.context, d) and d not in form.shown.get(name, register)]
        if hidden:
            spare[name] = hidden
    return spare


def carried(sealed: bytes, public_key: bytes) -> list[Transaction]:
    """What another PC takes from an envelope that came by stick or over the LAN, stamped by nobody."""
    envelope = from_row(sealed)
    assert verify(envelope, public_key)
    return envelope.transactions()

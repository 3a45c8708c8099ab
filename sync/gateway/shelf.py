"""The warehouse's shelf: states, typed rows, history and digests of one scope, written in bulk."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from sync.change import Key, Transaction
from sync.codec import decode
from sync.digest import Deltas
from sync.frozen import freeze, thaw_or_nothing
from sync.gateway import bulk, copying
from sync.gateway.admission import Paper
from sync.gateway.buckets import Buckets
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DIGEST, HISTORY, PARKED, QUARANTINE, RECORD
from sync.gateway.typed import FIXED, TypedTables, clean
from sync.gateway.unsealing import Unsealing
from sync.merge import State
from sync.replica import History

_PARKED = select(PARKED.c.device, PARKED.c.device_seq, PARKED.c.entity, PARKED.c.id)
_PARKED = _PARKED.where(PARKED.c.scope == bindparam("which"))
_BUCKETS = select(DIGEST.c.entity, DIGEST.c.buckets).where(
    DIGEST.c.scope == bindparam("which"), DIGEST.c.entity.in_(bindparam("touched", expanding=True))
)
Place = tuple[str, int]
"""(device, its seq): which transaction."""


class WarehouseShelf:
    """Implements `replica.Shelf` for one scope, inside one transaction that holds the scope's lock."""

    def __init__(self, connection: Connection, typed: TypedTables, scope: str) -> None:
        self._connection = connection
        self._typed = typed
        self._scope = scope
        self._states: dict[Key, State] = {}
        self._asked: set[Key] = set()
        self._reasons: dict[Key, str] = {}
        self.mending = False
        """Where a state was lost its typed row may still be there."""
        self.papers: dict[Place, Paper] = {}
        """The transactions in work as they came; also those let go after they had waited."""
        self.verdicts: dict[Key, str | None] = {}
        """Records that entered quarantine or left it."""
        self.waiting: dict[Place, Key] = {}
        self._waited: dict[Place, Key] = {}
        self._places: dict[Key, list[Place]] = {}
        self._unsealing = Unsealing(connection, typed, scope)
        self._find_waiting()

    def _find_waiting(self) -> None:
        # Few transactions wait at a time: knowing them all spares a question per applied change.
        for row in self._connection.execute(_PARKED, {"which": self._scope}):
            self._waited[row.device, row.device_seq] = (row.entity, row.id)
            self._places.setdefault((row.entity, row.id), []).append((row.device, row.device_seq))
        self.waiting = dict(self._waited)

    def load(self, keys: Iterable[Key]) -> dict[Key, State]:
        wanted = list(keys)
        asked = sorted(set(wanted) - self._asked)
        for entity, record, scope, state, reason in bulk.records(self._connection, asked) if asked else ():
            if scope != self._scope:
                raise TurnedAway("scope")
            self._states[entity, record] = thaw_or_nothing(state)
            if reason is not None:
                self._reasons[entity, record] = reason
        self._asked.update(asked)
        return {key: self._states[key] for key in wanted if key in self._states}

    def put(self, states: Mapping[Key, State], history: History, deltas: Deltas) -> None:
        line = sorted(states.items())  # the same order everywhere, so that two scopes never wait crosswise
        self._put_states(line)
        self._put_rows(line)
        self._put_history(history)
        self._put_digests(deltas)
        self._asked.update(states)
        self._states.update(states)

    def _put_states(self, line: list[tuple[Key, State]]) -> None:
        new: list[bulk.Row] = []
        known: list[bulk.Row] = []
        for key, state in line:
            row = {"entity": key[0], "id": key[1], "scope": self._scope, "state": freeze(state)}
            (new if self._is_new(key) else known).append(row)
        try:
            copying.add(self._connection, RECORD, new)
        except IntegrityError as taken:
            raise TurnedAway("scope") from taken  # another scope was quicker with this id
        if bulk.upsert_own(self._connection, RECORD, known) != len(known):
            raise TurnedAway("scope")

    def _is_new(self, key: Key) -> bool:
        """Nothing was there when this transaction looked, and only it may write to the scope since."""
        return not self.mending and key in self._asked and key not in self._states

    def project_again(self, keys: Iterable[Key]) -> None:
        """Makes the typed rows anew, with a catalogue that knows more than the one they were made with."""
        self._put_rows(sorted(self.load(keys).items()))

    def _put_rows(self, line: list[tuple[Key, State]]) -> None:
        sealed = {key: state for key, state in line if self._unsealing.is_sealed(key, state)}
        if sealed:
            # Nothing is said of them to anybody, so nothing of them is held back either.
            self.verdicts |= {key: None for key in sealed if key in self._reasons}
            self._unsealing.put(sealed)
        line = [item for item in line if item[0] not in sealed]
        brought = self._unsealing.hear(line)
        self._put_open(line)
        self._unsealing.release(key for key, state in line if self._unsealing.was_sealed(key, state))
        if brought:
            self.project_again(self._unsealing.waiting())

    def _put_open(self, line: list[tuple[Key, State]]) -> None:
        new: dict[str, list[bulk.Row]] = {}
        known: dict[str, list[bulk.Row]] = {}
        for key, state in line:
            row, objection = self._typed.row(key, self._scope, state)
            if row is not None:
                (new if self._is_new(key) else known).setdefault(key[0], []).append(row)
            if objection != self._reasons.get(key):
                self.verdicts[key] = objection
        for entity, rows in new.items():
            copying.add(self._connection, self._typed.tables[entity], rows)
        for entity, rows in known.items():
            bulk.upsert(self._connection, self._typed.tables[entity], rows, keep=FIXED)

    def _put_history(self, history: History) -> None:
        bulk.insert(
            self._connection,
            HISTORY,
            [
                {
                    "entity": entity,
                    "id": record,
                    "field": old.field,
                    "device": old.dot[0],
                    "n": old.dot[1],
                    "value": json.dumps(old.value, ensure_ascii=True),
                    "author": clean(old.mark.author),
                    "point": clean(old.mark.point),
                    "hlc": old.mark.hlc,
                    "reason": None if old.mark.reason is None else clean(old.mark.reason),
                    "by_device": old.by[0],
                    "by_n": old.by[1],
                }
                for (entity, record), old in history
            ],
        )

    def _put_digests(self, deltas: Deltas) -> None:
        entities = {entity for entity, _ in deltas}
        known = self._connection.execute(_BUCKETS, {"which": self._scope, "touched": list(entities)})
        kept = {row.entity: Buckets(row.buckets) for row in known}
        for (entity, number), delta in deltas.items():
            kept.setdefault(entity, Buckets()).add(number, delta.sum, delta.count)
        rows = [buckets.row(self._scope, entity) for entity, buckets in kept.items()]
        bulk.upsert(self._connection, DIGEST, rows)

    def park(self, transaction: Transaction, missing: Key) -> None:
        place = (transaction.device, transaction.seq)
        self.waiting[place] = missing
        self._places.setdefault(missing, []).append(place)

    def release(self, key: Key) -> list[Transaction]:
        let_go = self._places.pop(key, [])
        for place in let_go:
            del self.waiting[place]
            if place not in self.papers:
                self.papers[place] = self._parked(place)
        return [self.papers[place].transaction for place in let_go]

    def _parked(self, place: Place) -> Paper:
        row = self._connection.execute(
            select(PARKED).where(PARKED.c.device == place[0], PARKED.c.device_seq == place[1])
        ).one()
        payload = bytes(row.payload)
        return Paper(decode(row.device, payload, row.stamp), payload, bytes(row.hash), bytes(row.head))

    def finish(self, seq: int, now: str) -> None:
        """Writes what waits and why. `seq` is the scope's last: who reads up to it hears the verdicts."""
        gone = [{"d": d, "s": s} for d, s in self._waited.keys() - self.waiting.keys()]
        if gone:
            self._connection.execute(
                delete(PARKED).where(
                    PARKED.c.device == bindparam("d"), PARKED.c.device_seq == bindparam("s")
                ),
                gone,
            )
        moved = [place for place, missing in self.waiting.items() if self._waited.get(place) != missing]
        bulk.upsert(self._connection, PARKED, [self._parked_row(place) for place in moved])
        rows = [
            {"entity": e, "id": r, "scope": self._scope, "reason": reason, "since": now, "seq": seq}
            for (e, r), reason in self.verdicts.items()
        ]
        bulk.upsert(self._connection, QUARANTINE, rows)

    def _parked_row(self, place: Place) -> bulk.Row:
        paper, (entity, record) = self.papers[place], self.waiting[place]
        return {
            "device": place[0],
            "device_seq": place[1],
            "scope": self._scope,
            "stamp": paper.transaction.stamp,
            "payload": paper.payload,
            "hash": paper.hash,
            "head": paper.head,
            "entity": entity,
            "id": record,
        }

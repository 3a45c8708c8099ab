"""What the gateway holds, told step by step to a station that holds something else."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, func, or_, select

from sync import digest
from sync.change import Key
from sync.compare import (
    BUCKETS,
    ROOM,
    WIDTH,
    Compare,
    Compared,
    Fetch,
    Fetched,
    Finer,
    Parts,
    Place,
    Recall,
    Recalled,
    cut,
    differing,
    split,
)
from sync.frozen import thaw_or_nothing
from sync.gateway.buckets import Buckets
from sync.gateway.marks import mark_at
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE, DIGEST, RECORD, SCOPE, SUSPECT
from sync.gateway.warehouse import Warehouse
from sync.merge import State
from sync.short import long
from sync.testimony import Carried, carried, to_bytes

_AT_ONCE = 500
_MOST = 10_000
"""Records or places in one question."""


@contextmanager
def looking(warehouse: Warehouse) -> Iterator[Connection]:
    """One moment of the warehouse, without keeping anybody from writing where the database can do that."""
    engine = warehouse.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        yield connection


def scope_of(connection: Connection, device: str) -> str:
    scope = connection.scalar(select(DEVICE.c.scope).where(DEVICE.c.device == device))
    if scope is None:
        raise TurnedAway("unknown-device")
    return str(scope)


def compare(warehouse: Warehouse, device: str, asked: Compare) -> Compared:
    """Which buckets differ, and the sums of their sixteenths here."""
    if any(len(sums) != BUCKETS * WIDTH for sums in asked.sums.values()):
        raise TurnedAway("malformed")
    with looking(warehouse) as connection:
        scope = scope_of(connection, device)
        seq = connection.execute(select(SCOPE.c.seq).where(SCOPE.c.scope == scope)).scalar_one()
        kept = _kept(connection, scope, asked.sums)
        suspect = suspects(connection, scope)
        finer = {
            entity: list(_finer(connection, scope, entity, sums, kept.get(entity) or Buckets(), suspect))
            for entity, sums in asked.sums.items()
        }
        return Compared(warehouse.epoch, seq, mark_at(connection, scope, seq), finer)


def _kept(connection: Connection, scope: str, entities: Iterable[str]) -> dict[str, Buckets]:
    rows = select(DIGEST.c.entity, DIGEST.c.buckets).where(
        DIGEST.c.scope == scope, DIGEST.c.entity.in_(list(entities))
    )
    return {row.entity: Buckets(row.buckets) for row in connection.execute(rows)}


def suspects(connection: Connection, scope: str) -> frozenset[tuple[str, int]]:
    """(entity, bucket) where the records were found damaged and are not whole again."""
    rows = connection.execute(select(SUSPECT.c.entity, SUSPECT.c.bucket).where(SUSPECT.c.scope == scope))
    return frozenset((row.entity, row.bucket) for row in rows)


def _finer(
    connection: Connection,
    scope: str,
    entity: str,
    sums: bytes,
    kept: Buckets,
    suspect: frozenset[tuple[str, int]],
) -> Iterator[Finer]:
    ours = {number: (sum_, count) for number, sum_, count in kept}
    numbers = differing(cut(sum_ for sum_, _ in ours.values()), sums)
    parts, _ = read_parts(connection, scope, entity, numbers)
    for number in numbers:
        sound = parts.whole(number) == ours[number] and (entity, number) not in suspect
        yield Finer(number, sound, parts.finer(number))


def read_parts(
    connection: Connection, scope: str, entity: str, numbers: Collection[int]
) -> tuple[Parts, dict[str, State]]:
    """Of the records in some buckets: what they contribute, and their states."""
    parts, states = Parts(), {}
    for record, frozen in _rows(connection, scope, entity, numbers):
        state = thaw_or_nothing(frozen)
        parts.add((entity, record), digest.part(record, state))
        if state.context:
            states[record] = state
    return parts, states


def _rows(
    connection: Connection, scope: str, entity: str, numbers: Collection[int]
) -> Iterator[tuple[str, bytes]]:
    tail = func.substr(RECORD.c.id, func.length(RECORD.c.id) - 1)
    within = or_(tail.in_([f"{number:02x}" for number in numbers]), ~tail.regexp_match("^[0-9a-f]{2}$"))
    rows = select(RECORD.c.id, RECORD.c.state).where(RECORD.c.scope == scope, RECORD.c.entity == entity)
    chosen = frozenset(numbers)
    for record, frozen in connection.execution_options(yield_per=_AT_ONCE).execute(rows.where(within)):
        if digest.bucket((entity, record))[1] in chosen:
            yield record, bytes(frozen)


def recall(warehouse: Warehouse, device: str, asked: Recall) -> Recalled:
    """Of each sixteenth: the states whose tags the asker does not have, and the tags that are not here."""
    places = asked.places
    if not 0 < len(places) <= _MOST or any(not 0 <= place.bucket < BUCKETS for place in places):
        raise TurnedAway("malformed")
    with looking(warehouse) as connection:
        scope = scope_of(connection, device)
        read = {
            entity: read_parts(connection, scope, entity, {p.bucket for p in places if p.entity == entity})
            for entity in {place.entity for place in places}
        }
    answer, room = Recalled([], []), ROOM
    for place in places:
        states, lacking = _recalled(place, *read[place.entity])
        room -= len(to_bytes(states)) + len(lacking)
        if room < 0 and answer.lacking:
            break
        answer.states += states
        answer.lacking.append(lacking)
    return answer


def _recalled(place: Place, parts: Parts, states: Mapping[str, State]) -> tuple[list[Carried], bytes]:
    here = parts.records.get((place.bucket, place.sixteenth), {})
    there = frozenset(split(place.tags))
    told = [
        carried((place.entity, record), states[record])
        for one, record in sorted(here.items())
        if one not in there
    ]
    return told, b"".join(one for one in split(place.tags) if one not in here)


def fetch(warehouse: Warehouse, device: str, asked: Fetch) -> Fetched:
    """The states of the records named; of another scope's there is nothing to tell."""
    if not 0 < len(asked.keys) <= _MOST:
        raise TurnedAway("malformed")
    keys = [(entity, long(record)) for entity, record in asked.keys]
    with looking(warehouse) as connection:
        held = _held(connection, scope_of(connection, device), keys)
    answer, room = Fetched([], 0), ROOM
    for key in keys:
        if key in held:
            item = carried(key, held[key])
            room -= len(to_bytes([item]))
            if room < 0 and answer.done:
                break
            answer.states.append(item)
        answer.done += 1
    return answer


def _held(connection: Connection, scope: str, keys: Sequence[Key]) -> dict[Key, State]:
    held: dict[Key, State] = {}
    for start in range(0, len(keys), _AT_ONCE):
        ids = sorted({record for _, record in keys[start : start + _AT_ONCE]})
        rows = select(RECORD.c.entity, RECORD.c.id, RECORD.c.state)
        for entity, record, frozen in connection.execute(
            rows.where(RECORD.c.scope == scope, RECORD.c.id.in_(ids))
        ):
            if (state := thaw_or_nothing(bytes(frozen))).context:
                held[entity, record] = state
    return held

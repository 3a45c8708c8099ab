"""What the gateway holds, told step by step to a station that holds something else."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from sync import clock
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
from sync.gateway.inspection import count_anew
from sync.gateway.marks import mark_at
from sync.gateway.parts import looking, read_parts, scope_of, suspects
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DIGEST, QUARANTINE, RECORD, SCOPE
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.merge import State
from sync.message import Verdict
from sync.short import long
from sync.testimony import Carried, carried, to_bytes

_AT_ONCE = 500
_MOST = 10_000
"""Records or places in one question."""


def compare(warehouse: Warehouse, device: str, asked: Compare) -> Compared:
    """Which buckets differ, and the sums of their sixteenths here."""
    if any(len(sums) != BUCKETS * WIDTH for sums in asked.sums.values()):
        raise TurnedAway("malformed")
    with looking(warehouse) as connection:
        scope = scope_of(connection, device)
        seq = connection.execute(select(SCOPE.c.seq).where(SCOPE.c.scope == scope)).scalar_one()
        known = suspects(connection, scope)
        read = {entity: _read(connection, scope, entity, sums, known) for entity, sums in asked.sums.items()}
        answer = Compared(warehouse.epoch, seq, mark_at(connection, scope, seq), {})
        if asked.verdicts:
            answer.verdicts = verdicts_now(connection, scope)
    for entity, (finer, unsound) in read.items():
        answer.finer[entity] = finer
        _correct(warehouse, scope, entity, unsound)
    return answer


def _read(
    connection: Connection, scope: str, entity: str, sums: bytes, known: frozenset[tuple[str, int]]
) -> tuple[list[Finer], list[int]]:
    """The buckets that differ from the asker's, and those of them that differ from our own digest."""
    kept = Buckets(
        connection.scalar(select(DIGEST.c.buckets).where(DIGEST.c.scope == scope, DIGEST.c.entity == entity))
    )
    ours = {number: (sum_, count) for number, sum_, count in kept}
    numbers = differing(cut(sum_ for sum_, _ in ours.values()), sums)
    parts, _ = read_parts(connection, scope, entity, numbers)
    unsound = [number for number in numbers if parts.whole(number) != ours[number]]
    bad = {*unsound, *(number for name, number in known if name == entity)}
    return [Finer(number, number not in bad, parts.finer(number)) for number in numbers], unsound


def _correct(warehouse: Warehouse, scope: str, entity: str, unsound: Collection[int]) -> None:
    if not unsound:
        return
    with warehouse.engine.begin() as connection:
        connection.execute(select(SCOPE).where(SCOPE.c.scope == scope).with_for_update()).one()
        count_anew(connection, scope, entity, unsound, instant(warehouse.wall_ms() << clock.BITS))


def verdicts_now(connection: Connection, scope: str) -> list[Verdict]:
    rows = select(QUARANTINE).where(QUARANTINE.c.scope == scope, QUARANTINE.c.reason.is_not(None))
    return [Verdict(row.entity, row.id, row.reason) for row in connection.execute(rows)]


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

"""The books beside the records: open questions, superseded values, kept digests."""

import json
from collections.abc import Collection, Mapping

from sync import digest
from sync.catalogue import Catalogue
from sync.change import Key, Value
from sync.digest import Bucket, Deltas
from sync.ledger import Connection
from sync.merge import State, Superseded
from sync.replica import History
from sync.showing import questions

_MANY = 64


def keep_questions(connection: Connection, catalogue: Catalogue, states: Mapping[Key, State]) -> None:
    """The list of records with several values in a field, and which of these fields wait for a person, so
    that counting them never reads all records."""
    settled: list[Key] = []
    for key, state in states.items():
        # Most records have one value per field: no need to ask the policy.
        if len(state.marks) == 1 or not any(len(register) > 1 for register in state.fields.values()):
            settled.append(key)
            continue
        connection.execute(
            "INSERT INTO sync_question VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET fields = excluded.fields",
            (*key, json.dumps(questions(state, catalogue, key[0]))),
        )
    connection.executemany("DELETE FROM sync_question WHERE entity = ? AND record = ?", settled)


def keep_history(connection: Connection, history: History) -> None:
    connection.executemany(
        "INSERT INTO sync_history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [_superseded(key, old) for key, old in history],
    )


def keep_digest(connection: Connection, deltas: Deltas) -> None:
    kept = _kept(connection, deltas)
    rows = []
    for (entity, number), delta in deltas.items():
        before, count = kept.get((entity, number), (0, 0))
        total = (before + delta.sum) % digest.MODULUS
        rows.append((entity, number, total.to_bytes(32), count + delta.count))
    connection.executemany(
        "INSERT INTO sync_digest VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET sum = excluded.sum, count = excluded.count",
        rows,
    )


def _kept(connection: Connection, deltas: Deltas) -> dict[Bucket, tuple[int, int]]:
    """A save touches a bucket or two, a chunk of a first sync most of them."""
    sql = "SELECT * FROM sync_digest WHERE entity = ? AND bucket = ?"
    wanted: Collection[tuple[str | int, ...]] = deltas
    if len(deltas) > _MANY:
        sql, wanted = "SELECT * FROM sync_digest WHERE entity = ?", {(entity,) for entity, _ in deltas}
    rows = (row for place in wanted for row in connection.execute(sql, place))
    return {(entity, number): (int.from_bytes(sum_), count) for entity, number, sum_, count in rows}


def digests(connection: Connection) -> dict[str, str]:
    """The kept digest of each entity."""
    buckets: dict[str, list[tuple[int, int, int]]] = {}
    for entity, number, total, count in connection.execute("SELECT * FROM sync_digest").fetchall():
        buckets.setdefault(entity, []).append((number, int.from_bytes(total), count))
    return {
        entity: digest.total(rows) for entity, rows in sorted(buckets.items()) if any(row[2] for row in rows)
    }


def _superseded(key: Key, old: Superseded) -> tuple[Value, ...]:
    value, mark = json.dumps(old.value, ensure_ascii=False), old.mark
    return (*key, old.field, *old.dot, value, mark.author, mark.point, mark.hlc, mark.reason, *old.by)

"""The books beside the records: open questions, superseded values, kept digests."""

import json
from collections.abc import Mapping

from sync import digest
from sync.catalogue import Catalogue
from sync.change import Key, Value
from sync.digest import Deltas
from sync.ledger import Connection
from sync.merge import State, Superseded
from sync.replica import History
from sync.showing import questions


def keep_questions(connection: Connection, catalogue: Catalogue, states: Mapping[Key, State]) -> None:
    """The list of records with several values in a field, and which of these fields wait for a person, so
    that counting them never reads all records."""
    for (entity, record), state in states.items():
        # Most records have one value per field: no need to ask the policy.
        several = any(len(register) > 1 for register in state.fields.values())
        asked = questions(state, catalogue, entity) if several else []
        if several:
            connection.execute(
                "INSERT INTO sync_question VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET fields = excluded.fields",
                (entity, record, json.dumps(asked)),
            )
        else:
            connection.execute("DELETE FROM sync_question WHERE entity = ? AND record = ?", (entity, record))


def keep_history(connection: Connection, history: History) -> None:
    connection.executemany(
        "INSERT INTO sync_history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [_superseded(key, old) for key, old in history],
    )


def keep_digest(connection: Connection, deltas: Deltas) -> None:
    for (entity, number), delta in deltas.items():
        row = connection.execute(
            "SELECT sum, count FROM sync_digest WHERE entity = ? AND bucket = ?", (entity, number)
        ).fetchone()
        before, count = (int.from_bytes(row[0]), row[1]) if row else (0, 0)
        total = (before + delta.sum) % digest.MODULUS
        connection.execute(
            "INSERT INTO sync_digest VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET sum = excluded.sum, count = excluded.count",
            (entity, number, total.to_bytes(32), count + delta.count),
        )


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

"""Buckets of a station's digest whose rows are not what it said of them: found, counted anew, whole again."""

from collections.abc import Collection, Iterable, Mapping

from sync import digest
from sync.compare import Parts
from sync.digest import Bucket, Deltas
from sync.ledger import Connection
from sync.rows import Layout
from sync.shelf import TableShelf

_AT_ONCE = 400


def read_parts(
    connection: Connection,
    shelf: TableShelf,
    layouts: Mapping[str, Layout],
    entity: str,
    numbers: Collection[int],
) -> Parts:
    """What the rows of some buckets contribute to the digest."""
    parts = Parts()
    ids = list(_ids(connection, layouts, entity, numbers))
    for start in range(0, len(ids), _AT_ONCE):
        keys = [(entity, record) for record in ids[start : start + _AT_ONCE]]
        for key, state in shelf.load(keys).items():
            parts.add(key, digest.part(key[1], state))
    return parts


def _ids(
    connection: Connection, layouts: Mapping[str, Layout], entity: str, numbers: Collection[int]
) -> Iterable[str]:
    chosen = frozenset(numbers)
    tails = ", ".join(f"'{number:02x}'" for number in sorted(chosen))
    if entity in layouts:
        # Ids that do not end in two hexadecimal digits lie where their hash says.
        sql = f"""SELECT id FROM "{entity}" WHERE sync_meta IS NOT NULL
            AND (substr(id, -2) IN ({tails}) OR substr(id, -2) GLOB '*[^0-9a-f]*')"""  # noqa: S608
        rows = connection.execute(sql)
    else:
        rows = connection.execute("SELECT record FROM sync_held WHERE entity = ?", (entity,))
    return (record for (record,) in rows if digest.bucket((entity, record))[1] in chosen)


def kept_sums(connection: Connection, entity: str) -> dict[int, tuple[int, int]]:
    """bucket → (sum, count), of all 256."""
    kept = dict.fromkeys(range(256), (0, 0))
    rows = connection.execute("SELECT bucket, sum, count FROM sync_digest WHERE entity = ?", (entity,))
    return kept | {number: (int.from_bytes(sum_), count) for number, sum_, count in rows}


def suspects(connection: Connection) -> frozenset[Bucket]:
    return frozenset(connection.execute("SELECT entity, bucket FROM sync_suspect").fetchall())


def count_anew(
    connection: Connection,
    shelf: TableShelf,
    layouts: Mapping[str, Layout],
    places: Iterable[Bucket],
    now: str,
) -> list[Bucket]:
    """Keeps the true sums of these buckets, so that the next receipt shows the difference. Returns those that
    were not what the digest said."""
    wrong: list[Bucket] = []
    wanted: dict[str, list[int]] = {}
    for entity, number in places:
        wanted.setdefault(entity, []).append(number)
    for entity, numbers in wanted.items():
        parts, kept = read_parts(connection, shelf, layouts, entity, numbers), kept_sums(connection, entity)
        for number in damaged(kept, parts, numbers):
            wrong.append((entity, number))
            _correct(connection, (entity, number), kept[number], parts.whole(number), now)
    return wrong


def _correct(
    connection: Connection, place: Bucket, kept: tuple[int, int], true: tuple[int, int], now: str
) -> None:
    _shift(connection, place, kept[0] - true[0], kept[1] - true[1], now)
    connection.execute(
        "INSERT INTO sync_digest VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET sum = excluded.sum, count = excluded.count",
        (*place, true[0].to_bytes(32), true[1]),
    )


def whole_again(connection: Connection, deltas: Deltas) -> None:
    """What was brought back is no longer missing; a bucket that lacks nothing is suspect no more."""
    known = suspects(connection)
    for place, delta in deltas.items():
        if place in known:
            _shift(connection, place, -delta.sum, -delta.count, "")


def _shift(connection: Connection, place: Bucket, sum_: int, count: int, now: str) -> None:
    row = connection.execute(
        "SELECT sum, count, found_at FROM sync_suspect WHERE entity = ? AND bucket = ?", place
    ).fetchone()
    if row is not None:
        sum_, count, now = sum_ + int.from_bytes(row[0]), count + row[1], row[2]
    connection.execute("DELETE FROM sync_suspect WHERE entity = ? AND bucket = ?", place)
    if sum_ % digest.MODULUS or count:
        missing = (sum_ % digest.MODULUS).to_bytes(32)
        connection.execute("INSERT INTO sync_suspect VALUES (?, ?, ?, ?, ?)", (*place, missing, count, now))


def damaged(kept: Mapping[int, tuple[int, int]], parts: Parts, numbers: Iterable[int]) -> list[int]:
    """Those of these buckets whose records are not what the kept sums say."""
    return [number for number in numbers if parts.whole(number) != kept[number]]

"""Two histories have grown under one name: what this PC alone wrote since is said anew under a new name."""

from itertools import islice

from sync.catalogue import Catalogue
from sync.change import Key, Transaction
from sync.codec import decode, encode
from sync.digest import difference, part
from sync.envelope import START, link, payload_hash
from sync.epoch import Name, begin_epoch, current, is_enrolled, note, take_name
from sync.ledger import Connection
from sync.reissue import Renaming
from sync.shelf import TableShelf

AT_ONCE = 1_000


def part_ways(
    connection: Connection,
    shelf: TableShelf,
    catalogue: Catalogue,
    *,
    device: str,
    after: int,
    reason: str,
    now: str,
) -> Renaming:
    """`device`, the present name or an earlier one, has its history in common with the gateway up to `after`.

    What follows here is nobody else's: it becomes the first of a new name, with author, place, time and
    reason as they were. What the gateway holds under the old name comes as ordinary news."""
    tail = _tail(connection, device, after)
    old = _shortened(connection, device, after)
    if is_enrolled(connection) and device == current(connection).device:
        _keep_end(connection, old)
        new = begin_epoch(connection, reason, now)
    else:
        new = take_name(connection, old if is_enrolled(connection) else None, reason, now)
    renaming = Renaming(new, tail)
    _reissue(connection, renaming)
    _rename_records(connection, shelf, catalogue, renaming)
    if tail:
        note(connection, now, "reissued", new=new, transactions=len(tail), reason=reason)
    return renaming


def _tail(connection: Connection, device: str, after: int) -> list[Transaction]:
    """Takes the transactions after that place out of the books, with those of all later names."""
    rows = connection.execute(
        "SELECT f.number, s.device, s.seq, s.payload FROM sync_straggler s JOIN sync_former f USING (device)"
        " WHERE (s.device = ? AND s.seq > ?)"
        " OR f.number > (SELECT number FROM sync_former WHERE device = ?) ORDER BY f.number, s.seq",
        (device, after, device),
    ).fetchall()
    present = current(connection).device
    mine = after if device == present else 0
    own = connection.execute("SELECT payload FROM sync_outbox WHERE seq > ? ORDER BY seq", (mine,)).fetchall()
    connection.execute("DELETE FROM sync_outbox WHERE seq > ?", (mine,))
    connection.executemany(
        "DELETE FROM sync_straggler WHERE device = ? AND seq = ?", [(row[1], row[2]) for row in rows]
    )
    connection.execute(
        "DELETE FROM sync_former WHERE number > (SELECT number FROM sync_former WHERE device = ?)", (device,)
    )
    line = [decode(name, bytes(payload)) for _, name, _, payload in rows]
    return line + [decode(present, bytes(payload)) for (payload,) in own]


def _shortened(connection: Connection, device: str, after: int) -> Name:
    """The old name as it stands at the place where the ways part."""
    present = current(connection)
    if device == present.device:
        key = present.key
        books = connection.execute("SELECT pruned, pruned_head FROM sync_self").fetchone()
        rows = connection.execute("SELECT hash FROM sync_outbox WHERE seq <= ? ORDER BY seq", (after,))
    else:
        row = connection.execute(
            "SELECT signing_key, pruned, pruned_head FROM sync_former WHERE device = ?", (device,)
        ).fetchone()
        key, books = bytes(row[0]), row[1:]
        rows = connection.execute(
            "SELECT hash FROM sync_straggler WHERE device = ? AND seq <= ? ORDER BY seq", (device, after)
        )
    head = bytes(books[1] or START)
    for (hashed,) in rows.fetchall():
        head = link(head, bytes(hashed))
    connection.execute(
        "UPDATE sync_former SET seq = ?, head = ?, acknowledged = ?, acknowledged_head = ? WHERE device = ?",
        (after, head, after, head, device),
    )
    return Name(device, key, after, head)


def _keep_end(connection: Connection, old: Name) -> None:
    connection.execute("UPDATE sync_self SET seq = ?, head = ?", (old.seq, old.head))
    connection.execute("UPDATE sync_line SET acknowledged = ?, acknowledged_head = ?", (old.seq, old.head))


def _reissue(connection: Connection, renaming: Renaming) -> None:
    head = START
    for transaction in renaming.transactions():
        payload = encode(transaction)
        hashed = payload_hash(payload)
        head = link(head, hashed)
        connection.execute(
            "INSERT INTO sync_outbox (seq, payload, hash) VALUES (?, ?, ?)",
            (transaction.seq, payload, hashed),
        )
    connection.execute("UPDATE sync_self SET seq = ?, head = ?", (len(renaming.tail), head))


def _rename_records(
    connection: Connection, shelf: TableShelf, catalogue: Catalogue, renaming: Renaming
) -> None:
    """Some at a time: the states of a whole commune are several times what its PC has of memory."""
    keys = iter(renaming.dots)
    while some := list(islice(keys, AT_ONCE)):
        old = shelf.load(some)
        before = {key: part(key[1], state) for key, state in old.items()}
        states = {key: renaming.state(key, state) for key, state in old.items()}
        shelf.put(states, [], difference(before, states))
    for key, dots in renaming.dots.items():
        _rename_history(connection, key, dots)
        if key[0] in catalogue.entities:
            _rename_birth(connection, key, dots)


def _rename_history(connection: Connection, key: Key, dots: dict[tuple[str, int], tuple[str, int]]) -> None:
    for columns in ("device = ?, n = ?", "by_device = ?, by_n = ?"):
        where = columns.replace(",", " AND")
        connection.executemany(
            f"UPDATE sync_history SET {columns} WHERE entity = ? AND record = ? AND {where}",  # noqa: S608
            [(*new, *key, *dot) for dot, new in dots.items()],
        )


def _rename_birth(connection: Connection, key: Key, dots: dict[tuple[str, int], tuple[str, int]]) -> None:
    """A record that this PC was the first to write was first written by its new name."""
    first = next(iter(dots))
    if first[1] == 1:
        connection.execute(
            f'UPDATE "{key[0]}" SET device = ? WHERE id = ? AND device = ?',  # noqa: S608
            (dots[first][0], key[1], first[0]),
        )

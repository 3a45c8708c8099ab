"""What an older version could only keep becomes rows and columns once this version knows their names."""

import hashlib
from collections.abc import Mapping

from sync.catalogue import Catalogue
from sync.change import Key
from sync.frozen import thaw
from sync.ledger import Connection
from sync.merge import State
from sync.rows import Layout
from sync.shelf import TableShelf


def reproject(connection: Connection, catalogue: Catalogue, layouts: Mapping[str, Layout]) -> frozenset[Key]:
    """Brings the typed rows in step with the catalogue; does nothing where they already are.

    A column that stays empty although a value is known would be filled in anew, and the value replaced by
    somebody who had never been shown it. Needs an empty journal."""
    mark = _mark(catalogue)
    if connection.execute("PRAGMA user_version").fetchone()[0] == mark:
        return frozenset()
    connection.execute("UPDATE sync_self SET quiet = 1")
    shelf = TableShelf(connection, catalogue, layouts)
    found = _held(connection, layouts)
    for layout in layouts.values():
        found |= _behind(connection, shelf, layout, catalogue)
    shelf.put(found, [], {})
    connection.executemany(
        "DELETE FROM sync_held WHERE entity = ? AND record = ?", [key for key in found if key[0] in layouts]
    )
    connection.execute("UPDATE sync_self SET quiet = 0")
    connection.execute(f"PRAGMA user_version = {mark}")
    return frozenset(found)


def _mark(catalogue: Catalogue) -> int:
    """A number for all that decides how a state becomes a row: names, kinds and policies, not labels."""
    words = sorted(
        f"{entity.name}.{field.name} {field.kind} {field.policy}"
        for entity in catalogue.entities.values()
        for field in entity.fields
    )
    return int.from_bytes(hashlib.sha256("\n".join(words).encode()).digest()[:3]) + 1


def _held(connection: Connection, layouts: Mapping[str, Layout]) -> dict[Key, State]:
    rows = connection.execute("SELECT entity, record, state FROM sync_held").fetchall()
    return {(entity, record): thaw(frozen) for entity, record, frozen in rows if entity in layouts}


def _behind(
    connection: Connection, shelf: TableShelf, layout: Layout, catalogue: Catalogue
) -> dict[Key, State]:
    """Records whose row does not show what their state says."""
    columns = ", ".join(f'"{name}"' for name in layout.columns)
    sql = f'SELECT id, {columns}, gone, sync_meta FROM "{layout.table}" WHERE sync_meta IS NOT NULL'  # noqa: S608
    found: dict[Key, State] = {}
    for record, *row, meta in connection.execute(sql):
        if layout.lists(meta):
            state = layout.unpack(shelf.names, tuple(row), meta)
            shelf.fill_stamps(state)
            if layout.pack(shelf.names, state, catalogue)[0] != tuple(row):
                found[layout.table, record] = state
    return found

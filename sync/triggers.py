"""The triggers that journal every write to a synced table, whatever path wrote it."""

from collections.abc import Iterable

from sync.ledger import Connection
from sync.rows import Layout

BORN = ("author", "point", "device", "written_at")
"""Who wrote a record first, where, on which PC, when: stamped at that save, whatever path wrote it."""


def triggers(layout: Layout) -> dict[str, str]:
    """The triggers of one synced table by name.

    The image before the first write of a transaction is kept once. BEFORE INSERT looks for a row that
    REPLACE is about to delete without telling. NOT EXISTS instead of OR IGNORE, which an outer OR REPLACE
    overrides."""
    table, listening = layout.table, "(SELECT quiet FROM sync_self) = 0"
    columns = [*layout.columns, "gone", *BORN]
    image = ", ".join(f'{{row}}"{name}"' for name in columns) + ", hex({row}sync_meta)"
    fresh = f"NOT EXISTS (SELECT 1 FROM sync_journal WHERE entity = '{table}' AND record = NEW.id)"  # noqa: S608
    old, stored = (f"json_array({image.format(row=row)})" for row in ("OLD.", ""))
    watched = ", ".join(f'"{name}"' for name in [*layout.columns, "gone"])
    keep = "INSERT INTO sync_journal SELECT"
    moments = {
        "replace": f"BEFORE INSERT ON \"{table}\" WHEN {listening} BEGIN {keep} '{table}', id, {stored}"
        f' FROM "{table}" WHERE id = NEW.id AND {fresh}; END',
        "insert": f"AFTER INSERT ON \"{table}\" WHEN {listening} BEGIN {keep} '{table}', NEW.id, NULL"
        f" WHERE {fresh}; END",
        "update": f"AFTER UPDATE OF {watched} ON \"{table}\" WHEN {listening} BEGIN {keep} '{table}', NEW.id,"
        f" {old} WHERE {fresh}; END",
        **_refusals(table, listening),
    }
    return {
        f"sync_{table}_{name}": f'CREATE TRIGGER "sync_{table}_{name}" {body}'
        for name, body in moments.items()
    }


def install(connection: Connection, layouts: Iterable[Layout]) -> None:
    """Brings the triggers in step with the tables; does nothing where they already are."""
    wanted: dict[str, str] = {}
    for layout in layouts:
        wanted |= triggers(layout)
    present = dict(
        connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
        ).fetchall()
    )
    for name in present.keys() - wanted.keys():
        connection.execute(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if present.get(name) != sql:
            connection.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            connection.execute(sql)


def _refusals(table: str, listening: str) -> dict[str, str]:
    """What no path may do to a synced table; what comes in from others has been judged elsewhere."""

    def never(why: str) -> str:
        return f"BEGIN SELECT RAISE(ABORT, '{why}'); END"

    born = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in BORN)
    return {
        "id": f'BEFORE UPDATE OF id ON "{table}" WHEN NEW.id IS NOT OLD.id {never("an id never changes")}',
        "delete": f'BEFORE DELETE ON "{table}" {never("a synced record is never deleted: set gone")}',
        # An id that the gateway cannot hold would stop everything that is written after it.
        "form": f'BEFORE INSERT ON "{table}" WHEN {listening} AND (length(NEW.id) <> 36'
        f" OR NEW.id GLOB '*[^0-9a-f-]*' OR NEW.sync_meta IS NOT NULL)"
        f" {never('a new record has a UUID and no past')}",
        "born": f'BEFORE UPDATE OF {", ".join(BORN)}, sync_meta ON "{table}" WHEN {listening}'
        f" AND OLD.sync_meta IS NOT NULL AND (NEW.sync_meta IS NULL OR {born})"
        f" {never('who wrote a record first never changes')}",
    }

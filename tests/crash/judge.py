"""What must hold of a station's file whenever its PC died, asked of the real program."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from station_app.store.connection import connect
from station_app.store.database import Database
from sync.books import digests
from sync.codec import decode
from sync.envelope import START, link, payload_hash
from tests.crash.ground import Place


@contextmanager
def examined(place: Place) -> Iterator[Database]:
    """Opened after the crash, its books looked at before and after, and in the end every page's seal.

    A page that was torn while the log was folded into the file is still whole in the log; only folding it
    again makes it whole in the file."""
    with place.opened() as database:
        sound(database)
        yield database
        sound(database)
        database.fold_log()
        with closing(connect(place.file, place.key)) as connection:
            assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []


def sound(database: Database) -> None:
    """Nothing half, nothing that the books do not know, nothing in them that is not there."""
    with database.reading() as session:
        raw = database.raw(session)
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("SELECT count(*) FROM sync_journal").fetchone() == (0,), "a journal is left"
        assert raw.execute("SELECT quiet FROM sync_self").fetchone() == (0,), "writes would not be captured"
        assert digests(raw) == database.shelf(session).recomputed(), "the digests differ from the records"
        told = _chained(raw)
        states = dict(database.shelf(session)._all())
        (device,) = raw.execute("SELECT device FROM sync_self").fetchone()
        held = {key: state.context[device] for key, state in states.items() if device in state.context}
        assert held == told, "records and transactions do not tell the same"
        people = raw.execute("SELECT id FROM person WHERE gone IS NULL ORDER BY id").fetchall()
        assert raw.execute("SELECT person FROM person_search ORDER BY person").fetchall() == people


def _chained(raw: Any) -> Mapping[tuple[str, str], int]:
    """How many changes of each record this PC's transactions hold, the chain of them being whole."""
    device, seq, head = raw.execute("SELECT device, seq, head FROM sync_self").fetchone()
    rows = raw.execute("SELECT seq, payload, hash FROM sync_outbox ORDER BY seq").fetchall()
    assert [row[0] for row in rows] == list(range(1, seq + 1)), "a transaction is missing from the chain"
    chain, changes = START, Counter[tuple[str, str]]()
    for _, payload, hashed in rows:
        assert payload_hash(payload) == hashed
        chain = link(chain, hashed)
        changes.update((change.entity, change.record) for change in decode(device, payload).changes)
    assert chain == head, "the chain does not end where this PC says"
    return changes

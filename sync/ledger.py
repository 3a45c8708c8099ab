"""The bookkeeping tables of a station's replica, and the short numbers for names that repeat on every row."""

from collections.abc import Iterator
from typing import Any, Protocol

TABLES = (
    """CREATE TABLE sync_self (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        device TEXT NOT NULL,
        signing_key BLOB NOT NULL,
        quiet INTEGER NOT NULL DEFAULT 0,
        seq INTEGER NOT NULL DEFAULT 0,
        head BLOB NOT NULL,
        hlc INTEGER NOT NULL DEFAULT 0,
        machine TEXT,
        certificate BLOB,
        introduced INTEGER NOT NULL DEFAULT 1,
        pruned INTEGER NOT NULL DEFAULT 0,
        pruned_head BLOB,
        relay_port INTEGER,
        seal_public BLOB,
        seal_edition TEXT
    )""",
    """CREATE TABLE sync_line (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        gateway TEXT NOT NULL,
        gateway_key BLOB NOT NULL,
        scope TEXT NOT NULL,
        epoch TEXT NOT NULL,
        cursor INTEGER NOT NULL DEFAULT 0,
        acknowledged INTEGER NOT NULL DEFAULT 0,
        acknowledged_head BLOB NOT NULL,
        protocol INTEGER NOT NULL DEFAULT 1,
        turn INTEGER NOT NULL DEFAULT 0,
        mark BLOB,
        room INTEGER,
        ahead TEXT NOT NULL DEFAULT '[]',
        safe INTEGER NOT NULL DEFAULT 0,
        lost INTEGER NOT NULL DEFAULT 0,
        gateways TEXT NOT NULL DEFAULT '[]',
        authority TEXT,
        proxy TEXT,
        budget INTEGER,
        confirmed INTEGER NOT NULL DEFAULT 0,
        audit INTEGER
    )""",
    """CREATE TABLE sync_journal (
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        old TEXT,
        PRIMARY KEY (entity, record)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_outbox (
        seq INTEGER PRIMARY KEY,
        payload BLOB NOT NULL,
        hash BLOB NOT NULL,
        urgent INTEGER NOT NULL DEFAULT 1
    )""",
    "CREATE INDEX sync_outbox_bulk ON sync_outbox (seq) WHERE urgent = 0",
    """CREATE TABLE sync_parked (
        device TEXT NOT NULL,
        seq INTEGER NOT NULL,
        payload BLOB NOT NULL,
        stamp INTEGER,
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (device, seq)
    ) WITHOUT ROWID""",
    "CREATE INDEX sync_parked_for ON sync_parked (entity, record)",
    """CREATE TABLE sync_held (
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (entity, record)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_history (
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        field TEXT NOT NULL,
        device TEXT NOT NULL,
        n INTEGER NOT NULL,
        value TEXT NOT NULL,
        author TEXT NOT NULL,
        point TEXT NOT NULL,
        hlc INTEGER NOT NULL,
        reason TEXT,
        by_device TEXT NOT NULL,
        by_n INTEGER NOT NULL,
        PRIMARY KEY (entity, record, field, device, n)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_question (
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        fields TEXT NOT NULL,
        PRIMARY KEY (entity, record)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_digest (
        entity TEXT NOT NULL,
        bucket INTEGER NOT NULL,
        sum BLOB NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (entity, bucket)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_name (
        number INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE
    )""",
    """CREATE TABLE sync_stamp (
        device TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        stamp INTEGER NOT NULL,
        PRIMARY KEY (device, first)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_verdict (
        entity TEXT NOT NULL,
        record TEXT NOT NULL,
        reason TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (entity, record)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_receipt (
        number INTEGER PRIMARY KEY,
        taken_at TEXT NOT NULL,
        outcome TEXT NOT NULL,
        body TEXT NOT NULL,
        proof BLOB
    )""",
    """CREATE TABLE sync_former (
        device TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        signing_key BLOB NOT NULL,
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        acknowledged INTEGER NOT NULL,
        acknowledged_head BLOB NOT NULL,
        pruned INTEGER NOT NULL,
        pruned_head BLOB,
        certificate BLOB,
        introduced INTEGER NOT NULL,
        settled TEXT NOT NULL,
        reason TEXT NOT NULL,
        since TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_straggler (
        device TEXT NOT NULL,
        seq INTEGER NOT NULL,
        payload BLOB NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (device, seq)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_usage (
        day TEXT PRIMARY KEY,
        up INTEGER NOT NULL,
        down INTEGER NOT NULL,
        allowed INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_suspect (
        entity TEXT NOT NULL,
        bucket INTEGER NOT NULL,
        sum BLOB NOT NULL,
        count INTEGER NOT NULL,
        found_at TEXT NOT NULL,
        PRIMARY KEY (entity, bucket)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_snapshot (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch TEXT NOT NULL,
        cursor INTEGER NOT NULL,
        mark BLOB NOT NULL,
        records INTEGER NOT NULL
    )""",
    """CREATE TABLE sync_snapshot_part (
        number INTEGER PRIMARY KEY,
        place INTEGER NOT NULL,
        records INTEGER NOT NULL,
        hash BLOB NOT NULL,
        size INTEGER NOT NULL,
        body BLOB NOT NULL,
        loaded INTEGER NOT NULL DEFAULT 0
    )""",
    """CREATE TABLE sync_peer (
        device TEXT PRIMARY KEY,
        public_key BLOB NOT NULL,
        point TEXT NOT NULL,
        address TEXT NOT NULL,
        paired_at TEXT NOT NULL,
        met_at TEXT,
        kept INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_carried (
        device TEXT NOT NULL,
        head BLOB NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        public_key BLOB NOT NULL,
        envelope BLOB NOT NULL,
        at TEXT NOT NULL,
        forwarded_at TEXT,
        refused TEXT,
        PRIMARY KEY (device, head)
    ) WITHOUT ROWID""",
    """CREATE TABLE sync_event (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        detail TEXT NOT NULL
    )""",
    """CREATE TABLE sync_audit (
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        at TEXT NOT NULL
    )""",
)
"""PROTOCOL.md §8 says what each is for. None of them is synced."""


class Cursor(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """The part of a DB-API SQLite connection that the replica uses; encryption is the owner's business."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Any, /) -> Cursor: ...


class Names:
    """Devices, authors and service points as small numbers.

    Lives for one transaction: a number that was rolled back must not be remembered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def number(self, text: str) -> int:
        known = self._numbers.get(text)
        return self._look_up(text) if known is None else known

    def _look_up(self, text: str) -> int:
        row = self._connection.execute("SELECT number FROM sync_name WHERE text = ?", (text,)).fetchone()
        if row is None:
            row = self._connection.execute(
                "INSERT INTO sync_name (text) VALUES (?) RETURNING number", (text,)
            ).fetchone()
        self._numbers[text] = row[0]
        self._texts[row[0]] = text
        return int(row[0])

    def text(self, number: int) -> str:
        if number not in self._texts:
            row = self._connection.execute(
                "SELECT text FROM sync_name WHERE number = ?", (number,)
            ).fetchone()
            self._texts[number] = row[0]
            self._numbers[row[0]] = number
        return self._texts[number]

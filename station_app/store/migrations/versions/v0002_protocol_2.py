"""Protocol 2: earlier names of this PC, what a day costs, receipts that stay provable, events."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE sync_self ADD COLUMN machine TEXT",
    "ALTER TABLE sync_self ADD COLUMN certificate BLOB",
    "ALTER TABLE sync_self ADD COLUMN introduced INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE sync_self ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_self ADD COLUMN pruned_head BLOB",
    "ALTER TABLE sync_self ADD COLUMN relay_port INTEGER",
    "ALTER TABLE sync_line ADD COLUMN protocol INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE sync_line ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_line ADD COLUMN mark BLOB",
    "ALTER TABLE sync_line ADD COLUMN room INTEGER",
    "ALTER TABLE sync_line ADD COLUMN ahead TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE sync_line ADD COLUMN safe INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_line ADD COLUMN lost INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_line ADD COLUMN gateways TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE sync_line ADD COLUMN authority TEXT",
    "ALTER TABLE sync_line ADD COLUMN proxy TEXT",
    "ALTER TABLE sync_line ADD COLUMN budget INTEGER",
    "ALTER TABLE sync_line ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_receipt ADD COLUMN proof BLOB",
    "CREATE INDEX sync_outbox_bulk ON sync_outbox (seq) WHERE urgent = 0",
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
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

"""Release 0.3: what the vault, the audit log, backups, sealed records and requests of people need."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE audit_entry (
        number INTEGER NOT NULL,
        at TEXT,
        "offset" INTEGER,
        device TEXT,
        user TEXT,
        point TEXT,
        action TEXT,
        entity TEXT,
        record TEXT,
        about TEXT,
        also TEXT,
        result TEXT,
        detail TEXT,
        times INTEGER,
        seq INTEGER,
        prior BLOB NOT NULL,
        hash BLOB NOT NULL,
        erased BLOB,
        CONSTRAINT pk_audit_entry PRIMARY KEY (number)
    )""",
    """CREATE TABLE audit_door (
        id INTEGER NOT NULL,
        CONSTRAINT pk_audit_door PRIMARY KEY (id),
        CONSTRAINT only_one CHECK (id = 1)
    )""",
    """CREATE TABLE audit_sign_in (
        id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        secret BLOB NOT NULL,
        brought INTEGER NOT NULL,
        CONSTRAINT pk_audit_sign_in PRIMARY KEY (id),
        CONSTRAINT only_one CHECK (id = 1)
    )""",
    "ALTER TABLE sync_line ADD COLUMN audit INTEGER",
    """CREATE TABLE sync_audit (
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        at TEXT NOT NULL
    )""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

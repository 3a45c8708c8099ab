"""The warehouse's own books; the tables that the province queries are in `typed`."""

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

BOOKS = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


SELF = Table(
    "gateway_self",
    BOOKS,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    _text("epoch"),
    _bytes("seed"),
    Column("timeline", Text),
    Column("salt", Text),
)
"""The warehouse's identity: its epoch, the seed it signs answers with (Ed25519), which life of the
database server (PostgreSQL's system identifier and timeline) the epoch was begun in, and what one-time codes
are hashed with."""

SCOPE = Table("gateway_scope", BOOKS, Column("scope", Text, primary_key=True), _number("seq"), _number("hlc"))
"""One row per station. Its row lock is what hands out `seq`, so that no reader skips a late commit."""

DEVICE = Table(
    "gateway_device",
    BOOKS,
    Column("device", Text, primary_key=True),
    _text("scope"),
    _text("point"),
    _text("name"),
    _bytes("public_key"),
    _text("enrolled_at"),
    Column("revoked_at", Text),
    Column("seen_at", Text),
    _number("upto"),
    _bytes("head"),
    _number("count"),
    Column("safe", BigInteger, nullable=False, server_default="0"),
    Column("succeeds", Text),
    Column("certificate", LargeBinary),
)
"""`safe`: up to here a verified backup of the warehouse holds its transactions. `succeeds`: the device whose
key certified this one."""

STRETCH = Table(
    "gateway_stretch",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    _number("last"),
    _bytes("prior"),
    _bytes("head"),
)
"""Chained runs of a device's transactions that lie ahead of a gap; joined to the chain when it closes."""

CODE = Table(
    "gateway_code",
    BOOKS,
    Column("hash", LargeBinary, primary_key=True),
    _text("scope"),
    _text("point"),
    _text("name"),
    _text("created_at"),
    _text("expires_at"),
    Column("used_at", Text),
    Column("device", Text),
)

LOG = Table(
    "gateway_log",
    BOOKS,
    Column("scope", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _text("device"),
    _number("device_seq"),
    _number("stamp"),
    _bytes("payload"),
    _bytes("hash"),
    _bytes("head"),
    UniqueConstraint("device", "device_seq"),
)
"""Every applied transaction as its author wrote it, in the order in which it was applied; where `device_seq`
is below 0, states that the device testified (a row for version 2, left out for version 1)."""

PARKED = Table(
    "gateway_parked",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("device_seq", BigInteger, primary_key=True, autoincrement=False),
    _text("scope"),
    _number("stamp"),
    _bytes("payload"),
    _bytes("hash"),
    _bytes("head"),
    _text("entity"),
    _text("id"),
    Index("gateway_parked_in", "scope"),
)
"""Transactions that wait for an earlier change to the record named."""

RECORD = Table(
    "gateway_record",
    BOOKS,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    _text("scope"),
    _bytes("state"),
    Index("gateway_record_in", "scope", "entity"),
)

HISTORY = Table(
    "gateway_history",
    BOOKS,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    _text("value"),
    _text("author"),
    _text("point"),
    _number("hlc"),
    Column("reason", Text),
    _text("by_device"),
    _number("by_n"),
)
"""Values that a later change replaced."""

DIGEST = Table(
    "gateway_digest",
    BOOKS,
    Column("scope", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    _bytes("buckets"),
    _text("word"),
)
"""Per entity all 256 buckets in one value (a push touches most of them), and the word they make."""

QUARANTINE = Table(
    "gateway_quarantine",
    BOOKS,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    _text("scope"),
    Column("reason", Text),
    _text("since"),
    _number("seq"),
    Index("gateway_quarantine_in", "scope", "seq"),
)
"""Records whose typed row waits, with the reason; without one it waits no longer. `seq` is the scope's."""

REFUSED = Table(
    "gateway_refused",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("head", LargeBinary, primary_key=True),
    Column("code", Text, primary_key=True),
    _number("first"),
    _number("last"),
    _text("at"),
)
"""What was turned away: the hash stays, the content does not."""

PROJECTION = Table("gateway_projection", BOOKS, Column("entity", Text, primary_key=True), _text("version"))
"""Which declaration of an entity its typed rows were made with."""

SPOOL = Table(
    "gateway_spool",
    BOOKS,
    Column("device", Text, primary_key=True),
    _text("id"),
    _text("path"),
    _bytes("body"),
    _text("at"),
)
"""The beginning of a question whose line broke, so that only the rest must be sent; one per device."""

EVENT = Table(
    "gateway_event",
    BOOKS,
    Column("number", Integer, primary_key=True, autoincrement=True),
    _text("at"),
    _text("kind"),
    Column("scope", Text),
    Column("device", Text),
    _text("detail"),
)
"""What the province's IT should know: a PC cloned or restored, a new epoch, a backup verified."""

IMPOUNDED = Table(
    "gateway_impounded",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("head", LargeBinary, primary_key=True),
    _number("first"),
    _number("last"),
    _bytes("envelope"),
    _text("at"),
    Column("released_at", Text),
)
"""Envelopes of a revoked device that came on a stick: kept as they were signed, until a person says so."""

SUSPECT = Table(
    "gateway_suspect",
    BOOKS,
    Column("scope", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    _bytes("sum"),
    Column("count", Integer, nullable=False),
    _text("found_at"),
)
"""Buckets whose records were found not to be what the kept digest said, and by how much (kept less true):
nothing is left of it once the damaged records are whole again."""

TESTIFIED = Table(
    "gateway_testified",
    BOOKS,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    _number("last"),
)
"""Changes that only a state told of: their transactions may still come, and are no fork then."""

SEALED = Table(
    "gateway_sealed",
    BOOKS,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    _text("scope"),
    Column("waits", Text),
    Index("gateway_sealed_in", "scope"),
)
"""Records that are sealed. `waits` names the seal key that no grant has brought yet; such a record has no
typed row anywhere."""

SNAPSHOT = Table(
    "gateway_snapshot",
    BOOKS,
    Column("scope", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _text("epoch"),
    _bytes("mark"),
    _number("records"),
    _text("built_at"),
)
"""All states of a scope as they were at a place in its log, packed for a PC that has none of them."""

SNAPSHOT_PART = Table(
    "gateway_snapshot_part",
    BOOKS,
    Column("scope", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("point"),
    _number("records"),
    _bytes("hash"),
    _bytes("body"),
)
"""The parts of a snapshot; each can be taken in without the others."""

AUDIT = Table(
    "gateway_audit",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("branch", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _text("scope"),
    Column("payload", LargeBinary),
    _bytes("hash"),
    Index("gateway_audit_in", "scope"),
)
"""The audit logs of the stations' PCs, entry by entry, as they were written; `hash` is the chain after it.
Nothing in it is ever changed or removed: triggers refuse it. Without a payload: its term had run out before
it came."""

AUDIT_BRANCH = Table(
    "gateway_audit_branch",
    BOOKS,
    Column("device", Text, primary_key=True),
    Column("branch", BigInteger, primary_key=True, autoincrement=False),
    _text("scope"),
    _number("first"),
    _bytes("prior"),
    _number("number"),
    _bytes("head"),
    _number("turn"),
    Column("told_cut", BigInteger),
    _text("begun_at"),
)
"""Where a PC's log begins here and how far it is held. A second branch: what came later contradicts what was
held."""

_REFUSED = "an audit entry is never changed or removed"
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
_APPEND_ONLY = {
    "sqlite": (
        f"CREATE TRIGGER gateway_audit_update BEFORE UPDATE ON gateway_audit {_ABORT}",
        f"CREATE TRIGGER gateway_audit_delete BEFORE DELETE ON gateway_audit {_ABORT}",
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION gateway_audit_refuse() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$""",
        """CREATE TRIGGER gateway_audit_append BEFORE UPDATE OR DELETE OR TRUNCATE ON gateway_audit
            FOR EACH STATEMENT EXECUTE FUNCTION gateway_audit_refuse()""",
    ),
}
for _dialect, _statements in _APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AUDIT, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]

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
        CONSTRAINT pk_audit_sign_in PRIMARY KEY (id),
        CONSTRAINT only_one CHECK (id = 1)
    )""",
    "ALTER TABLE sync_line ADD COLUMN audit INTEGER",
    """CREATE TABLE sync_audit (
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        at TEXT NOT NULL
    )""",
    """CREATE TABLE data_request (
        id TEXT NOT NULL,
        person TEXT,
        code TEXT,
        kind TEXT,
        content TEXT,
        purpose TEXT,
        capacity TEXT,
        requester_name TEXT,
        requester_paper TEXT,
        requester_address TEXT,
        requester_phone TEXT,
        channel TEXT,
        received_on TEXT,
        third_party BOOLEAN,
        acknowledged_on TEXT,
        extended_on TEXT,
        extension_reason TEXT,
        status TEXT,
        decision TEXT,
        decision_reason TEXT,
        decided_on TEXT,
        decided_by TEXT,
        done_on TEXT,
        note TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_data_request PRIMARY KEY (id)
    )""",
    """CREATE INDEX ix_data_request_code ON data_request (code)""",
    """CREATE INDEX ix_data_request_person ON data_request (person)""",
    """CREATE INDEX ix_data_request_status ON data_request (status)""",
    """CREATE TABLE consent (
        id TEXT NOT NULL,
        person TEXT,
        purpose TEXT,
        legal_basis TEXT,
        decision TEXT,
        given_on TEXT,
        recipient TEXT,
        told_sensitive BOOLEAN,
        by_person BOOLEAN,
        guardian_name TEXT,
        guardian_paper TEXT,
        evidence TEXT,
        evidence_place TEXT,
        withdrawn_on TEXT,
        withdrawal_reason TEXT,
        request TEXT,
        note TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_consent PRIMARY KEY (id)
    )""",
    """CREATE INDEX ix_consent_person ON consent (person)""",
    """CREATE INDEX ix_consent_request ON consent (request)""",
    """CREATE TABLE processing_restriction (
        id TEXT NOT NULL,
        person TEXT,
        scope TEXT,
        valid_from TEXT,
        valid_to TEXT,
        reason TEXT,
        request TEXT,
        note TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_processing_restriction PRIMARY KEY (id)
    )""",
    """CREATE INDEX ix_processing_restriction_person ON processing_restriction (person)""",
    """CREATE INDEX ix_processing_restriction_request ON processing_restriction (request)""",
    "ALTER TABLE sync_self ADD COLUMN seal_public BLOB",
    "ALTER TABLE sync_self ADD COLUMN seal_edition TEXT",
    "ALTER TABLE risk_factor ADD COLUMN restricted TEXT",
    "CREATE INDEX ix_condition_restricted ON condition (restricted) WHERE restricted IS NOT NULL",
    "CREATE INDEX ix_risk_factor_restricted ON risk_factor (restricted) WHERE restricted IS NOT NULL",
    "CREATE INDEX ix_visit_restricted ON visit (restricted) WHERE restricted IS NOT NULL",
    """CREATE TABLE glass_opening (
        id TEXT NOT NULL,
        person TEXT,
        reason TEXT,
        how TEXT,
        opened_at TEXT,
        until TEXT,
        seen_by TEXT,
        seen_at TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_glass_opening PRIMARY KEY (id)
    )""",
    "CREATE INDEX ix_glass_opening_person ON glass_opening (person)",
    "CREATE INDEX ix_glass_opening_seen_by ON glass_opening (seen_by)",
    """CREATE TABLE seal_key (
        id TEXT NOT NULL,
        public_key TEXT,
        vouched TEXT,
        retired TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_seal_key PRIMARY KEY (id)
    )""",
    """CREATE TABLE seal_grant (
        id TEXT NOT NULL,
        of_key TEXT,
        to_key TEXT,
        sealed TEXT,
        gone TEXT,
        author TEXT,
        point TEXT,
        device TEXT,
        written_at TEXT,
        sync_meta BLOB,
        CONSTRAINT pk_seal_grant PRIMARY KEY (id)
    )""",
    """CREATE TABLE backup (
        number INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        counted_at TEXT NOT NULL,
        reason TEXT NOT NULL,
        place TEXT NOT NULL,
        folder TEXT NOT NULL,
        size INTEGER NOT NULL,
        records INTEGER NOT NULL,
        device TEXT NOT NULL,
        seq INTEGER NOT NULL,
        content TEXT NOT NULL,
        seconds FLOAT NOT NULL,
        verdict TEXT NOT NULL,
        words TEXT,
        thinned_at TEXT,
        CONSTRAINT pk_backup PRIMARY KEY (number)
    )""",
    """CREATE TABLE backup_place (
        id TEXT NOT NULL,
        rank INTEGER NOT NULL,
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        prepared_at TEXT NOT NULL,
        seen_at TEXT,
        CONSTRAINT pk_backup_place PRIMARY KEY (id)
    )""",
    """CREATE TABLE backup_drill (
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        folder TEXT NOT NULL,
        backup_at TEXT NOT NULL,
        seconds FLOAT NOT NULL,
        records INTEGER NOT NULL,
        gained INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        words TEXT NOT NULL,
        CONSTRAINT pk_backup_drill PRIMARY KEY (number)
    )""",
    """CREATE TABLE last_opening (
        id INTEGER NOT NULL,
        vault TEXT NOT NULL,
        generation INTEGER NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_last_opening PRIMARY KEY (id),
        CONSTRAINT only_one CHECK (id = 1)
    )""",
    """CREATE TABLE phone_secret (
        login TEXT NOT NULL,
        sealed BLOB NOT NULL,
        since TEXT NOT NULL,
        CONSTRAINT pk_phone_secret PRIMARY KEY (login)
    )""",
    """CREATE TABLE account_use (
        login TEXT NOT NULL,
        fresh INTEGER NOT NULL,
        seen_at TEXT,
        warned_at TEXT,
        stopped_at TEXT,
        slot TEXT,
        CONSTRAINT pk_account_use PRIMARY KEY (login)
    )""",
    """CREATE TABLE policy (
        id INTEGER NOT NULL,
        signer TEXT,
        content BLOB,
        signature BLOB,
        taken_at TEXT,
        seen TEXT,
        refused TEXT,
        CONSTRAINT pk_policy PRIMARY KEY (id),
        CONSTRAINT only_one CHECK (id = 1)
    )""",
    """CREATE TABLE sealed_draft (
        user TEXT NOT NULL,
        place TEXT NOT NULL,
        box BLOB NOT NULL,
        CONSTRAINT pk_sealed_draft PRIMARY KEY (user, place)
    )""",
    """CREATE TABLE fault_report (
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        lines TEXT NOT NULL,
        CONSTRAINT pk_fault_report PRIMARY KEY (number)
    )""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

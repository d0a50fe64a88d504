"""Tables, indexes and triggers, once; what `migrations` lays down and `verify` expects.

Truth: `revision`, `event` and `attachment` with its parts, append-only. `interview` and `form` are
written once (in a pool an interview row gives way to a later one of the same interview).
Projections, which can be rebuilt: `current_answer`, `interview_list`, `consent`. A pool may meet
two histories of one copied laptop, so there (device, sequence) is indexed, not unique, and two
different revisions may bear one id; attachments do not come to pools.
"""

from typing import Final

from fieldkit.records import InterviewState, Status

SCHEMA_VERSION: Final = 3
APPLICATION_ID: Final = 0x464B4954  # "FKIT"

ERASABLE: Final = ("revision", "event", "attachment", "attachment_part")
HISTORY: Final = (*ERASABLE, "import_batch", "quarantine", "erasure", "erased")
"""Tables whose rows are never changed or taken away, but for an erased interview's."""

TOMBSTONE: Final = "interview.erased"
SEALED: Final = "interview.sealed"

REVISION_COLUMNS: Final = (
    "revision_id, device_id, seq, interview_id, address, status, value, value_type, parents,"
    " actor, reason, wall_utc, wall_offset_minutes, mono_ms, boot_id, prev_hash, hash"
)
EVENT_COLUMNS: Final = (
    "device_id, seq, kind, interview_id, detail,"
    " wall_utc, wall_offset_minutes, mono_ms, boot_id, prev_hash, hash"
)

_TABLES: Final = (
    """CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE device (
        device_id TEXT PRIMARY KEY,
        device_code TEXT NOT NULL,
        public_key BLOB NOT NULL CHECK (length(public_key) = 32),
        is_own INTEGER NOT NULL,
        enrolled_by TEXT NOT NULL DEFAULT '',
        enrolled_seq INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE form (
        form_sha256 TEXT PRIMARY KEY,
        form_id TEXT NOT NULL,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        xform TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE form_file (
        form_sha256 TEXT NOT NULL REFERENCES form,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (form_sha256, name)
    ) STRICT""",
    """CREATE TABLE interview (
        interview_id TEXT PRIMARY KEY,
        case_code TEXT NOT NULL,
        form_id TEXT NOT NULL,
        form_version TEXT NOT NULL,
        form_sha256 TEXT NOT NULL,
        device_id TEXT NOT NULL,
        created_seq INTEGER NOT NULL,
        created_utc TEXT NOT NULL,
        state TEXT NOT NULL CHECK ({state}),
        language TEXT NOT NULL,
        site TEXT NOT NULL,
        updated_utc TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE revision (
        revision_id TEXT NOT NULL,
        device_id TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        interview_id TEXT NOT NULL,
        address TEXT NOT NULL,
        status TEXT NOT NULL CHECK ({status}),
        value TEXT NOT NULL,
        value_type TEXT NOT NULL,
        parents TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL,
        wall_utc TEXT NOT NULL,
        wall_offset_minutes INTEGER NOT NULL,
        mono_ms INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY ({revision_key})
    ) STRICT""",
    """CREATE TABLE event (
        device_id TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        kind TEXT NOT NULL,
        interview_id TEXT NOT NULL,
        detail TEXT NOT NULL,
        wall_utc TEXT NOT NULL,
        wall_offset_minutes INTEGER NOT NULL,
        mono_ms INTEGER NOT NULL,
        boot_id TEXT NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
    ) STRICT""",
    """CREATE TABLE current_answer (
        interview_id TEXT NOT NULL,
        address TEXT NOT NULL,
        status TEXT NOT NULL CHECK ({status} OR status = 'conflict'),
        value TEXT NOT NULL,
        value_type TEXT NOT NULL,
        seq INTEGER NOT NULL,
        device_id TEXT NOT NULL,
        revision_id TEXT NOT NULL,
        PRIMARY KEY (interview_id, address)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE interview_list (
        interview_id TEXT PRIMARY KEY REFERENCES interview,
        case_code TEXT NOT NULL,
        form_id TEXT NOT NULL,
        site TEXT NOT NULL,
        state TEXT NOT NULL,
        language TEXT NOT NULL,
        updated_utc TEXT NOT NULL,
        answered INTEGER NOT NULL,
        conflicts INTEGER NOT NULL,
        position TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE consent (
        interview_id TEXT NOT NULL,
        purpose TEXT NOT NULL,
        state TEXT NOT NULL,
        revision_id TEXT NOT NULL,
        PRIMARY KEY (interview_id, purpose)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE import_batch (
        batch_id TEXT PRIMARY KEY,
        file_sha256 TEXT NOT NULL,
        signer TEXT NOT NULL,
        counts TEXT NOT NULL,
        verdict TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE quarantine (
        row_sha256 TEXT PRIMARY KEY,
        batch_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT""",
    "CREATE {sequence_index} revision_by_device ON revision (device_id, seq)",
    "CREATE {sequence_index} event_by_device ON event (device_id, seq)",
    "CREATE INDEX revision_by_interview ON revision (interview_id)",
    "CREATE INDEX event_by_interview ON event (interview_id)",
    "CREATE {code_index} interview_by_code ON interview (case_code)",
)


def tables(*, pool: bool) -> tuple[str, ...]:
    """The statements that make version 1 of the tables and indexes."""
    words = {
        "revision_key": "revision_id, hash" if pool else "revision_id",
        "sequence_index": "INDEX" if pool else "UNIQUE INDEX",
        "code_index": "INDEX" if pool else "UNIQUE INDEX",
        "status": _one_of("status", tuple(Status)),
        "state": _one_of("state", ("draft", "finished", "declined")),
    }
    made = list(_TABLES)
    for word, text in words.items():
        made = [statement.replace("{" + word + "}", text) for statement in made]
    return tuple(made)


def second_version(*, pool: bool) -> tuple[str, ...]:
    """The statements that bring version 1 to version 2: erasure, and its states of an interview.

    A check on a column cannot be changed: the table is made anew and filled from the old one.
    """
    made = next(t for t in tables(pool=pool) if t.startswith("CREATE TABLE interview ("))
    before = _one_of("state", ("draft", "finished", "declined"))
    after = _one_of("state", tuple(InterviewState))
    anew = made.replace("TABLE interview (", "TABLE interview_anew (").replace(before, after)
    return (
        anew,
        "INSERT INTO interview_anew SELECT * FROM interview",
        "DROP TABLE interview",
        "ALTER TABLE interview_anew RENAME TO interview",
        f"CREATE {'INDEX' if pool else 'UNIQUE INDEX'} interview_by_code ON interview (case_code)",
        """CREATE TABLE erasure (
            interview_id TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            wall_utc TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE erased (
            device_id TEXT NOT NULL,
            seq INTEGER NOT NULL,
            prev_hash BLOB NOT NULL,
            hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
        ) STRICT, WITHOUT ROWID""",
    )


def third_version() -> tuple[str, ...]:
    """The statements that bring version 2 to version 3: attachments, their content in parts."""
    return (
        """CREATE TABLE attachment (
            interview_id TEXT NOT NULL,
            name TEXT NOT NULL,
            attachment_id TEXT NOT NULL UNIQUE,
            media_type TEXT NOT NULL,
            n_bytes INTEGER NOT NULL CHECK (n_bytes > 0),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            is_cleaned INTEGER NOT NULL CHECK (is_cleaned = 0 OR is_cleaned = 1),
            added_utc TEXT NOT NULL,
            PRIMARY KEY (interview_id, name)
        ) STRICT""",
        """CREATE TABLE attachment_part (
            attachment_id TEXT NOT NULL,
            part INTEGER NOT NULL CHECK (part >= 0),
            content BLOB NOT NULL,
            PRIMARY KEY (attachment_id, part)
        ) STRICT""",
    )


def triggers() -> dict[str, str]:
    """Name and statement of every trigger; they must be there, word for word, in an open store."""
    return {
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()}"
        f" BEFORE {verb} ON {table}{_unless_erased(table, verb)}"
        " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        for table in HISTORY
        for verb in ("UPDATE", "DELETE")
    }


def _unless_erased(table: str, verb: str) -> str:
    """What an erasure that stands in the history covers may go; its tombstone may not."""
    if table not in ERASABLE or verb != "DELETE":
        return ""
    stays = f"OLD.kind IN ('{TOMBSTONE}', '{SEALED}') OR " if table == "event" else ""
    covered = "EXISTS (SELECT 1 FROM erasure WHERE interview_id = OLD.interview_id)"
    if table == "attachment_part":
        covered = (
            "EXISTS (SELECT 1 FROM attachment JOIN erasure USING (interview_id)"
            " WHERE attachment_id = OLD.attachment_id)"
        )
    return f" WHEN {stays}NOT {covered}"


def _one_of(column: str, words: tuple[str, ...]) -> str:
    """A check that a column holds one of our words.

    Not `IN (...)`: for that SQLite builds a table in memory at each insert: 155 us instead of 34 a
    row, since cipher_memory_security locks every allocation.
    """
    return " OR ".join(f"{column} = '{word}'" for word in words)

"""The error tree: what failed, as a code with safe slots; sentences live in `wording`, never here.

`Known` is the world's fault (wrong key, full disk, not our workbook) and can be shown and
retried; `Bug` is ours. Slots hold numbers, ids, sheet, row, column and names of questions: never
an answer.
"""

from collections.abc import Sequence
from enum import StrEnum

Slot = str | int | tuple[str, ...]


class Kind(StrEnum):
    """The closed set that scripts may rely on in `{"error": {"kind": ...}}`."""

    CYCLE = "cycle"
    REFERENCE = "reference"
    SYNTAX = "syntax"
    TYPE = "type"
    STRUCTURE = "structure"
    FILE = "file"
    KEY = "key"
    DAMAGED = "damaged"
    STORAGE = "storage"
    BUSY = "busy"
    WORKSPACE = "workspace"
    INTERVIEW = "interview"
    RULESET = "ruleset"
    DATA = "data"
    WORKBOOK = "workbook"
    POOL = "pool"
    USAGE = "usage"
    INTERNAL = "internal"


class Code(StrEnum):
    """Every error code; its text is in `wording`, its kind in `KIND_OF`."""

    # Forms
    FORM_CYCLE = "form.cycle"
    FORM_REFERENCE = "form.reference"
    FORM_SYNTAX = "form.syntax"
    FORM_FUNCTION = "form.function"
    FORM_ARITY = "form.arity"
    FORM_TYPE = "form.type"
    FORM_STRUCTURE = "form.structure"
    FORM_FILE = "form.file"
    FORM_FILE_MISSING = "form.file_missing"
    FORM_WORKBOOK = "form.workbook"
    FORM_COLUMN = "form.column"
    FORM_UNSUPPORTED = "form.unsupported"
    # Interviews
    INTERVIEW_UNKNOWN = "interview.unknown"
    INTERVIEW_FINISHED = "interview.finished"
    INTERVIEW_ERASED = "interview.erased"
    INTERVIEW_NOT_READY = "interview.not_ready"
    CONSENT_PURPOSE = "consent.purpose"
    INTERVIEW_REF = "interview.ref"
    SCRIPT_BROKEN = "script.broken"
    SUBMISSION_FOREIGN = "submission.foreign"
    SUBMISSION_BROKEN = "submission.broken"
    # Keys and the store
    KEY_WRONG_PASSPHRASE = "key.wrong_passphrase"
    KEY_NO_PASSPHRASE = "key.no_passphrase"
    KEY_DEVICE_MISSING = "key.device_missing"
    KEY_MEMORY = "key.memory"
    KEY_IDENTITY = "key.identity"
    KEY_RECIPIENT = "key.recipient"
    KEY_UNPROVEN = "key.unproven"
    KEY_WEAK = "key.weak"
    KEY_FILE_MISSING = "key.file_missing"
    KEY_FILE_DAMAGED = "key.file_damaged"
    WORKSPACE_EXISTS = "workspace.exists"
    WORKSPACE_MISSING = "workspace.missing"
    WORKSPACE_FOREIGN = "workspace.foreign"
    WORKSPACE_NEWER = "workspace.newer"
    WORKSPACE_BUSY = "workspace.busy"
    WORKSPACE_KIND = "workspace.kind"
    WORKSPACE_PLACE = "workspace.place"
    STORE_DAMAGED = "store.damaged"
    STORE_ROLLED_BACK = "store.rolled_back"
    STORE_FULL = "store.full"
    STORE_FAILED = "store.failed"
    STORE_UNSAFE = "store.unsafe"
    BACKUP_FOREIGN = "backup.foreign"
    BACKUP_DAMAGED = "backup.damaged"
    # Pictures, sound and files
    MEDIA_DAMAGED = "media.damaged"
    MEDIA_UNCLEANED = "media.uncleaned"
    MEDIA_TOO_LARGE = "media.too_large"
    MEDIA_KIND = "media.kind"
    ATTACHMENT_UNKNOWN = "attachment.unknown"
    # Rulesets and data
    RULESET_UNKNOWN = "ruleset.unknown"
    RULESET_BROKEN = "ruleset.broken"
    INDICATOR_UNKNOWN = "indicator.unknown"
    DATA_CELL = "data.cell"
    DATA_TABLE = "data.table"
    # Workbooks and pools
    FILE_MISSING = "file.missing"
    FILE_UNWRITABLE = "file.unwritable"
    FILE_EXISTS = "file.exists"
    FILE_FULL = "file.full"
    WORKBOOK_FOREIGN = "workbook.foreign"
    WORKBOOK_DANGEROUS = "workbook.dangerous"
    WORKBOOK_DAMAGED = "workbook.damaged"
    WORKBOOK_SEALED = "workbook.sealed"
    WORKBOOK_RECIPIENT = "workbook.recipient"
    WORKBOOK_VALUE = "workbook.value"
    POOL_VARIABLE = "pool.variable"
    POOL_EMPTY = "pool.empty"
    ENGINE_MISSING = "engine.missing"
    # Use
    USAGE_WRONG = "usage.wrong"
    BUG = "bug"


KIND_OF: dict[Code, Kind] = {
    Code.FORM_CYCLE: Kind.CYCLE,
    Code.FORM_REFERENCE: Kind.REFERENCE,
    Code.FORM_SYNTAX: Kind.SYNTAX,
    Code.FORM_FUNCTION: Kind.SYNTAX,
    Code.FORM_ARITY: Kind.TYPE,
    Code.FORM_TYPE: Kind.TYPE,
    Code.FORM_STRUCTURE: Kind.STRUCTURE,
    Code.FORM_FILE: Kind.FILE,
    Code.FORM_FILE_MISSING: Kind.FILE,
    Code.FORM_WORKBOOK: Kind.FILE,
    Code.FORM_COLUMN: Kind.STRUCTURE,
    Code.FORM_UNSUPPORTED: Kind.STRUCTURE,
    Code.INTERVIEW_UNKNOWN: Kind.INTERVIEW,
    Code.INTERVIEW_FINISHED: Kind.INTERVIEW,
    Code.INTERVIEW_ERASED: Kind.INTERVIEW,
    Code.INTERVIEW_NOT_READY: Kind.INTERVIEW,
    Code.CONSENT_PURPOSE: Kind.INTERVIEW,
    Code.INTERVIEW_REF: Kind.REFERENCE,
    Code.SCRIPT_BROKEN: Kind.DATA,
    Code.SUBMISSION_FOREIGN: Kind.DATA,
    Code.SUBMISSION_BROKEN: Kind.DATA,
    Code.KEY_WRONG_PASSPHRASE: Kind.KEY,
    Code.KEY_NO_PASSPHRASE: Kind.KEY,
    Code.KEY_DEVICE_MISSING: Kind.KEY,
    Code.KEY_MEMORY: Kind.KEY,
    Code.KEY_IDENTITY: Kind.KEY,
    Code.KEY_RECIPIENT: Kind.KEY,
    Code.KEY_UNPROVEN: Kind.KEY,
    Code.KEY_WEAK: Kind.KEY,
    Code.KEY_FILE_MISSING: Kind.KEY,
    Code.KEY_FILE_DAMAGED: Kind.DAMAGED,
    Code.WORKSPACE_EXISTS: Kind.WORKSPACE,
    Code.WORKSPACE_MISSING: Kind.WORKSPACE,
    Code.WORKSPACE_FOREIGN: Kind.WORKSPACE,
    Code.WORKSPACE_NEWER: Kind.WORKSPACE,
    Code.WORKSPACE_BUSY: Kind.BUSY,
    Code.WORKSPACE_KIND: Kind.WORKSPACE,
    Code.WORKSPACE_PLACE: Kind.WORKSPACE,
    Code.STORE_DAMAGED: Kind.DAMAGED,
    Code.STORE_ROLLED_BACK: Kind.DAMAGED,
    Code.STORE_FULL: Kind.STORAGE,
    Code.STORE_FAILED: Kind.STORAGE,
    Code.STORE_UNSAFE: Kind.INTERNAL,
    Code.BACKUP_FOREIGN: Kind.WORKSPACE,
    Code.BACKUP_DAMAGED: Kind.DAMAGED,
    Code.MEDIA_DAMAGED: Kind.FILE,
    Code.MEDIA_UNCLEANED: Kind.FILE,
    Code.MEDIA_TOO_LARGE: Kind.FILE,
    Code.MEDIA_KIND: Kind.FILE,
    Code.ATTACHMENT_UNKNOWN: Kind.INTERVIEW,
    Code.RULESET_UNKNOWN: Kind.RULESET,
    Code.RULESET_BROKEN: Kind.RULESET,
    Code.INDICATOR_UNKNOWN: Kind.RULESET,
    Code.DATA_CELL: Kind.DATA,
    Code.DATA_TABLE: Kind.DATA,
    Code.FILE_MISSING: Kind.FILE,
    Code.FILE_UNWRITABLE: Kind.FILE,
    Code.FILE_EXISTS: Kind.FILE,
    Code.FILE_FULL: Kind.STORAGE,
    Code.WORKBOOK_FOREIGN: Kind.WORKBOOK,
    Code.WORKBOOK_DANGEROUS: Kind.WORKBOOK,
    Code.WORKBOOK_DAMAGED: Kind.WORKBOOK,
    Code.WORKBOOK_SEALED: Kind.WORKBOOK,
    Code.WORKBOOK_RECIPIENT: Kind.WORKBOOK,
    Code.WORKBOOK_VALUE: Kind.WORKBOOK,
    Code.POOL_VARIABLE: Kind.POOL,
    Code.POOL_EMPTY: Kind.POOL,
    Code.ENGINE_MISSING: Kind.POOL,
    Code.USAGE_WRONG: Kind.USAGE,
    Code.BUG: Kind.INTERNAL,
}


class FieldkitError(Exception):
    """Base of the tree: a code and its slots; the text of the exception is the code alone."""

    def __init__(self, code: Code, **slots: Slot) -> None:
        super().__init__(code.value)
        self.code = code
        self.slots: dict[str, Slot] = slots

    @property
    def kind(self) -> Kind:
        """The closed-set kind of this error's code."""
        return KIND_OF[self.code]


class Known(FieldkitError):
    """The world is at fault and the person can act: shown and retried, never a crash report.

    `also` holds what else is wrong where several things were found at once, as in a form.
    """

    also: tuple["Known", ...] = ()


class Bug(FieldkitError):
    """We are at fault; ends in the crash path with the tree intact in memory."""

    def __init__(self, code: Code = Code.BUG, **slots: Slot) -> None:
        super().__init__(code, **slots)


def refuse(problems: Sequence[Known]) -> None:
    """Raise the first of the problems, the rest in its `also`; none is no refusal."""
    if problems:
        first, *rest = problems
        first.also = tuple(rest)
        raise first

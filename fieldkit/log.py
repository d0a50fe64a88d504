"""The only logging set-up, and what a crash may leave behind: event names, frames, no memory.

No sentence, no exception text and no answer can enter: events come from one enum, fields from an
allow-list and in the shape of a code or a number, exceptions are logged as type and frames, and
records and warnings of other libraries are cut to their logger's name or their class.
"""

import contextlib
import logging
import re
import sys
import threading
import traceback
import warnings
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

_FIELDS: Final = frozenset(
    {"interview", "device", "form", "ruleset", "seq", "n", "ms", "code", "kind", "version", "files"}
)
# Ids, codes, versions, names of classes; blanks and other alphabets do not fit.
_VALUE: Final = re.compile(r"[A-Za-z0-9_.:+-]{0,80}", re.ASCII)
_PR_SET_DUMPABLE: Final = 4
_ours = logging.getLogger("fieldkit")


class Happening(StrEnum):
    """Every event that may be logged."""

    STARTED = "program.started"
    STOPPED = "program.stopped"
    OPENED = "workspace.opened"
    LOCKED = "workspace.locked"
    SAVED = "answer.saved"
    SAVE_FAILED = "answer.save_failed"
    FINISHED = "interview.finished"
    EXPORTED = "export.written"
    POOLED = "pool.merged"
    FAILED = "job.failed"
    WARNED = "library.warned"
    CRASHED = "program.crashed"


def event(happening: Happening, level: int = logging.INFO, **fields: str | int) -> None:
    """Log one event; raises ValueError for a field that is not on the allow-list, or no code."""
    if fields.keys() - _FIELDS or not all(_VALUE.fullmatch(str(v)) for v in fields.values()):
        raise ValueError("field not allowed in the log")
    tail = "".join(f" {name}={fields[name]}" for name in sorted(fields))
    _ours.log(level, "%s%s", happening.value, tail)


def failure(happening: Happening, error: BaseException) -> None:
    """Log an exception as its type and frames: never its message, never local values."""
    _ours.error("%s %s", happening.value, describe(error))


def describe(error: BaseException) -> str:
    """Type and frames of an exception and of its causes, free of values: safe to keep and show."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < 8:
        frames = traceback.extract_tb(current.__traceback__)
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in reversed(frames))
        parts.append(f"{type(current).__module__}.{type(current).__qualname__} [{where}]")
        current = current.__cause__ or current.__context__
    return " caused by ".join(parts)


def to_file(path: Path) -> None:
    """Write our events to a rotating file; other libraries' records lose their text."""
    handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(_cut_foreign)
    root = logging.getLogger()
    root.addHandler(handler)
    _ours.setLevel(logging.INFO)


def catch_crashes() -> None:
    """Send uncaught exceptions of every thread, and warnings, to the log, without their texts.

    Qt's slots and overrides end in the first of these hooks too.
    """
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning
    # What logging itself says of a failed or homeless record quotes the record.
    logging.raiseExceptions = False
    logging.lastResort = None


def forbid_core_dumps() -> None:
    """Keep a crash from writing memory, and so answers and keys, to disk; POSIX only.

    The limit alone is not enough on Linux: a kernel that pipes core files to a program (as
    systemd's) ignores a limit of zero, core(5). Such a process asks to be no source of dumps.
    """
    if sys.platform == "win32":
        return
    import resource

    # Lowering the soft limit alone would leave it to be raised again by any library.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _cut_foreign(record: logging.LogRecord) -> bool:
    if record.name != "fieldkit":
        record.msg, record.args, record.exc_info = record.name, (), None
        record.exc_text = record.stack_info = None
    return True


def _on_crash(
    _type: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    failure(Happening.CRASHED, error)
    sys.stderr.write(f"fieldkit stopped: {describe(error)}\n")


def _on_thread_crash(caught: threading.ExceptHookArgs) -> None:
    if caught.exc_value is not None:
        failure(Happening.CRASHED, caught.exc_value)


def _on_warning(
    message: Warning | str,  # noqa: ARG001 - names and order are the hook's
    category: type[Warning],
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    _ours.warning("%s kind=%s", Happening.WARNED.value, category.__name__)


def _on_unraisable(caught: "sys.UnraisableHookArgs") -> None:
    if caught.exc_value is not None:
        failure(Happening.CRASHED, caught.exc_value)

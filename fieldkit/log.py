"""The only logging set-up: event names, allowed fields, a file handler and the exception hooks.

No sentence, no exception text and no answer can enter: events come from one enum, fields from an
allow-list, exceptions are logged as type and frames, and records of other libraries are cut to
their logger's name and level.
"""

import logging
import sys
import threading
import traceback
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

_FIELDS: Final = frozenset(
    {"interview", "device", "form", "ruleset", "seq", "n", "ms", "code", "kind", "version", "files"}
)
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
    CRASHED = "program.crashed"


def event(happening: Happening, level: int = logging.INFO, **fields: str | int) -> None:
    """Log one event; raises ValueError for a field that is not on the allow-list."""
    unknown = fields.keys() - _FIELDS
    if unknown:
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
    """Send uncaught exceptions of every thread to the log, without their texts."""
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    sys.unraisablehook = _on_unraisable


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


def _on_unraisable(caught: "sys.UnraisableHookArgs") -> None:
    if caught.exc_value is not None:
        failure(Happening.CRASHED, caught.exc_value)

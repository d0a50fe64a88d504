"""Starting the reading child and believing nothing that it says.

The child may abort, hang, eat memory or lie; each ends here as one typed error, and the program
that asked lives on.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from fieldkit.dataset.sheets import LONGEST_TEXT, MOST_COLUMNS, MOST_ROWS, shown
from fieldkit.errors import Code, Known

ReadSheet = Mapping[int, tuple[str, ...]]
"""The rows of a sheet that are not blank, by their number from 1, as shown texts."""

WALL_SECONDS: Final = 60.0

_LAST_WORDS_SECONDS: Final = 0.5  # for the system to say how the child ended
_LARGEST_ANSWER: Final = 768 * 2**20
_LONGEST_LINE: Final = 64 * 2**20
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would flash a console
_MODULE: Final = "fieldkit.dataset.reader_process"
_ROOT: Final = Path(__file__).resolve().parents[2]
# What an interpreter needs to start on each system; nothing else of ours goes to the child.
_KEPT: Final = ("SYSTEMROOT", "PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def read_sheets(data: bytes, *, wall_seconds: float = WALL_SECONDS) -> Mapping[str, ReadSheet]:
    """Every sheet of a workbook that the guard let pass, by name.

    Raises `WORKBOOK_DAMAGED` when calamine refuses it, `WORKBOOK_DANGEROUS` when reading it breaks
    a limit or ends the child; `detail` says which.
    """
    child = subprocess.Popen(  # noqa: S603 - fixed words, no shell
        [sys.executable, "-P", "-X", "utf8", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=_NO_WINDOW,
    )
    is_late = threading.Event()
    timer = threading.Timer(wall_seconds, _stop, (child, is_late))
    timer.daemon = True
    feeder = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
    timer.start()
    feeder.start()
    try:
        return _sheets(_lines(child.stdout))
    except _Cut:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_LAST_WORDS_SECONDS)
        raise Known(Code.WORKBOOK_DANGEROUS, detail=_how(is_late, child.returncode)) from None
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        feeder.join()
        if child.stdout:
            child.stdout.close()


class _Cut(Exception):  # noqa: N818 - the answer ended too early; no error of its own
    pass


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT)}


def _stop(child: "subprocess.Popen[bytes]", is_late: threading.Event) -> None:
    is_late.set()
    child.kill()


def _feed(stdin: IO[bytes] | None, data: bytes) -> None:
    if stdin is None:
        return
    try:
        stdin.write(data)
        stdin.close()
    except OSError:
        return  # the child is gone; its silence is noticed where its answer is read


def _how(is_late: threading.Event, status: int | None) -> str:
    if is_late.is_set():
        return "time"
    return f"reader ended {status}" if status else "answer of the reader"


def _lines(stdout: IO[bytes] | None) -> Iterator[bytes]:
    total = 0
    while stdout is not None:
        line = stdout.readline(_LONGEST_LINE)
        total += len(line)
        if not line.endswith(b"\n") or total > _LARGEST_ANSWER:
            raise _Cut
        yield line


def _sheets(lines: Iterator[bytes]) -> Mapping[str, ReadSheet]:
    sheets: dict[str, dict[int, tuple[str, ...]]] = {}
    rows: dict[int, tuple[str, ...]] | None = None
    for line in lines:
        match _value(line):
            case ["sheet", str(name)] if name not in sheets:
                rows = sheets[name] = {}
            case [int(number), list(cells)] if rows is not None and 0 < number <= MOST_ROWS:
                rows[number] = tuple(map(_shown, cells[:MOST_COLUMNS]))
            case ["end"]:
                return sheets
            case ["failed", "MemoryError"]:
                raise Known(Code.WORKBOOK_DANGEROUS, detail="memory")
            case ["failed", "PanicException"]:
                raise Known(Code.WORKBOOK_DANGEROUS, detail="reader failed")
            case ["failed", str()]:
                raise Known(Code.WORKBOOK_DAMAGED, detail="unreadable")
            case _:
                raise _Cut
    raise _Cut


def _value(line: bytes) -> object:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        raise _Cut from None
    return value


def _shown(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case str():
            if len(cell) > LONGEST_TEXT:
                raise _Cut
            return cell
        case int() | float():
            return shown(cell)
        case {"date": str(text)}:
            return text.removesuffix("T00:00:00")
        case _:
            raise _Cut

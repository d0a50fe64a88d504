"""The child that lets calamine read a foreign workbook: bounded, alone, and expendable.

A small file can make a reader abort the whole process, so this module runs as one of its own:
workbook on standard input, JSON lines on standard output, the exit status says whether the last
line was the end. It imports nothing of the project, so that it starts quickly and holds nothing.

Lines: `["sheet", name]`, then for each row `[number, cells]`, blank rows left out; cells are text,
number, true or false, null, or `{"date": iso}`; `["end"]` at last, or `["failed", word]`.
"""

import contextlib
import io
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST_MEMORY: Final = 2**30
LONGEST_CPU_SECONDS: Final = 50

_MOST_SHEETS: Final = 250

Cell = str | float | int | bool | dict[str, str] | None


def main() -> None:
    """Read standard input, answer on standard output, and leave without clean-up."""
    limit()
    out = sys.stdout
    try:
        for line in answer(sys.stdin.buffer.read()):
            out.write(json.dumps(line, ensure_ascii=True, allow_nan=False, separators=(",", ":")))
            out.write("\n")
        out.write('["end"]\n')
    except BaseException as error:  # noqa: BLE001 - calamine's panics are no Exceptions
        # The word is a class name: the text of the error may hold a cell.
        out.write(json.dumps(["failed", type(error).__name__]) + "\n")
    with contextlib.suppress(OSError):
        out.flush()


def limit() -> None:
    """Bound memory, processor time and core files of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's wall time is the only bound there
        return
    _lower(resource, resource.RLIMIT_AS, LARGEST_MEMORY)
    _lower(resource, resource.RLIMIT_CPU, LONGEST_CPU_SECONDS)
    _lower(resource, resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        import ctypes

        # Where core files go to a program, the limit does not count: be no source of dumps.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE


def _lower(resource: ModuleType, which: int, to: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard == resource.RLIM_INFINITY or hard > to:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (to, to))


def answer(data: bytes) -> Iterator[list[object]]:
    """Every row of every sheet as JSON values; raises whatever calamine raises."""
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(data))
    for name in book.sheet_names[:_MOST_SHEETS]:
        yield ["sheet", name]
        yield from _rows(book, name)


def _rows(book: "CalamineWorkbook", name: str) -> Iterator[list[object]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return
    # Rows come with what is blank above them, but without what is blank at their left.
    left: list[Cell] = [None] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(value != "" for value in row):
            yield [number, left + [_cell(value) for value in row]]


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not finite")
        return value
    if isinstance(value, datetime | date | time):
        return {"date": value.isoformat()}
    if isinstance(value, timedelta):
        return {"date": f"PT{value.total_seconds()}S"}
    raise TypeError("unknown cell")


if __name__ == "__main__":
    main()

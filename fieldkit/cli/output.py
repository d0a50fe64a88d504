"""What commands print: results on stdout, as one JSON document or as text; the rest on stderr."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from fieldkit import wording
from fieldkit.errors import FieldkitError
from fieldkit.services.leaving import Left


def print_json(result: object) -> None:
    """Print one JSON document in UTF-8."""
    sys.stdout.write(json.dumps(plain(result), ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def print_json_list(head: Mapping[str, object], name: str, entries: Iterable[object]) -> None:
    """Print one JSON document that ends in a list, an entry at a time.

    What it prints is what `print_json` would; the memory that it needs is that of one entry.
    """
    opening = json.dumps(plain({**head, name: []}), ensure_ascii=False, indent=1)
    sys.stdout.write(opening.removesuffix("]\n}"))
    between, end = "\n  ", "]\n}\n"
    for entry in entries:
        text = json.dumps(plain(entry), ensure_ascii=False, indent=1)
        # A line end inside a text is written \\n: only those of the layout are moved.
        sys.stdout.write(between + text.replace("\n", "\n  "))
        between, end = ",\n  ", "\n ]\n}\n"
    sys.stdout.write(end)
    sys.stdout.flush()


def print_line(result: Mapping[str, object]) -> None:
    """Print one JSON object on one line and flush it, for whoever reads along."""
    sys.stdout.write(json.dumps(plain(result), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_error(error: FieldkitError, *, as_json: bool, on_one_line: bool = False) -> None:
    """Say what went wrong: as the contract's object on stdout, and always in words on stderr.

    `on_one_line` is for a command whose results are lines, each a JSON object.
    """
    if as_json:
        say = print_line if on_one_line else print_json
        say({"error": error_json(error)})
    note(f"{wording.sentence(error)} [{error.code.value}]")


def error_json(error: FieldkitError) -> Mapping[str, object]:
    """An error as scripts read it."""
    return {
        "kind": error.kind.value,
        "code": error.code.value,
        "message": wording.sentence(error),
        "where": wording.where(error),
    }


def say_left(left: Left, *, as_json: bool) -> None:
    """Say what left the store as a file."""
    if as_json:
        print_json(left)
    else:
        print_text(f"{left.what} written to {left.file}; cases: {left.cases}")
    note_left(left, with_name=False)


def note_left(left: Left, *, with_name: bool = True) -> None:
    """Warn of a clear file, beside the result."""
    if with_name:
        note(f"{left.what} written to {left.file}; cases: {left.cases}")
    if not left.sealed:
        note("The file is in clear: anybody who gets it can read it.")


def give_up() -> None:
    """Let the program end in silence when whoever read along has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """A message to the person at the keyboard, beside the result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def print_text(text: str = "") -> None:
    """One line of a result for people."""
    sys.stdout.write(text + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table in columns; numbers to the right, nothing cut off, None as a dash."""
    texts = [[_cell(value) for value in row] for row in rows]
    kinds = [[isinstance(value, int | float) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
    print_text("  ".join(name.ljust(width) for name, width in zip(columns, widths, strict=True)))
    print_text("  ".join("-" * width for width in widths))
    for row, numeric in zip(texts, kinds, strict=True):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        print_text("  ".join(cells).rstrip())


def plain(value: object) -> object:
    """Dataclasses, enums and tuples as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def fields(report: object) -> dict[str, object]:
    """The fields of a dataclass as JSON values, for a document that has more beside them."""
    told = plain(report)
    return told if isinstance(told, dict) else {}


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)

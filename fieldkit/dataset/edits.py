"""Readable sheets as they came back against what was written: every changed cell is listed.

Rows are found by their key columns and columns by their headings, so that sorting, filtering and
moving columns in Excel are no edits.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fieldkit.dataset.child import ReadSheet
from fieldkit.dataset.manifest import SheetSeal, row_hash
from fieldkit.dataset.payload import EditKind, Part, SheetEdit, WrittenRow, damaged
from fieldkit.dataset.sheets import Role
from fieldkit.records import Address

_HEADER_ROW: Final = 1
_KEYED = re.compile(r"\[[^\]]*\]")


def sheet_edits(
    seals: Mapping[str, SheetSeal], written: Iterable[WrittenRow], sheets: Mapping[str, ReadSheet]
) -> tuple[SheetEdit, ...]:
    """Every difference of the data sheets, in their order.

    Raises `WORKBOOK_DAMAGED` when the rows as written are not those that the manifest hashed.
    """
    by_sheet: dict[str, list[WrittenRow]] = {name: [] for name in seals}
    for row in written:
        if row.sheet not in by_sheet or len(row.cells) != len(seals[row.sheet].columns):
            raise damaged(Part.CELLS)
        by_sheet[row.sheet].append(row)
    edits: list[SheetEdit] = []
    for name, rows in by_sheet.items():
        if [row_hash(row.cells) for row in rows] != list(seals[name].rows):
            raise damaged(Part.CELLS)
        if name in sheets:
            edits += _compare(name, seals[name], rows, sheets[name])
        else:
            edits.append(SheetEdit(name, 0, "", name, "", EditKind.SHEET_MISSING))
    return tuple(edits)


def _compare(
    name: str, seal: SheetSeal, written: list[WrittenRow], found: ReadSheet
) -> Iterator[SheetEdit]:
    heading = found.get(_HEADER_ROW, ())
    places = {text: at for at, text in reversed(list(enumerate(heading)))}
    names = [column[0] for column in seal.columns]
    for column in names:
        if column not in places:
            yield SheetEdit(name, _HEADER_ROW, column, column, "", EditKind.COLUMN_MISSING)
    keys = [at for at, column in enumerate(seal.columns) if column[1] == Role.KEY]
    if any(names[at] not in places for at in keys):
        return
    is_in_place = list(heading) == names
    rows = _by_key(found, [places[names[at]] for at in keys])
    seen: set[int] = set()
    for number, row in enumerate(written, start=_HEADER_ROW + 1):
        at = next(iter(rows.get(tuple(row.cells[key] for key in keys), ())), 0)
        seen.add(at)
        if not at:
            yield SheetEdit(
                name, number, "", "", "", EditKind.ROW_MISSING, row.interview_id, row.address
            )
        elif not (is_in_place and found[at] == row.cells):
            yield from _cells(name, seal, row, at, found[at], places)
    yield from _added(name, names, heading, found, seen)


def _by_key(found: ReadSheet, places: list[int]) -> Mapping[tuple[str, ...], list[int]]:
    rows: dict[tuple[str, ...], list[int]] = {}
    for number, cells in found.items():
        if number != _HEADER_ROW:
            key = tuple(_at(cells, place) for place in places)
            rows.setdefault(key, []).append(number)
    return rows


def _cells(
    name: str,
    seal: SheetSeal,
    row: WrittenRow,
    number: int,
    cells: tuple[str, ...],
    places: Mapping[str, int],
) -> Iterator[SheetEdit]:
    for (column, role, pattern), before in zip(seal.columns, row.cells, strict=True):
        after = _at(cells, places[column]) if column in places else before
        if after != before:
            is_answer = role in (Role.VALUE, Role.STATUS)
            address = _address(row.address, pattern) if is_answer else Address("")
            yield SheetEdit(
                name, number, column, before, after, EditKind.CELL, row.interview_id, address
            )


def _added(
    name: str, names: list[str], heading: tuple[str, ...], found: ReadSheet, seen: set[int]
) -> Iterator[SheetEdit]:
    surplus = Counter(text for text in heading if text) - Counter(names)
    for column in surplus:
        yield SheetEdit(name, _HEADER_ROW, column, "", column, EditKind.COLUMN_ADDED)
    for number in sorted(found.keys() - seen - {_HEADER_ROW}):
        yield SheetEdit(name, number, "", "", "", EditKind.ROW_ADDED)


def _at(cells: tuple[str, ...], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _address(of_row: Address, pattern: str) -> Address:
    """The question's address: the instance's, then what the pattern has below it."""
    below = pattern.removeprefix(_KEYED.sub("", of_row))
    return Address(of_row + below) if pattern else Address("")

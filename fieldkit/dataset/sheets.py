"""A sheet as plain values: columns with their roles, rows with their keys, cells that Excel keeps.

What is written and what is read back are compared as `shown` texts, so that a number stored by
another program as text, or a date in another format, is no edit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.records import Address

CellValue = str | int | float | date | None

LONGEST_TEXT: Final = 32_767  # UTF-16 units; Excel's limit of one cell
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384

# Lone surrogates are not characters; XML has no way to say the last two of the plane.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Role(StrEnum):
    """What a column holds."""

    KEY = "key"  # names the row; several together
    FACT = "fact"  # of the interview or the repeat instance
    VALUE = "value"
    STATUS = "status"  # why a value is blank; see `flatten.Reply`
    LABEL = "label"  # words of a choice
    INDICATOR = "indicator"
    SCORE = "score"
    TEXT = "text"  # of sheets that only explain


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `pattern` is the ref pattern of the question it shows, "" for others."""

    name: str
    role: Role
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `address` is the repeat instance it shows, or the root of the interview."""

    interview_id: str
    address: Address
    cells: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One readable sheet; `is_data` says that its cells are compared when it comes back."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_data: bool = True
    has_header: bool = True


def shown(value: CellValue) -> str:
    """The text by which a cell is compared and listed.

    Numbers have 15 digits, which is what programs agree on: a 16th may change on saving.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def check(sheets: Iterable[Sheet]) -> None:
    """Refuse, before anything is written, what a workbook cannot hold exactly.

    Raises `WORKBOOK_VALUE` with sheet, row and column: a text over 32,767 UTF-16 units, a lone
    surrogate, U+FFFE or U+FFFF, a number that is not finite, too many rows or columns.
    """
    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS or len(sheet.columns) > MOST_COLUMNS:
            raise Known(Code.WORKBOOK_VALUE, sheet=sheet.name, row=len(sheet.rows), column="")
        for at, row in enumerate(sheet.rows, start=2 if sheet.has_header else 1):
            for column, value in zip(sheet.columns, row.cells, strict=True):
                if not _fits(value):
                    raise Known(Code.WORKBOOK_VALUE, sheet=sheet.name, row=at, column=column.name)


def _fits(value: CellValue) -> bool:
    if isinstance(value, str):
        if _UNWRITABLE.search(value):
            return False
        # Characters outside the basic plane count twice; only long texts need counting.
        return len(value) * 2 <= LONGEST_TEXT or len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    if isinstance(value, float):
        return value - value == 0
    return True

"""Plain tables as the bytes of an .xlsx: scores, comparisons, coding; carries no records."""

from collections.abc import Mapping, Sequence

from fieldkit.dataset import sheets
from fieldkit.dataset.sheets import CellValue, Column, Role, Row, Sheet
from fieldkit.dataset.workbook_write import readable_workbook
from fieldkit.records import Address


def table_workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> bytes:
    """A workbook of one table; raises as `tables_workbook`."""
    return tables_workbook({name: (columns, rows)})


def tables_workbook(
    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[CellValue]]]],
    *,
    is_practice: bool = False,
) -> bytes:
    """A sheet for each table: name → columns and rows; sheets of long texts wrap their cells.

    Raises WORKBOOK_VALUE with sheet, row and column for what a cell cannot hold.
    """
    made = tuple(
        Sheet(
            name,
            tuple(Column(column, Role.TEXT) for column in columns),
            tuple(Row("", Address(""), tuple(row)) for row in rows),
            is_data=not _has_long_texts(rows),
        )
        for name, (columns, rows) in tables.items()
    )
    sheets.check(made)
    return readable_workbook(made, is_practice=is_practice)


def _has_long_texts(rows: Sequence[Sequence[CellValue]]) -> bool:
    return any(isinstance(cell, str) and "\n" in cell for row in rows for cell in row)

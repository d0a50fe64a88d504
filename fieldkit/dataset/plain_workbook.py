"""One plain table as the bytes of an .xlsx: for scores of pre-coded data; carries no records."""

from collections.abc import Sequence

from fieldkit.dataset import sheets
from fieldkit.dataset.sheets import CellValue, Column, Role, Row, Sheet
from fieldkit.dataset.workbook_write import readable_workbook
from fieldkit.records import Address


def table_workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> bytes:
    """The workbook; WORKBOOK_VALUE with sheet, row and column for what a cell cannot hold."""
    sheet = Sheet(
        name,
        tuple(Column(column, Role.TEXT) for column in columns),
        tuple(Row("", Address(""), tuple(row)) for row in rows),
    )
    sheets.check((sheet,))
    return readable_workbook((sheet,))

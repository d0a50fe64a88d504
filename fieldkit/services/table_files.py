"""Plain tables as the bytes of .csv, .xlsx or .parquet."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ENDINGS: Final = (".csv", ".xlsx", ".parquet")

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Column names and rows; None is a blank cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_bytes(tables: Mapping[str, PlainTable], ending: str) -> bytes:
    """The file, by one of `ENDINGS`: each table a sheet of a workbook; else the first one alone."""
    first = next(iter(tables.values()))
    if ending == ".csv":
        return _csv(first)
    if ending == ".xlsx":
        from fieldkit.dataset.plain_workbook import tables_workbook

        return tables_workbook({name: (t.columns, t.rows) for name, t in tables.items()})
    from fieldkit.analysis.parquet import table_parquet

    return table_parquet(first.columns, first.rows)


def _csv(table: PlainTable) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    """A CSV has no types: a text that begins like a formula gets an apostrophe (ASVS 1.2.10)."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell

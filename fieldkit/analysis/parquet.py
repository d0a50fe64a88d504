"""One plain table as the bytes of a Parquet file, for whoever analyses elsewhere."""

from collections.abc import Sequence

Cell = str | int | float | None


def table_parquet(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file; a column of None alone becomes text, so that every engine can read it."""
    import pyarrow
    from pyarrow import parquet

    by_column = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    table = pyarrow.table(
        {
            name: pyarrow.array(
                cells, None if any(c is not None for c in cells) else pyarrow.string()
            )
            for name, cells in by_column.items()
        }
    )
    out = pyarrow.BufferOutputStream()
    parquet.write_table(table, out)
    return bytes(out.getvalue())

"""Score pre-coded cases: a table of indicators in, determinations out, as JSON or a file."""

import csv
import io
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.scoring import table
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import Score
from fieldkit.services.files import write_whole


def score_file(path: Path, ruleset: Ruleset) -> tuple[Score, ...]:
    """Judge every case of a CSV; raises as `scoring.table.read_csv`."""
    return table.score(table.read_csv(path, ruleset), ruleset)


def write_scores(scores: tuple[Score, ...], ruleset: Ruleset, out: Path) -> None:
    """Write scores to .csv, .xlsx or .parquet, by the ending; raises FILE_UNWRITABLE for others."""
    columns, rows = table.scores_as_rows(scores, ruleset)
    if out.suffix == ".csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([[_safe(cell) for cell in row] for row in rows])
        data = text.getvalue().encode("utf-8-sig")
    elif out.suffix == ".xlsx":
        from fieldkit.dataset.plain_workbook import table_workbook

        data = table_workbook("scores", columns, rows)
    elif out.suffix == ".parquet":
        from fieldkit.analysis.parquet import table_parquet

        data = table_parquet(columns, rows)
    else:
        raise Known(
            Code.FILE_UNWRITABLE, file=out.name, detail="end the name in .csv, .xlsx or .parquet"
        )
    write_whole(out, data, overwrite=True)


def _safe(cell: table.Cell) -> table.Cell:
    """A CSV has no types: a text that begins like a formula gets an apostrophe (ASVS 1.2.10)."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell

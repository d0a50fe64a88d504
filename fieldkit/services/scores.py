"""Score pre-coded cases: a table of indicators in, determinations out, as JSON or a file."""

from datetime import date
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.scoring import table
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import Score
from fieldkit.services.coded_tables import read_cases
from fieldkit.services.files import write_whole
from fieldkit.services.table_files import ENDINGS, PlainTable, table_bytes


def score_file(path: Path, ruleset: Ruleset, day: date) -> tuple[Score, ...]:
    """Judge every case of a CSV or .xlsx by the limits of `day`; raises as `read_cases`."""
    return table.score(read_cases(path, ruleset), ruleset, day)


def write_scores(scores: tuple[Score, ...], ruleset: Ruleset, out: Path) -> None:
    """Write scores to .csv, .xlsx or .parquet, by the ending; raises FILE_UNWRITABLE for others."""
    if out.suffix not in ENDINGS:
        raise Known(
            Code.FILE_UNWRITABLE, file=out.name, detail="end the name in .csv, .xlsx or .parquet"
        )
    columns, rows = table.scores_as_rows(scores, ruleset)
    data = table_bytes({"scores": PlainTable(columns, rows)}, out.suffix)
    write_whole(out, data, overwrite=True)

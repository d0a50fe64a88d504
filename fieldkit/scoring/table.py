"""Pre-coded cases: a CSV of indicators in, their scores as JSON or rows out."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring.determine import Determination, as_json, determine
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth

CASE_ID: Final = "case_id"
_DELIMITERS: Final = (",", ";", "\t")

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class CodedCase:
    """A row of the table: the values of its columns; what has no column is not in `values`."""

    case_id: str
    values: dict[str, Truth]


@dataclass(frozen=True, slots=True)
class Score:
    """A case and what the ruleset makes of it."""

    case_id: str
    determination: Determination


def read_csv(path: Path, ruleset: Ruleset) -> tuple[CodedCase, ...]:
    """Read a CSV file of indicators; `FILE_MISSING`, or as `parse_csv` refuses."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Known(Code.FILE_MISSING, file=path.name) from error
    return parse_csv(content, ruleset)


def parse_csv(content: bytes, ruleset: Ruleset) -> tuple[CodedCase, ...]:
    """Read a table in UTF-8: `case_id`, then a column per code; cells 1, 0 or empty.

    A byte order mark, semicolons or tabs between cells, any line ends, blank lines and rows that
    end early (spreadsheets write them) are taken. Rows count from 1, the header. Raises
    `INDICATOR_UNKNOWN` with the name of the column, `DATA_CELL` with row and column, `DATA_TABLE`.
    """
    rows = _rows(content)
    number, header = next(rows, (1, []))
    codes = _codes(header, ruleset)
    cases: dict[str, CodedCase] = {}
    for number, row in rows:
        case = _case(number, row, codes)
        if case.case_id in cases:
            raise Known(Code.DATA_TABLE, detail="case twice", row=number, column=CASE_ID)
        cases[case.case_id] = case
    return tuple(cases.values())


def score(cases: Sequence[CodedCase], ruleset: Ruleset) -> tuple[Score, ...]:
    """Judge each case, in the order given."""
    return tuple(Score(case.case_id, determine(case.values, ruleset)) for case in cases)


def scores_as_json(scores: Sequence[Score], ruleset: Ruleset) -> dict[str, object]:
    """Return the document that `fieldkit score --json` prints."""
    return {
        "ruleset": {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256},
        "cases": [{"case_id": each.case_id} | as_json(each.determination) for each in scores],
    }


def scores_as_rows(
    scores: Sequence[Score], ruleset: Ruleset
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return column names and one row per case, with what judged it in the last three columns.

    Per criterion: `<id>`, `<id>.strong_present`, `.strong_absent`, `.strong_unknown`, the same
    for medium, `<id>.index`. `settled_by` is left out: it may outgrow a spreadsheet's cell.
    """
    counted = [
        f"{strength}_{value}"
        for strength in ("strong", "medium")
        for value in ("present", "absent", "unknown")
    ]
    per_criterion = [
        name
        for criterion in ruleset.criteria
        for name in (criterion.id, *(f"{criterion.id}.{part}" for part in (*counted, "index")))
    ]
    ruleset_columns = ("ruleset", "ruleset_version", "ruleset_sha256")
    header = (CASE_ID, *per_criterion, "determination", *ruleset_columns)
    return header, tuple(_score_row(each) for each in scores)


def _score_row(score: Score) -> tuple[Cell, ...]:
    judged = score.determination
    cells: list[Cell] = [score.case_id]
    for result in judged.criteria:
        cells.append(result.status.value)
        for counts in (result.strong, result.medium):
            cells += [counts.present, counts.absent, counts.unknown]
        cells.append(result.index)
    cells.append(judged.determination and judged.determination.value)
    return (*cells, judged.ruleset_id, judged.version, judged.sha256)


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank with their numbers."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Known(Code.DATA_TABLE, detail="not UTF-8") from error
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    number = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True):
            number += 1
            if any(cell.strip() for cell in row):
                yield number, [cell.strip() for cell in row]
    except csv.Error as error:
        raise Known(Code.DATA_TABLE, detail="not CSV", row=number + 1) from error


def _codes(header: Sequence[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Return the codes of the columns after the first."""
    if not header or header[0] != CASE_ID:
        raise Known(Code.DATA_TABLE, detail="first column", column=CASE_ID)
    codes = tuple(header[1:])
    known = frozenset(ruleset.codes)
    for position, code in enumerate(codes):
        if code not in known:
            raise Known(Code.INDICATOR_UNKNOWN, name=code)
        if code in codes[:position]:
            raise Known(Code.DATA_TABLE, detail="column twice", column=code)
    return codes


def _case(number: int, row: Sequence[str], codes: Sequence[str]) -> CodedCase:
    if not row[0]:
        raise Known(Code.DATA_CELL, row=number, column=CASE_ID)
    if len(row) > len(codes) + 1:
        raise Known(Code.DATA_TABLE, detail="more cells than columns", row=number)
    values: dict[str, Truth] = {}
    for code, text in zip(codes, row[1:], strict=False):
        try:
            values[code] = Truth.from_text(text)
        except Known as error:
            raise Known(error.code, row=number, column=code) from error
    return CodedCase(row[0], values)

"""Pre-coded cases: a table of indicators in, their scores as JSON or rows out."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from fieldkit.errors import Code, Known
from fieldkit.scoring import sensitivity
from fieldkit.scoring.determine import READING, WHOLE, Determination, as_json, determine
from fieldkit.scoring.measured import Span, determine_measured
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.sensitivity import Sensitivity
from fieldkit.scoring.truth import Truth

CASE_ID: Final = "case_id"
LAW_ON: Final = "law_on"
"""The column with the day whose limits a case is judged by, for a ruleset that has limits."""

_DELIMITERS: Final = (",", ";", "\t")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

Read = TypeVar("Read")
Cell = str | int | float | None
Rows = Iterable[tuple[int, Sequence[str]]]
"""The rows of a table that are not blank, with their numbers from 1, the header first."""


@dataclass(frozen=True, slots=True)
class CodedCase:
    """A row of the table: the values of its columns; what has no column is not in `values`.

    `measures` are those that are known; `day` is `None` where the row does not say.
    """

    case_id: str
    values: dict[str, Truth]
    measures: dict[str, Span] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A case and what the ruleset makes of it, and what it owes to unverified grades."""

    case_id: str
    determination: Determination
    sensitivity: Sensitivity


def parse_csv(content: bytes, ruleset: Ruleset) -> tuple[CodedCase, ...]:
    """Read a table in UTF-8, as `cases_of` does.

    A byte order mark, semicolons or tabs between cells, a line that names the separator, any line
    ends, blank lines and rows that end early (spreadsheets write them) are taken.
    """
    return cases_of(_rows(content), ruleset)


def cases_of(rows: Rows, ruleset: Ruleset) -> tuple[CodedCase, ...]:
    """Read the cases of a table: `case_id`, then a column per code; cells 1, 0 or empty.

    A column may also be a fact or a measure of the ruleset, or `LAW_ON`. A measure is a number, a
    range `14-15` or a lower bound `60+`. Raises `INDICATOR_UNKNOWN` with the name of the column,
    `DATA_CELL` with row and column, `DATA_TABLE`.
    """
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        raise Known(Code.DATA_TABLE, detail="the file is empty")
    names = _names(first[1], ruleset)
    measures = frozenset(measure.id for measure in ruleset.measures)
    cases: dict[str, CodedCase] = {}
    for number, row in remaining:
        case = _case(number, row, names, measures)
        if case.case_id in cases:
            detail = "the same case_id in two rows"
            raise Known(Code.DATA_TABLE, detail=detail, row=number, column=CASE_ID)
        cases[case.case_id] = case
    return tuple(cases.values())


def columns(ruleset: Ruleset) -> tuple[str, ...]:
    """Return every column that a table of cases for this ruleset may have, in order."""
    measures = tuple(measure.id for measure in ruleset.measures)
    return (CASE_ID, *ruleset.stated, *measures, *((LAW_ON,) if ruleset.limits else ()))


def score(cases: Sequence[CodedCase], ruleset: Ruleset, day: date) -> tuple[Score, ...]:
    """Judge each case, in the order given, by the limits of its own day or else of `day`."""
    return tuple(_score(case, ruleset, day) for case in cases)


def head_as_json(ruleset: Ruleset) -> dict[str, object]:
    """Return what stands before `cases` in the document that `fieldkit score --json` prints."""
    return {
        "ruleset": {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256},
        "verified_against_print": ruleset.status_verified,
        "notice": dict(ruleset.notices),
    }


def score_as_json(score: Score) -> dict[str, object]:
    """Return one case of that document."""
    return {
        "case_id": score.case_id,
        **as_json(score.determination),
        "sensitivity": sensitivity.as_json(score.sensitivity),
    }


def scores_as_rows(
    scores: Sequence[Score], ruleset: Ruleset
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return column names and one row per case, with what judged it in the last three columns.

    Per criterion: `<id>`, `<id>.strong_present`, `.strong_absent`, `.strong_unknown`, the same
    for medium, `<id>.index`. Where there is no determination the indicators follow as they were
    given. `settled_by` is left out: it may outgrow a spreadsheet's cell.
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
    listed = () if ruleset.rule else ruleset.codes
    readings = [READING + reading.id for reading in ruleset.readings]
    of_ruleset = ("ruleset", "ruleset_version", "ruleset_sha256")
    header = (
        *(CASE_ID, *per_criterion, WHOLE, *readings, "combination", *listed),
        *("rests_on_unverified_grades", *of_ruleset),
    )
    return header, tuple(_score_row(each, listed) for each in scores)


def _score(case: CodedCase, ruleset: Ruleset, day: date) -> Score:
    judged = determine(case.values, ruleset)
    if case.measures:
        judged = determine_measured(case.values, case.measures, ruleset, case.day or day)
    return Score(case.case_id, judged, sensitivity.sensitivity(case.values, ruleset))


def _score_row(score: Score, listed: Sequence[str]) -> tuple[Cell, ...]:
    judged = score.determination
    cells: list[Cell] = [score.case_id]
    for result in judged.criteria:
        cells.append(result.status.value)
        for counts in (result.strong, result.medium):
            cells += [counts.present, counts.absent, counts.unknown]
        cells.append(result.index)
    cells.append(judged.determination and judged.determination.value)
    cells += [reading.status.value for reading in judged.readings]
    cells.append(judged.combination)
    known = dict.fromkeys(judged.listed.present, 1) | dict.fromkeys(judged.listed.absent, 0)
    cells += [known.get(code) for code in listed]
    cells.append(len(score.sensitivity.deciding))
    return (*cells, judged.ruleset_id, judged.version, judged.sha256)


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank with their numbers."""
    if content.startswith(_UTF_16):
        raise Known(Code.DATA_TABLE, detail="UTF-16 text: save it as CSV UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Known(Code.DATA_TABLE, detail="not UTF-8: save it as CSV UTF-8") from error
    if "\0" in text:
        raise Known(Code.DATA_TABLE, detail="not a text file")
    first_line, _, rest = text.lstrip("\r\n").partition("\n")
    named = first_line.strip().lower()
    number = 0
    if named.startswith("sep=") and len(named) == len("sep=,"):  # written by spreadsheets
        delimiter, text, number = named[-1], rest, 1
    else:
        delimiter = max(_DELIMITERS, key=first_line.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True):
            number += 1
            if any(cell.strip() for cell in row):
                yield number, [cell.strip() for cell in row]
    except csv.Error as error:
        raise Known(Code.DATA_TABLE, detail="not CSV", row=number + 1) from error


def _names(header: Sequence[str], ruleset: Ruleset) -> tuple[str, ...]:
    """Return the names of the columns after the first."""
    if not header or header[0] != CASE_ID:
        detail = "the first column is not case_id"
        raise Known(Code.DATA_TABLE, detail=detail, column=CASE_ID)
    names = tuple(header[1:])
    known = frozenset(columns(ruleset))
    for position, name in enumerate(names):
        if not name:
            raise Known(Code.DATA_TABLE, detail="a column has no name", row=1)
        if name not in known:
            raise Known(Code.INDICATOR_UNKNOWN, name=name)
        if name in names[:position] or name == CASE_ID:
            raise Known(Code.DATA_TABLE, detail="the same column twice", column=name)
    return names


def _case(
    number: int, row: Sequence[str], names: Sequence[str], measures: frozenset[str]
) -> CodedCase:
    if not row[0]:
        raise Known(Code.DATA_CELL, detail="no case_id", row=number, column=CASE_ID)
    if len(row) > len(names) + 1 and any(row[len(names) + 1 :]):
        raise Known(Code.DATA_TABLE, detail="more cells than columns", row=number)
    cells = dict(zip(names, row[1:], strict=False))
    case = CodedCase(row[0], {}, {}, _at(number, LAW_ON, _day, cells.pop(LAW_ON, "")))
    for name, text in cells.items():
        if name not in measures:
            case.values[name] = _at(number, name, Truth.from_text, text)
        elif (span := _at(number, name, Span.from_text, text)) is not None:
            case.measures[name] = span
    return case


def _at(number: int, column: str, read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except Known as error:
        raise Known(error.code, row=number, column=column, **error.slots) from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Known(Code.DATA_CELL, detail="not a day as 2017-11-30") from None

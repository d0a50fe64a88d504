"""Interviews → rows: `cases`, one sheet for each repeat, `indicators`, `scores`, `judgements`.

Several forms, or versions of one, share sheets: a column is a variable's name, and a cell is read
by the form of its own case.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from fieldkit.dataset.export import Export, ExportCase
from fieldkit.dataset.schema import (
    CASE_FACTS,
    REPEAT_FACTS,
    ROOT_TABLE,
    CellType,
    Table,
    Variable,
    form_tables,
    language_suffix,
)
from fieldkit.dataset.sheets import CellValue, Column, Role, Row, Sheet
from fieldkit.records import Address, Ref
from fieldkit.scoring.determine import Counts, CriterionResult

INDICATORS: Final = "indicators"
SCORES: Final = "scores"
JUDGEMENTS: Final = "judgements"

_JUDGED: Final = (
    "ruleset_id",
    "ruleset_version",
    "about",
    "computed",
    "says",
    "reason",
    "by",
    "wall_utc",
)
_POSITION = re.compile(r"\[\d+\]")
_KEY = re.compile(r"\[([^\]]+)\]")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_DIGITS: Final = 15  # what a double keeps exactly in decimal
# Excel's calendar has a 29 February 1900; from this day on every program counts alike.
_FIRST_DAY: Final = date(1900, 3, 1)


class Reply(StrEnum):
    """What a status column says of a question; the special answers keep their own codes."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"  # within the form's conditions, nothing entered
    NOT_ASKED = "not_asked"  # not put: the form's conditions left it out


@dataclass(slots=True)
class _Grid:
    """A sheet while it is gathered: columns by name in order of first sight, rows as mappings."""

    name: str
    facts: tuple[str, ...]
    columns: dict[str, Column] = field(default_factory=dict)
    rows: list[tuple[str, Address, dict[str, CellValue]]] = field(default_factory=list)

    def sheet(self) -> Sheet:
        rows = tuple(
            Row(interview_id, address, tuple(cells.get(name) for name in self.columns))
            for interview_id, address, cells in self.rows
        )
        return Sheet(self.name, tuple(self.columns.values()), rows)


def tables_of(export: Export) -> Mapping[str, tuple[Table, ...]]:
    """The tables of each form of the export, by form hash."""
    return {sha256: form_tables(form) for sha256, form in export.definitions.items()}


def languages_of(export: Export) -> tuple[str, ...]:
    """The languages in which labels are written."""
    if export.languages:
        return export.languages
    every = (lang for form in export.definitions.values() for lang in form.languages or ("",))
    return tuple(dict.fromkeys(every))


def data_sheets(export: Export) -> tuple[Sheet, ...]:
    """`cases`, the repeats, `indicators`, `scores` and, where persons judged, `judgements`."""
    tables = tables_of(export)
    sheets = (*_answer_sheets(export, tables), _indicators(export), _scores(export))
    return (*sheets, _judgements(export)) if any(c.judgements for c in export.cases) else sheets


def _answer_sheets(export: Export, tables: Mapping[str, tuple[Table, ...]]) -> Iterator[Sheet]:
    languages = languages_of(export)
    grids: dict[str, _Grid] = {}
    for form in tables.values():
        for table in form:
            facts = CASE_FACTS if table.parent is None else REPEAT_FACTS
            grid = grids.setdefault(table.name, _Grid(table.name, facts))
            _add_columns(grid, table, languages)
    grids.setdefault(ROOT_TABLE, _Grid(ROOT_TABLE, CASE_FACTS, _fact_columns(CASE_FACTS)))
    for case in export.cases:
        _add_rows(grids, case, tables[case.interview.form_sha256], languages)
    return (grid.sheet() for grid in grids.values())


def _fact_columns(facts: tuple[str, ...]) -> dict[str, Column]:
    keys = {"interview_id", "key"}
    return {name: Column(name, Role.KEY if name in keys else Role.FACT) for name in facts}


def _add_columns(grid: _Grid, table: Table, languages: tuple[str, ...]) -> None:
    if not grid.columns:
        grid.columns.update(_fact_columns(grid.facts))
    for variable in table.variables:
        wanted = [Column(variable.name, Role.VALUE, variable.pattern)]
        if variable.choices:
            wanted += [
                Column(label_column(variable, language), Role.LABEL, variable.pattern)
                for language in languages
            ]
        if not variable.is_calculated:
            wanted.append(Column(status_column(variable), Role.STATUS, variable.pattern))
        for column in wanted:
            grid.columns.setdefault(column.name, column)


def label_column(variable: Variable, language: str) -> str:
    """The column with the words of a choice: `wage_paid.ru`."""
    return f"{variable.name}.{language_suffix(language)}"


def status_column(variable: Variable) -> str:
    """The column that tells why a value is blank: `wage_paid.status`."""
    return f"{variable.name}.status"


def _add_rows(
    grids: Mapping[str, _Grid],
    case: ExportCase,
    tables: tuple[Table, ...],
    languages: tuple[str, ...],
) -> None:
    places = {v.pattern: (table, v) for table in tables for v in table.variables}
    rows: dict[tuple[str, str], dict[str, CellValue]] = {}
    for table, instance in _instances(case, tables):
        cells = _facts(case, table, instance)
        rows[table.name, instance] = cells
        address = _address(case, instance)
        grids[table.name].rows.append((case.interview.interview_id, address, cells))
    depth = {table.name: table.pattern.count("/") + 1 for table in tables}
    for ref in dict.fromkeys((*case.values, *case.specials)):
        place = places.get(_POSITION.sub("", ref) if "[" in ref else ref)
        if place is None:
            continue
        table, variable = place
        instance = "/".join(ref.split("/")[: depth[table.name]])
        _put(rows[table.name, instance], case, ref, variable, languages)


def _put(
    cells: dict[str, CellValue],
    case: ExportCase,
    ref: Ref,
    variable: Variable,
    languages: tuple[str, ...],
) -> None:
    text = case.values.get(ref, "")
    is_put = case.relevant.get(ref, ref in case.values)
    special = case.specials.get(ref) if is_put else None
    if not is_put or special is not None:
        text = ""
    cells[variable.name] = cell(text, variable.cell_type)
    if text and variable.choices:
        for language in languages:
            cells[label_column(variable, language)] = _words(text, variable, language)
    if not variable.is_calculated:
        blank = Reply.NO_ANSWER if is_put else Reply.NOT_ASKED
        cells[status_column(variable)] = str(special or (Reply.ANSWERED if text else blank))


def cell(text: str, cell_type: CellType) -> CellValue:
    """A stored text as Excel should hold it; text whenever another type would not be exact."""
    if not text:
        return None
    if cell_type is CellType.INTEGER and _INTEGER.fullmatch(text):
        return int(text)
    if cell_type is CellType.DECIMAL and _DECIMAL.fullmatch(text) and _is_exact(text):
        return float(text)
    if cell_type is CellType.DATE and _DATE.fullmatch(text):
        return _day(text)
    return text


def _is_exact(decimal_text: str) -> bool:
    return len(decimal_text.lstrip("-").replace(".", "").lstrip("0")) <= _MOST_DIGITS


def _day(text: str) -> CellValue:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day >= _FIRST_DAY else text


def _words(text: str, variable: Variable, language: str) -> str | None:
    codes = text.split() if variable.cell_type is CellType.CODES else [text]
    labels = [variable.choices.get(code, {}) for code in codes]
    return "; ".join(label.get(language, label.get("", "")) for label in labels) or None


def _instances(case: ExportCase, tables: tuple[Table, ...]) -> Iterator[tuple[Table, str]]:
    """Each row of a case: the root, then repeat instances in document order."""
    by_pattern = {table.pattern: table for table in tables}
    found: dict[str, Table] = {}
    for ref in (*case.addresses, *case.values, *case.specials):
        parts = ref.split("/")
        for end in range(2, len(parts) + 1):
            if parts[end - 1].endswith("]"):
                instance = "/".join(parts[:end])
                table = by_pattern.get(_POSITION.sub("", instance))
                if table is not None:
                    found[instance] = table
    yield tables[0], tables[0].pattern
    for instance in sorted(found, key=_positions):
        yield found[instance], instance


def _positions(instance: str) -> tuple[int, ...]:
    return tuple(int(number[1:-1]) for number in _POSITION.findall(instance))


def _address(case: ExportCase, instance: str) -> Address:
    return case.addresses.get(Ref(instance), Address(instance))


def _facts(case: ExportCase, table: Table, instance: str) -> dict[str, CellValue]:
    interview = case.interview
    if table.parent is None:
        return {name: str(getattr(interview, name)) or None for name in CASE_FACTS}
    keys = _KEY.findall(_address(case, instance))
    return {
        "case_code": interview.case_code,
        "key": "/".join((interview.case_code, *keys)),
        "parent_key": "/".join((interview.case_code, *keys[:-1])),
        "position": _positions(instance)[-1],
        "interview_id": interview.interview_id,
    }


def _indicators(export: Export) -> Sheet:
    codes = dict.fromkeys(code for case in export.cases for code in case.indicators)
    columns = (
        Column("case_code", Role.FACT),
        Column("interview_id", Role.KEY),
        *(Column(code, Role.INDICATOR) for code in codes),
    )
    rows = tuple(
        Row(
            case.interview.interview_id,
            Address(""),
            (
                case.interview.case_code,
                case.interview.interview_id,
                *(cell(case.indicators.get(code, ""), CellType.INTEGER) for code in codes),
            ),
        )
        for case in export.cases
        if case.indicators
    )
    return Sheet(INDICATORS, columns, rows)


def _scores(export: Export) -> Sheet:
    grid = _Grid(SCORES, ())
    for name in ("case_code", "interview_id", "ruleset"):
        role = Role.FACT if name == "case_code" else Role.KEY
        grid.columns[name] = Column(name, role)
    for case in export.cases:
        for ruleset_id, determination in case.scores.items():
            cells: dict[str, CellValue] = {
                "case_code": case.interview.case_code,
                "interview_id": case.interview.interview_id,
                "ruleset": ruleset_id,
                "ruleset_version": determination.version,
                "determination": str(determination.determination or "") or None,
            }
            for result in determination.criteria:
                cells.update(_criterion(result))
            cells["settled_by"] = "; ".join(" + ".join(s) for s in determination.settled_by) or None
            for name in cells:
                grid.columns.setdefault(name, Column(name, Role.SCORE))
            grid.rows.append((case.interview.interview_id, Address(""), cells))
    return grid.sheet()


def _criterion(result: CriterionResult) -> dict[str, CellValue]:
    cells: dict[str, CellValue] = {result.id: str(result.status)}
    for strength, counts in (("strong", result.strong), ("medium", result.medium)):
        cells |= _counts(f"{result.id}.{strength}", counts)
    cells[f"{result.id}.index"] = None if result.index is None else round(result.index, 4)
    return cells


def _counts(stem: str, counts: Counts) -> dict[str, CellValue]:
    return {
        f"{stem}.present": counts.present,
        f"{stem}.absent": counts.absent,
        f"{stem}.unknown": counts.unknown,
    }


def _judgements(export: Export) -> Sheet:
    """One row for each judgement of a person; `computed` is what the ruleset gave at that time."""
    columns = (
        Column("case_code", Role.FACT),
        Column("interview_id", Role.KEY),
        Column("judgement_id", Role.KEY),
        *(Column(name, Role.SCORE) for name in _JUDGED),
    )
    rows = tuple(
        Row(
            case.interview.interview_id,
            Address(""),
            (
                case.interview.case_code,
                case.interview.interview_id,
                judged.judgement_id,
                *(str(getattr(judged, name) or "") or None for name in _JUDGED),
            ),
        )
        for case in export.cases
        for judged in case.judgements
    )
    return Sheet(JUDGEMENTS, columns, rows)

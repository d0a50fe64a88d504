"""Pre-coded cases from a CSV or a workbook, and the template workbook that asks for them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.scoring import table
from fieldkit.scoring.limits import DatedValue
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import CodedCase
from fieldkit.services.files import read_whole, write_whole

CASES: Final = "cases"
"""The sheet that is read; a workbook of one sheet may call it anything."""

Columns = tuple[str, ...]
Rows = tuple[tuple[str | float | None, ...], ...]

_ZIP: Final = b"PK\x03\x04"
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"})
_CODE_COLUMNS: Final = (
    *("column", "what", "cells", "criterion", "stage", "kind", "strength", "grade"),
    *("label", "label_ru", "definition", "source"),
)
_LIMIT_COLUMNS: Final = ("limit", "label", "unit", "value", "from", "until", "as_of", "source")


def read_cases(path: Path, ruleset: Ruleset) -> tuple[CodedCase, ...]:
    """Read the cases of a CSV or an .xlsx, known by its content.

    A workbook passes the guard and is read by the child; one with formulas is refused, since what
    they show is not what stands in the cells. Raises `FILE_MISSING`, `DATA_TABLE` and others of
    `scoring.table`, and what the guard raises.
    """
    content = read_whole(path)
    if content.startswith(_ZIP) or path.suffix.lower() in _WORKBOOKS:
        return table.cases_of(_sheet_rows(content), ruleset)
    return table.parse_csv(content, ruleset)


def write_template(ruleset: Ruleset, out: Path) -> None:
    """Write a workbook with a column for everything a case may state, and what each one means.

    Raises `FILE_UNWRITABLE` for another ending than .xlsx, and `FILE_EXISTS`: a filled one is
    somebody's work.
    """
    from fieldkit.dataset.plain_workbook import tables_workbook

    if out.suffix != ".xlsx":
        raise Known(Code.FILE_UNWRITABLE, file=out.name, detail="end the name in .xlsx")
    sheets: dict[str, tuple[Columns, Rows]] = {
        CASES: (table.columns(ruleset), ()),
        "columns": (_CODE_COLUMNS, tuple(_code_rows(ruleset))),
        "about": (("about", "text"), tuple(_about_rows(ruleset))),
    }
    if ruleset.limits:
        sheets["limits"] = (_LIMIT_COLUMNS, tuple(_limit_rows(ruleset)))
    write_whole(out, tables_workbook(sheets))


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    from fieldkit.dataset import guard
    from fieldkit.dataset.child import read_sheets

    try:
        seen = guard.inspect(content)
    except Known as error:
        if error.code is not Code.WORKBOOK_FOREIGN:
            raise
        raise Known(Code.DATA_TABLE, detail="no .xlsx: save it as .xlsx or CSV UTF-8") from error
    if seen.n_formulas:
        raise Known(Code.DATA_TABLE, detail="formulas: paste their values as numbers")
    sheets = read_sheets(content)
    rows = sheets[_sheet(sheets)]
    for number in sorted(rows):
        cells = [cell.strip() for cell in rows[number]]
        if any(cells):
            yield number, cells


def _sheet(sheets: Mapping[str, object]) -> str:
    if CASES in sheets:
        return CASES
    if len(sheets) != 1:
        raise Known(Code.DATA_TABLE, detail=f"several sheets, and none is called {CASES}")
    return next(iter(sheets))


def _code_rows(ruleset: Ruleset) -> Iterator[tuple[str, ...]]:
    facts = {fact.indicator.code for fact in ruleset.facts}
    yield (table.CASE_ID, "case", "your own, each once", *[""] * 9)
    for each in map(ruleset.indicator, ruleset.stated):
        yield (
            each.code,
            "fact" if each.code in facts else "indicator",
            "1 present, 0 absent, empty unknown",
            each.criterion,
            each.stage.value,
            each.kind.value,
            each.strength.value,
            "read in a source" if each.is_grade_verified else "not verified against print",
            each.labels["en"],
            each.labels.get("ru", ""),
            each.definition,
            each.source,
        )
    for measure in ruleset.measures:
        cells = f"{measure.unit}: 14, a range 14-15 or a lower bound 60+"
        labels = (measure.labels["en"], measure.labels.get("ru", ""))
        yield (measure.id, "measure", cells, *[""] * 5, *labels, "", "")
    if ruleset.limits:
        cells = "the day whose law is asked, as 2017-11-30; empty: the day given when scoring"
        yield (table.LAW_ON, "day", cells, *[""] * 9)


def _about_rows(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    yield "ruleset", ruleset.id
    yield "version", ruleset.version
    yield "sha256", ruleset.sha256
    for language in ruleset.languages:
        yield f"title ({language})", ruleset.titles[language]
        yield f"notice ({language})", ruleset.notices[language]
        for gap in ruleset.gaps:
            yield f"what the sources do not say ({language})", gap[language]
    for source in ruleset.sources:
        yield "source" if source.is_read else "source, not consulted", source.text


def _limit_rows(ruleset: Ruleset) -> Iterator[tuple[str | float | None, ...]]:
    for limit in ruleset.limits:
        for dated in limit.values:
            yield limit.id, limit.labels["en"], limit.unit, *_dated(dated)


def _dated(dated: DatedValue) -> tuple[str | float | None, ...]:
    since = dated.since.text if dated.since else None
    until = dated.until.text if dated.until else None
    return dated.value, since, until, dated.as_of or None, dated.origin.source

"""The codebook: every column of the data sheets, its words in each language, its choices."""

from collections.abc import Iterator, Mapping
from typing import Final

from fieldkit.dataset.export import Export
from fieldkit.dataset.flatten import (
    INDICATORS,
    SCORES,
    Reply,
    languages_of,
    status_column,
    tables_of,
)
from fieldkit.dataset.schema import CellType, Table, Variable, language_suffix
from fieldkit.dataset.sheets import CellValue, Column, Role, Row, Sheet
from fieldkit.records import Address, Special
from fieldkit.scoring.ruleset import Ruleset

CODEBOOK: Final = "codebook"

_HEAD: Final = ("sheet", "variable", "entry", "code", "type", "class", "form", "question")
_MEANINGS: Final[Mapping[str, str]] = {
    Reply.ANSWERED: "there is an answer",
    Special.DONT_KNOW: "asked; the person does not know",
    Special.REFUSED: "asked; the person did not want to answer",
    Special.NOT_APPLICABLE: "asked; does not apply to this person",
    Reply.NO_ANSWER: "nothing was entered",
    Reply.NOT_ASKED: "not asked: the form's conditions left it out",
}
_VALUES: Final[Mapping[str, str]] = {"1": "present", "0": "absent", "": "unknown"}

_Line = tuple[CellValue, ...]


def codebook(export: Export) -> Sheet:
    """One row per variable, then one per choice; the same variable of several forms once each."""
    languages = languages_of(export)
    lines: dict[_Line, None] = {}
    for sha256, tables in tables_of(export).items():
        form_id = export.definitions[sha256].form_id
        for table in tables:
            for line in _table(table, form_id, languages):
                lines.setdefault(line)
    for line in (*_statuses(languages), *_indicators(export, languages)):
        lines.setdefault(line)
    columns = (*_HEAD, *(f"label.{language_suffix(language)}" for language in languages))
    return Sheet(
        CODEBOOK,
        tuple(Column(name, Role.TEXT) for name in columns),
        tuple(Row("", Address(""), line) for line in lines),
        is_data=False,
    )


def _table(table: Table, form_id: str, languages: tuple[str, ...]) -> Iterator[_Line]:
    for variable in table.variables:
        yield from _variable(table.name, variable, form_id, languages)


def _variable(
    sheet: str, variable: Variable, form_id: str, languages: tuple[str, ...]
) -> Iterator[_Line]:
    kind = "calculation" if variable.is_calculated else "question"
    about = (variable.cell_type, variable.fk_class or None, form_id, variable.pattern)
    wordless = tuple(None for _ in languages)
    yield (sheet, variable.name, kind, None, *about, *_labels(variable.labels, languages))
    for value, labels in variable.choices.items():
        words = _labels(labels, languages)
        yield (sheet, variable.name, "choice", value, *about, *words)
    if not variable.is_calculated:
        name = status_column(variable)
        yield (sheet, name, "why a value is blank", None, CellType.CODE, *about[1:], *wordless)


def _statuses(languages: tuple[str, ...]) -> Iterator[_Line]:
    for code, meaning in _MEANINGS.items():
        yield (
            None,
            "….status",
            "choice",
            str(code),
            CellType.CODE,
            None,
            None,
            None,
            *(meaning for _ in languages),
        )


def _indicators(export: Export, languages: tuple[str, ...]) -> Iterator[_Line]:
    for code in dict.fromkeys(code for case in export.cases for code in case.indicators):
        ruleset_id, _, short = code.partition("/")
        ruleset = export.rulesets.get(ruleset_id)
        labels = _indicator_labels(ruleset, short) if ruleset else {}
        yield (
            INDICATORS,
            code,
            "indicator",
            None,
            CellType.INTEGER,
            None,
            ruleset_id,
            None,
            *_labels(labels, languages),
        )
    for value, meaning in _VALUES.items():
        yield (
            INDICATORS,
            "…",
            "choice",
            value or "(blank)",
            CellType.INTEGER,
            None,
            None,
            None,
            *(meaning for _ in languages),
        )
    for ruleset_id, ruleset in export.rulesets.items():
        for criterion in ruleset.criteria:
            yield (
                SCORES,
                criterion.id,
                "criterion",
                None,
                CellType.CODE,
                None,
                ruleset_id,
                None,
                *_labels(criterion.labels, languages),
            )


def _indicator_labels(ruleset: Ruleset, code: str) -> Mapping[str, str]:
    return next((i.labels for i in ruleset.indicators if i.code == code), {})


def _labels(labels: Mapping[str, str], languages: tuple[str, ...]) -> _Line:
    """Words in each language, found by its name or by its code (`Русский (ru)`, `ru`)."""
    return tuple(
        labels.get(language) or labels.get(language_suffix(language)) or labels.get("") or None
        for language in languages
    )

"""A form definition as tables and columns: one table for the root, one for each repeat.

The only place that names a variable. What a table's cells hold is `flatten`'s concern.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldkit.records import Special
from fieldkit.xforms.model import (
    Choice,
    Control,
    FormDefinition,
    Group,
    Node,
    Question,
    Repeat,
    Text,
)

ROOT_TABLE: Final = "cases"

# Facts of the interview that lead every row; a question of the same name gives way to its path.
CASE_FACTS: Final = (
    "case_code",
    "interview_id",
    "state",
    "form_id",
    "form_version",
    "language",
    "site",
    "created_utc",
    "updated_utc",
    "device_id",
)
REPEAT_FACTS: Final = ("case_code", "key", "parent_key", "position", "interview_id")

_RESERVED: Final = frozenset(CASE_FACTS) | frozenset(REPEAT_FACTS)
_CONTROLS: Final = {
    Control.SELECT_ONE: "code",
    Control.SELECT: "codes",
    Control.RANK: "codes",
}
_TYPES: Final = {
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
}
_LANGUAGE_CODE = re.compile(r"\(([A-Za-z][A-Za-z0-9-]*)\)\s*$")


class CellType(StrEnum):
    """How a variable's text becomes a cell."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    CODE = "code"  # one choice
    CODES = "codes"  # several choices, joined by blanks


@dataclass(frozen=True, slots=True)
class Variable:
    """One question or calculation of a form as a column.

    `name` is the question's own name where that is unique in the form, else its path below the
    root (`wages/first/amount`). `labels` and each choice's labels are by language; "" is the
    language of a form that names none. `fk_class` is "" where the form gives no class.
    """

    name: str
    pattern: str  # /data/child/age, without positions
    cell_type: CellType
    data_type: str
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    fk_class: str
    specials: tuple[Special, ...]
    is_calculated: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The root of a form or one of its repeats; `parent` is None for the root."""

    name: str
    pattern: str  # of the repeat; the form's root for `cases`
    parent: str | None
    labels: Mapping[str, str]
    variables: tuple[Variable, ...]


def form_tables(definition: FormDefinition) -> tuple[Table, ...]:
    """The root's table and one for each repeat, parents before children.

    Notes have no column, nor has a calculation outside repeats that feeds an indicator: those
    stand on the sheet of indicators.
    """
    languages = definition.languages or ("",)
    counted = Counter(question.name for question in definition.questions())
    fed = frozenset(definition.indicators.values())
    tables: list[Table] = []
    for group, parent in _sections(definition.root, None):
        is_root = parent is None
        variables = tuple(
            _variable(question, definition, counted, languages)
            for question in _leaves(group)
            if not (is_root and question.ref in fed)
        )
        above = next((table.name for table in tables if table.pattern == parent), None)
        name = ROOT_TABLE if is_root else _table_name(group, tables)
        # What people answered is read first; what was computed from it stands behind.
        ordered = tuple(sorted(variables, key=lambda variable: variable.is_calculated))
        tables.append(Table(name, group.ref, above, words(group.label, languages), ordered))
    return tuple(tables)


def words(text: Text | None, languages: tuple[str, ...]) -> Mapping[str, str]:
    """A text without its live values, by language."""
    return {} if text is None else {language: text.plain(language) for language in languages}


def language_suffix(language: str) -> str:
    """What a label column ends with: `ru` of `Русский (ru)`; the name itself where no code is."""
    found = _LANGUAGE_CODE.search(language)
    return found.group(1) if found else language or "label"


def _leaves(group: Group) -> Iterator[Question]:
    for child in group.children:
        if isinstance(child, Question):
            if child.control is not Control.NOTE:
                yield child
        elif isinstance(child, Group) and not isinstance(child, Repeat):
            yield from _leaves(child)


def _sections(group: Group, parent: str | None) -> Iterator[tuple[Group, str | None]]:
    """The root and every repeat, each with the pattern of the one that it stands in."""
    yield group, parent
    yield from _repeats(group, group.ref)


def _repeats(group: Group, parent: str) -> Iterator[tuple[Group, str | None]]:
    for child in group.children:
        if isinstance(child, Repeat):
            yield from _sections(child, parent)
        elif isinstance(child, Group):
            yield from _repeats(child, parent)


def _table_name(repeat: Node, tables: list[Table]) -> str:
    taken = {table.name for table in tables}
    return repeat.name if repeat.name not in taken else repeat.ref.lstrip("/")


def _variable(
    question: Question,
    definition: FormDefinition,
    counted: Counter[str],
    languages: tuple[str, ...],
) -> Variable:
    kind = _CONTROLS.get(question.control) if question.control else None
    kind = kind or _TYPES.get(question.bind.data_type, "text")
    return Variable(
        _name(question, definition, counted),
        question.ref,
        CellType(kind),
        question.bind.data_type,
        words(question.label, languages),
        {c.value: words(c.label, languages) for c in _choices(question, definition)},
        question.bind.fk.get("class", ""),
        question.specials,
        question.control is None,
    )


def _choices(question: Question, definition: FormDefinition) -> tuple[Choice, ...]:
    if question.choices:
        return question.choices
    found = definition.choice_lists.get(question.choice_list)
    return found.choices if found else ()


def _name(question: Question, definition: FormDefinition, counted: Counter[str]) -> str:
    if counted[question.name] == 1 and question.name not in _RESERVED:
        return question.name
    below_root = question.ref.removeprefix(definition.root.ref).lstrip("/")
    return below_root if below_root not in _RESERVED else question.ref.lstrip("/")

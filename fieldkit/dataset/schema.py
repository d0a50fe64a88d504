"""A form definition as tables and columns: one table for the root, one for each repeat.

The only place that names a variable. What a table's cells hold is `flatten`'s concern.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldkit.records import Special

ROOT_TABLE: Final = "cases"


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

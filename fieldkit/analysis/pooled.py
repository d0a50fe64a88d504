"""The input of every table: one row a case, codes as text, indicators as 1, 0 or None."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Cell = str | int | None

STANDING: Final = "standing"
"""The column that says whether a case may enter shares; see `Standing`."""


class Standing(StrEnum):
    """What a case may be used for in a table."""

    SCORED = "scored"
    DECLINED = "declined"  # no consent: a visit, in no share
    NOT_COUNTED = "not_counted"  # the person asked not to be counted with others: in no share
    TOLD = "told"  # by another than the person it is about: in no share unless asked for
    NOT_SCORABLE = "not_scorable"  # its form feeds no ruleset, or it tells no facts of employment
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class PooledTable:
    """One row per case, keyed by column name.

    Every row has `STANDING`. `variables` are what a table may be broken down by (text or None:
    None is not asked or no answer). `indicators` are codes whose cells are 1 present, 0 absent,
    None unknown; `criteria` are names whose cells are met, not_met or undetermined, None where the
    case is not scored. `labels` are words for columns in the language of the reader.
    """

    rows: tuple[Mapping[str, Cell], ...]
    variables: tuple[str, ...]
    indicators: tuple[str, ...]
    criteria: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table: plain cells, never a live query; notes are codes with their numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    notes: tuple[str, ...] = ()

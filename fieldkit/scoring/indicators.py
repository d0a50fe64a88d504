"""What an indicator is in every framework, and the closed words that describe one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """When the fact happened; `ANY`: the framework does not split, `UNKNOWN`: nobody said."""

    RECRUITMENT = "recruitment"
    WORK = "work"
    LEAVING = "leaving"
    ANY = "any"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """Which element of forced labour the fact speaks for."""

    INVOLUNTARINESS = "involuntariness"
    PENALTY = "penalty"
    OTHER = "other"


class Strength(StrEnum):
    """The grade that the framework gives; `NONE` where it does not grade."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    NONE = "none"


class Provenance(StrEnum):
    """How a statement came into the ruleset; see the head of a ruleset's file."""

    SOURCED = "sourced"
    MIXED = "mixed"
    RECALLED = "recalled"
    RECONSTRUCTED = "reconstructed"
    OURS = "ours"


class Confidence(StrEnum):
    """How far a statement that is not sourced is trusted: high, middle, low."""

    HIGH = "H"
    MIDDLE = "M"
    LOW = "L"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from and how far it can be trusted."""

    provenance: Provenance
    confidence: Confidence
    source: str


class Comparison(StrEnum):
    """How a measure stands to a limit."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class LimitTest:
    """One comparison of a measure with a number or with a limit, by its id."""

    measure: str
    comparison: Comparison
    limit: float | str


LimitTests = tuple[tuple[LimitTest, ...], ...]
"""Alternatives, each a list of tests that must all hold; none: no measure decides."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One fact that a framework asks about.

    `criterion` is the criterion it is listed under, or `not_applicable`; which criteria read it
    is up to their rules. Texts are by language code. The definition is a working one. `when` tells
    how measures decide it; none where a person does.
    """

    code: str
    criterion: str
    stage: Stage
    kind: Kind
    strength: Strength
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    origin: Origin
    when: LimitTests

    @property
    def definition(self) -> str:
        """The working definition in English."""
        return self.definitions["en"]

    @property
    def provenance(self) -> Provenance:
        """How the indicator came into the ruleset."""
        return self.origin.provenance

    @property
    def confidence(self) -> Confidence:
        """How far it is trusted."""
        return self.origin.confidence

    @property
    def source(self) -> str:
        """Source keys and what was recalled, in words."""
        return self.origin.source

    @property
    def is_grade_verified(self) -> bool:
        """Whether the grade was read in a source: anything but `sourced` has it from memory."""
        return self.provenance is Provenance.SOURCED

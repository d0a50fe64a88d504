"""The values of one case, sorted by what they are, for the rules of one ruleset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.errors import Code, Known
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth


@dataclass(frozen=True, slots=True)
class Facts:
    """Which codes of a ruleset are told present, told absent, unknown, or gone on with.

    `goes_on` are the facts that a rule is applied with as if they were so, until a clear no, and
    `assumed` those of them that nobody knows.
    """

    told: frozenset[str]
    absent: frozenset[str]
    unknown: frozenset[str]
    assumed: frozenset[str]
    goes_on: frozenset[str]
    order: Mapping[str, int]

    @classmethod
    def of(cls, values: Mapping[str, Truth], ruleset: Ruleset) -> "Facts":
        """Sort the values of a case; a code without one is unknown, a foreign code refused."""
        order = {code: position for position, code in enumerate(ruleset.stated)}
        for code in values:
            if code not in order:
                raise Known(Code.INDICATOR_UNKNOWN, name=code)
        told = frozenset(code for code, value in values.items() if value is Truth.TRUE)
        absent = frozenset(code for code, value in values.items() if value is Truth.FALSE)
        open_codes = frozenset(order) - told - absent
        assumed = open_codes & ruleset.assumed
        return cls(told, absent, open_codes - assumed, assumed, ruleset.assumed, order)

    @property
    def present(self) -> frozenset[str]:
        """What a rule takes as present at worst."""
        return self.told | self.assumed

    @property
    def possible(self) -> frozenset[str]:
        """What is present if every unknown turns out present."""
        return self.present | self.unknown

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return codes in the order of the ruleset."""
        return tuple(sorted(codes, key=self.order.__getitem__))

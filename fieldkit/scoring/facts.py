"""The values of one case, sorted by what they are, for the rules of one ruleset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.errors import Code, Known
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth


@dataclass(frozen=True, slots=True)
class Facts:
    """Which indicators of a ruleset are present and which are unknown; the rest are absent."""

    present: frozenset[str]
    unknown: frozenset[str]
    order: Mapping[str, int]

    @classmethod
    def of(cls, values: Mapping[str, Truth], ruleset: Ruleset) -> "Facts":
        """Sort the values of a case; a code without one is unknown, a foreign code refused."""
        order = {code: position for position, code in enumerate(ruleset.codes)}
        for code in values:
            if code not in order:
                raise Known(Code.INDICATOR_UNKNOWN, name=code)
        return cls(
            present=frozenset(code for code, value in values.items() if value is Truth.TRUE),
            unknown=frozenset(
                code for code in order if values.get(code, Truth.UNKNOWN) is Truth.UNKNOWN
            ),
            order=order,
        )

    @property
    def possible(self) -> frozenset[str]:
        """What is present if every unknown turns out present."""
        return self.present | self.unknown

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return codes in the order of the ruleset."""
        return tuple(sorted(codes, key=self.order.__getitem__))

    def positions(self, codes: Iterable[str]) -> tuple[int, ...]:
        """Return the places of codes in the ruleset, to sort sets of codes by."""
        return tuple(self.order[code] for code in codes)

"""The one mutable object of the domain: a live interview; every method returns what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.interview.validate import Violation
from fieldkit.records import Answer, Ref


@dataclass(frozen=True, slots=True)
class Changes:
    """What one act changed, by ref as it stands after the act; empty means: draw and save nothing.

    `values` holds what is shown: blank for a leaf that is not relevant. `relevance`, `required`
    and `readonly` are inherited. `texts` and `choices` name questions whose words or choices must
    be drawn again. `violations` maps to None where one went away. `refused` says why an answer
    was not taken ("type" or "choice"); its node is blank. `answers` is exactly what must be
    appended to the store.
    """

    values: Mapping[Ref, str] = field(default_factory=dict)
    relevance: Mapping[Ref, bool] = field(default_factory=dict)
    required: Mapping[Ref, bool] = field(default_factory=dict)
    readonly: Mapping[Ref, bool] = field(default_factory=dict)
    texts: frozenset[Ref] = frozenset()
    choices: frozenset[Ref] = frozenset()
    violations: Mapping[Ref, Violation | None] = field(default_factory=dict)
    added: tuple[Ref, ...] = ()
    removed: tuple[Ref, ...] = ()
    refused: Mapping[Ref, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, name) for name in self.__slots__)

"""What an expression depends on, stated as paths without predicates."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.xpath.syntax import Step


class Purpose(StrEnum):
    """What of the nodes is looked at."""

    VALUE = "value"  # their text, and so that of everything inside
    PRESENCE = "presence"  # only whether they exist, are relevant, and in which order
    CHOICES = "choices"  # the choices of the question (jr:choice-name)


@dataclass(frozen=True, slots=True)
class Read:
    """One dependency: every node that the steps can reach.

    `origin` is as in `LocationPath` ("absolute", "relative", "current", "instance:<id>", and
    "instance:*" when the id is computed). "relative" starts at the expression's own context node,
    as "current" does. Paths inside predicates are reads of their own, prefixed by the outer path.
    """

    origin: str
    steps: tuple[Step, ...]
    purpose: Purpose = Purpose.VALUE

"""A rule compiled to a tree over indicator codes, for one case or for a column of cases.

The tree has no negation, so a rule can only become truer when an indicator becomes present; that
is what lets two evaluations, with every unknown absent and with every unknown present, bound it.
"""

from collections.abc import Set
from typing import Literal

Expression = (
    tuple[Literal["code"], str]
    | tuple[Literal["any", "all"], tuple["Expression", ...]]
    | tuple[Literal["at_least"], tuple["Expression", ...], int]
)
"""`("code", code)`, `("any", parts)`, `("all", parts)` or `("at_least", parts, n)`.

`any` of nothing is false, `all` of nothing true.
"""


def holds(expression: Expression, on: Set[str]) -> bool:
    """Say whether the rule is true when exactly the codes in `on` are present."""
    if expression[0] == "code":
        return expression[1] in on
    if expression[0] == "any":
        return any(holds(part, on) for part in expression[1])
    if expression[0] == "all":
        return all(holds(part, on) for part in expression[1])
    return sum(holds(part, on) for part in expression[1]) >= expression[2]


def codes_of(expression: Expression) -> tuple[str, ...]:
    """Return every code that the rule reads, once each, in the order of the rule."""
    if expression[0] == "code":
        return (expression[1],)
    return tuple(dict.fromkeys(code for part in expression[1] for code in codes_of(part)))


def requirements(expression: Expression) -> tuple[Expression, ...]:
    """Return the rules that must all hold for this one: the parts of an `all`, or itself."""
    if expression[0] == "all":
        return expression[1]
    return (expression,)

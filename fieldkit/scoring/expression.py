"""A rule compiled to a tree over indicator codes, for one case or for a column of cases.

The tree has no negation, so a rule can only become truer when an indicator becomes present; that
is what lets two evaluations, with every unknown absent and with every unknown present, bound it.
"""

from collections.abc import Iterable, Sequence, Set
from itertools import groupby, product
from typing import Literal

Expression = (
    tuple[Literal["code"], str]
    | tuple[Literal["any", "all"], tuple["Expression", ...]]
    | tuple[Literal["at_least"], tuple["Expression", ...], int]
)
"""`("code", code)`, `("any", parts)`, `("all", parts)` or `("at_least", parts, n)`.

`any` of nothing is false, `all` of nothing true.
"""

CodeSet = frozenset[str]


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


def minimal_sets(
    expression: Expression, present: Set[str], free: Set[str], largest: int
) -> frozenset[CodeSet]:
    """Return the sets of `free` codes that make the rule true beside `present`.

    Each is minimal by inclusion and has at most `largest` codes. A rule that is true already
    gives the empty set alone; one that cannot become true so gives nothing.
    """
    if expression[0] == "code":
        code = expression[1]
        if code in present:
            return frozenset({frozenset()})
        return frozenset({frozenset({code})}) if code in free and largest else frozenset()
    parts = [minimal_sets(part, present, free, largest) for part in expression[1]]
    return _sets_for(parts, _needed(expression), largest)


def _needed(expression: Expression) -> int:
    if expression[0] == "at_least":
        return expression[2]
    return 1 if expression[0] == "any" else len(expression[1])


def _sets_for(parts: Sequence[frozenset[CodeSet]], needed: int, largest: int) -> frozenset[CodeSet]:
    """Join the sets of the parts so that `needed` of the parts are true."""
    reached: list[frozenset[CodeSet]] = [frozenset({frozenset()})]
    reached += [frozenset()] * needed
    for part in parts:
        for count in range(needed, 0, -1):  # downwards, so that a part counts once
            joined = (left | right for left, right in product(reached[count - 1], part))
            fitting = (codes for codes in joined if len(codes) <= largest)
            reached[count] = _minimal(reached[count].union(fitting))
    return reached[needed]


def _minimal(sets: Iterable[CodeSet]) -> frozenset[CodeSet]:
    kept: list[CodeSet] = []
    for _, of_one_size in groupby(sorted(sets, key=len), key=len):
        smaller = tuple(kept)  # different sets of one size never contain each other
        kept += [codes for codes in of_one_size if not any(map(codes.issuperset, smaller))]
    return frozenset(kept)

"""A rule compiled to a tree over indicator codes, for one case or for a column of cases.

The tree has no negation, so a rule can only become truer when an indicator becomes present; that
is what lets two evaluations, with every unknown absent and with every unknown present, bound it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations, groupby
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
    codes = codes_of(expression)
    bits = {code: 1 << n for n, code in enumerate(codes)}
    on = sum(bit for code, bit in bits.items() if code in present)
    open_bits = sum(bit for code, bit in bits.items() if code in free and code not in present)
    found = _solutions(expression, bits, on, open_bits, largest)
    return frozenset(frozenset(_named(solution, codes)) for solution in found)


def _named(solution: int, codes: Sequence[str]) -> Iterator[str]:
    while solution:
        last = solution.bit_length() - 1
        yield codes[last]
        solution ^= 1 << last


# A set of codes is the bits of a number here: joining and comparing many small sets is most of
# the time that a determination takes.
def _solutions(
    expression: Expression, bits: Mapping[str, int], on: int, free: int, largest: int
) -> list[int]:
    if expression[0] == "code":
        bit = bits[expression[1]]
        if on & bit:
            return [0]
        return [bit] if free & bit and largest else []
    named = {part[1] for part in expression[1] if part[0] == "code"}
    if expression[0] != "all" and len(named) == len(expression[1]):  # codes, none of them twice
        return _of_codes(expression, bits, on, free, largest)
    parts = (_solutions(part, bits, on, free, largest) for part in expression[1])
    if expression[0] == "any":
        return _minimal({solution for part in parts for solution in part})
    needed = len(expression[1]) if expression[0] == "all" else expression[2]
    reached: list[list[int]] = [[0], *([] for _ in range(needed))]
    for taken, part in enumerate(parts, start=1):
        # Of an `all`, only the way that has fulfilled every part so far can still succeed.
        lowest = taken if expression[0] == "all" else 1
        for count in range(min(needed, taken), lowest - 1, -1):  # downwards: a part counts once
            joined = _joined(reached[count - 1], part, largest)
            reached[count] = _minimal(joined.union(reached[count]))
    return reached[needed]


def _of_codes(
    expression: Expression, bits: Mapping[str, int], on: int, free: int, largest: int
) -> list[int]:
    """Return the solutions of a rule that counts codes: as many more as are missing."""
    own = [bits[code] for code in codes_of(expression)]
    least = expression[2] if expression[0] == "at_least" else 1
    missing = least - sum(1 for bit in own if bit & on)
    if missing <= 0:
        return [0]
    if missing > largest:
        return []
    return [sum(chosen) for chosen in combinations([bit for bit in own if bit & free], missing)]


def _joined(lefts: Sequence[int], rights: Sequence[int], largest: int) -> set[int]:
    """Return every union of the two sides that is not too large."""
    found = set()
    for left in lefts:
        if left.bit_count() == largest:  # nothing can be added: it holds a right one or fails
            if any(left & right == right for right in rights):
                found.add(left)
        else:
            found.update(left | right for right in rights if (left | right).bit_count() <= largest)
    return found


def _minimal(sets: Set[int]) -> list[int]:
    kept: list[int] = []
    for _, of_one_size in groupby(sorted(sets, key=int.bit_count), key=int.bit_count):
        smaller = tuple(kept)  # different sets of one size never contain each other
        kept += [each for each in of_one_size if not any(each & one == one for one in smaller)]
    return kept

"""Which codes a rule needs: the smallest sets that would make it true, and those that do.

A rule is first reduced by what is known to the part that is still open. Parts of it that share no
code are solved apart: a rule of six dimensions costs the sum of them and not the product.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, groupby, islice
from operator import and_, or_
from typing import Final

from fieldkit.scoring.expression import Expression, codes_of

MOST_STEPS: Final = 20_000
"""How many codes are tried in turn where parts share codes: a tenth of a second and more."""


@dataclass(frozen=True, slots=True)
class SmallestSets:
    """Sets of one size, none smaller; `are_all` is false where there are more than were asked for.

    Without sets and `are_all` false the search was given up.
    """

    sets: tuple[tuple[str, ...], ...]
    are_all: bool


# A set of codes is the bits of a number. The first code of the order has the highest bit, so that
# of two sets of one size the greater number is the earlier in the order.
@dataclass(frozen=True, slots=True)
class _Open:
    """At least `least` of `parts`, or, if there are none, of the codes of `mask`.

    `mask` has every code it reads, `alone` those of which each would do.
    """

    mask: int
    alone: int
    least: int
    parts: tuple["_Open", ...] = ()


_Reduced = _Open | bool


class _GivenUp(Exception):  # noqa: N818 - an outcome of the search and no error
    """More steps than `MOST_STEPS`."""


def smallest_sets(
    expression: Expression, present: Set[str], free: Set[str], order: Sequence[str], most: int
) -> SmallestSets:
    """Return the smallest sets of `free` codes that make the rule true beside `present`.

    The first `most` of them in the order of the codes, each in that order. A rule that is true
    already gives the empty set alone; one that cannot become true gives nothing.
    """
    bits = _bits(order)
    reduced = _reduced(expression, bits, present, free)
    if isinstance(reduced, bool):
        return SmallestSets(((),) if reduced else (), are_all=True)
    try:
        found = _Search(most + 1).solutions(reduced)
    except _GivenUp:
        return SmallestSets((), are_all=False)
    named = tuple(_named(solution, order) for solution in found[:most])
    return SmallestSets(named, are_all=len(found) <= most)


def needed_codes(expression: Expression, present: Set[str], free: Set[str]) -> frozenset[str]:
    """Return the `free` codes that are in some set, minimal by inclusion, that makes it true."""
    order = codes_of(expression)
    reduced = _reduced(expression, _bits(order), present, free)
    if isinstance(reduced, bool):
        return frozenset()
    return frozenset(_named(_needed(reduced), order))


class _Search:
    """The smallest solutions of an open rule, the first `most` of them, greatest number first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._steps = 0

    def solutions(self, node: _Open) -> list[int]:
        if node.alone:
            return list(islice(_single(node.alone), self._most))
        if not node.parts:
            chosen = combinations(_single(node.mask), node.least)
            return [sum(bits) for bits in islice(chosen, self._most)]
        if node.least == 1:
            return self._first([found for part in node.parts for found in self.solutions(part)])
        apart = _apart(node.parts)
        if len(apart) == 1:
            return self._shared(node)
        found = [0]
        for parts in apart:
            rights = self.solutions(_all(parts))
            # What stands after so many greater ones on both sides cannot be among the first.
            found = self._first(
                [
                    left | right
                    for n, left in enumerate(found, start=1)
                    for right in rights[: self._most // n]
                ]
            )
        return found

    def _shared(self, node: _Open) -> list[int]:
        """Solve parts that share codes: try the codes of one of them, each without those before."""
        pivot = min(node.parts, key=lambda part: part.mask.bit_count())
        found, tried = [], 0
        for bit in _single(pivot.mask):
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise _GivenUp
            rest = _given(node, bit, tried)
            tried |= bit
            if rest is True:
                found.append(bit)
            elif rest:
                found += [bit | other for other in self.solutions(rest)]
        return self._first(found)

    def _first(self, found: list[int]) -> list[int]:
        smallest = min(map(int.bit_count, found))
        kept = {each for each in found if each.bit_count() == smallest}
        return sorted(kept, reverse=True)[: self._most]


def _bits(order: Sequence[str]) -> Mapping[str, int]:
    return {code: 1 << n for n, code in enumerate(reversed(order))}


def _named(solution: int, order: Sequence[str]) -> tuple[str, ...]:
    return tuple(order[len(order) - bit.bit_length()] for bit in _single(solution))


def _single(mask: int) -> Iterator[int]:
    """Yield the bits of a number, the highest first."""
    while mask:
        highest = 1 << mask.bit_length() - 1
        yield highest
        mask ^= highest


def _reduced(
    expression: Expression, bits: Mapping[str, int], present: Set[str], free: Set[str]
) -> _Reduced:
    if expression[0] == "code":
        code = expression[1]
        if code in present or code not in free:
            return code in present
        return _Open(bits[code], bits[code], 1)
    parts = [_reduced(part, bits, present, free) for part in expression[1]]
    if expression[0] == "any":
        return _at_least(parts, 1)
    return _at_least(parts, len(parts) if expression[0] == "all" else expression[2])


def _given(node: _Open, on: int, off: int) -> _Reduced:
    """Return what is left of a rule when some of its codes are present and some are not."""
    if not node.mask & (on | off):
        return node
    if node.parts:
        return _at_least([_given(part, on, off) for part in node.parts], node.least)
    return _of_codes(node.mask & ~(on | off), node.least - (node.mask & on).bit_count())


def _of_codes(mask: int, least: int) -> _Reduced:
    if least <= 0 or mask.bit_count() < least:
        return least <= 0
    return _Open(mask, mask if least == 1 else 0, least)


def _at_least(parts: Sequence[_Reduced], least: int) -> _Reduced:
    left = [part for part in parts if not isinstance(part, bool)]
    least -= sum(part is True for part in parts)
    if least <= 0 or len(left) < least:
        return least <= 0
    if len(left) == 1:
        return left[0]
    mask = reduce(or_, (part.mask for part in left))
    if all(part.mask.bit_count() == 1 for part in left) and mask.bit_count() == len(left):
        return _of_codes(mask, least)
    if least in {1, len(left)}:
        return _one_of(left) if least == 1 else _all(left)
    return _at_least([_all(chosen) for chosen in combinations(left, least)], 1)


def _one_of(parts: Sequence[_Open]) -> _Open:
    if len(parts) == 1:
        return parts[0]
    mask = reduce(or_, (part.mask for part in parts))
    return _Open(mask, reduce(or_, (part.alone for part in parts)), 1, tuple(parts))


def _all(parts: Sequence[_Open]) -> _Open:
    if len(parts) == 1:
        return parts[0]
    mask = reduce(or_, (part.mask for part in parts))
    return _Open(mask, reduce(and_, (part.alone for part in parts)), len(parts), tuple(parts))


def _apart(parts: Sequence[_Open]) -> list[list[_Open]]:
    """Return the parts in groups that share no code with each other."""
    groups: list[tuple[int, list[_Open]]] = []
    for part in parts:
        mask, together, others = part.mask, [part], []
        for group in groups:
            if group[0] & part.mask:
                mask, together = mask | group[0], group[1] + together
            else:
                others.append(group)
        groups = [*others, (mask, together)]
    return [group for _, group in groups]


def _needed(node: _Open) -> int:
    """Return the codes of all minimal sets; those of parts that share none come apart."""
    if not node.parts:
        return node.mask
    apart = _apart(node.parts)
    if len(apart) == 1:
        return reduce(or_, _minimal_sets(node))
    joined = _one_of if node.least == 1 else _all
    return reduce(or_, (_needed(joined(parts)) for parts in apart))


def _minimal_sets(node: _Open) -> list[int]:
    """Return every solution that is minimal by inclusion."""
    if not node.parts:
        return [sum(chosen) for chosen in combinations(_single(node.mask), node.least)]
    sets = [_minimal_sets(part) for part in node.parts]
    if node.least == 1:
        return _minimal({solution for part in sets for solution in part})
    return reduce(lambda found, part: _minimal({a | b for a in found for b in part}), sets)


def _minimal(sets: Set[int]) -> list[int]:
    kept: list[int] = []
    for _, of_one_size in groupby(sorted(sets, key=int.bit_count), key=int.bit_count):
        smaller = tuple(kept)  # different sets of one size never contain each other
        kept += [each for each in of_one_size if not any(each & one == one for one in smaller)]
    return kept

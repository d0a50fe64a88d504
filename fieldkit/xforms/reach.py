"""Can a set of conditions hold at once? A small search over what answers are possible.

A formula is True, False, an `Atom` about one question, or a conjunction or disjunction of formulas.
Whatever is not understood is True, so that "cannot hold" is only ever said where it is proved.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil, floor, inf, isnan, nan, nextafter
from typing import Final

from fieldkit.xforms.model import Control, Node, Question

MOST_STEPS: Final = 4_000  # of one search; beyond it nothing is said


class Mark(Enum):
    """What an atom says of a question's value; numbers compare as numbers, texts as texts."""

    EQUAL = "="
    UNEQUAL = "!="
    HAS = "has"  # a multiple select holds the choice
    LACKS = "lacks"
    FILLED = "filled"
    BLANK = "blank"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing said of one question."""

    node: Node
    mark: Mark
    text: str = ""
    number: float = nan


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts holds."""

    parts: tuple["Formula", ...]


Formula = bool | Atom | Every | Some


def every(parts: Iterable[Formula]) -> Formula:
    """The conjunction, made simple."""
    kept: list[Formula] = []
    for part in parts:
        if part is False:
            return False
        if isinstance(part, Every):
            kept.extend(part.parts)
        elif part is not True:
            kept.append(part)
    return kept[0] if len(kept) == 1 else Every(tuple(kept)) if kept else True


def some(parts: Iterable[Formula]) -> Formula:
    """The disjunction, made simple."""
    kept: list[Formula] = []
    for part in parts:
        if part is True:
            return True
        if isinstance(part, Some):
            kept.extend(part.parts)
        elif part is not False:
            kept.append(part)
    return kept[0] if len(kept) == 1 else Some(tuple(kept)) if kept else False


@dataclass(frozen=True, slots=True)
class Values:
    """What is still possible for one question; `allowed` None is anything."""

    allowed: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    lowest: float = -inf
    highest: float = inf
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    is_blank: bool | None = None

    @property
    def is_filled(self) -> bool:
        """Whether there must be an answer."""
        return self.is_blank is False


def satisfiable(formulas: Iterable[Formula], implied: Callable[[Node], Formula]) -> bool:
    """Whether all may hold at once; `implied` is what must hold for a question to be answered."""
    search = _Search(implied)
    return search.run(list(formulas), {})


class _Search:
    def __init__(self, implied: Callable[[Node], Formula]) -> None:
        self._implied = implied
        self._steps = 0

    def run(self, work: list[Formula], known: Mapping[Node, Values]) -> bool:
        known = dict(known)
        choices: list[Some] = []
        while work:
            self._steps += 1
            if self._steps > MOST_STEPS:
                return True
            part = work.pop()
            if part is False:
                return False
            if isinstance(part, Every):
                work.extend(part.parts)
            elif isinstance(part, Some):
                choices.append(part)
            elif isinstance(part, Atom):
                before = known.get(part.node) or initial(part.node)
                after = narrowed(before, part)
                if after is None:
                    return False
                known[part.node] = after
                if after.is_filled and not before.is_filled:
                    work.append(self._implied(part.node))
        if not choices:
            return True
        choices.sort(key=lambda some_of: len(some_of.parts))
        first, rest = choices[0], choices[1:]
        return any(self.run([*rest, part], known) for part in first.parts)


def initial(node: Node) -> Values:
    """What a question can hold before anything is said of it."""
    if isinstance(node, Question) and node.control is Control.SELECT_ONE and node.choices:
        values = {choice.value for choice in node.choices} | {node.default, ""}
        return Values(allowed=frozenset(values))
    return Values()


def narrowed(values: Values, atom: Atom) -> Values | None:
    """The values that stay possible; None when none does."""
    wanted = {Mark.BLANK: True, Mark.UNEQUAL: None, Mark.LACKS: None}.get(atom.mark, False)
    if wanted is not None:
        if values.is_blank not in {None, wanted}:
            return None
        values = replace(values, is_blank=wanted)
    if isinstance(atom.node, Question) and atom.node.control in _MULTIPLE:
        return _narrowed_multiple(values, atom)
    return _consistent(_narrowed_single(values, atom))


def _narrowed_single(values: Values, atom: Atom) -> Values:
    mark, is_number = atom.mark, not isnan(atom.number)
    if mark in {Mark.BLANK, Mark.FILLED}:
        return values
    if mark in {Mark.UNEQUAL, Mark.LACKS}:
        # Numbers leave gaps that we do not follow.
        return values if is_number else replace(values, excluded=values.excluded | {atom.text})
    if mark in {Mark.EQUAL, Mark.HAS}:
        if is_number:
            lowest, highest = max(values.lowest, atom.number), min(values.highest, atom.number)
            return replace(values, lowest=lowest, highest=highest)
        same = frozenset({atom.text})
        return replace(values, allowed=same if values.allowed is None else values.allowed & same)
    is_whole = atom.node.bind.data_type == "int"
    bound = atom.number
    if mark is Mark.MORE:
        bound = floor(bound) + 1 if is_whole else nextafter(bound, inf)
    elif mark is Mark.LESS:
        bound = ceil(bound) - 1 if is_whole else nextafter(bound, -inf)
    if mark in {Mark.MORE, Mark.AT_LEAST}:
        return replace(values, lowest=max(values.lowest, bound))
    return replace(values, highest=min(values.highest, bound))


def _consistent(values: Values) -> Values | None:
    if values.lowest > values.highest:
        return None
    if values.allowed is None:
        return values
    left = frozenset(value for value in values.allowed - values.excluded if _fits(value, values))
    if not left:
        return None
    if left == {""}:
        return None if values.is_filled else replace(values, allowed=left, is_blank=True)
    filled = values.is_filled or "" not in left
    return replace(values, allowed=left, is_blank=False if filled else values.is_blank)


def _fits(value: str, values: Values) -> bool:
    if values.is_blank is not None and (value == "") is not values.is_blank:
        return False
    if (values.lowest, values.highest) == (-inf, inf):
        return True
    return values.lowest <= _number(value) <= values.highest


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan


def _narrowed_multiple(values: Values, atom: Atom) -> Values | None:
    choices = atom.node.choices if isinstance(atom.node, Question) else ()
    known = {choice.value for choice in choices}
    has, lacks = values.has, values.lacks
    if atom.mark in {Mark.HAS, Mark.EQUAL}:
        has = has | set(atom.text.split())
    elif atom.mark is Mark.LACKS:
        lacks = lacks | {atom.text}
    has_unknown = bool(known) and not has <= known
    has_nothing_left = values.is_filled and bool(known) and known <= lacks
    if has & lacks or has_unknown or has_nothing_left:
        return None
    return replace(values, has=has, lacks=lacks)


_MULTIPLE: Final = frozenset({Control.SELECT, Control.RANK})

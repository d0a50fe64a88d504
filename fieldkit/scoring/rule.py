"""The words of a rule in a ruleset's file, compiled to an expression over indicator codes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from fieldkit.scoring.expression import Expression
from fieldkit.scoring.indicators import Indicator, Kind, Stage, Strength
from fieldkit.scoring.reading import Entry, broken

_WORDS: Final = ("present", "any", "all", "criterion", "fact")
_SELECTION: Final = frozenset({"stage", "kind", "strength", "criterion", "codes", "prefix"})


def compile_rule(
    entry: Entry,
    indicators: Sequence[Indicator],
    criteria: Mapping[str, Expression],
    facts: Collection[str],
) -> Expression:
    """Return the expression of a rule; `criteria` are those above it in the file.

    Five words: `present` with a selection of indicators and perhaps `at_least`, `any` and `all`
    with a list of rules, `criterion` with an id, `fact` with the code of a fact.
    """
    used = [word for word in _WORDS if word in entry.content]
    if len(used) != 1:
        raise broken("not one of present, any, all, criterion, fact", entry.place)
    word = used[0]
    entry.only(frozenset({word, "at_least"} if word == "present" else {word}))
    if word == "present":
        return _present(entry, indicators)
    if word == "criterion":
        return _criterion(entry, criteria)
    if word == "fact":
        return _fact(entry, facts)
    parts = tuple(compile_rule(part, indicators, criteria, facts) for part in entry.entries(word))
    if not parts:
        raise broken("empty list", entry.at(word))
    return ("any", parts) if word == "any" else ("all", parts)


def reads_grades(entry: Entry, criteria: Mapping[str, bool]) -> bool:
    """Say whether a rule asks for a grade, itself or through a criterion that does."""
    return any(
        "strength" in leaf.entry("present").content
        if "present" in leaf.content
        else criteria.get(str(leaf.content.get("criterion")), False)
        for leaf in _leaves(entry)
    )


def criteria_named(entry: Entry) -> frozenset[str]:
    """Return the criteria that a rule refers to."""
    return frozenset(
        leaf.text("criterion") for leaf in _leaves(entry) if "criterion" in leaf.content
    )


def _leaves(entry: Entry) -> Iterator[Entry]:
    """Yield the rules inside that hold no rules themselves; the rule has been compiled before."""
    branches = [word for word in ("any", "all") if word in entry.content]
    for word in branches:
        for part in entry.entries(word):
            yield from _leaves(part)
    if not branches:
        yield entry


def _present(entry: Entry, indicators: Sequence[Indicator]) -> Expression:
    selection = entry.entry("present")
    chosen = _select(selection, indicators)
    least = entry.count("at_least") if "at_least" in entry.content else 1
    # A grade may leave too few, in a list of one strong or when grades are tried out: then never.
    if len(_select(_ungraded(selection), indicators)) < least:
        raise broken("selects too few indicators", selection.place)
    parts: tuple[Expression, ...] = tuple(("code", indicator.code) for indicator in chosen)
    return ("any", parts) if least == 1 else ("at_least", parts, least)


def _select(selection: Entry, indicators: Sequence[Indicator]) -> list[Indicator]:
    """Return the indicators that fit every key given, in the order of the file."""
    selection.only(_SELECTION)
    chosen = list(indicators)
    if "stage" in selection.content:
        stages = selection.words("stage", Stage)
        chosen = [indicator for indicator in chosen if indicator.stage in stages]
    if "kind" in selection.content:
        kinds = selection.words("kind", Kind)
        chosen = [indicator for indicator in chosen if indicator.kind in kinds]
    if "strength" in selection.content:
        strengths = selection.words("strength", Strength)
        chosen = [indicator for indicator in chosen if indicator.strength in strengths]
    if "criterion" in selection.content:
        ids = selection.some_texts("criterion")
        chosen = [indicator for indicator in chosen if indicator.criterion in ids]
    if "codes" in selection.content:
        codes = selection.some_texts("codes")
        known = {indicator.code for indicator in indicators}
        if not known.issuperset(codes):
            raise broken("not an indicator of this ruleset", selection.at("codes"))
        chosen = [indicator for indicator in chosen if indicator.code in codes]
    if "prefix" in selection.content:
        prefixes = selection.some_texts("prefix")
        chosen = [indicator for indicator in chosen if indicator.code.startswith(prefixes)]
    return chosen


def _ungraded(selection: Entry) -> Entry:
    kept = {key: value for key, value in selection.content.items() if key != "strength"}
    return Entry(kept, selection.place)


def _fact(entry: Entry, facts: Collection[str]) -> Expression:
    name = entry.text("fact")
    if name not in facts:
        raise broken("not a fact of this ruleset", entry.at("fact"))
    return ("code", name)


def _criterion(entry: Entry, criteria: Mapping[str, Expression]) -> Expression:
    name = entry.text("criterion")
    if name not in criteria:
        raise broken("not a criterion above this rule", entry.at("criterion"))
    return criteria[name]

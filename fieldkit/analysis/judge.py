"""A ruleset's rules as column expressions: the scoring of `scoring.determine`, a pool at a time.

Each rule is bounded twice, with every unknown absent and with every unknown present. A fact that
a rule goes on with is present in both unless there is a clear no.
"""

from collections.abc import Callable, Mapping, Set
from functools import reduce
from operator import add, and_, or_
from typing import TYPE_CHECKING, Final

from fieldkit.analysis import engine as engines
from fieldkit.analysis.pooled import PooledTable
from fieldkit.scoring.determine import wholes_of
from fieldkit.scoring.expression import Expression, codes_of
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

_AT: Final = "at"
_LOW: Final = "l"
_HIGH: Final = "h"

Bound = Callable[[Expression], "BooleanValue | None"]
"""What a rule comes to at worst or at best where that is known without its parts."""


def judge(
    pooled: PooledTable, ruleset: Ruleset, engine: str = engines.DUCKDB
) -> tuple[Mapping[str, str], ...]:
    """Per row, in order: each criterion's outcome by its id, the determination and the readings.

    The names are those of `determine.outcomes`. A code that the pool has no column for is unknown
    everywhere. Raises `ENGINE_MISSING`.
    """
    places = columns_of(ruleset)
    named = {place: [row.get(code) for row in pooled.rows] for code, place in places.items()}
    with engines.opened(engine) as opened:
        cases = opened.columns(
            named | {_AT: [str(n) for n in range(len(pooled.rows))]},
            dict.fromkeys(named, "whole") | {_AT: "text"},
        )
        judged = outcomes(cases, ruleset)
        rows = opened.run(judged.order_by(judged[_AT].cast("int64")))
    names = (*(criterion.id for criterion in ruleset.criteria), *wholes_of(ruleset))
    return tuple({name: str(row[f"r{n}"]) for n, name in enumerate(names)} for row in rows)


def columns_of(ruleset: Ruleset) -> Mapping[str, str]:
    """The column that `outcomes` reads for each code that a rule of the ruleset reads."""
    rules = (*(criterion.rule for criterion in ruleset.criteria), *wholes_of(ruleset).values())
    read = dict.fromkeys(code for rule in rules for code in codes_of(rule))
    return {code: f"v{n}" for n, code in enumerate(read)}


def outcomes(cases: "Table", ruleset: Ruleset) -> "Table":
    """The expression: `r0`, `r1`, … the outcomes in the order of `determine.outcomes`.

    `cases` has the columns of `columns_of`, 1 present, 0 absent, null unknown; a column `at` is
    kept. The determination and the readings are read off the bounds of the criteria they name.
    """
    places = columns_of(ruleset)
    rules = [criterion.rule for criterion in ruleset.criteria]
    wholes = tuple(wholes_of(ruleset).values())
    judged = {rule: n for n, rule in enumerate(rules)}
    beside = dict.fromkeys(place for rule in wholes for place in _read_beside(rule, judged, places))
    # In steps: an engine computes a column once, and a condition within a CASE for each use of it.
    bounds = {
        f"{end}{n}": _holds(rule, _bound(cases, end, places, ruleset.assumed, {}))
        for n, rule in enumerate(rules)
        for end in (_LOW, _HIGH)
    }
    step = cases.select(*_kept(cases), *beside, **bounds)
    if wholes:
        of_wholes = {
            f"{end}{n}": _holds(rule, _bound(step, end, places, ruleset.assumed, judged))
            for n, rule in enumerate(wholes, start=len(rules))
            for end in (_LOW, _HIGH)
        }
        step = step.select(*_kept(step), *bounds, **of_wholes)
    n_results = len(rules) + len(wholes)
    return step.select(*_kept(step), **{f"r{n}": _outcome(step, n) for n in range(n_results)})


def _kept(cases: "Table") -> tuple[str, ...]:
    return (_AT,) if _AT in cases.columns else ()


def _read_beside(
    rule: Expression, judged: Mapping[Expression, int], places: Mapping[str, str]
) -> tuple[str, ...]:
    """The columns that a rule reads itself and not through a criterion."""
    if rule in judged:
        return ()
    if rule[0] == "code":
        return (places[rule[1]],)
    parts = (_read_beside(part, judged, places) for part in rule[1])
    return tuple(dict.fromkeys(place for part in parts for place in part))


def _bound(
    cases: "Table",
    end: str,
    places: Mapping[str, str],
    assumed: Set[str],
    judged: Mapping[Expression, int],
) -> Bound:
    def known(rule: Expression) -> "BooleanValue | None":
        if rule in judged:
            return cases[f"{end}{judged[rule]}"]
        if rule[0] != "code":
            return None
        column = cases[places[rule[1]]]
        # Comparisons that null cannot escape: engines run them much faster than filled nulls.
        if end == _LOW and rule[1] not in assumed:
            return column.identical_to(1)
        return ~column.identical_to(0)

    return known


def _outcome(cases: "Table", n: int) -> "StringValue":
    import ibis

    return ibis.cases(
        (cases[f"{_LOW}{n}"], Outcome.MET.value),
        (cases[f"{_HIGH}{n}"], Outcome.UNDETERMINED.value),
        else_=Outcome.NOT_MET.value,
    )


def _holds(rule: Expression, bound: Bound) -> "BooleanValue":
    import ibis

    known = bound(rule)
    if known is not None or rule[0] == "code":
        return known
    parts = [_holds(part, bound) for part in rule[1]]
    if rule[0] == "any":
        return reduce(or_, parts) if parts else ibis.literal(False)
    if rule[0] == "all":
        return reduce(and_, parts)
    if len(parts) < rule[2]:
        return ibis.literal(False)
    return reduce(add, (part.cast("int64") for part in parts)) >= rule[2]

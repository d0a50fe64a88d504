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
from fieldkit.scoring.expression import Expression, codes_of
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerColumn, StringValue

DETERMINATION: Final = "determination"

Bound = Callable[[str], "BooleanValue"]
"""Whether an indicator counts as present, by its code."""


def judge(
    pooled: PooledTable, ruleset: Ruleset, engine: str = engines.DUCKDB
) -> tuple[Mapping[str, str], ...]:
    """Per row, in order: each criterion's outcome by its id, and the determination if there is one.

    A code that the pool has no column for is unknown everywhere. Raises `ENGINE_MISSING`.
    """
    import ibis

    rules = {criterion.id: criterion.rule for criterion in ruleset.criteria}
    if ruleset.rule is not None:
        rules[DETERMINATION] = ruleset.rule
    read = dict.fromkeys(code for rule in rules.values() for code in codes_of(rule))
    places = {code: f"v{n}" for n, code in enumerate(read)}
    named = {place: [row.get(code) for row in pooled.rows] for code, place in places.items()}
    with engines.opened(engine) as opened:
        cases = engines.columns(
            named | {"at": [str(n) for n in range(len(pooled.rows))]},
            dict.fromkeys(named, "whole") | {"at": "text"},
        )
        present: dict[str, IntegerColumn] = {code: cases[place] for code, place in places.items()}
        outcomes = {
            f"r{n}": outcome(rule, present, ruleset.assumed)
            for n, rule in enumerate(rules.values())
        }
        rows = opened.run(cases.select("at", **outcomes).order_by(ibis._.at.cast("int64")))
    return tuple({name: str(row[f"r{n}"]) for n, name in enumerate(rules)} for row in rows)


def outcome(
    rule: Expression,
    present: Mapping[str, "IntegerColumn"],
    assumed: Set[str] = frozenset(),
) -> "StringValue":
    """The expression of a rule's outcome; columns are 1 present, 0 absent, null unknown."""
    import ibis

    low = _holds(rule, lambda code: (present[code] == 1).fill_null(code in assumed))
    high = _holds(rule, lambda code: (present[code] == 1).fill_null(True))
    return ibis.cases(
        (low, Outcome.MET.value),
        (high, Outcome.UNDETERMINED.value),
        else_=Outcome.NOT_MET.value,
    )


def _holds(rule: Expression, bound: Bound) -> "BooleanValue":
    import ibis

    if rule[0] == "code":
        return bound(rule[1])
    parts = [_holds(part, bound) for part in rule[1]]
    if rule[0] == "any":
        return reduce(or_, parts, ibis.literal(False))
    if rule[0] == "all":
        return reduce(and_, parts, ibis.literal(True))
    return reduce(add, (part.cast("int64") for part in parts), ibis.literal(0)) >= rule[2]

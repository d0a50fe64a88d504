"""Tables of a pool: indicators and criteria, of all cases or by a variable.

Each is one ibis expression that counts, run by an engine; shares are computed from the counts.
Unknown and undetermined are columns of their own and in no share.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from fieldkit.analysis import engine as engines
from fieldkit.analysis.estimate import share
from fieldkit.analysis.pooled import STANDING, Cell, PooledTable, Standing, Table
from fieldkit.errors import Code, Known
from fieldkit.scoring.truth import Outcome

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerScalar, Value
    from ibis.expr.types import Table as Query

SHARE_COLUMNS: Final = ("N", "share", "low", "high")
"""N is those that a share is of; low and high are its 95 % interval; blank when N is 0."""

STANDING_COLUMNS: Final = tuple(standing.value for standing in Standing)

_NOTES: Final = ("share:of_answered", "interval:wilson_95_simple_random_sample")
_INDICATOR: Final[Mapping[str, int | None]] = {"present": 1, "absent": 0, "unknown": None}
_CRITERION: Final[Mapping[str, str | None]] = {
    "met": Outcome.MET.value,
    "not_met": Outcome.NOT_MET.value,
    "undetermined": Outcome.UNDETERMINED.value,
}

# Engines differ in what a column may be called; places are safe in all.
_GROUP: Final = "g"
_STANDING: Final = "s"


def indicator_table(
    pooled: PooledTable, by: str | None = None, engine: str = engines.DUCKDB
) -> Table:
    """Per indicator, and per value of `by`: present, absent, unknown, and the share of present.

    Of scored cases only. Columns: `by` if given, indicator, label, present, absent, unknown, N,
    share, low, high. A blank in the column of `by` is no answer. Raises `POOL_VARIABLE`,
    `ENGINE_MISSING`.
    """
    counted = _counted(pooled, by, engine, pooled.indicators, "whole", _INDICATOR)
    return _table(pooled, by, "indicator", pooled.indicators, tuple(_INDICATOR), counted)


def criterion_table(
    pooled: PooledTable, by: str | None = None, engine: str = engines.DUCKDB
) -> Table:
    """Per criterion, and per value of `by`: met, not met, undetermined, and the share of met.

    Columns: `by` if given, criterion, label, met, not_met, undetermined, N, share, low, high, then
    how many cases of the group are scored, declined, not scorable and drafts; only scored ones are
    counted before. Raises `POOL_VARIABLE`, `ENGINE_MISSING`.
    """
    counted = _counted(pooled, by, engine, pooled.criteria, "text", _CRITERION)
    return _table(
        pooled, by, "criterion", pooled.criteria, tuple(_CRITERION), counted, STANDING_COLUMNS
    )


def counts(
    cases: "Query", names: Sequence[str], values: Mapping[str, Cell], *, grouped: bool
) -> "Query":
    """The expression: per group, how many scored cases have each value of each named column.

    Columns of the result are `<name>_<value>`, the standings by their names, and the group.
    """
    aggregates: dict[str, IntegerScalar] = {}
    is_scored = cases[_STANDING] == Standing.SCORED.value
    for name in names:
        for word, value in values.items():
            aggregates[f"{name}_{word}"] = _n(is_scored & _is(cases[name], value))
    for standing in STANDING_COLUMNS:
        aggregates[standing] = _n(cases[_STANDING] == standing)
    return (cases.group_by(_GROUP) if grouped else cases).aggregate(**aggregates)


def _is(column: "Value", value: Cell) -> "BooleanValue":
    return column.isnull() if value is None else (column == value).fill_null(False)


def _n(condition: "BooleanValue") -> "IntegerScalar":
    # Of no rows the sum is null, and the count is 0.
    return condition.cast("int64").sum().fill_null(0)


def _counted(
    pooled: PooledTable,
    by: str | None,
    engine: str,
    wanted: Sequence[str],
    kind: str,
    values: Mapping[str, Cell],
) -> Sequence[Mapping[str, Cell]]:
    if by is not None and by not in pooled.variables:
        raise Known(Code.POOL_VARIABLE, name=by)
    places = {f"v{n}": name for n, name in enumerate(wanted)}
    named = {place: [row.get(name) for row in pooled.rows] for place, name in places.items()}
    kinds = dict.fromkeys(places, kind)
    named[_STANDING] = [row[STANDING] for row in pooled.rows]
    kinds[_STANDING] = "text"
    if by is not None:
        named[_GROUP] = [_text(row.get(by)) for row in pooled.rows]
        kinds[_GROUP] = "text"
    with engines.opened(engine) as opened:
        cases = opened.columns(named, kinds)
        return opened.run(counts(cases, tuple(places), values, grouped=by is not None))


def _text(cell: Cell) -> str | None:
    return None if cell is None or cell == "" else str(cell)


def _table(
    pooled: PooledTable,
    by: str | None,
    what: str,
    names: Sequence[str],
    words: tuple[str, ...],
    counted: Sequence[Mapping[str, Cell]],
    tail: tuple[str, ...] = (),
) -> Table:
    groups = sorted(counted, key=_group_order)
    rows = []
    for group in groups:
        for place, name in enumerate(names):
            found = [_whole(group[f"v{place}_{word}"]) for word in words]
            estimate = share(found[0], found[0] + found[1])
            rows.append(
                (
                    *((group[_GROUP],) if by is not None else ()),
                    name,
                    pooled.labels.get(name, name),
                    *found,
                    estimate.answered,
                    estimate.share,
                    estimate.low,
                    estimate.high,
                    *(_whole(group[standing]) for standing in tail),
                )
            )
    columns = (*((by,) if by is not None else ()), what, "label", *words, *SHARE_COLUMNS, *tail)
    return Table(columns, tuple(rows), (*_standings(pooled.rows), *_NOTES))


def _group_order(group: Mapping[str, Cell]) -> tuple[bool, str]:
    name = group.get(_GROUP)
    return name is None, str(name)


def _standings(rows: Sequence[Mapping[str, Cell]]) -> tuple[str, ...]:
    found = [row[STANDING] for row in rows]
    return tuple(f"{standing}:{found.count(standing)}" for standing in STANDING_COLUMNS)


def _whole(cell: Cell) -> int:
    return int(cell or 0)

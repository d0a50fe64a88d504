"""Tables of a pool, in plain frozen rows."""

from typing import TYPE_CHECKING, Literal

from fieldkit.errors import Code, Known
from fieldkit.services.pooling import pooled_table
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.analysis.pooled import Table


def analyse(
    pool: Store,
    ruleset_id: str,
    *,
    kind: Literal["criteria", "indicators"],
    by: str | None = None,
    with_told: bool = False,
    engine: str = "duckdb",
    reader: str = "en",
) -> "Table":
    """Count indicators or criteria, of all cases or by a variable; unknown is its own column.

    Accounts of another than the person they are about are in no share unless `with_told`.
    Raises POOL_EMPTY, POOL_VARIABLE for a variable that no form of the pool has, ENGINE_MISSING.
    """
    from fieldkit.analysis import tables

    pooled = pooled_table(pool, ruleset_id, with_told=with_told, reader=reader, engine=engine)
    if by is not None and by not in pooled.variables:
        raise Known(Code.POOL_VARIABLE, name=by)
    table = tables.indicator_table if kind == "indicators" else tables.criterion_table
    return table(pooled, by=by, engine=engine)

"""Where tables are computed: DuckDB in memory, shut off from files and network, or Spark.

The expressions are the same for both; only this module knows which one runs them.
"""

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from fieldkit.analysis.pooled import Cell
from fieldkit.errors import Code, Known

if TYPE_CHECKING:
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

DUCKDB: Final = "duckdb"
SPARK: Final = "spark"

# Nothing of a pool may reach a disk or leave the process, whatever an expression says. The last
# setting forbids changing any; it comes last because ibis sets its own when it connects.
_LOCKS: Final = (
    "SET enable_external_access = false",
    "SET allow_community_extensions = false",
    "SET lock_configuration = true",
)


class Engine:
    """An open connection; made by `opened`, good until that context ends."""

    def __init__(self, backend: "BaseBackend") -> None:
        self._backend = backend

    def run(self, expression: "Table") -> list[Mapping[str, Cell]]:
        """The rows of a result, as plain values."""
        rows: list[Mapping[str, Cell]] = self._backend.to_pyarrow(expression).to_pylist()
        return rows


@contextmanager
def opened(name: str = DUCKDB) -> Iterator[Engine]:
    """An engine by its name; raises `ENGINE_MISSING` for one that is not installed or not known."""
    if name == DUCKDB:
        backend = _duckdb()
    elif name == SPARK and importlib.util.find_spec("pyspark"):
        backend = _spark()
    else:
        raise Known(Code.ENGINE_MISSING, name=name)
    try:
        yield Engine(backend)
    finally:
        backend.disconnect()


def columns(named: Mapping[str, Sequence[Cell]], kinds: Mapping[str, str]) -> "Table":
    """Columns as a table that any engine reads; a kind is `text` or `whole`."""
    import ibis
    import pyarrow

    types = {"text": pyarrow.string(), "whole": pyarrow.int8()}
    return ibis.memtable(
        pyarrow.table(
            {name: pyarrow.array(cells, types[kinds[name]]) for name, cells in named.items()}
        )
    )


def _duckdb() -> "BaseBackend":
    import ibis

    backend = ibis.duckdb.connect(
        ":memory:",
        temp_directory="",
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    for lock in _LOCKS:
        backend.raw_sql(lock)
    return backend


def _spark() -> "BaseBackend":
    import ibis

    return ibis.pyspark.connect()

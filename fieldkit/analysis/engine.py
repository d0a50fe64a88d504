"""Where tables are computed: DuckDB in memory, shut off from files and network, or Spark.

The expressions are the same for both; only this module knows which one runs them.
"""

import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fieldkit.analysis.pooled import Cell
from fieldkit.errors import Code, Known

if TYPE_CHECKING:
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table
    from pyarrow import Table as ArrowTable

    Load = Callable[[ArrowTable], Table]

DUCKDB: Final = "duckdb"
SPARK: Final = "spark"

# Nothing of a pool may reach a disk or leave the process, whatever an expression says. The last
# setting forbids changing any; it comes last because ibis sets its own when it connects.
_LOCKS: Final = (
    "SET enable_external_access = false",
    "SET allow_community_extensions = false",
    "SET lock_configuration = true",
)

_VIEW: Final = "cases"

# A machine of one's own: nobody else may call in, and no page shows what is computed.
_SPARK: Final[Mapping[str, str]] = {
    "spark.master": "local[2]",
    "spark.app.name": "fieldkit",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.debug.maxToStringFields": "1000",
}


class Engine:
    """An open connection; made by `opened`, good until that context ends."""

    def __init__(self, backend: "BaseBackend", load: "Load") -> None:
        self._backend = backend
        self._load = load

    def columns(self, named: Mapping[str, Sequence[Cell]], kinds: Mapping[str, str]) -> "Table":
        """Columns as a table of this engine; a kind is `text` or `whole`."""
        import pyarrow

        types = {"text": pyarrow.string(), "whole": pyarrow.int8()}
        return self._load(
            pyarrow.table(
                {name: pyarrow.array(cells, types[kinds[name]]) for name, cells in named.items()}
            )
        )

    def run(self, expression: "Table") -> list[Mapping[str, Cell]]:
        """The rows of a result, as plain values."""
        rows: list[Mapping[str, Cell]] = self._backend.to_pyarrow(expression).to_pylist()
        return rows


@contextmanager
def opened(name: str = DUCKDB) -> Iterator[Engine]:
    """An engine by its name; raises `ENGINE_MISSING` for one that is not installed or not known."""
    if name == DUCKDB:
        backend, load = _duckdb()
    elif name == SPARK and importlib.util.find_spec("pyspark"):
        backend, load = _spark()
    else:
        raise Known(Code.ENGINE_MISSING, name=name)
    try:
        yield Engine(backend, load)
    finally:
        backend.disconnect()


def _duckdb() -> "tuple[BaseBackend, Load]":
    import ibis

    backend = ibis.duckdb.connect(
        ":memory:",
        temp_directory="",
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    for lock in _LOCKS:
        backend.raw_sql(lock)
    return backend, ibis.memtable


def _spark() -> "tuple[BaseBackend, Load]":
    import ibis
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    for name, value in (*_SPARK.items(), *_folders()):
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    backend = ibis.pyspark.connect(session)

    def load(rows: "ArrowTable") -> "Table":
        # Through pandas, as a memtable goes, every blank and every whole number arrives as null.
        session.createDataFrame(rows).createOrReplaceTempView(_VIEW)
        return backend.table(_VIEW)

    return backend, load


def _folders() -> "Iterator[tuple[str, str]]":
    """What Spark spills goes to memory where the system has a folder there."""
    memory = Path("/dev/shm")  # noqa: S108 - memory, not a disk
    if memory.is_dir():
        yield "spark.local.dir", str(memory)
        yield "spark.sql.warehouse.dir", str(memory / "fieldkit-warehouse")

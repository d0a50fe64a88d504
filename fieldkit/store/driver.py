"""The SQLCipher driver and sqlite-utils over it, and what their errors mean to a person.

sqlite-utils catches the exception classes of `pysqlite3` or of the standard library, which are
unrelated to those of sqlcipher3; with sqlcipher3 under the name `pysqlite3` before the first
import it behaves as with its own driver (pysqlite3 is an alternative it supports officially).
"""

import importlib
import shutil
import sys
import threading
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol

import sqlcipher3
from sqlcipher3 import dbapi2

from fieldkit.errors import Bug, Code, Known

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

Value = str | int | bytes | None
Row = tuple[Any, ...]  # columns as the statement names them; STRICT tables hold their types

# Imported by sqlite-utils if installed, for features we do not use: 0.4 s at start.
_NOT_NEEDED: Final = frozenset({"pandas", "numpy"})
_MOST_KEPT: Final = 100
# Small enough for the quick memory, large enough for the larger places of it; 8 of them take all.
_FILLING: Final = f"SELECT 1 AS {'a' * 200}"
_FILLINGS: Final = 16
# A disk with less than one database page left is full, whatever the driver calls it.
_FULL_BELOW_BYTES: Final = 8192
# The driver's `backup` gives an error without a code, only with SQLite's words for it.
_BY_WORDS: Final = {
    "database or disk is full": dbapi2.SQLITE_FULL,
    "disk I/O error": dbapi2.SQLITE_IOERR,
    "database disk image is malformed": dbapi2.SQLITE_CORRUPT,
    "file is not a database": dbapi2.SQLITE_NOTADB,
    "database is locked": dbapi2.SQLITE_BUSY,
}


class Cursor(Protocol):
    """The part of the driver's cursor that we use."""

    rowcount: int

    def fetchone(self) -> Row | None:
        """The next row."""
        ...

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        ...

    def fetchmany(self, size: int) -> list[Row]:
        """Up to `size` rows."""
        ...

    def close(self) -> None:
        """End the statement."""
        ...


class Connection(Protocol):
    """The part of the driver's connection that we use."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Cursor:
        """Run one statement once for each row."""
        ...

    def set_key(self, key: str) -> None:
        """Give the key; a wrong one shows at the first read."""
        ...

    def set_authorizer(self, authorizer: object) -> None:
        """Ask before each action of a statement."""
        ...

    def backup(self, target: "Connection") -> None:
        """Write every page into another database, under that one's key."""
        ...

    def close(self) -> None:
        """Drop the connection."""
        ...


def connect(path: Path, mode: str) -> Connection:
    """A connection without a key, in autocommit mode; `mode` is `ro` or `rw`, never create.

    `ro&immutable=1` reads a file that nobody writes, and makes no file beside it.
    """
    connection: Connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        factory=_Keeping,
        cached_statements=0,  # five, in fact: the least that it takes
    )
    return connection


def utils(connection: Connection) -> "Database":
    """sqlite-utils over an open connection: no plugins (they would see clear data), STRICT."""
    module = _sqlite_utils()
    database: Database = module.Database(connection, execute_plugins=False, strict=True)
    return database


def migrations(name: str) -> "Migrations":
    """An empty sqlite-utils migration set."""
    _sqlite_utils()
    made: Migrations = importlib.import_module("sqlite_utils.migrations").Migrations(name)
    return made


class _Keeping(dbapi2.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection whose repeated statements stay prepared outside SQLite's quick memory.

    For what passes with a statement SQLite has 48 KB at each connection (lookaside), and asks for
    memory only when that is taken. Statements that stay prepared take it for good; each passing
    need is then an allocation that memory security locks, wipes and unlocks: 92 for one answer,
    0.45 ms. So the driver's cache is kept small, and what is asked a second time is prepared while
    the quick memory is filled, and kept.
    """

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self._seen: set[str] = set()
        self._kept: dict[str, object] = {}

    def __call__(self, sql: str) -> object:
        """The prepared statement; the driver asks for one that is not in its cache."""
        if sql in self._kept:
            return self._kept[sql]
        if sql not in self._seen or len(self._kept) == _MOST_KEPT:
            self._seen.add(sql)
            return super().__call__(sql)
        filling = [super(_Keeping, self).__call__(_FILLING) for _ in range(_FILLINGS)]
        self._kept[sql] = super().__call__(sql)
        del filling
        return self._kept[sql]

    def set_authorizer(self, authorizer: object) -> None:
        """Ask before each action of a statement; SQLite prepares every statement anew for it."""
        self._seen.clear()
        self._kept.clear()
        super().set_authorizer(authorizer)


class translated:  # noqa: N801 (used as a function; a generator costs 3 us more at each statement)
    """Turn driver errors into ours; the only place that knows the driver's classes and codes."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return

    def __exit__(
        self, _t: type[BaseException] | None, error: BaseException | None, _b: TracebackType | None
    ) -> None:
        if isinstance(error, dbapi2.Error):
            raise _meaning(error, self._folder) from error


def _meaning(error: Exception, folder: Path) -> Known | Bug:
    name = str(getattr(error, "sqlite_errorname", ""))
    code = int(getattr(error, "sqlite_errorcode", _BY_WORDS.get(str(error), 0))) & 0xFF
    detail = name or type(error).__name__
    if code == dbapi2.SQLITE_FULL or (code == dbapi2.SQLITE_IOERR and _is_full(folder)):
        return Known(Code.STORE_FULL, detail=detail)
    if code in {dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB}:
        return Known(Code.STORE_DAMAGED, detail=detail)
    if code in {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED}:
        return Known(Code.WORKSPACE_BUSY, detail=detail)
    if code in {
        dbapi2.SQLITE_IOERR,
        dbapi2.SQLITE_READONLY,
        dbapi2.SQLITE_CANTOPEN,
        dbapi2.SQLITE_PERM,
        dbapi2.SQLITE_NOMEM,
    }:
        return Known(Code.STORE_FAILED, detail=detail)
    return Bug(detail=detail)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FULL_BELOW_BYTES
    except OSError:
        return False


class _Absent(MetaPathFinder):
    """Says "not installed" of a few modules, to one thread, while sqlite-utils is imported."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in _NOT_NEEDED and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(name=name)
        return None


def _sqlite_utils() -> ModuleType:
    loaded = sys.modules.get("sqlite_utils")
    if loaded is not None:
        return loaded
    sys.modules["pysqlite3"] = sqlcipher3
    sys.modules["pysqlite3.dbapi2"] = dbapi2
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        return importlib.import_module("sqlite_utils")
    finally:
        sys.meta_path.remove(absent)

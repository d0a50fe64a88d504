"""The one way to open the encrypted file, with every safety setting set and read back.

Leaves key files to `key`, tables to `schema`, and meaning of rows to its callers. SQL runs through
`Vault`, which turns driver errors into ours.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlcipher3 import dbapi2

from fieldkit.errors import Bug, Code, FieldkitError, Known
from fieldkit.store import driver, migrations, schema
from fieldkit.store.disk import unreadable, unwritable
from fieldkit.store.driver import Connection, Row, Value
from fieldkit.store.key import Key, sync_folder

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE_NAME: Final = "vault.db"
_MEMORY_SECURITY: Final = "cipher_memory_security"
_MOST_REWRITTEN_BYTES: Final = 134_217_728
_PLAIN_HEADER: Final = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Pragma:
    """A setting of the connection: what to write, and what must be read back."""

    name: str
    value: str
    expected: str


PRAGMAS: Final = (
    Pragma("cipher_log_level", "NONE", "NONE"),  # else page errors go to stderr by the hundred
    Pragma(_MEMORY_SECURITY, "ON", "1"),
    Pragma("journal_mode", "WAL", "wal"),
    Pragma("synchronous", "FULL", "2"),  # NORMAL loses acknowledged answers at a power cut
    Pragma("temp_store", "MEMORY", "2"),  # FILE writes clear data beside the database
    Pragma("secure_delete", "ON", "1"),
    Pragma("foreign_keys", "ON", "1"),
    Pragma("recursive_triggers", "ON", "1"),  # else REPLACE slips past the append-only triggers
    Pragma("trusted_schema", "OFF", "0"),
    Pragma("cell_size_check", "ON", "1"),
    Pragma("busy_timeout", "5000", "5000"),
)

_FORBIDDEN_ACTIONS: Final = frozenset(
    {
        dbapi2.SQLITE_ATTACH,
        dbapi2.SQLITE_DETACH,
        dbapi2.SQLITE_ALTER_TABLE,
        dbapi2.SQLITE_DROP_INDEX,
        dbapi2.SQLITE_DROP_TABLE,
        dbapi2.SQLITE_DROP_TRIGGER,
        dbapi2.SQLITE_DROP_VIEW,
        dbapi2.SQLITE_DROP_VTABLE,
        dbapi2.SQLITE_CREATE_TEMP_TRIGGER,
        dbapi2.SQLITE_CREATE_TRIGGER,
    }
)
_FROZEN_PRAGMAS: Final = frozenset(
    {pragma.name for pragma in PRAGMAS} | {"writable_schema", "key", "rekey", "user_version"}
)


class Vault:
    """An open encrypted database; every call raises only `Known` or `Bug`."""

    def __init__(self, connection: Connection, utils: "Database", folder: Path) -> None:
        self._connection = connection
        self._utils = utils
        self._folder = folder

    def rows(self, sql: str, *parameters: Value) -> list[Row]:
        """All rows of a query."""
        with driver.translated(self._folder):
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: Value) -> Row | None:
        """The first row of a query."""
        with driver.translated(self._folder):
            return self._connection.execute(sql, parameters).fetchone()

    def stream(self, sql: str, *parameters: Value) -> Iterator[Row]:
        """The rows of a query, a few hundred in memory at a time."""
        with driver.translated(self._folder):
            cursor = self._connection.execute(sql, parameters)
        try:
            while True:
                with driver.translated(self._folder):
                    rows = cursor.fetchmany(500)
                if not rows:
                    return
                yield from rows
        finally:
            cursor.close()

    def write(self, sql: str, *parameters: Value) -> int:
        """Run one changing statement and return the number of rows it touched."""
        with driver.translated(self._folder):
            return self._connection.execute(sql, parameters).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one changing statement for many rows."""
        with driver.translated(self._folder):
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; leaving the block without an error means it is on disk."""
        self.write("BEGIN IMMEDIATE")
        try:
            yield
            self.write("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already; a rollback that fails too must
            # not hide why.
            if self._connection.in_transaction:
                with suppress(FieldkitError):
                    self.write("ROLLBACK")
            raise

    @property
    def connection(self) -> Connection:
        """The connection itself, for whole copies."""
        return self._connection

    def utils(self) -> "Database":
        """sqlite-utils over this connection, for reading by name where speed does not matter."""
        return self._utils

    @contextmanager
    def erasing(self) -> Iterator[None]:
        """Let rows of history go for the length of the block, as far as the triggers let them."""
        self._connection.set_authorizer(_authorise_erasing)
        try:
            yield
        finally:
            self._connection.set_authorizer(_authorise)

    def vacuum(self) -> None:
        """Write the file anew without what was deleted, and empty the write-ahead log.

        A large file keeps its free pages, to be used again: to write it anew takes as much memory,
        and what was deleted is zeros in it already (`secure_delete`).
        """
        if (self._folder / FILE_NAME).stat().st_size <= _MOST_REWRITTEN_BYTES:
            # VACUUM attaches a database of its own, in memory, which the authorizer would refuse.
            self._connection.set_authorizer(None)
            try:
                self.rows("VACUUM")
            finally:
                self._connection.set_authorizer(_authorise)
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def missing_triggers(self) -> tuple[str, ...]:
        """The names of append-only triggers that are absent or altered."""
        with driver.translated(self._folder):
            return migrations.missing_triggers(self._connection)

    def close(self) -> None:
        """Fold the write-ahead log into the file and drop the connection with its key."""
        try:
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        except Known:
            # A full disk keeps the log as it is: the next opening reads it.
            pass
        finally:
            with driver.translated(self._folder):
                self._connection.close()


def create_vault(folder: Path, key: Key, *, pool: bool) -> None:
    """Make the encrypted file with its tables and settings, complete on disk; folder is ours."""
    path = folder / FILE_NAME
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise unwritable(error, path.name) from error
    with driver.translated(folder):
        connection = keyed(path, key, "rw")
        try:
            _settle(connection)
            migrations.migrate(connection, pool=pool)
            connection.execute(
                "INSERT INTO setting (name, value) VALUES ('workspace_id', ?)",
                (key.header.workspace_id,),
            )
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert_safe(connection, path)
        finally:
            connection.close()
    sync_folder(folder)


def open_vault(folder: Path, key: Key) -> Vault:
    """Open the file of a folder whose lock is held.

    Looks through a connection that cannot write before it opens one that can, so that a file
    which is not ours, newer or damaged keeps every byte. Raises WORKSPACE_FOREIGN,
    WORKSPACE_NEWER, STORE_DAMAGED, STORE_FAILED, STORE_UNSAFE, FILE_MISSING.
    """
    path = folder / FILE_NAME
    version = recognised(folder, key)
    if version < schema.SCHEMA_VERSION:
        raise Bug(detail="not brought up")
    with driver.translated(folder):
        connection = keyed(path, key, "rw")
        try:
            _settle(connection)
            assert_safe(connection, path)
            migrations.assert_triggers(connection)
            utils = driver.utils(connection)
            connection.set_authorizer(_authorise)
            assert_safe(connection, path)
        except BaseException:
            connection.close()
            raise
    return Vault(connection, utils, folder)


def recognised(folder: Path, key: Key) -> int:
    """The schema version of a folder's file, which is left as it was; raises as `open_vault`."""
    path = folder / FILE_NAME
    _refuse_by_first_bytes(path)
    with driver.translated(folder):
        return look(path, key)


def assert_safe(connection: Connection, path: Path) -> None:
    """Raise STORE_UNSAFE, naming the setting, unless the file is encrypted and every one holds."""
    version = connection.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise Bug(Code.STORE_UNSAFE, detail="cipher_version")
    with path.open("rb") as file:
        if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
            raise Bug(Code.STORE_UNSAFE, detail="header")
    for pragma in PRAGMAS:
        row = connection.execute(f"PRAGMA {pragma.name}").fetchone()
        if row is None or str(row[0]) != pragma.expected:
            raise Bug(Code.STORE_UNSAFE, detail=pragma.name)


def keyed(path: Path, key: Key, mode: str) -> Connection:
    """A connection with the key given and nothing else set; `mode` as `driver.connect` takes it."""
    connection = driver.connect(path, mode)
    for pragma in PRAGMAS:
        # It is of the whole process: from here on what a connection sets aside when it opens is
        # locked too, and the connection that looks at a file comes before the one that is kept.
        if pragma.name == _MEMORY_SECURITY:
            connection.execute(f"PRAGMA {pragma.name} = {pragma.value}")
    # The raw key with its salt: no second key derivation, and the salt in the file may be damaged.
    connection.set_key(f"x'{key.secret.hex()}{key.header.salt.hex()}'")
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def look(path: Path, key: Key) -> int:
    """The schema version, read through a connection that leaves a refused folder as it was."""
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
    absent = [file for file in beside if not file.exists()]
    connection = keyed(path, key, "ro")
    try:
        with driver.translated(path.parent):
            version = _recognise(connection, key)
    except BaseException:
        connection.close()
        for file in absent:  # a reader of a write-ahead log makes them, and cannot remove them
            with suppress(OSError):  # why it was refused matters more
                file.unlink(missing_ok=True)
        raise
    connection.close()
    return version


def _settle(connection: Connection) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma.name} = {pragma.value}").fetchall()


def _refuse_by_first_bytes(path: Path) -> None:
    """An empty file would open as a healthy new database; clear SQLite and text are not ours."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError:
        raise Known(Code.STORE_DAMAGED, detail="missing") from None
    except OSError as error:
        raise unreadable(path.name) from error
    if not start:
        raise Known(Code.STORE_DAMAGED, detail="empty")
    if start.startswith(_PLAIN_HEADER) or _is_text(start):
        raise Known(Code.WORKSPACE_FOREIGN)


def _is_text(start: bytes) -> bool:
    # Encrypted bytes are random: the chance that sixteen are all printable is below 1e-6, and a
    # real database has 512.
    try:
        text = start.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 3:
            return False
        text = start[: error.start].decode()
    return all(character.isprintable() or character.isspace() for character in text)


def _recognise(connection: Connection, key: Key) -> int:
    """The schema version, if the file is a fieldkit database and the one of this key."""
    application = connection.execute("PRAGMA application_id").fetchone()
    if application is None or application[0] != schema.APPLICATION_ID:
        raise Known(Code.WORKSPACE_FOREIGN)
    version = connection.execute("PRAGMA user_version").fetchone()
    if version is None or version[0] < 1:
        raise Known(Code.WORKSPACE_FOREIGN)
    if version[0] > schema.SCHEMA_VERSION:
        raise Known(Code.WORKSPACE_NEWER)
    check = connection.execute("SELECT value FROM setting WHERE name = 'workspace_id'").fetchone()
    if check is None or check[0] != key.header.workspace_id:
        raise Known(Code.STORE_DAMAGED, detail="key check")
    return int(version[0])


def _authorise_erasing(
    action: int, first: str | None, second: str | None, database: str | None, via: str | None
) -> int:
    if action == dbapi2.SQLITE_DELETE and first in schema.ERASABLE:
        return int(dbapi2.SQLITE_OK)
    return _authorise(action, first, second, database, via)


def _authorise(
    action: int, first: str | None, second: str | None, _database: str | None, _via: str | None
) -> int:
    """Refuse what no statement of ours does: a second wall behind the triggers."""
    if action in _FORBIDDEN_ACTIONS:
        return int(dbapi2.SQLITE_DENY)
    if action in {dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE} and first in schema.HISTORY:
        return int(dbapi2.SQLITE_DENY)
    if action == dbapi2.SQLITE_PRAGMA and second is not None and first in _FROZEN_PRAGMAS:
        return int(dbapi2.SQLITE_DENY)
    return int(dbapi2.SQLITE_OK)

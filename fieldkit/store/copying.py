"""Whole copies of the database by SQLite's backup, checked by opening them; never a file copy.

A copied file would lack what is only in the write-ahead log, and `sqlcipher_export` leaves, when
killed, a file that looks sound and is empty.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.store import driver, migrations, schema
from fieldkit.store.database import Vault, keyed
from fieldkit.store.disk import unwritable
from fieldkit.store.driver import Connection
from fieldkit.store.key import Key


@dataclass(frozen=True, slots=True)
class Extent:
    """What tells two copies apart: versions, the rows of every table, the end of every chain."""

    application_id: int
    user_version: int
    rows: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int, str], ...]  # device, last sequence number, its hash


def copy_vault(source: Connection, target: Path, key: Key) -> Extent:
    """Write a new file, under this key, with everything in `source`; checked by opening it.

    The file is complete on disk when this returns, and gone when it raises: FILE_EXISTS, FILE_FULL,
    FILE_UNWRITABLE, STORE_FULL, STORE_DAMAGED.
    """
    try:
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Known(Code.FILE_EXISTS, file=target.name) from None
    except OSError as error:
        raise unwritable(error, target.name) from error
    try:
        with driver.translated(target.parent):
            _back_up(source, target, key)
            expected = extent(source)
        _require_same(check_copy(target, key), expected)
        _sync(target)
    except BaseException:
        for left in (target, target.with_name(target.name + "-journal")):
            with suppress(OSError):  # why it failed matters more
                left.unlink(missing_ok=True)
        raise
    return expected


def copy_open_vault(vault: Vault, target: Path, key: Key) -> Extent:
    """The same, of an open vault."""
    return copy_vault(vault.connection, target, key)


def check_copy(path: Path, key: Key) -> Extent:
    """Open a closed copy, which is never changed by it, check it, and say what is in it.

    Raises STORE_DAMAGED when a check fails, and what the opening of a foreign file raises.
    """
    with driver.translated(path.parent):
        connection = keyed(path, key, "ro&immutable=1")
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Known(Code.STORE_DAMAGED, detail="integrity_check")
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise Known(Code.STORE_DAMAGED, detail="cipher_integrity_check")
            found = extent(connection)
            if found.user_version == schema.SCHEMA_VERSION and migrations.missing_triggers(
                connection
            ):
                raise Known(Code.STORE_DAMAGED, detail="triggers")
        finally:
            connection.close()
    return found


def extent(connection: Connection) -> Extent:
    """What is in a database."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    tables = [row[0] for row in names]
    rows = tuple((name, _one(connection, f'SELECT count(*) FROM "{name}"')) for name in tables)  # noqa: S608
    ends = []
    if {"revision", "event"} <= set(tables):
        found = connection.execute(
            "SELECT device_id, seq, hex(max(hash)) FROM ("
            "SELECT device_id, seq, hash FROM revision"
            " UNION ALL SELECT device_id, seq, hash FROM event)"
            " WHERE (device_id, seq) IN (SELECT device_id, max(seq) FROM ("
            "SELECT device_id, max(seq) AS seq FROM revision GROUP BY device_id"
            " UNION ALL SELECT device_id, max(seq) FROM event GROUP BY device_id)"
            " GROUP BY device_id) GROUP BY device_id, seq ORDER BY device_id"
        )
        ends = [(row[0], row[1], row[2]) for row in found.fetchall()]
    return Extent(
        _one(connection, "PRAGMA application_id"),
        _one(connection, "PRAGMA user_version"),
        rows,
        tuple(ends),
    )


def _back_up(source: Connection, target: Path, key: Key) -> None:
    connection = keyed(target, key, "rw")
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA journal_mode = MEMORY")
        source.backup(connection)
    finally:
        connection.close()


def _require_same(found: Extent, expected: Extent) -> None:
    if found != expected:
        raise Known(Code.STORE_DAMAGED, detail="copy differs")


def _one(connection: Connection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return 0 if row is None else int(row[0])


def _sync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise unwritable(error, path.name) from error

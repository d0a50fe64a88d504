"""An older database brought to the present schema in a copy; the old file is left as it is.

The copy is migrated, checked and swapped for the old file in one act: a failure, or a crash, before
that leaves every byte of the old file where it was.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.store import database, driver, migrations, schema, swap
from fieldkit.store.copying import check_copy, copy_vault
from fieldkit.store.key import Key

MIGRATED: Final = "workspace.migrated"


def bring_up(folder: Path, key: Key, *, pool: bool) -> int:
    """Bring the database of a folder whose lock is held up to date; returns its version before.

    Raises what opening raises for a file that is not ours, newer or damaged, and FILE_FULL.
    """
    there = set(folder.iterdir()) if folder.is_dir() else set()
    version = database.recognised(folder, key)
    if version >= schema.SCHEMA_VERSION:
        return version
    try:
        _prepare(folder, key, pool=pool)
    except BaseException:
        for left in set(folder.iterdir()) - there:  # a reader of a log makes files beside it, too
            with suppress(OSError):  # why it failed matters more; the next opening clears away
                left.unlink(missing_ok=True)
        raise
    swap.commit(folder, renamed=[database.FILE_NAME])
    return version


def _prepare(folder: Path, key: Key, *, pool: bool) -> None:
    """Make the new file under its name that does not count yet, migrated and checked."""
    path = folder / database.FILE_NAME
    fresh = folder / (database.FILE_NAME + swap.NEXT)
    with driver.translated(folder):
        source = database.keyed(path, key, "ro")
        try:
            before = copy_vault(source, fresh, key)
        finally:
            source.close()
        _migrate(fresh, key, pool=pool)
    after = dict(check_copy(fresh, key).rows)
    if any(after.get(name, 0) < n for name, n in before.rows):
        raise Known(Code.STORE_DAMAGED, detail="rows lost by a migration")


def _migrate(path: Path, key: Key, *, pool: bool) -> None:
    connection = database.keyed(path, key, "rw")
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")
        migrations.migrate(connection, pool=pool)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()

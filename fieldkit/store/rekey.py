"""A new vault key after a suspected compromise: a new file, verified, then swapped for the old."""

from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.ids import Clock
from fieldkit.store import (
    database,
    device_factor,
    key,
    keyfile,
    recorder,
    settings,
    snapshots,
    swap,
    witness,
)
from fieldkit.store.copying import copy_open_vault
from fieldkit.store.workspace import Store, open_held, open_store

REKEYED: Final = "key.rekeyed"


def rekey(
    folder: Path,
    *,
    passphrase: str | None,
    new_passphrase: str | None,
    clock: Clock,
    identity: str | None = None,
) -> Store:
    """Give the folder a new key, and its recovery recipients and this laptop's factor slots of it.

    Without a new passphrase the present one stays (it must then be given). A crash at any moment
    leaves the old key with the old file or the new key with the new one. Backups and copies made
    before still open with the old key; those inside the folder are made anew.
    """
    store = open_store(folder, passphrase=passphrase, identity=identity, clock=clock)
    try:
        made = key.new(store.key.header)
        _write_next(store, made, new_passphrase or passphrase)
        old = [path.name for path in _of_the_old_key(folder)]
        held = store.close_vault()
    except BaseException:
        store.close()
        raise
    try:
        swap.commit(folder, renamed=_RENAMED, removed=old)
    except BaseException:
        held.release()
        raise
    opened = open_held(folder, made, held, clock)
    with opened.appending() as ledger:
        ledger.event(REKEYED, {"passphrase": "new" if new_passphrase else "kept"})
    return opened


_RENAMED: Final = (database.FILE_NAME, key.FILE_NAME, key.COPY_NAME)


def _of_the_old_key(folder: Path) -> list[Path]:
    """What stands beside the database under the old key; it is made anew under the new one."""
    return [folder / witness.FILE_NAME, *snapshots.files(folder), *recorder.files(folder)]


def _write_next(store: Store, made: key.Key, passphrase: str | None) -> None:
    """The new database and key files beside the old, under names that do not count yet."""
    phrase = key.PRACTICE_PASSPHRASE if store.is_practice else passphrase
    if not phrase:
        raise Known(Code.KEY_NO_PASSPHRASE)
    copy_open_vault(store.vault, store.folder / (database.FILE_NAME + swap.NEXT), made)
    path = store.folder / (key.FILE_NAME + swap.NEXT)
    needs_device = key.read_slots(store.folder / key.FILE_NAME).needs_device
    key.write(
        path,
        made,
        passphrase=phrase,
        cost=key.PRACTICE if store.is_practice else key.STRONG,
        recipients=tuple(settings.recipients(store.vault)),
        device=device_factor.make() if needs_device else None,
    )
    keyfile.write(store.folder / (key.COPY_NAME + swap.NEXT), keyfile.read_one(path))

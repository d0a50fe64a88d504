"""Who can open an open store: its passphrase, its recovery recipients, this laptop's factor.

Each change is an event. What the key file says and what the vault remembers are compared, so that a
recipient slipped into the file, or taken out of it, is found by `verify`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.store import database, device_factor, key, settings, slots
from fieldkit.store.workspace import Kind, Store

PASSPHRASE_CHANGED: Final = "key.passphrase_changed"  # noqa: S105 (the name of an event)


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a store."""

    recipients: Mapping[str, str]  # when each was proven, "" never
    needs_device: bool
    memory_kib: int  # of Argon2id


def access(store: Store) -> Access:
    """What opens this store; raises KEY_FILE_*."""
    found = key.read_slots(_path(store))
    known = settings.recipients(store.vault)
    proven = {recipient: known.get(recipient, "") for recipient in found.recipients}
    return Access(proven, found.needs_device, found.memory_kib)


def strangers(store: Store) -> tuple[str, ...]:
    """Recipients that only the key file or only the vault knows of: somebody changed one."""
    found = set(key.read_slots(_path(store)).recipients)
    return tuple(sorted(found ^ set(settings.recipients(store.vault))))


def change_passphrase(store: Store, passphrase: str, *, with_device: bool) -> None:
    """Take another passphrase from now on, alone or together with this laptop's factor.

    Snapshots and backups made before still open with the old one where they carry the old key
    file; only `rekey` makes the old passphrase useless for what is in the folder.
    """
    if not passphrase or store.is_practice:
        raise Known(Code.KEY_NO_PASSPHRASE if not passphrase else Code.WORKSPACE_KIND)
    factor = device_factor.make() if with_device else None
    key.change_passphrase(_path(store), store.key, passphrase, cost=key.STRONG, device=factor)
    with store.appending() as ledger:
        ledger.event(PASSPHRASE_CHANGED, {"device": str(with_device).lower()})


def add_recipient(store: Store, recipient: str) -> str:
    """Let a recovery recipient open the store too; returns it as age writes it."""
    added = slots.checked_recipient(recipient)
    known = settings.recipients(store.vault)
    _set_recipients(store, {**known, added: known.get(added, "")})
    return added


def remove_recipient(store: Store, recipient: str) -> None:
    """Take a recipient out; it still opens older copies until the store is re-keyed."""
    known = settings.recipients(store.vault)
    if known.pop(recipient.strip(), None) is None:
        raise Known(Code.KEY_RECIPIENT, detail="not a recipient of this workspace")
    _set_recipients(store, known)


def prove(store: Store, identity: str) -> str:
    """Open the vault with a recovery identity alone, and remember that it worked.

    Returns its recipient. Raises KEY_IDENTITY, KEY_FILE_DAMAGED, STORE_DAMAGED.
    """
    opened = key.unlock_with_identity(_path(store), identity)
    database.look(store.folder / database.FILE_NAME, opened)
    proven = slots.recipient_of(identity)
    with store.appending() as ledger:
        known = settings.recipients(store.vault)
        ledger.event(settings.PROVEN, {"recipient": proven})
        settings.write_recipients(store.vault, {**known, proven: ledger.wall_utc})
    return proven


def is_recoverable(store: Store) -> bool:
    """Whether some recovery identity was seen to open it; practice and pools need none."""
    if store.is_practice or store.kind is Kind.POOL:
        return True
    return any(settings.recipients(store.vault).values())


def _set_recipients(store: Store, wanted: dict[str, str]) -> None:
    # The file first: a crash between the two shows as a stranger, never as a lost slot.
    key.set_recipients(_path(store), store.key, tuple(wanted))
    with store.appending() as ledger:
        ledger.event(settings.RECIPIENTS_CHANGED, {"recipients": " ".join(wanted)})
        settings.write_recipients(store.vault, wanted)


def _path(store: Store) -> Path:
    return store.folder / key.FILE_NAME

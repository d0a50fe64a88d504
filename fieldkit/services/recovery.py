"""Who can open a workspace: recovery keys made, added and proven; passphrase and key changed."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.ids import Clock, SystemClock
from fieldkit.services.files import read_text, write_whole
from fieldkit.services.workspaces import Workspace
from fieldkit.store import access as stored
from fieldkit.store import key, slots
from fieldkit.store import rekey as stored_rekey
from fieldkit.store.access import Access as Access


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A new recovery key: the identity belongs on paper and on a stick, never on this laptop."""

    identity: str
    recipient: str


def make_key() -> RecoveryKey:
    """A new recovery key, in memory alone."""
    return RecoveryKey(*slots.make_recovery())


def keep_key(made: RecoveryKey, path: Path) -> None:
    """Write a recovery key as age writes one; raises FILE_EXISTS, FILE_FULL, FILE_UNWRITABLE."""
    text = f"# fieldkit recovery key\n# public key: {made.recipient}\n{made.identity}\n"
    write_whole(path, text.encode())
    if os.name == "posix":
        path.chmod(0o600)


def drop_key(path: Path) -> None:
    """Take back a key that `keep_key` wrote, when nothing came of what it was to open."""
    with suppress(OSError):  # why nothing came of it matters more
        path.unlink(missing_ok=True)


def read_identity(path: Path) -> str:
    """The identity in a file, checked; raises FILE_MISSING, KEY_IDENTITY."""
    text = read_text(path)
    slots.recipient_of(text)
    return text


def recipient_in(text: str) -> str:
    """The recipient that a person gave, as age writes it; raises KEY_RECIPIENT."""
    return slots.checked_recipient(text)


def recipient_of(identity: str) -> str:
    """The recipient that belongs to an identity; raises KEY_IDENTITY."""
    return slots.recipient_of(identity)


def access(workspace: Workspace) -> Access:
    """What opens a workspace."""
    return stored.access(workspace)


def is_recoverable(workspace: Workspace) -> bool:
    """Whether a recovery key was seen to open it; true for practice and pools."""
    return stored.is_recoverable(workspace)


def add_recipient(workspace: Workspace, recipient: str) -> str:
    """Let a recipient's identity open the workspace; not yet proven."""
    return stored.add_recipient(workspace, recipient)


def remove_recipient(workspace: Workspace, recipient: str) -> None:
    """Take a recipient out."""
    stored.remove_recipient(workspace, recipient)


def prove(workspace: Workspace, identity: str) -> str:
    """Open the vault with the identity alone and record that it worked; returns the recipient."""
    return stored.prove(workspace, identity)


def add_and_prove(workspace: Workspace, identity: str) -> str:
    """Let an identity open the workspace, and see that it does."""
    recipient = slots.recipient_of(identity)
    stored.add_recipient(workspace, recipient)
    return stored.prove(workspace, identity)


def check_passphrase(workspace: Workspace, passphrase: str) -> None:
    """Raise KEY_WRONG_PASSPHRASE unless this passphrase opens the workspace."""
    key.unlock(workspace.folder / key.FILE_NAME, passphrase)


def change_passphrase(workspace: Workspace, passphrase: str, *, with_device: bool) -> None:
    """Take another passphrase, alone or together with this laptop's factor."""
    stored.change_passphrase(workspace, passphrase, with_device=with_device)


def rekey(
    folder: Path,
    *,
    passphrase: str | None,
    new_passphrase: str | None,
    identity: str | None = None,
    clock: Clock | None = None,
) -> Workspace:
    """Give the workspace a new key in a new file, and leave it open."""
    return stored_rekey.rekey(
        folder,
        passphrase=passphrase,
        new_passphrase=new_passphrase,
        identity=identity,
        clock=clock or SystemClock(),
    )

"""This laptop's factor: 32 random bytes in the user's folder, outside every workspace.

It makes a copied workspace useless without the laptop it came from: the passphrase cannot be tried
elsewhere. It is never enough alone, and recovery keys open the workspace without it.
"""

import json
import os
import secrets
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.paths import private_dir, user_folder
from fieldkit.store.disk import unwritable
from fieldkit.store.keyfile import sync_folder
from fieldkit.store.slots import DeviceFactor


def make() -> DeviceFactor:
    """Make a new factor on this laptop, complete on disk; raises FILE_FULL, FILE_UNWRITABLE."""
    factor = DeviceFactor(new_uuid(), secrets.token_bytes(32))
    folder = _folder()
    path = folder / f"{factor.factor_id}.json"
    try:
        private_dir(folder)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps({"secret": factor.secret.hex()}).encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
    except OSError as error:
        raise unwritable(error, path.name) from error
    return factor


def load(factor_id: object) -> DeviceFactor:
    """The factor that a slot names; raises KEY_DEVICE_MISSING when this laptop does not have it."""
    if not isinstance(factor_id, str) or not all(c.isalnum() or c == "-" for c in factor_id):
        raise Known(Code.KEY_FILE_DAMAGED, detail="device")
    try:
        secret = bytes.fromhex(json.loads((_folder() / f"{factor_id}.json").read_bytes())["secret"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Known(Code.KEY_DEVICE_MISSING) from error
    return DeviceFactor(factor_id, secret)


def _folder() -> Path:
    return user_folder() / "device"

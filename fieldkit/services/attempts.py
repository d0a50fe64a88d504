"""Wrong passphrases tried in the window, and how long the next try has to wait.

Kept in the user's folder, so that closing the window does not wipe them out. A brake for whoever
sits at this keyboard; what holds against a copied file is Argon2id.
"""

import json
import time
from pathlib import Path
from typing import Final

from fieldkit.errors import FieldkitError
from fieldkit.paths import private_dir, user_folder
from fieldkit.store import key

FREE: Final = 3
"""Wrong tries before each further one has to wait."""
LONGEST_S: Final = 300


def wait_s(folder: Path, now: float | None = None) -> int:
    """Seconds until the next try, 0 for none; a clock that was put back adds nothing."""
    n, last = _read().get(_name(folder), (0, 0.0))
    if n < FREE:
        return 0
    whole = min(1 << min(n - FREE + 1, 30), LONGEST_S)
    passed = (time.time() if now is None else now) - last
    return whole if passed < 0 else max(0, round(whole - passed))


def note_wrong(folder: Path, now: float | None = None) -> int:
    """Count a wrong try and return the seconds to wait."""
    tries = _read()
    n, _ = tries.get(_name(folder), (0, 0.0))
    tries[_name(folder)] = (n + 1, time.time() if now is None else now)
    _write(tries)
    return wait_s(folder, now)


def note_right(folder: Path) -> None:
    """Forget the wrong tries of a folder that was opened."""
    tries = _read()
    if tries.pop(_name(folder), None) is not None:
        _write(tries)


def _name(folder: Path) -> str:
    try:
        return key.read_header(folder / key.FILE_NAME).workspace_id
    except FieldkitError:
        return ""


def _read() -> dict[str, tuple[int, float]]:
    try:
        found = json.loads(_file().read_bytes())
        return {str(name): (int(n), float(last)) for name, (n, last) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(tries: dict[str, tuple[int, float]]) -> None:
    try:
        private_dir(_file().parent)
        _file().write_text(json.dumps(tries), "utf-8")
    except OSError:
        return  # a folder that cannot be written keeps the count for no longer than this run


def _file() -> Path:
    return user_folder() / "tries.json"

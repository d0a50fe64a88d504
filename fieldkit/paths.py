"""Shipped files and private user folders; the only place that knows where things lie."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """A file or folder of `forms/` or `resources/`, in a wheel or in a checkout."""
    installed = _PACKAGE / "data"
    root = installed if installed.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)


def user_folder() -> Path:
    """The program's folder of this user; holds workspaces by default, and settings."""
    override = os.environ.get("FIELDKIT_HOME")
    if override:
        return Path(override)
    if sys.platform == "win32":
        return _named("LOCALAPPDATA", Path.home()) / "fieldkit"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "fieldkit"
    return _named("XDG_DATA_HOME", Path.home() / ".local" / "share") / "fieldkit"


def _named(variable: str, usual: Path) -> Path:
    """The folder that a variable names; an empty or relative one counts as unset (XDG 0.8)."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else usual


def private_dir(path: Path) -> Path:
    """Make the folder, parents included, readable by this user alone, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        path.chmod(0o700)
    return path

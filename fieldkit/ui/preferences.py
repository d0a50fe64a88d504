"""What this user set for the window: language, theme, text size, auto-lock; nothing about people.

One small JSON file in the user's folder. An unknown or bad value falls back, one by one, to its
default: a broken file never keeps the window from opening.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from fieldkit.paths import private_dir, user_folder

UI_LANGUAGES: Final = ("en", "ru")
THEME_CHOICES: Final = ("system", "light", "dark")
SCALES: Final = (0.9, 1.0, 1.15, 1.3, 1.5, 1.75)
LOCK_MINUTES: Final = (1, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings of the window; `language` "" follows the system."""

    language: str = ""
    theme: str = "system"
    scale: float = 1.0
    lock_minutes: int = 3
    workspace: str = ""  # folder opened last


def load(path: Path | None = None) -> Preferences:
    """Read the settings; defaults where there are none or they cannot be used."""
    try:
        found = json.loads((path or _file()).read_text("utf-8"))
    except (OSError, ValueError):
        return Preferences()
    return _checked(found) if isinstance(found, dict) else Preferences()


def save(preferences: Preferences, path: Path | None = None) -> None:
    """Write the settings; a folder that cannot be written leaves them for this run only."""
    target = path or _file()
    try:
        private_dir(target.parent)
        target.write_text(json.dumps(asdict(preferences), indent=1), "utf-8")
    except OSError:
        return


def _checked(found: dict[str, object]) -> Preferences:
    kept = Preferences()
    language, theme = found.get("language"), found.get("theme")
    scale, minutes = found.get("scale"), found.get("lock_minutes")
    workspace = found.get("workspace")
    if language in UI_LANGUAGES:
        kept = replace(kept, language=str(language))
    if theme in THEME_CHOICES:
        kept = replace(kept, theme=str(theme))
    if isinstance(scale, int | float) and scale in SCALES:
        kept = replace(kept, scale=float(scale))
    if isinstance(minutes, int) and minutes in LOCK_MINUTES:
        kept = replace(kept, lock_minutes=minutes)
    if isinstance(workspace, str):
        kept = replace(kept, workspace=workspace)
    return kept


def _file() -> Path:
    return user_folder() / "window.json"

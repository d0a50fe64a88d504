"""What a field for files wishes of the store, and what it is told."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from fieldkit.errors import FieldkitError
from fieldkit.services.attachments import Attachment


@dataclass(frozen=True, slots=True)
class TakeIn:
    """The wish to keep a file as the answer; `accepts` is what the question takes."""

    path: Path
    accepts: str
    keep_metadata: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """The wish to see what an answer names."""

    name: str


@dataclass(frozen=True, slots=True)
class CopyOut:
    """The wish for a copy in clear."""

    name: str
    out: Path


@dataclass(frozen=True, slots=True)
class Stop:
    """The wish that a file on its way in is not taken after all."""


Wish = TakeIn | Show | CopyOut | Stop


@dataclass(frozen=True, slots=True)
class Going:
    """How far a file is on its way in, in bytes; nothing of nothing before it has begun."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TookIn:
    """A file is in the store, and the answer names it."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A file was not taken in, as the person wished."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer names; `picture` is null when there is nothing to draw."""

    attachment: Attachment
    picture: QImage


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy is on disk."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that could not be granted."""

    wish: Wish
    error: FieldkitError


Reply = Going | TookIn | Stopped | Shown | Copied | Refused

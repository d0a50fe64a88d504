"""What a refused path means to a person: no room, no right, no such place."""

import errno
from pathlib import Path

from fieldkit.errors import Code, Known

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_there(path: Path) -> bool:
    """Whether something is at the path; a name that no disk takes, or may not be asked, is not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def unwritable(error: OSError, name: str) -> Known:
    """FILE_FULL when there is no room, FILE_UNWRITABLE when there is no place or no right."""
    return Known(Code.FILE_FULL if error.errno in _NO_ROOM else Code.FILE_UNWRITABLE, file=name)


def unreadable(name: str) -> Known:
    """FILE_MISSING: not there, or not to be opened by this person."""
    return Known(Code.FILE_MISSING, file=name)

"""`fieldkit` that acknowledges each answer three saves too early: the control of the kill test.

One would be too few: most of a save is waiting for the disk, and what waits there survives a kill.
"""

import sys
from typing import Any

from fieldkit.cli.main import main
from fieldkit.records import Saved
from fieldkit.services import interviews

_real_save = interviews.save
_waiting: list[tuple[Any, Any]] = []
_BEHIND = 3


def save_behind(store: Any, prepared: Any, **words: Any) -> Saved:
    """Write answers from before these, and promise these."""
    if not prepared.answers:
        return Saved(0, ())
    seq = 0
    while len(_waiting) >= _BEHIND:
        seq = _real_save(*_waiting.pop(0), **words).seq
    _waiting.append((store, prepared))
    return Saved(seq + 1 + len(prepared.answers), tuple(a.address for a in prepared.answers))


if __name__ == "__main__":
    interviews.save = save_behind
    sys.exit(main(sys.argv[1:]))

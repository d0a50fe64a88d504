"""`fieldkit` that acknowledges each answer one save too early: the control of the kill test."""

import sys
from typing import Any

from fieldkit.cli.main import main
from fieldkit.records import Saved
from fieldkit.services import interviews

_real_save = interviews.save
_waiting: list[tuple[Any, Any]] = []


def save_behind(store: Any, prepared: Any, **words: Any) -> Saved:
    """Write the answers before these, and promise these."""
    if not prepared.answers:
        return Saved(0, ())
    seq = 0
    while _waiting:
        seq = _real_save(*_waiting.pop(0), **words).seq
    _waiting.append((store, prepared))
    return Saved(seq + 1 + len(prepared.answers), tuple(a.address for a in prepared.answers))


if __name__ == "__main__":
    interviews.save = save_behind
    sys.exit(main(sys.argv[1:]))

"""How much of a proof is done: enough for each run; with FIELDKIT_LONG=1, what a night gives."""

import os


def amount(name: str, usual: int, long: int) -> int:
    """The number that the environment names, else the one for this kind of run."""
    named = os.environ.get(name)
    if named is not None:
        return int(named)
    return long if os.environ.get("FIELDKIT_LONG") == "1" else usual

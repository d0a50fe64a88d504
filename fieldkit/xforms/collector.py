"""Keeps Python's cycle collector out of the way while a form or an interview is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 50_000  # objects; the collector walks fewer in a few milliseconds
_MOST_FROZEN: Final = 800_000


@contextmanager
def collector_off() -> Iterator[None]:
    """Build without collecting; after building much, take what is there out of its sight.

    Many objects that all stay make the collector walk them again and again: loading took up to
    twice as long, and it would walk a large form three times more during the first answers (0.8 s
    at 5,000 questions). What was frozen and has died is found when too much is frozen.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MANY:
                gc.freeze()
                if gc.get_freeze_count() > _MOST_FROZEN:
                    gc.unfreeze()
                    gc.collect()
                    gc.freeze()
            gc.enable()

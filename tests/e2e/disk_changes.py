"""A program on the listened-to disk that does all that changes files, one work after another.

`python -m tests.e2e.disk_changes BASE MANNER`; MANNER is `full`, or one of the control arms:
`unsynced` gives a file its name before its bytes are on the disk, `uncleared` leaves beside the
database what was erased in it.
"""

import os
import stat
import sys
from pathlib import Path

from fieldkit.store import erasing, erasure, key, settings
from fieldkit.store.workspace import Store
from tests.e2e.disk import Disk
from tests.e2e.world import ALL_WORKS, LARGER, WORKS, Place, save_one

ROUNDS = 2


def name_before_syncing() -> None:
    """As many programs do: folders are synced, and files left to the system."""
    real = os.fsync

    def fsync(handle: int) -> None:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            real(handle)

    os.fsync = fsync


def leave_beside() -> None:
    """An erasure in the database alone, and no word that something is left to do."""

    def clear_away(store: Store) -> None:
        with store.vault.transaction():
            settings.write(store.vault, erasing._TO_CLEAR, "")

    erasure.clear_away = clear_away


def main(base: Path, manner: str) -> None:
    key.STRONG = key.PRACTICE  # type: ignore[misc]  # the cost of a guess is not what is tried
    if manner == "unsynced":
        name_before_syncing()
    if manner == "uncleared":
        leave_beside()
    disk, place = Disk(), Place(base)
    store = place.opened()
    for _ in range(ROUNDS):
        for name, work in WORKS.items():
            disk.say(f"begin {name}")
            store = work(place, store, disk.say)
            disk.say(f"end {name}")
            store = save_one(place, store, disk.say)
    disk.say(f"begin {LARGER}")  # last, for every look at what is left of it takes long
    store = ALL_WORKS[LARGER](place, store, disk.say)
    disk.say(f"end {LARGER}")
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

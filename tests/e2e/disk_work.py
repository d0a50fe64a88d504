"""A program on the listened-to disk: saves answers by the window's path, says which are safe.

`python -m tests.e2e.disk_work FOLDER MANNER`; MANNER is `full`, or `normal` for the control arm,
which trusts the system's cache.
"""

import sys
from pathlib import Path

from fieldkit.ids import SystemClock, new_uuid
from fieldkit.records import Address, Answer, Status
from fieldkit.services import interviews
from fieldkit.store import database
from fieldkit.store.workspace import Store, open_store
from tests.e2e.disk import Disk

SAVES = 90
_EACH_CHECKPOINT = 20
_EACH_REOPENING = 40


def relax_syncing() -> None:
    """As many programs do: `synchronous=NORMAL` in WAL, and nothing that notices."""
    database.PRAGMAS = tuple(  # type: ignore[misc]
        database.Pragma(p.name, "NORMAL", "1") if p.name == "synchronous" else p
        for p in database.PRAGMAS
    )


def save_one(store: Store, interview_id: str, n: int) -> str:
    """One answer by the autosave path; returns its revision id once it is acknowledged."""
    told = Answer(Address(f"/d/q{n % 23}"), Status.ANSWERED, f"value {n} " + "x" * (n % 7 * 60))
    ticket = interviews.SaveTicket(interview_id, (told,), told.address, (new_uuid(),))
    interviews.save(store, ticket, actor="m1")
    return ticket.revision_ids[0]


def main(folder: Path, manner: str) -> None:
    if manner == "normal":
        relax_syncing()
    disk = Disk()
    store = open_store(folder, passphrase=None, clock=SystemClock())
    (interview,) = interviews.listed(store)
    for n in range(SAVES):
        disk.say(save_one(store, interview.interview_id, n))
        if n % _EACH_CHECKPOINT == _EACH_CHECKPOINT - 1:
            store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if n % _EACH_REOPENING == _EACH_REOPENING - 1:
            store.close()
            store = open_store(folder, passphrase=None, clock=SystemClock())
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""A child program that saves answers until it is killed, and says each that was acknowledged.

Run as `python -m tests.e2e.store_writer FOLDER ORDER`; ORDER `after` prints an answer's address and
value after the save has returned, `before` prints it first: the control, which must lose some.
"""

import itertools
import sys
from pathlib import Path

from fieldkit.ids import SystemClock
from fieldkit.records import Address, Answer, Status
from fieldkit.store.answers import save
from fieldkit.store.interviews import interviews
from fieldkit.store.workspace import open_store


def main(folder: Path, order: str) -> None:
    store = open_store(folder, passphrase=None, clock=SystemClock())
    (interview,) = interviews(store)
    start = store.vault.rows("SELECT count(*) FROM revision")[0][0]
    for n in itertools.count(start):
        told = Answer(Address(f"/d/q{n % 97}"), Status.ANSWERED, f"value {n}")
        if order == "before":
            print(n, flush=True)
        save(store, interview.interview_id, [told], actor="m1")
        if order == "after":
            print(n, flush=True)
        if n % 53 == 52:  # checkpoints too must survive
            store.vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

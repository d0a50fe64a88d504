"""Opening, checking and listing a large vault; unlocking with the real cost of a passphrase.

`python -m tests.bench.bench_vault [ANSWERS] [CASES]`, 100,000 each unless said. Prints milliseconds
(median of three where it says so) and the size of the file.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fieldkit.ids import SystemClock, case_code, new_uuid
from fieldkit.records import Address, Answer, Interview, InterviewState, Status
from fieldkit.store import key, projection
from fieldkit.store.answers import save
from fieldkit.store.interviews import interviews
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create, open_store
from tests.e2e import figures
from tests.unit.store.making import FORM, begin

PHRASE = "four words without sense"
AT_ONCE = 1_000


def answered(store: Store, n: int) -> None:
    """`n` answers in interviews of 1,000 each."""
    for first in range(0, n, AT_ONCE):
        told = [
            Answer(
                Address(f"/data/q{i}"), Status.ANSWERED, f"an answer of some length, {first + i}"
            )
            for i in range(min(AT_ONCE, n - first))
        ]
        save(store, begin(store).interview_id, told, actor="m1")


def begun(store: Store, n: int) -> None:
    """`n` cases, as if started one by one."""
    for first in range(0, n, AT_ONCE):
        with store.appending() as ledger:
            for i in range(first, min(first + AT_ONCE, n)):
                told = {"case_code": case_code(store.device_code, i + 1), "form_id": FORM.form_id}
                event = ledger.event(projection.STARTED, told, new_uuid())
                header = Interview(
                    event.interview_id, told["case_code"], FORM.form_id, FORM.version,
                    FORM.form_sha256, store.device_id, event.seq, event.wall_utc,
                    InterviewState.DRAFT, "English (en)", "S1", event.wall_utc,
                )  # fmt: skip
                projection.write_header(store.vault, header)
                projection.list_interview(store.vault, header)


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def thrice(act: Callable[[], object]) -> float:
    return statistics.median(timed(act) for _ in range(3))


def main(n_answers: int, n_cases: int) -> None:
    with tempfile.TemporaryDirectory() as here:
        real, large, many = Path(here) / "real", Path(here) / "large", Path(here) / "many"
        with create(real, passphrase=PHRASE, practice=False, clock=SystemClock()):
            pass
        unlock = thrice(lambda: key.unlock(real / key.FILE_NAME, PHRASE))
        print(f"unlock (Argon2id, {key.read_slots(real / key.FILE_NAME).memory_kib // 1024} MiB)"
              f" {unlock:10.0f} ms")  # fmt: skip
        with create(large, passphrase=None, practice=True, clock=SystemClock()) as store:
            answered(store, n_answers)
        size = (large / "vault.db").stat().st_size / 2**20
        clock = SystemClock()
        opening = thrice(lambda: open_store(large, passphrase=None, clock=clock).close())
        print(f"open and close, {n_answers} answers, {size:.0f} MiB {opening:10.0f} ms")
        with open_store(large, passphrase=None, clock=clock) as store:
            for check in ("quick_check", "cipher_integrity_check"):
                spent = thrice(lambda check=check: store.vault.rows(f"PRAGMA {check}"))
                print(f"  {check} {spent:10.0f} ms")
            print(
                f"  verify: chains, projections, snapshots {timed(lambda: verify(store)):10.0f} ms"
            )
        with create(many, passphrase=None, practice=True, clock=clock) as store:
            begun(store, n_cases)
            listing = thrice(lambda: interviews(store))
            print(f"list of {n_cases} cases {listing:10.0f} ms")
    figures.record(
        "27.vault",
        answers=n_answers,
        cases=n_cases,
        unlock_ms=round(unlock),
        open_ms=round(opening),
        list_ms=round(listing),
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:3], *("100000",) * (3 - len(sys.argv)))))

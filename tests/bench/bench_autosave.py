"""Commit time of the real save path beside plain SQLite, in the same run, alternating.

`python -m tests.bench.bench_autosave [ROUNDS] [COMMITS]`. Four arms take turns, in an order
shuffled anew each round: `save` (encrypted, revision + event + projection + list, one transaction,
FULL, and the same once more in the flight recorder, synced); `same rows` (plain standard-library
SQLite, WAL and FULL, the same rows with random ids in tables with the same indexes, no hashing, no
reading); `and a file` (the same rows, and as many bytes as the recorder gets appended to a second
file and synced: what having them twice costs without us); `one upsert` (plain, one row).
Prints p50 and p95 in milliseconds over all rounds, and their ratios; with FIELDKIT_FIGURES they are
written down for the table of promises.

Without the syncs (TMPDIR on a disk in memory) `same rows` takes 0.05 ms and `save` 0.36: 0.12 to
encrypt ten pages, 0.12 in Python (JSON, hashes, AEAD, witness), the rest statements and a thread.
"""

import os
import random
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fieldkit.ids import SystemClock
from fieldkit.records import Address, Answer, Status
from fieldkit.store import schema
from fieldkit.store.answers import save
from fieldkit.store.workspace import create
from tests.e2e import figures
from tests.unit.store.making import begin

ADDRESSES = 300
RECORD_BYTES = 967  # what the recorder gets of one answer
PLACES = 5_000
HASHES = [secrets.token_bytes(32) for _ in range(100_000)]
SYNC = getattr(os, "fdatasync", os.fsync)


def encrypted(folder: Path) -> tuple[Callable[[int], object], Callable[[], None]]:
    store = create(folder, passphrase=None, practice=True, clock=SystemClock())
    interview_id = begin(store).interview_id

    def commit(n: int) -> object:
        told = Answer(Address(f"/data/q{n % ADDRESSES}"), Status.ANSWERED, f"value {n}")
        return save(store, interview_id, [told], actor="m1", position=told.address)

    return commit, store.close


def plain(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def same_rows(
    path: Path, second: Path | None = None
) -> tuple[Callable[[int], object], Callable[[], None]]:
    connection = plain(path)
    for statement in schema.tables(pool=False):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO interview VALUES"
        " ('i', 'c', 'f', '1', 's', 'd', 1, 't', 'draft', 'l', 's', 't')"
    )
    connection.execute(
        "INSERT INTO interview_list VALUES ('i', 'c', 'f', 's', 'draft', 'l', 't', 0, 0, '')"
    )

    beside = None if second is None else os.open(second, os.O_RDWR | os.O_CREAT)
    if beside is not None:
        os.write(beside, bytes(RECORD_BYTES * PLACES))
        os.fsync(beside)

    def commit(n: int) -> object:
        hash_1, hash_2, revision_id = HASHES[2 * n], HASHES[2 * n + 1], HASHES[2 * n].hex()[:36]
        clock = ("2026-11-02T08:00:00.000Z", 300, n, "b" * 36)
        address, value = f"/data/q{n % ADDRESSES}", f"value {n}"
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            f"INSERT INTO event ({schema.EVENT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            ("d" * 36, 2 * n + 1, "answers.saved", "i", "{}", *clock, hash_1, hash_2),
        )
        connection.execute(
            f"INSERT INTO revision ({schema.REVISION_COLUMNS})"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                revision_id, "d" * 36, 2 * n + 2, "i", address, "answered", value, "string",
                "[]", "m1", "", *clock, hash_1, hash_2,
            ),
        )  # fmt: skip
        connection.execute(
            "INSERT OR REPLACE INTO current_answer VALUES (?,?,?,?,?,?,?,?)",
            ("i", address, "answered", value, "string", n, "d" * 36, revision_id),
        )
        connection.execute("UPDATE interview_list SET position = ?", (address,))
        if beside is not None:
            os.lseek(beside, n % PLACES * RECORD_BYTES, os.SEEK_SET)
            os.write(beside, b"r" * RECORD_BYTES)
            SYNC(beside)
        return connection.execute("COMMIT")

    def close() -> None:
        connection.close()
        if beside is not None:
            os.close(beside)

    return commit, close


def one_upsert(path: Path) -> tuple[Callable[[int], object], Callable[[], None]]:
    connection = plain(path)
    connection.execute(
        "CREATE TABLE answer (case_id, path, value, PRIMARY KEY (case_id, path)) WITHOUT ROWID"
    )

    def commit(n: int) -> object:
        return connection.execute(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)",
            ("i", f"q{n % ADDRESSES}", f"value {n}"),
        )

    return commit, connection.close


def main(rounds: int, commits: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        arms = {
            "save": encrypted(here / "w"),
            "same rows": same_rows(here / "same.db"),
            "and a file": same_rows(here / "both.db", here / "both.log"),
            "one upsert": one_upsert(here / "one.db"),
        }
        times: dict[str, list[float]] = {name: [] for name in arms}
        for turn in range(rounds):
            for name in random.sample(sorted(arms), len(arms)):
                commit = arms[name][0]
                for n in range(turn * commits, (turn + 1) * commits):
                    begun = time.perf_counter()
                    commit(n)
                    times[name].append((time.perf_counter() - begun) * 1000)
        for _, close in arms.values():
            close()
    spent = {
        name: (statistics.median(values), statistics.quantiles(values, n=20)[-1])
        for name, values in times.items()
    }
    print(f"{rounds} rounds x {commits} commits")
    for name, (p50, p95) in spent.items():
        print(f"{name:12} p50 {p50:6.3f} ms   p95 {p95:6.3f} ms")
    figures.record(
        "27.autosave",
        save_ms=round(spent["save"][0], 2),
        save_ms_p95=round(spent["save"][1], 2),
        plain_ms=round(spent["same rows"][0], 2),
        twice_ms=round(spent["and a file"][0], 2),
    )
    for name in ("same rows", "and a file", "one upsert"):
        ratios = [spent["save"][n] / spent[name][n] for n in (0, 1)]
        print(f"save / {name}: p50 x{ratios[0]:.2f}   p95 x{ratios[1]:.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:3], *("40", "50")[len(sys.argv) - 1 :])))

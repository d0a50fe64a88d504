"""Taking a file in beside writing its bytes plainly, and what a vault full of photos costs after.

`python -m tests.bench.bench_attachments [MB ...] [--whole MB]`. For each size (20 and 100 MB unless
given) the arms take turns three times and the median counts: `attach` (encrypted, hashed, in the
database and once more in the flight recorder, both synced); `plain` (the same bytes written in
pieces of 256 KiB and synced once); `plain twice` (two such files). Then a vault is filled to 300 MB
in files of 4 MB: opening it, reading one, verifying it, a snapshot at closing. Sizes are 10^6
bytes, times seconds; memory is the greatest growth of the resident set while attaching.
"""

import argparse
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from fieldkit.ids import SystemClock
from fieldkit.store import attachments, snapshots
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, create, open_store
from tests.unit.store.making import begin

MB = 1_000_000
PIECE = 262_144
PHOTO = 4 * MB


def pieces(n_bytes: int) -> Iterator[bytes]:
    """Bytes that nothing can compress, made as fast as they can be hashed."""
    start = os.urandom(32)
    block = b"".join(hashlib.sha512(start + bytes([n])).digest() for n in range(256)) * 16
    for at in range(0, n_bytes, PIECE):
        yield (at.to_bytes(8, "big") + block)[: min(PIECE, n_bytes - at)]


def attach(store: Store, interview_id: str, n_bytes: int) -> None:
    attachments.add(
        store,
        interview_id,
        pieces(n_bytes),
        media_type="image/jpeg",
        ending="jpg",
        is_cleaned=True,
    )


def plainly(path: Path, n_bytes: int) -> None:
    with path.open("wb") as file:
        for piece in pieces(n_bytes):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def timed(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def taking_in(folder: Path, n_mb: int) -> None:
    n_bytes = n_mb * MB
    times: dict[str, list[float]] = {"attach": [], "plain": [], "plain twice": []}
    grown = 0.0
    for turn in range(3):
        seconds, more = into_a_vault(folder / f"w{n_mb}-{turn}", n_bytes)
        grown = max(grown, more)
        times["attach"].append(seconds)
        times["plain"].append(timed(lambda: plainly(folder / "p", n_bytes)))
        times["plain twice"].append(
            timed(lambda: (plainly(folder / "p", n_bytes), plainly(folder / "q", n_bytes)))
        )
    told = {arm: statistics.median(each) for arm, each in times.items()}
    words = "  ".join(f"{arm} {seconds:.2f} s" for arm, seconds in told.items())
    ratio = told["attach"] / told["plain twice"]
    print(f"{n_mb} MB: {words}  ratio to twice {ratio:.1f}  memory +{grown:.0f} MB")


def into_a_vault(folder: Path, n_bytes: int) -> tuple[float, float]:
    """Seconds, and the growth of the resident set."""
    with create(folder, passphrase=None, practice=True, clock=SystemClock()) as store:
        interview_id = begin(store).interview_id
        before = resident_mb()
        seconds = timed(lambda: attach(store, interview_id, n_bytes))
        return seconds, resident_mb() - before


def a_full_vault(folder: Path, n_mb: int) -> None:
    store = create(folder / "full", passphrase=None, practice=True, clock=SystemClock())
    interview_id = begin(store).interview_id
    each = [
        timed(lambda: attach(store, interview_id, PHOTO)) for _ in range(max(1, n_mb * MB // PHOTO))
    ]
    print(
        f"{len(each)} photos of 4 MB: median {statistics.median(each):.3f} s, most {max(each):.3f}"
    )
    print(f"closing, with a snapshot: {timed(store.close):.2f} s")

    def opened() -> Store:
        return open_store(folder / "full", passphrase=None, clock=SystemClock())

    start = time.perf_counter()
    store = opened()
    print(f"opening after a snapshot: {time.perf_counter() - start:.3f} s")
    for _ in range(5):
        attach(store, interview_id, PHOTO)
    n = len(snapshots.files(store.folder))
    print(f"closing after 5 more photos: {timed(store.close):.2f} s")
    start = time.perf_counter()
    store = opened()
    print(f"opening with them in the recorder: {time.perf_counter() - start:.3f} s")
    one = attachments.attachments(store)[0]
    read = timed(lambda: list(attachments.content(store, interview_id, one.name)))
    print(f"reading one of 4 MB: {read:.3f} s; snapshots before and now: {n}, ", end="")
    print(len(snapshots.files(store.folder)))
    print(f"verify: {timed(lambda: verify(store)):.2f} s")
    whole = sum(path.stat().st_size for path in store.folder.iterdir()) / MB
    database = (store.folder / "vault.db").stat().st_size / MB
    print(f"folder: {whole:.0f} MB, database {database:.0f} MB")
    store.close()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mb", type=int, nargs="*", default=[20, 100])
    parser.add_argument("--whole", type=int, default=300)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        for n_mb in options.mb:
            taking_in(Path(name), n_mb)
        a_full_vault(Path(name), options.whole)


if __name__ == "__main__":
    main(sys.argv[1:])

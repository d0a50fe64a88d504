"""Where the proofs write down what they measured, for the table of promises.

With FIELDKIT_FIGURES naming a folder (an empty one for each run), each proof leaves one file there,
`<promise>.<proof>.json`: a flat JSON object of whole numbers, decimals and short texts, without
that variable nothing. The number is the promise's, as in the table; a proof without its control is
none, so each has a field that begins with `control`, and it must be greater than 0. Times are in
the unit that ends the name. `measured` is the day, UTC.

| key | fields |
|---|---|
| 1.kills | runs, acknowledged, lost, unsound, unopened, reopening_ms, reopening_ms_p95, |
|   | reopening_ms_longest, backups, ended_by_themselves, control_runs, control_lost |
| 1.kills_in_changes | runs, works, acknowledged, bad, ended_by_themselves, control_bad |
| 1.kills_of_saves | runs, acknowledged, lost, unsound, reopening_s_longest, control_lost |
| 1.kills_of_runs | runs, acknowledged, lost, control_caught |
| 2.power_cuts | cuts, models, calls, acknowledged, lost, corrupt, alone_cuts, alone_lost, |
|   | alone_corrupt, control_cuts, control_lost |
| 3.typing | kills, letters, lost_after_a_second, control_lost |
| 2.power_cuts_in_changes | works, cuts, models, bad, unordered_cuts, unordered_bad, control_bad, |
|   | control_works, control_erasures |
| 4.disk_faults | runs, calls, refused, acknowledged, false_saved, duplicates, unsound, |
|   | not_taken_later, control_false_saved, control_duplicates |
| 4.disk_faults_in_changes | runs, works, calls, refused, bad, not_done_later, control_bad |
| 5.markers | kills, files, written_bytes, hits, keys_hit, control_hits, control_leaks |
| 6.settings | broken, refused, control_opened |
| 7.wrong_keys | cases, right, control_opened |
| 8.bit_flips | flips, silent, odd, detected, harmless, control_flips, control_silent |
| 8.rollbacks | tried, detected, control_silent |
| 9.lost_pages | pages, tried, whole, control_lost |
| 9.attachments | parts, whole, control_missing |
| 13.hostile | files, refused, seconds_longest, mebibytes_most, mutated, mutated_wrong, |
|   | control_died |
| 21.clock | tricks, right, control_unmoved |
| 23.attachments | hits, control_files |
| 24.network | runs, tries, control_heard |
| 25.crashes | ways, silent, dumps_kept_off, control_loud |
| 27.autosave | save_ms, save_ms_p95, plain_ms, twice_ms; by tests/bench, and no control |
| 27.vault | answers, cases, unlock_ms, open_ms, list_ms; by tests/bench, and no control |
| 26.old_vaults | vaults, opened, failed, unchanged, control_mended |

Keys may be added; a table shows what it finds.
"""

import datetime
import json
import os
from pathlib import Path

Figure = int | float | str


def record(promise: str, **figures: Figure) -> None:
    """Write figures down under a key of the table above, beside those that are there."""
    folder = os.environ.get("FIELDKIT_FIGURES")
    if not folder:
        return
    path = Path(folder) / f"{promise}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    path.write_text(json.dumps(recorded(path) | figures | {"measured": today}), "utf-8")


def add(promise: str, **numbers: int) -> None:
    """Add to what is there: for a proof of many small tests."""
    folder = os.environ.get("FIELDKIT_FIGURES")
    if not folder:
        return
    before = recorded(Path(folder) / f"{promise}.json")
    record(promise, **{name: int(before.get(name, 0)) + n for name, n in numbers.items()})


def highest(promise: str, **numbers: float) -> None:
    """Keep the greatest of what is there and what is told."""
    folder = os.environ.get("FIELDKIT_FIGURES")
    if not folder:
        return
    before = recorded(Path(folder) / f"{promise}.json")
    record(promise, **{name: max(float(before.get(name, n)), n) for name, n in numbers.items()})


def recorded(path: Path) -> dict[str, Figure]:
    """What a file of figures holds; nothing where there is none."""
    found: dict[str, Figure] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found

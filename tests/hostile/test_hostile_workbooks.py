"""No workbook from outside can hurt the program that reads it (promise 13)."""

import io
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from fieldkit.dataset import child, guard
from fieldkit.dataset.export import Export
from fieldkit.dataset.workbook_read import read
from fieldkit.dataset.workbook_write import write
from fieldkit.errors import Code, Known
from tests.e2e import figures
from tests.e2e.amounts import amount
from tests.hostile.workbooks import HOSTILE, book, with_sheet
from tests.unit.dataset.examples import KEY, export

REFUSALS = {
    Code.WORKBOOK_FOREIGN,
    Code.WORKBOOK_DANGEROUS,
    Code.WORKBOOK_DAMAGED,
    Code.WORKBOOK_SEALED,
}
ROOT = Path(__file__).resolve().parents[2]
RUNS = amount("FIELDKIT_MUTATED", 150, 1_000)
RAW = """
import io, sys, python_calamine
book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python()
"""
MEASURED = """
import os, resource, sys
from pathlib import Path
from fieldkit.dataset.export import Export
from fieldkit.dataset.workbook_read import read
from fieldkit.errors import Known
data = sys.stdin.buffer.read()
try:
    read(data)
except Known as error:
    print(error.code.value, error.slots.get("detail"))
# Linux lets a process inherit the peak of the one that started it; VmHWM begins anew.
status = Path("/proc/self/status").read_text().split()
own = int(status[status.index("VmHWM:") + 1])
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(max(own, children) // 1024, sum(os.times()[:4]))
"""


def test_there_are_at_least_sixty_kinds_of_hostile_workbooks() -> None:
    assert len(HOSTILE) >= 60


def test_the_plain_workbook_that_they_are_made_from_passes_the_guard() -> None:
    assert guard.inspect(book()).n_members == 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_ends_in_one_typed_error_within_limits(name: str) -> None:
    data = HOSTILE[name]()

    began = time.monotonic()
    found = subprocess.run(
        [sys.executable, "-c", MEASURED], input=data, capture_output=True, cwd=ROOT, timeout=60
    )
    seconds = time.monotonic() - began

    code, *_, told, worked = found.stdout.decode().split()
    mebibytes = int(told)
    figures.add("13.hostile", files=1)
    figures.highest("13.hostile", seconds_longest=round(seconds, 1), mebibytes_most=mebibytes)
    assert found.returncode == 0, found.stderr
    assert Code(code) in REFUSALS
    figures.add("13.hostile", refused=1)
    assert float(worked) < 10  # of the processor: a machine that stalls is no danger
    assert mebibytes < 512


def test_the_raw_reader_dies_of_a_cell_that_the_guard_refuses() -> None:
    """The control of the tests above: without guard and child the program would be gone."""
    raw = subprocess.run(
        [sys.executable, "-c", RAW], input=HOSTILE["last_cell_of_all"](), capture_output=True
    )

    assert raw.returncode < 0
    figures.record("13.hostile", control_died=1)


@pytest.mark.parametrize("name", ["last_cell_of_all", "row_over_four_billion", "column_beyond"])
def test_the_parent_lives_on_when_a_file_slips_past_the_guard(name: str) -> None:
    with pytest.raises(Known) as caught:
        child.read_sheets(HOSTILE[name](), wall_seconds=4)

    assert caught.value.code in REFUSALS


def test_a_child_that_takes_too_long_is_ended() -> None:
    data = with_sheet("<a>" * 10)

    with pytest.raises(Known) as caught:
        child.read_sheets(data, wall_seconds=0.0)

    assert (caught.value.code, caught.value.slots["detail"]) == (Code.WORKBOOK_DANGEROUS, "time")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"no json\n",
        b'["sheet","a"]\n',
        b'[1,["x"]]\n["end"]\n',
        b'["sheet","a"]\n["sheet","a"]\n["end"]\n',
        b'["sheet","a"]\n[0,["x"]]\n["end"]\n',
        b'["sheet","a"]\n[1,[{"x":1}]]\n["end"]\n',
        b'["sheet","a"]\n[1,[[]]]\n["end"]\n',
        b'["sheet","a"]\n[1,["' + b"x" * 40_000 + b'"]]\n["end"]\n',
        b"[" * 100_000 + b"\n",
        b'["failed","MemoryError"]\n',
        b'["failed","CalamineError"]\n',
    ],
)
def test_whatever_a_captured_child_says_is_one_typed_error(
    said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "liar.py").write_text(f"import sys; sys.stdout.buffer.write({said!r})")
    monkeypatch.setattr(child, "_MODULE", "liar")
    monkeypatch.setattr(child, "_ROOT", tmp_path)

    with pytest.raises(Known) as caught:
        child.read_sheets(b"")

    assert caught.value.code in REFUSALS


def mutated(data: bytes, seed: int) -> bytes:
    """A workbook with a few bytes changed inside its unpacked parts, zip rebuilt whole."""
    chance = random.Random(seed)
    parts: Mapping[str, bytes]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    target = chance.choice([name for name in parts if parts[name]])
    content = bytearray(parts[target])
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, old in parts.items():
            archive.writestr(name, bytes(content) if name == target else old)
    return out.getvalue()


def is_refused_or_whole(data: bytes, made: Export) -> bool:
    try:
        found = read(data)
    except Known as error:
        return error.code in REFUSALS
    return (found.revisions, found.events) == (made.revisions, made.events)


def test_a_mutated_workbook_is_refused_or_gives_the_same_records() -> None:
    made = export()
    data = write(made, KEY)

    bad = [seed for seed in range(RUNS) if not is_refused_or_whole(mutated(data, seed), made)]

    figures.add("13.hostile", mutated=RUNS, mutated_wrong=len(bad))
    assert bad == []


def test_a_workbook_with_a_flipped_bit_is_refused_or_gives_the_same_records() -> None:
    made = export()
    data = write(made, KEY)
    chance = random.Random(1)
    places = [(chance.randrange(len(data)), 1 << chance.randrange(8)) for _ in range(RUNS)]

    bad = [at for at, bit in places if not is_refused_or_whole(flipped(data, at, bit), made)]

    figures.add("13.hostile", mutated=RUNS, mutated_wrong=len(bad))
    assert bad == []


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]

"""Writing and reading a workbook of 1,000 interviews × 200 questions, beside openpyxl.

Run: `python tests/bench/bench_workbook.py [interviews] [questions] [rounds]`. The candidates
alternate; medians and ratios of medians are printed. Ours does more: codes with their reasons for
blanks, the exact history, hashes, signature, guard and child process. openpyxl gets the very same
readable cells, and no more.
"""

import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fieldkit.dataset import guard
from fieldkit.dataset.export import Export
from fieldkit.dataset.flatten import data_sheets
from fieldkit.dataset.workbook_read import read
from fieldkit.dataset.workbook_write import write
from fieldkit.records import Ref
from fieldkit.xforms.model import Bind, Control, Group
from tests.unit.dataset import examples


def form_of(n_questions: int) -> Group:
    kinds = (
        {"control": Control.SELECT_ONE, "choices": examples.YES_NO},
        {"data_type": "int"},
        {"data_type": "decimal"},
        {"data_type": "date"},
        {},
    )
    questions = tuple(
        examples.question(f"/data/q{n}", **kinds[n % len(kinds)]) for n in range(n_questions)
    )
    return Group("data", Ref("/data"), 0, 0, Bind(), children=questions)


def made(n_cases: int, n_questions: int, *, with_history: bool) -> Export:
    chance = random.Random(1)
    makers: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(("yes", "no")),
        lambda: str(chance.randrange(100)),
        lambda: f"{chance.randrange(10_000) / 100}",
        lambda: f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        lambda: "слова " * chance.randrange(1, 8),
    )
    root = form_of(n_questions)
    nodes = {child.ref: child for child in root.children}
    form = replace(examples.definition(), root=root, nodes=nodes, indicators={})
    cases, history = [], []
    for n in range(1, n_cases + 1):
        values = {
            Ref(f"/data/q{q}"): "" if chance.random() < 0.2 else makers[q % len(makers)]()
            for q in range(n_questions)
        }
        cases.append(examples.case(n, values=values, addresses={}, indicators={}))
        if with_history:
            history += [
                replace(
                    examples.revision(len(history) + at, text, n, ref),
                    revision_id=str(random.getrandbits(128)),
                    hash=f"{chance.getrandbits(256):064x}",
                )
                for at, (ref, text) in enumerate(values.items(), 1)
                if text
            ]
    definitions = {examples.FORM: form}
    return examples.export(*cases, definitions=definitions, revisions=tuple(history), events=())


def openpyxl_write(export: Export) -> bytes:
    book = openpyxl.Workbook()
    for sheet in data_sheets(export):
        page = book.create_sheet(sheet.name)
        page.append([column.name for column in sheet.columns])
        for row in sheet.rows:
            page.append(row.cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def openpyxl_read(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(len(row) for page in book for row in page.iter_rows(values_only=True))


def seconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def main() -> None:
    n_cases, n_questions, rounds = (*map(int, sys.argv[1:]), *(1_000, 200, 3)[len(sys.argv) - 1 :])
    for with_history in (False, True):
        export = made(n_cases, n_questions, with_history=with_history)
        data = write(export, examples.KEY)
        theirs = openpyxl_write(export)
        jobs: dict[str, Callable[[], object]] = {
            "write": lambda export=export: write(export, examples.KEY),
            "openpyxl write": lambda export=export: openpyxl_write(export),
            "read": lambda data=data: read(data),
            "of that, guard": lambda data=data: guard.inspect(data),
            "openpyxl read_only": lambda data=theirs: openpyxl_read(data),
        }
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for _ in range(rounds):
            for name, job in jobs.items():
                times[name].append(seconds(job))
        print(
            f"\n{n_cases} × {n_questions}, {len(export.revisions)} revisions: "
            f"{len(data) / 2**20:.1f} MiB (openpyxl {len(theirs) / 2**20:.1f})"
        )
        median = {name: statistics.median(found) for name, found in times.items()}
        for name, found in times.items():
            print(f"  {name:20} {median[name]:6.2f} s  ({min(found):.2f}–{max(found):.2f})")
        print(f"  write : openpyxl     {median['write'] / median['openpyxl write']:6.2f}")
        print(f"  read : openpyxl      {median['read'] / median['openpyxl read_only']:6.2f}")


if __name__ == "__main__":
    main()

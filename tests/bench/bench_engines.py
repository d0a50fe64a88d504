"""Our engine beside JavaRosa and ODK Web Forms' engine, alternating in one run.

    FIELDKIT_PEERS=FOLDER python tests/bench/bench_engines.py [--sizes 250 1000 5000]
        [--instances 10 100 1000] [--rows 50000] [--rounds 5] [--slow 100]

Needs Java with javac for JavaRosa, and for web-forms chromedriver and a folder where
`npm install @getodk/xforms-engine` was run. What is missing is skipped and said. Every engine gets
the same forms and the same answers in the same order, and must come to the same totals.
Times are milliseconds; on a shared machine only their ratios in one run say anything.

web-forms computes when it is read, so its times include reading one total; ours and JavaRosa's
include everything that an answer changes.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import arms
from tests.bench.arms import Act, Arm
from tests.bench.generated_forms import GeneratedForm, ListForm, RepeatForm

_COUNTS = {"leaf": 100, "chain": 100, "head": 20, "gate": 10}
_WARM_LOADS = 4


def main() -> None:
    """Run what is asked for and print a table for each form."""
    asked = _arguments()
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    for size in asked.sizes:
        _questions(size, asked.rounds)
    for count in asked.instances:
        for is_watched in (False, True):
            _instances(count, asked.rounds, is_watched=is_watched, slow=asked.slow)
    if asked.rows:
        _list(asked.rows, asked.rounds)
    print(f"load average after: {os.getloadavg()[0]:.2f}")


def _questions(size: int, rounds: int) -> None:
    form = GeneratedForm(size)
    with _arms(form.xform()) as (engines, path):
        table = _Table(f"{size} questions", engines)
        table.add("load, first", [[engine.load(path)] for engine in engines])
        chance = random.Random(0)
        filling = list(_filling(form, chance))
        first = [engine.run(filling[:1], form.total) for engine in engines]
        table.add("first answer", first)
        warm: list[list[float]] = [[] for _ in engines]
        for _ in range(_WARM_LOADS):
            for place, engine in enumerate(engines):
                warm[place].append(engine.load(path))
        table.add("load, again", warm, 1)
        for engine in engines:
            engine.run(filling, form.total)
        _agree(engines, form.total)
        for kind, count in _COUNTS.items():
            found: list[list[float]] = [[] for _ in engines]
            for turn in range(rounds):
                acts = [_act(form, kind, n, chance) for n in range(count)]
                for place in _turned(len(engines), turn):
                    found[place] += engines[place].run(acts, form.total)
            table.add(kind, found, count)
            _agree(engines, form.total)
        table.add("peak MB", [[engine.memory_mb()] for engine in engines])
        table.show()


def _instances(count: int, rounds: int, *, is_watched: bool, slow: int) -> None:
    form = RepeatForm(250, is_watched=is_watched)
    watched = "sum, count and position look" if is_watched else "nothing looks"
    total = form.instance_total
    with _arms(form.xform(), "web-forms" if count > slow else "") as (engines, path):
        table = _Table(f"{count} instances, {watched}", engines)
        for engine in engines:
            engine.load(path)
        adding = [("add", form.repeat, "")] * count
        added = [engine.run(adding, total) for engine in engines]
        table.add("add all (whole)", [[sum(times)] for times in added])
        table.add("add, last ten", [times[-10:] for times in added])
        chance = random.Random(0)
        filling = [act for n in range(count) for act in _member(form, n, chance)]
        table.add("fill all (whole)", [[sum(engine.run(filling, total))] for engine in engines])
        _agree(engines, total)
        found: dict[str, list[list[float]]] = {
            name: [[] for _ in engines] for name in ("set one", "add one more", "remove middle")
        }
        for turn in range(rounds):
            setting = [_member(form, chance.randrange(count), chance)[2] for _ in range(20)]
            acts = {
                "set one": setting,
                "add one more": adding[:1],
                "remove middle": [("remove", f"{form.repeat}[{count // 2 + 1}]", "")],
            }
            for place in _turned(len(engines), turn):
                for name, doing in acts.items():
                    found[name][place] += engines[place].run(doing, total)
        for name, times in found.items():
            table.add(name, times, len(times[0]) // rounds)
        _agree(engines, total)
        table.show()


def _list(rows: int, rounds: int) -> None:
    form = ListForm(rows)
    with _arms(form.xform()) as (engines, path):
        table = _Table(f"list of {rows} rows", engines)
        table.add("load, first", [[engine.load(path)] for engine in engines])
        share = rows // form.regions
        filters: dict[str, Callable[[int], tuple[str, str, str]]] = {
            "filter by equality": lambda n: (form.region, f"r{n % form.regions}", form.place),
            "filter by comparison": lambda n: (form.least, str(rows - share - n), form.town),
        }
        for name, choose in filters.items():
            found: list[list[float]] = [[] for _ in engines]
            firsts: list[list[float]] = [[] for _ in engines]
            for turn in range(rounds):
                for place in _turned(len(engines), turn):
                    for n in range(turn * 4, turn * 4 + 4):
                        ref, text, asked = choose(n)
                        doing = [("answer", ref, text), ("choices", asked, "")]
                        took = sum(engines[place].run(doing, ""))
                        (found if turn or n else firsts)[place].append(took)
            table.add(f"{name}, first", firsts)
            table.add(name, found, 4)
        table.add("peak MB", [[engine.memory_mb()] for engine in engines])
        table.show()


class _Table:
    """Rows of times by engine: median, 99th of a hundred, and ours against each other one.

    Both are of the quietest round, since on a shared machine others take the cores for a while.
    """

    def __init__(self, title: str, engines: Sequence[Arm]) -> None:
        self._title = title
        self._names = [engine.name for engine in engines]
        self._rows: list[tuple[str, list[list[float]]]] = []

    def add(self, name: str, times: list[list[float]], per_round: int = 0) -> None:
        self._rows.append((name, [_quietest(found, per_round or len(found)) for found in times]))

    def show(self) -> None:
        print(f"\n{self._title} (load {os.getloadavg()[0]:.2f})")
        print(f"  {'':24}" + "".join(f"{name:>26}" for name in self._names))
        for name, times in self._rows:
            cells = [self._cell(found, times[0]) for found in times]
            print(f"  {name:24}" + "".join(f"{cell:>26}" for cell in cells), flush=True)

    @staticmethod
    def _cell(found: list[float], ours: list[float]) -> str:
        middle = statistics.median(found)
        late = f" / {sorted(found)[int(len(found) * 0.99)]:.3g}" if len(found) > 19 else ""
        ratio = f" (x{middle / statistics.median(ours):.2g})" if found is not ours else ""
        return f"{middle:.3g}{late}{ratio}"


@contextmanager
def _arms(xform: str, without: str = "") -> Iterator[tuple[list[Arm], Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "form.xml"
        path.write_text(xform, "utf-8")
        engines = [arms.fieldkit(folder)]
        for start in (arms.java_rosa, arms.web_forms):
            found = start(folder)
            if isinstance(found, str):
                print(f"SKIPPED {found}", file=sys.stderr)
            elif found.name == without:
                print(f"SKIPPED {without} here: it takes minutes (see --slow)", file=sys.stderr)
                found.close()
            else:
                engines.append(found)
        try:
            yield engines, path
        finally:
            for engine in engines:
                engine.close()


def _quietest(found: list[float], per_round: int) -> list[float]:
    rounds = [found[at : at + per_round] for at in range(0, len(found), per_round)]
    return min((part for part in rounds if len(part) == per_round), key=statistics.median)


def _turned(count: int, turn: int) -> list[int]:
    """The places of the engines, another one first each round."""
    return [(place + turn) % count for place in range(count)]


def _filling(form: GeneratedForm, chance: random.Random) -> Iterator[Act]:
    for n in range(form.blocks):
        yield "answer", form.choices[n], chance.choice("abc")
        yield "answer", form.chain[n], str(chance.randint(0, 119))
        yield "answer", form.leaves[n], "a b"


def _act(form: GeneratedForm, kind: str, n: int, chance: random.Random) -> Act:
    if kind == "gate":
        return "answer", form.gate, "no" if n % 2 == 0 else "yes"
    if kind == "leaf":
        picked = sorted(chance.sample("abcd", chance.randint(1, 4)))
        return "answer", chance.choice(form.leaves), " ".join(picked)
    ref = form.chain[0] if kind == "head" else chance.choice(form.chain)
    return "answer", ref, str(chance.randint(0, 119))


def _member(form: RepeatForm, n: int, chance: random.Random) -> list[Act]:
    at = f"{form.repeat}[{n + 1}]"
    answers = (
        ("age", chance.randint(18, 70)),
        ("days", chance.randint(1, 30)),
        ("pay", chance.randint(1, 900)),
    )
    read = () if form.is_watched else (f"{at}/earned",)
    return [("answer", f"{at}/{name}", str(number), *read) for name, number in answers]


def _agree(engines: Sequence[Arm], ref: str) -> None:
    totals = [float(engine.read(ref) or "nan") for engine in engines]
    if len({round(total, 6) for total in totals}) != 1:
        print(f"  DISAGREE at {ref}: {totals}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[250, 1000, 5000])
    parser.add_argument("--instances", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--slow", type=int, default=100, help="most instances that web-forms is asked for"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()

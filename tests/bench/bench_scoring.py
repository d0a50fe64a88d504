"""Scoring of ten million cases: the pool's ibis expression against SQL written by hand.

    python tests/bench/bench_scoring.py FOLDER [--cases 10000000] [--rounds 5] [--spark]

FOLDER holds the made-up cases (150 MB) and is not cleaned. Both sides read the same Parquet file
with one DuckDB, take turns, and must give the same counts; the bound is 1.2 times. `--spark` runs
the same expression on PySpark and compares its counts with DuckDB's.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import ibis

from fieldkit.analysis.judge import columns_of, outcomes
from fieldkit.paths import shipped
from fieldkit.scoring.ruleset import Ruleset, load

BOUND = 1.2
STAGES = ("recruitment", "work", "leaving")
Counts = list[tuple[object, ...]]


def make_cases(path: Path, n_cases: int, n_columns: int) -> None:
    """Write cases of which 2 % of the indicators are present and 30 % unknown."""
    draws = ", ".join(f"(hash(i * {n_columns} + {n}) & 255) AS h{n}" for n in range(n_columns))
    cells = ", ".join(
        f"CASE WHEN h{n} < 5 THEN 1 WHEN h{n} < 82 THEN NULL ELSE 0 END::TINYINT AS v{n}"
        for n in range(n_columns)
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {cells} FROM (SELECT {draws} FROM range({n_cases}) t(i))) "
            f"TO '{path}' (FORMAT parquet)"
        )


def by_hand(ruleset: Ruleset, places: Mapping[str, str]) -> str:
    """The query that somebody who knows DuckDB would write: null-safe comparisons, two bounds."""

    def some(end: str, **wanted: tuple[str, ...]) -> str:
        test = {"low": "IS NOT DISTINCT FROM 1", "high": "IS DISTINCT FROM 0"}[end]
        fitting = (
            places[each.code]
            for each in ruleset.indicators
            if all(getattr(each, name) in words for name, words in wanted.items())
        )
        return "(" + " OR ".join(f"{column} {test}" for column in fitting) + ")"

    bounds, results = [], []
    for stage in STAGES:
        for end in ("low", "high"):
            parts = [
                some(end, stage=(stage,), kind=("involuntariness",)),
                some(end, stage=(stage,), kind=("penalty",)),
                some(
                    end, stage=(stage,), kind=("involuntariness", "penalty"), strength=("strong",)
                ),
            ]
            bounds.append(f"{' AND '.join(parts)} AS {stage}_{end}")
    bounds += [f"{some(end, kind=('penalty',))} AS menace_{end}" for end in ("low", "high")]
    whole = {end: " OR ".join(f"{stage}_{end}" for stage in STAGES) for end in ("low", "high")}
    for n, name in enumerate((*STAGES, "menace", "")):
        low, high = (f"{name}_low", f"{name}_high") if name else whole.values()
        results.append(
            f"CASE WHEN {low} THEN 'met' WHEN {high} THEN 'undetermined' ELSE 'not_met' END AS r{n}"
        )
    return (
        f"WITH b AS (SELECT {', '.join(bounds)} FROM cases), "
        f"o AS (SELECT {', '.join(results)} FROM b) "
        "SELECT r0, r1, r2, r3, r4, count(*) FROM o GROUP BY ALL ORDER BY ALL"
    )


def counted(backend: Any, cases: Any, ruleset: Ruleset) -> Counts:
    """The expression of a pool, counted by what comes out, on any engine."""
    names = [f"r{n}" for n in range(5)]
    judged = outcomes(cases, ruleset)
    query = judged.group_by(names).aggregate(n=judged.count()).order_by(names)
    rows: list[dict[str, object]] = backend.to_pyarrow(query).to_pylist()
    return [tuple(row.values()) for row in rows]


def compare(path: Path, ruleset: Ruleset, n_rounds: int) -> tuple[dict[str, list[float]], Counts]:
    """Seconds of each side, turn by turn; raises where the two disagree."""
    backend = ibis.duckdb.connect()
    cases = backend.read_parquet(path, table_name="cases")
    query = by_hand(ruleset, columns_of(ruleset))
    sides: dict[str, Callable[[], Counts]] = {
        "by hand": lambda: backend.con.execute(query).fetchall(),
        "ibis": lambda: counted(backend, cases, ruleset),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(n_rounds + 1):  # the first warms the disk and is dropped
        found = {}
        for name, run in sides.items():
            start = time.perf_counter()
            found[name] = run()
            seconds[name].append(time.perf_counter() - start)
        if found["ibis"] != found["by hand"]:
            raise SystemExit("the two sides disagree")
    return {name: taken[1:] for name, taken in seconds.items()}, found["ibis"]


def on_spark(path: Path, ruleset: Ruleset) -> tuple[float, Counts]:
    """Seconds of a warm run and the counts of the same expression on PySpark."""
    from fieldkit.analysis import engine

    with engine.opened(engine.SPARK) as opened:
        backend: Any = opened._backend
        cases = backend.read_parquet(path, table_name="cases")
        counted(backend, cases, ruleset)
        start = time.perf_counter()
        found = counted(backend, cases, ruleset)
        return time.perf_counter() - start, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--spark", action="store_true")
    options = parser.parse_args()
    ruleset = load(shipped("forms", "rulesets", "ilo2012-adult.toml"))
    path = options.folder / f"cases-{options.cases}.parquet"
    if not path.is_file():
        make_cases(path, options.cases, len(columns_of(ruleset)))
    seconds, counts = compare(path, ruleset, options.rounds)
    for name, taken in seconds.items():
        print(
            f"{name:8} {statistics.median(taken):6.2f} s  ({min(taken):.2f}-{max(taken):.2f}, "
            f"{len(taken)} rounds)"
        )
    ratio = statistics.median(seconds["ibis"]) / statistics.median(seconds["by hand"])
    print(f"{options.cases} cases, {len(counts)} kinds of result, ratio {ratio:.2f} (<= {BOUND})")
    if options.spark:
        taken, found = on_spark(path, ruleset)
        print(f"spark    {taken:6.2f} s, counts {'equal' if found == counts else 'DIFFER'}")
        if found != counts:
            raise SystemExit("Spark gives other counts")
    if ratio > BOUND:
        raise SystemExit("slower than the bound")


if __name__ == "__main__":
    main()

"""Judges and counts the same pools on DuckDB and on Spark, and prints what differs, as JSON.

A process of its own: Spark talks to its own Java over the loopback, which no test here may do.
"""

import json
import random
import sys

from fieldkit.analysis import engine
from fieldkit.analysis.judge import judge
from fieldkit.analysis.pooled import STANDING, Cell, PooledTable, Standing
from fieldkit.analysis.tables import criterion_table, indicator_table
from fieldkit.paths import shipped
from fieldkit.scoring.ruleset import Ruleset, load

N_ROWS = 300


def pool_of(ruleset: Ruleset) -> PooledTable:
    chance = random.Random(7)
    rows: list[dict[str, Cell]] = []
    for _ in range(N_ROWS):
        unknown, present = chance.random(), chance.random() ** 2
        row: dict[str, Cell] = {
            code: None if chance.random() < unknown else int(chance.random() < present)
            for code in ruleset.stated
        }
        row["region"] = chance.choice(("north", "юг", "", None))
        row[STANDING] = chance.choice(tuple(Standing)).value
        rows.append(row)
    criteria = tuple(criterion.id for criterion in ruleset.criteria)
    return PooledTable(tuple(rows), ("region",), ruleset.stated, criteria)


def main() -> None:
    report: dict[str, dict[str, int]] = {}
    for path in sorted(shipped("forms", "rulesets").glob("*.toml")):
        ruleset = load(path)
        pool = pool_of(ruleset)
        ours, theirs = judge(pool, ruleset), judge(pool, ruleset, engine.SPARK)
        judged = tuple({**row, **found} for row, found in zip(pool.rows, ours, strict=True))
        filled = PooledTable(judged, pool.variables, pool.indicators, pool.criteria)
        report[ruleset.id] = {
            "cases": len(theirs),
            "kinds of result": len({tuple(found.values()) for found in theirs}),
            "cases that differ": sum(a != b for a, b in zip(ours, theirs, strict=True)),
            "tables that differ": sum(
                table(filled, by) != table(filled, by, engine.SPARK)
                for table in (indicator_table, criterion_table)
                for by in (None, "region")
            ),
        }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()

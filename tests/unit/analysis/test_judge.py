"""The vectorised scorer against the scorer of one case."""

import random
from pathlib import Path

import pytest

from fieldkit.analysis.judge import judge
from fieldkit.analysis.pooled import Cell, PooledTable
from fieldkit.paths import shipped
from fieldkit.scoring.determine import determine
from fieldkit.scoring.ruleset import Ruleset, load
from fieldkit.scoring.truth import Truth

N_ROWS = 1_000
TRUTHS: dict[Cell, Truth] = {1: Truth.TRUE, 0: Truth.FALSE, None: Truth.UNKNOWN}
RULESETS = sorted(shipped("forms", "rulesets").glob("*.toml"))


def pooled(ruleset: Ruleset, seed: int) -> PooledTable:
    """Rows from nearly all unknown to nearly all known, so that every outcome occurs."""
    chance = random.Random(seed)
    rows = []
    for n in range(N_ROWS):
        unknown, present = n / N_ROWS, chance.random() ** 3
        rows.append(
            {
                code: None if chance.random() < unknown else int(chance.random() < present)
                for code in ruleset.stated
            }
        )
    return PooledTable(tuple(rows), (), ruleset.codes, ())


@pytest.mark.parametrize("path", RULESETS, ids=lambda p: p.stem)
def test_a_pool_is_judged_as_its_cases_are_one_by_one(path: Path) -> None:
    ruleset = load(path)
    pool = pooled(ruleset, seed=20261121)

    found = judge(pool, ruleset)

    seen = set()
    for row, outcomes in zip(pool.rows, found, strict=True):
        one = determine({code: TRUTHS[row[code]] for code in ruleset.stated}, ruleset)
        expected = {result.id: result.status.value for result in one.criteria}
        if one.determination is not None:
            expected["determination"] = one.determination.value
        expected |= {f"reading.{each.id}": each.status.value for each in one.readings}
        assert outcomes == expected
        seen.add(outcomes.get("determination"))
    assert seen == {"met", "not_met", "undetermined"} or ruleset.rule is None


def test_an_indicator_without_a_column_is_unknown() -> None:
    ruleset = load(RULESETS[0].with_name("ilo2012-adult.toml"))

    found = judge(PooledTable(({},), (), (), ()), ruleset)

    assert set(found[0].values()) == {"undetermined"}

"""Laws that hold for every shipped ruleset, each with a scorer that breaks it and must be caught.

Facts that a rule goes on with until a clear no are held fixed where a law speaks of more being
known: which rule applies to a person is not more of what happened.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.analysis.judge import judge
from fieldkit.analysis.pooled import Cell, PooledTable
from fieldkit.errors import Code, Known
from fieldkit.paths import shipped
from fieldkit.scoring.determine import Determination, determine, outcomes
from fieldkit.scoring.facts import Facts
from fieldkit.scoring.ruleset import Ruleset, load, parse
from fieldkit.scoring.sensitivity import sensitivity
from fieldkit.scoring.table import CodedCase, score, score_as_json
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.services.library import find_ruleset

PATHS = sorted(shipped("forms", "rulesets").glob("*.toml"))
RULESETS = {path.stem: load(path) for path in PATHS}
TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
N_ROWS = 100_000
N_OF_A_BATCH = 25_000

Judge = Callable[[Mapping[str, Truth], Ruleset], Mapping[str, Outcome]]
every_ruleset = pytest.mark.parametrize("name", RULESETS)


def _outcomes(values: Mapping[str, Truth], ruleset: Ruleset) -> Mapping[str, Outcome]:
    return outcomes(Facts.of(values, ruleset), ruleset)


def _unknown_as_absent(values: Mapping[str, Truth], ruleset: Ruleset) -> Mapping[str, Outcome]:
    closed = dict.fromkeys(set(ruleset.stated) - ruleset.assumed, FALSE)
    return _outcomes(closed | _known(values), ruleset)


def _unknown_as_present(values: Mapping[str, Truth], ruleset: Ruleset) -> Mapping[str, Outcome]:
    return _outcomes(dict.fromkeys(ruleset.stated, TRUE) | _known(values), ruleset)


def _known(values: Mapping[str, Truth]) -> dict[str, Truth]:
    return {code: value for code, value in values.items() if value is not UNKNOWN}


def _case(data: st.DataObject, ruleset: Ruleset) -> dict[str, Truth]:
    """A case between all known and all unknown, present values rare or common."""
    chance = data.draw(st.randoms(use_true_random=False))
    unknown, present = chance.random(), chance.random() ** 2
    return {
        code: UNKNOWN if chance.random() < unknown else TRUE if chance.random() < present else FALSE
        for code in ruleset.stated
    }


def _overturned(judged: Judge, values: Mapping[str, Truth], ruleset: Ruleset, seed: int) -> bool:
    """Whether learning some of the unknown turns a settled result into the other one."""
    chance = random.Random(seed)
    learnt = {
        code: chance.choice((TRUE, FALSE, UNKNOWN))
        for code in ruleset.codes
        if values[code] is UNKNOWN
    }
    before, after = judged(values, ruleset), judged({**values, **learnt}, ruleset)
    return any(
        status is not Outcome.UNDETERMINED and after[name] is not status
        for name, status in before.items()
    )


@every_ruleset
@SOME
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_more_information_never_turns_a_settled_result_over(
    name: str, data: st.DataObject, seed: int
) -> None:
    ruleset = RULESETS[name]

    assert not _overturned(_outcomes, _case(data, ruleset), ruleset, seed)


@pytest.mark.parametrize("broken", [_unknown_as_absent, _unknown_as_present])
@every_ruleset
def test_a_scorer_that_guesses_what_is_unknown_would_be_caught(name: str, broken: Judge) -> None:
    ruleset = RULESETS[name]
    if not ruleset.criteria:
        pytest.skip("it has no rule, so nothing is guessed")  # the 11 headings
    nothing = dict.fromkeys(ruleset.stated, UNKNOWN)

    assert any(_overturned(broken, nothing, ruleset, seed) for seed in range(50))


@every_ruleset
@SOME
@given(data=st.data())
def test_unknown_is_not_absent(name: str, data: st.DataObject) -> None:
    """Closing what is unknown may settle a result as not met, and never opens or meets one."""
    ruleset = RULESETS[name]
    values = _case(data, ruleset)
    closed = {
        code: FALSE if value is UNKNOWN and code in ruleset.codes else value
        for code, value in values.items()
    }

    before, after = _outcomes(values, ruleset), _outcomes(closed, ruleset)

    for criterion, status in before.items():
        assert status is after[criterion] or status is Outcome.UNDETERMINED
        if status is Outcome.NOT_MET:
            hoped = {**values, **{c: TRUE for c in ruleset.codes if values[c] is UNKNOWN}}
            assert _outcomes(hoped, ruleset)[criterion] is Outcome.NOT_MET


@every_ruleset
def test_a_case_of_which_nothing_is_known_is_open_everywhere(name: str) -> None:
    ruleset = RULESETS[name]

    found = _outcomes({}, ruleset)
    guessed = _unknown_as_absent({}, ruleset)

    assert set(found.values()) <= {Outcome.UNDETERMINED}
    assert set(guessed.values()) <= {Outcome.NOT_MET}


@every_ruleset
@SOME
@given(data=st.data(), chance=st.randoms(use_true_random=False))
def test_the_order_of_indicators_and_of_answers_does_not_matter(
    name: str, data: st.DataObject, chance: random.Random
) -> None:
    ruleset = RULESETS[name]
    values = _case(data, ruleset)
    items = list(values.items())
    chance.shuffle(items)
    text = (shipped("forms", "rulesets") / f"{name}.toml").read_text("utf-8")
    top, *indicators = text.split("[[indicators]]")
    chance.shuffle(indicators)
    ends = [part.rstrip("\n") + "\n\n" for part in indicators]
    reordered = parse("[[indicators]]".join([top, *ends]).encode())

    shuffled = determine(dict(items), ruleset)

    assert shuffled == determine(values, ruleset)
    assert _outcomes(values, reordered) == _outcomes(values, ruleset)
    again = determine(values, reordered)
    assert again.settled_in_full == shuffled.settled_in_full
    if shuffled.settled_in_full:  # of too many, the first in the order of the ruleset are listed
        settling = {frozenset(codes) for codes in shuffled.settled_by}
        assert {frozenset(codes) for codes in again.settled_by} == settling


def test_a_scorer_that_minds_the_order_would_be_caught() -> None:
    def first_only(values: Mapping[str, Truth], ruleset: Ruleset) -> Mapping[str, Outcome]:
        return _outcomes(dict(list(values.items())[:5]), ruleset)

    ruleset = RULESETS["ilo2012-adult"]
    values = dict.fromkeys(ruleset.codes, FALSE) | {ruleset.codes[0]: TRUE}
    backwards = dict(reversed(list(values.items())))

    penalties = {code: TRUE for code in ruleset.codes if ".penalty." in code}
    assert first_only(values | penalties, ruleset) != first_only(
        dict(reversed(list((values | penalties).items()))), ruleset
    )
    assert _outcomes(values, ruleset) == _outcomes(backwards, ruleset)


def _rows(ruleset: Ruleset, seed: int, n: int) -> list[dict[str, Cell]]:
    """Rows from nearly all unknown to nearly all known, so that every outcome occurs."""
    chance = random.Random(seed)
    cells: tuple[Cell, ...] = (1, 0, None)
    rows = []
    for at in range(n):
        unknown, present = at / n, chance.random() ** 3
        weights = ((1 - unknown) * present, (1 - unknown) * (1 - present), unknown)
        drawn = chance.choices(cells, weights, k=len(ruleset.stated))
        rows.append(dict(zip(ruleset.stated, drawn, strict=True)))
    return rows


_TRUTHS: dict[Cell, Truth] = {1: TRUE, 0: FALSE, None: UNKNOWN}


def _differing(rows: list[dict[str, Cell]], ruleset: Ruleset, judged: Judge) -> int:
    found = judge(PooledTable(tuple(rows), (), ruleset.stated, ()), ruleset)
    return sum(
        {name: status.value for name, status in judged(_truths(row), ruleset).items()} != columns
        for row, columns in zip(rows, found, strict=True)
    )


def _truths(row: Mapping[str, Cell]) -> dict[str, Truth]:
    return {code: _TRUTHS[cell] for code, cell in row.items()}


@pytest.mark.slow
@every_ruleset
def test_the_scorer_of_columns_agrees_on_a_hundred_thousand_rows(name: str) -> None:
    ruleset = RULESETS[name]

    for batch in range(N_ROWS // N_OF_A_BATCH):
        rows = _rows(ruleset, seed=20261121 + batch, n=N_OF_A_BATCH)
        assert _differing(rows, ruleset, _outcomes) == 0


@pytest.mark.parametrize("broken", [_unknown_as_absent, _unknown_as_present])
@pytest.mark.parametrize("name", [name for name in RULESETS if RULESETS[name].criteria])
def test_a_scorer_of_columns_that_guessed_would_be_caught(name: str, broken: Judge) -> None:
    ruleset = RULESETS[name]

    assert _differing(_rows(ruleset, seed=1, n=500), ruleset, broken) > 0


@every_ruleset
@SOME
@given(data=st.data())
def test_every_determination_is_replayed_from_its_stored_hash(
    name: str, data: st.DataObject
) -> None:
    ruleset = RULESETS[name]
    values = _case(data, ruleset)
    judged = determine(values, ruleset)

    again = find_ruleset(judged.sha256)

    assert (again.id, again.version) == (judged.ruleset_id, judged.version)
    assert determine(values, again) == judged


def test_a_determination_of_a_changed_ruleset_is_not_replayed_by_the_shipped_one() -> None:
    path = shipped("forms", "rulesets", "ilo2012-adult.toml")
    changed = parse(path.read_bytes() + b"# one remark more\n")
    judged: Determination = determine({}, changed)

    with pytest.raises(Known) as caught:
        find_ruleset(judged.sha256)

    assert caught.value.code is Code.RULESET_UNKNOWN
    assert find_ruleset("ilo2012-adult").sha256 != judged.sha256


@every_ruleset
def test_scoring_a_table_gives_the_same_bytes_again(name: str) -> None:
    ruleset = RULESETS[name]
    rows = _rows(ruleset, seed=3, n=30)
    cases = [CodedCase(str(n), _truths(row)) for n, row in enumerate(rows)]

    first, second = (score(cases, ruleset, date(2017, 1, 1)) for _ in range(2))

    assert list(map(score_as_json, first)) == list(map(score_as_json, second))
    assert [each.sensitivity for each in first] == [
        sensitivity(case.values, ruleset) for case in cases
    ]

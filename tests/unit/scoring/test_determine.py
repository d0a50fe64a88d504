"""Laws of the determination, on a small framework tried whole and on the shipped one at random."""

import json
from collections.abc import Iterable, Mapping
from itertools import combinations
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.scoring.determine import Counts, Determination, as_json, determine
from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.truth import Outcome, Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
FIVE = ("work.i.strong", "work.i.medium", "work.p.strong", "work.p.medium", "leave.p.medium")
VALUES = st.fixed_dictionaries({}, optional={code: st.sampled_from(Truth) for code in FIVE})
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def _statuses(determination: Determination) -> dict[str, Outcome | None]:
    return {
        "": determination.determination,
        **{result.id: result.status for result in determination.criteria},
    }


def _present(codes: Iterable[str]) -> dict[str, Truth]:
    return dict.fromkeys(codes, TRUE)


@SHARED
@given(values=VALUES, learnt=st.dictionaries(st.sampled_from(FIVE), st.sampled_from((TRUE, FALSE))))
def test_learning_more_never_overturns_a_settled_result(
    small: Ruleset, values: dict[str, Truth], learnt: dict[str, Truth]
) -> None:
    known = {code: value for code, value in values.items() if value is not UNKNOWN}

    before = _statuses(determine(values, small))
    after = _statuses(determine(learnt | known, small))

    assert {
        name: after[name]
        for name, status in before.items()
        if status is not Outcome.UNDETERMINED and after[name] is not status
    } == {}


@SHARED
@given(values=VALUES)
def test_a_result_is_undetermined_exactly_when_answers_to_come_could_give_both(
    small: Ruleset, values: dict[str, Truth]
) -> None:
    unknown = [code for code in FIVE if values.get(code, UNKNOWN) is UNKNOWN]
    reachable: dict[str, set[Outcome | None]] = {}
    for size in range(len(unknown) + 1):
        for found in combinations(unknown, size):
            completed = values | dict.fromkeys(unknown, FALSE) | _present(found)
            for name, status in _statuses(determine(completed, small)).items():
                reachable.setdefault(name, set()).add(status)

    for name, status in _statuses(determine(values, small)).items():
        expected = reachable[name].pop() if len(reachable[name]) == 1 else Outcome.UNDETERMINED
        assert status is expected


@SHARED
@given(values=VALUES, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    small: Ruleset, values: dict[str, Truth], chance: Random
) -> None:
    items = list(values.items())
    chance.shuffle(items)

    assert determine(dict(items), small) == determine(values, small)


@SHARED
@given(values=VALUES)
def test_an_unasked_question_never_counts_as_no(small: Ruleset, values: dict[str, Truth]) -> None:
    asked = {code: value for code, value in values.items() if value is not UNKNOWN}
    judged = determine(asked, small)

    assert judged == determine(values, small)
    for name, status in _statuses(judged).items():
        if status is Outcome.NOT_MET:
            hoped = _present(code for code in FIVE if code not in asked)
            assert _statuses(determine(asked | hoped, small))[name] is Outcome.NOT_MET


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_settles_does_settle_is_unknown_and_could_not_be_smaller(
    adult: Ruleset, data: st.DataObject
) -> None:
    marks = st.sampled_from((FALSE, FALSE, FALSE, UNKNOWN, UNKNOWN, TRUE))
    values = data.draw(
        st.fixed_dictionaries(
            {}, optional=dict.fromkeys(data.draw(st.permutations(adult.codes))[:30], marks)
        )
    )
    values = dict.fromkeys(adult.codes, FALSE) | values
    judged = determine(values, adult)

    settling = {"": judged.settled_by} | {each.id: each.settled_by for each in judged.criteria}
    for name, sets in settling.items():
        assert bool(sets) == (_statuses(judged)[name] is Outcome.UNDETERMINED)
        for codes in sets:
            assert all(values[code] is UNKNOWN for code in codes)
            assert _statuses(determine(values | _present(codes), adult))[name] is Outcome.MET
            for fewer in combinations(codes, len(codes) - 1):
                status = _statuses(determine(values | _present(fewer), adult))[name]
                assert status is Outcome.UNDETERMINED


def test_the_smallest_sets_come_alone_and_in_the_order_of_the_ruleset(small: Ruleset) -> None:
    nothing_known = determine({}, small)
    one_known = determine({"work.p.medium": TRUE, "leave.p.medium": FALSE}, small)

    assert nothing_known.settled_by == (
        ("work.i.strong", "work.p.strong"),
        ("work.i.strong", "work.p.medium"),
        ("work.i.strong", "leave.p.medium"),
        ("work.i.medium", "work.p.strong"),
    )
    assert one_known.settled_by == (("work.i.strong",),)


def test_sets_of_three_are_sought_where_no_two_are_enough(small_text: str) -> None:
    text = small_text.replace(
        'rule.any = [{ criterion = "work" }, { criterion = "many" }]',
        'rule.present = { criterion = ["work"] }\nrule.at_least = 3',
    )

    judged = determine({}, parse(text.encode()))

    assert judged.determination is Outcome.UNDETERMINED
    assert judged.settled_in_full
    assert judged.settled_by == (
        ("work.i.strong", "work.i.medium", "work.p.strong"),
        ("work.i.strong", "work.i.medium", "work.p.medium"),
        ("work.i.strong", "work.p.strong", "work.p.medium"),
        ("work.i.medium", "work.p.strong", "work.p.medium"),
    )


def test_counts_and_index_are_over_the_indicators_that_the_rule_reads(small: Ruleset) -> None:
    values = {"work.i.strong": TRUE, "work.i.medium": FALSE, "work.p.medium": TRUE}

    work = determine(values, small).criterion("work")

    assert (work.strong, work.medium) == (Counts(1, 0, 1), Counts(1, 1, 0))
    assert work.index == pytest.approx((2 * 1 + 1) / (2 * 1 + 2))


def test_there_is_no_index_where_nothing_graded_is_answered(small: Ruleset) -> None:
    assert determine({"other.note": TRUE}, small).criterion("work").index is None


def test_a_framework_without_a_rule_has_criteria_and_no_determination(small_text: str) -> None:
    before, _, after = small_text.partition("[determination]")
    ruleset = parse((before + "[[sources]]" + after.partition("[[sources]]")[2]).encode())

    judged = determine({"leave.p.medium": TRUE}, ruleset)

    assert judged.determination is None
    assert judged.settled_by == ()
    assert judged.criterion("menace").status is Outcome.MET
    assert as_json(judged)["determination"] is None


def test_a_code_that_the_ruleset_does_not_have_is_refused_by_name(small: Ruleset) -> None:
    with pytest.raises(Known) as caught:
        determine({"work.i.strnog": TRUE}, small)

    assert caught.value.code is Code.INDICATOR_UNKNOWN
    assert caught.value.slots == {"name": "work.i.strnog"}


def test_a_determination_says_what_judged_it(small: Ruleset) -> None:
    judged = determine({}, small)

    assert (judged.ruleset_id, judged.version, judged.sha256) == ("small", "1", small.sha256)


def test_the_json_has_the_keys_of_the_command_line(small: Ruleset) -> None:
    values: Mapping[str, Truth] = {"work.i.strong": TRUE, "leave.p.medium": FALSE}

    printed = json.loads(json.dumps(as_json(determine(values, small))))

    assert list(printed)[:3] == ["criteria", "determination", "settled_by"]
    assert printed["criteria"]["work"] == {
        "status": "undetermined",
        "strong": {"present": 1, "absent": 0, "unknown": 1},
        "medium": {"present": 0, "absent": 0, "unknown": 2},
        "index": 1.0,
    }
    assert printed["determination"] == "undetermined"
    assert printed["settled_by"] == [["work.p.strong"], ["work.p.medium"]]

"""What a determination rests on, in order, as codes."""

from fieldkit.scoring.determine import determine
from fieldkit.scoring.explain import Reason, ReasonCode, reasons
from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.truth import Truth

TRUE, FALSE = Truth.TRUE, Truth.FALSE
ALL_ABSENT = dict.fromkeys(
    (
        "work.i.strong",
        "work.i.medium",
        "work.p.strong",
        "work.p.medium",
        "leave.p.medium",
        "other.note",
    ),
    FALSE,
)


def _about(criterion: str, values: dict[str, Truth], ruleset: Ruleset) -> tuple[Reason, ...]:
    found = reasons(determine(values, ruleset), values, ruleset)
    return tuple(
        reason
        for reason in found
        if reason.criteria == (criterion,)
        and reason.code not in {ReasonCode.RESTS_ON, ReasonCode.OUTSIDE_DETERMINATION}
    )


def test_a_met_criterion_names_what_met_it_apart_from_what_it_did_not_need(
    small: Ruleset,
) -> None:
    values = {"work.i.strong": TRUE, "work.i.medium": TRUE, "work.p.medium": TRUE}

    assert _about("work", values, small) == (
        Reason(ReasonCode.MET_BY, ("work",), ("work.i.strong", "work.p.medium")),
        Reason(ReasonCode.ALSO_PRESENT, ("work",), ("work.i.medium",)),
        Reason(ReasonCode.UNKNOWN, ("work",), ("work.p.strong",)),
        Reason(ReasonCode.GRADE_NOT_VERIFIED, ("work",), ("work.i.medium",)),
    )


def test_an_open_criterion_names_each_requirement_that_unknowns_keep_open(small: Ruleset) -> None:
    values = {"work.i.medium": TRUE, "work.i.strong": FALSE}

    assert _about("work", values, small) == (
        Reason(ReasonCode.PRESENT, ("work",), ("work.i.medium",)),
        Reason(ReasonCode.OPEN, ("work",), ("work.p.strong", "work.p.medium")),
        Reason(ReasonCode.OPEN, ("work",), ("work.p.strong",)),
        Reason(ReasonCode.GRADE_NOT_VERIFIED, ("work",), ("work.i.medium",)),
    )


def test_a_criterion_that_is_not_met_names_what_is_missing(small: Ruleset) -> None:
    values = {"work.i.strong": TRUE, "work.p.strong": FALSE, "work.p.medium": FALSE}

    assert _about("work", values, small) == (
        Reason(ReasonCode.PRESENT, ("work",), ("work.i.strong",)),
        Reason(ReasonCode.MISSING, ("work",), ("work.p.strong", "work.p.medium")),
        Reason(ReasonCode.UNKNOWN, ("work",), ("work.i.medium",)),
    )


def test_a_rule_that_asks_for_no_grade_rests_on_none(small: Ruleset) -> None:
    values = ALL_ABSENT | {"work.p.strong": TRUE}

    assert _about("menace", values, small) == (
        Reason(ReasonCode.MET_BY, ("menace",), ("work.p.strong",)),
    )


def test_the_whole_names_the_criteria_that_carry_it(small: Ruleset) -> None:
    values = ALL_ABSENT | {"work.i.strong": TRUE, "work.p.medium": TRUE}

    found = reasons(determine(values, small), values, small)

    assert found[-2:] == (
        Reason(ReasonCode.RESTS_ON, ("work",)),
        Reason(ReasonCode.OUTSIDE_DETERMINATION, ("menace",)),
    )


def test_facts_remain_facts_when_the_determination_is_not_met(small: Ruleset) -> None:
    values = ALL_ABSENT | {"leave.p.medium": TRUE}

    found = reasons(determine(values, small), values, small)

    assert found[-1] == Reason(ReasonCode.FACTS_REMAIN, (), ("leave.p.medium",))


def test_a_determination_met_by_a_bare_indicator_names_no_criterion(small_text: str) -> None:
    text = small_text.replace(
        'rule.any = [{ criterion = "work" }, { criterion = "many" }]',
        'rule.any = [{ criterion = "work" }, { present = { codes = ["other.note"] } }]',
    )
    ruleset = parse(text.encode())
    values = ALL_ABSENT | {"other.note": TRUE}

    found = reasons(determine(values, ruleset), values, ruleset)

    assert not [reason for reason in found if reason.code is ReasonCode.RESTS_ON]


def test_a_ruleset_not_checked_against_print_says_so_last(adult: Ruleset) -> None:
    assert reasons(determine({}, adult), {}, adult)[-1] == Reason(ReasonCode.RULESET_NOT_VERIFIED)


def test_a_framework_without_a_verdict_is_explained_by_its_criteria_alone(small_text: str) -> None:
    before, _, after = small_text.partition("[determination]")
    ruleset = parse((before + "[[sources]]" + after.partition("[[sources]]")[2]).encode())
    values = ALL_ABSENT | {"leave.p.medium": TRUE}

    found = reasons(determine(values, ruleset), values, ruleset)

    assert all(len(reason.criteria) == 1 for reason in found)

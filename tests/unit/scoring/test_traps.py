"""What goes wrong when cases are scored, one statement a test; numbers are those of the trap list.

Cases are made up after the shapes that the published report describes.
"""

import re

import pytest

from fieldkit.scoring.determine import Determination, determine
from fieldkit.scoring.explain import ReasonCode, reasons
from fieldkit.scoring.ruleset import Ruleset, parse
from fieldkit.scoring.truth import Outcome, Truth

DIMENSIONS = ("unfree_recruitment", "work_and_life_under_duress", "impossibility_of_leaving")
ONE_STRONG = re.compile(r"\n  \{ present = .*strength = \[\"strong\"\] \} \},")
TWO_MEDIUM = ("duress.involuntariness.multiple_dependency", "duress.penalty.financial_penalty")


def _closed(ruleset: Ruleset, *present: str) -> dict[str, Truth]:
    """Return a full interview: these present, a clear no to everything else."""
    return dict.fromkeys(ruleset.codes, Truth.FALSE) | dict.fromkeys(present, Truth.TRUE)


def _statuses(judged: Determination) -> list[Outcome]:
    return [judged.criterion(name).status for name in DIMENSIONS]


def test_24_fraud_without_involuntary_work_is_not_met_and_never_no_problem(
    adult: Ruleset,
) -> None:
    values = _closed(
        adult,
        "recruitment.involuntariness.deceptive_conditions",
        "duress.penalty.wages_withheld",
        "leaving.penalty.wages_withheld",
    )

    judged = determine(values, adult)
    found = {reason.code: reason for reason in reasons(judged, values, adult)}

    assert judged.determination is Outcome.NOT_MET
    assert judged.criterion("penalty_or_menace").status is Outcome.MET
    assert found[ReasonCode.OUTSIDE_DETERMINATION].criteria == ("penalty_or_menace",)
    assert "duress.penalty.wages_withheld" in found[ReasonCode.FACTS_REMAIN].indicators


def test_26_two_medium_indicators_are_not_enough(adult: Ruleset) -> None:
    judged = determine(_closed(adult, *TWO_MEDIUM), adult)

    assert _statuses(judged) == [Outcome.NOT_MET] * 3


@pytest.mark.parametrize(
    "strong", ["duress.involuntariness.on_call", "duress.penalty.documents_confiscated"]
)
def test_26_one_strong_of_either_kind_completes_a_medium_of_the_other(
    adult: Ruleset, strong: str
) -> None:
    judged = determine(_closed(adult, *TWO_MEDIUM, strong), adult)

    assert judged.criterion("work_and_life_under_duress").status is Outcome.MET


def test_26_a_ruleset_without_the_one_strong_would_be_noticed(adult_text: str) -> None:
    """The published cases would not: none of them is two medium indicators and no strong one."""
    text, removed = ONE_STRONG.subn("", adult_text)
    loose = parse(text.encode())

    judged = determine(_closed(loose, *TWO_MEDIUM), loose)

    assert removed == 3
    assert judged.criterion("work_and_life_under_duress").status is Outcome.MET


def test_27_a_penalty_at_work_does_not_help_the_recruitment(adult: Ruleset) -> None:
    values = _closed(
        adult,
        "recruitment.involuntariness.sale",
        "recruitment.involuntariness.deceptive_conditions",
        "duress.penalty.wages_withheld",
        "duress.penalty.physical_violence",
    )

    assert _statuses(determine(values, adult)) == [Outcome.NOT_MET] * 3


def test_28_a_dimension_with_only_unknowns_is_undetermined(adult: Ruleset) -> None:
    judged = determine({}, adult)

    assert _statuses(judged) == [Outcome.UNDETERMINED] * 3
    assert judged.determination is Outcome.UNDETERMINED
    assert judged.criterion("penalty_or_menace").status is Outcome.UNDETERMINED


def test_28_one_unknown_among_clear_noes_keeps_a_dimension_open(adult: Ruleset) -> None:
    values = _closed(adult, "leaving.penalty.wages_withheld")
    values["leaving.involuntariness.waiting_for_wages"] = Truth.UNKNOWN

    judged = determine(values, adult)

    assert judged.criterion("impossibility_of_leaving").status is Outcome.UNDETERMINED
    assert judged.settled_by == (("leaving.involuntariness.waiting_for_wages",),)


def test_20_a_penalty_without_a_stage_counts_for_the_fourth_criterion_alone(
    adult: Ruleset,
) -> None:
    values = _closed(adult, "unstaged.penalty.any", "leaving.involuntariness.no_freedom_to_resign")

    judged = determine(values, adult)

    assert judged.criterion("penalty_or_menace").status is Outcome.MET
    assert _statuses(judged) == [Outcome.NOT_MET] * 3


UNGRADED = """
id = "two-elements"
version = "1"
title.en = "Two elements, no grades"
verified_against_print = true
notice.en = "none"
declared_uncovered = []
sources = []

[[criteria]]
id = "involuntary_work"
label.en = "Involuntary work"
provenance = "ours"
confidence = "H"
source = "made up"
rule.present = { kind = ["involuntariness"] }

[[criteria]]
id = "coercion"
label.en = "Coercion"
provenance = "ours"
confidence = "H"
source = "made up"
rule.present = { kind = ["penalty"] }

[determination]
provenance = "ours"
confidence = "H"
source = "made up"
rule.all = [{ criterion = "involuntary_work" }, { criterion = "coercion" }]
"""


def _ungraded(code: str, criterion: str, kind: str) -> str:
    return f"""
[[indicators]]
code = "{code}"
criterion = "{criterion}"
stage = "any"
kind = "{kind}"
strength = "none"
label.en = "x"
definition.en = "X."
provenance = "ours"
confidence = "H"
source = "made up"
"""


def test_32_a_framework_without_grades_is_judged_and_counted_without_them() -> None:
    """The shape of the ICLS rule of 2018: one of each element, neither strong nor medium."""
    text = UNGRADED + _ungraded("i", "involuntary_work", "involuntariness")
    ruleset = parse((text + _ungraded("p", "coercion", "penalty")).encode())
    values = {"i": Truth.TRUE, "p": Truth.TRUE}

    judged = determine(values, ruleset)

    assert judged.determination is Outcome.MET
    assert [result.index for result in judged.criteria] == [None, None]
    assert not [
        reason
        for reason in reasons(judged, values, ruleset)
        if reason.code is ReasonCode.GRADE_NOT_VERIFIED
    ]


def test_32_a_list_without_a_rule_gives_no_determination() -> None:
    """The shape of the 11 indicators of forced labour: headings, neither grades nor a rule."""
    top = UNGRADED.partition("[[criteria]]")[0] + "criteria = []\n"
    text = top + _ungraded("heading", "not_applicable", "other")

    judged = determine({"heading": Truth.TRUE}, parse(text.encode()))

    assert judged.determination is None
    assert judged.criteria == ()

"""Laws of compiled rules, held against trying every case."""

from hypothesis import given

from fieldkit.scoring.expression import (
    Expression,
    codes_of,
    holds,
    requirements,
)
from fieldkit.scoring.truth import Outcome
from tests.unit.scoring.rules import PRESENT_AND_UNKNOWN, RULES, subsets


@given(RULES, PRESENT_AND_UNKNOWN)
def test_two_bounds_say_what_trying_every_completion_says(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, unknown = facts

    completions = {holds(rule, present.union(more)) for more in subsets(unknown)}

    by_all = Outcome.UNDETERMINED if len(completions) == 2 else None
    by_all = by_all or (Outcome.MET if True in completions else Outcome.NOT_MET)
    assert Outcome.between(holds(rule, present), holds(rule, present | unknown)) is by_all


@given(RULES, PRESENT_AND_UNKNOWN)
def test_a_rule_holds_when_each_of_its_requirements_does(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, _ = facts

    assert holds(rule, present) == all(holds(part, present) for part in requirements(rule))


@given(RULES, PRESENT_AND_UNKNOWN)
def test_only_the_codes_that_a_rule_names_matter_to_it(
    rule: Expression, facts: tuple[frozenset[str], frozenset[str]]
) -> None:
    present, _ = facts

    assert holds(rule, present) == holds(rule, present & frozenset(codes_of(rule)))


def test_the_codes_of_a_rule_come_once_each_in_its_order() -> None:
    rule: Expression = ("all", (("any", (("code", "b"), ("code", "a"))), ("code", "b")))

    assert codes_of(rule) == ("b", "a")

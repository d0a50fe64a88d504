"""Three values, and no way to mistake the third for one of the others."""

import pytest

from fieldkit.errors import Bug, Code, Known
from fieldkit.scoring.truth import Outcome, Truth


@pytest.mark.parametrize("truth", list(Truth), ids=lambda truth: truth.name)
def test_a_truth_reads_back_from_its_own_text(truth: Truth) -> None:
    assert Truth.from_text(f" {truth.text} ") is truth


@pytest.mark.parametrize("text", ["2", "yes", "1.0", "true", "-", "11"])
def test_any_other_text_is_refused_and_not_repeated_in_the_error(text: str) -> None:
    with pytest.raises(Known) as caught:
        Truth.from_text(text)

    assert caught.value.code is Code.DATA_CELL
    assert not caught.value.slots
    assert text not in str(caught.value)


def test_a_truth_cannot_stand_in_an_if_because_unknown_is_neither_yes_nor_no() -> None:
    with pytest.raises(Bug):
        bool(Truth.UNKNOWN)


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (True, True, Outcome.MET),
        (False, True, Outcome.UNDETERMINED),
        (False, False, Outcome.NOT_MET),
    ],
)
def test_two_bounds_give_an_outcome(low: bool, high: bool, outcome: Outcome) -> None:
    assert Outcome.between(low, high) is outcome

"""A short run of the fuzzer, the same inputs every time; `fuzz.py` goes on for as long as asked."""

import random

import pytest

from tests.laws.fuzz import Inputs, Outcome, run
from tests.laws.targets import TARGETS, seeds, xpath

_INPUTS = {"xform": 250, "xlsform": 60, "steps": 150}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_in_is_taken_or_refused_with_a_code(name: str):
    inputs = Inputs(seeds(name), random.Random(20261121))
    most = _INPUTS.get(name, 600)

    outcome = run(name, TARGETS[name], inputs, lambda so_far: so_far.executions >= most)

    assert outcome.crashes == {}
    assert outcome.taken > most / 50, "nearly everything is refused at the door"


def test_the_fuzzer_finds_what_raises_anything_else():
    def fragile(data: bytes) -> bool:
        if b"9999" in data:
            raise ZeroDivisionError
        return xpath(data)

    inputs = Inputs(seeds("xpath"), random.Random(1))

    outcome = run("xpath", fragile, inputs, lambda so_far: bool(so_far.crashes) or _late(so_far))

    assert list(outcome.crashes) == ["ZeroDivisionError in test_fuzz.py:fragile"]


def _late(outcome: Outcome) -> bool:
    return outcome.executions > 20_000

"""Behaviours that farm-survey forms of the field brought to light, one form each."""

from fieldkit.interview.session import InterviewSession
from tests.unit.interview.driver import Interview, environment

CROPS = """
| choices |
| | list_name | name | label |
| | crop | maize | Maize |
| | crop | beans | Beans |
| | crop | rice | Rice |
| | crop | peas | Peas |
| | crop | oats | Oats |
| | crop | rye | Rye |
"""
SHUFFLED = f"""
| survey |
| | type | name | label | parameters |
| | text | farm | Farm | |
| | begin_repeat | field | Field | |
| | select_one crop | crop | Crop | randomize=true |
| | end_repeat | | | |
{CROPS}
"""
WORKERS = """
| survey |
| | type | name | label | calculation |
| | begin_repeat | farm | Farm | |
| | begin_repeat | worker | Worker | |
| | text | name | Name | |
| | end_repeat | | | |
| | end_repeat | | | |
| | calculate | outer_first | | indexed-repeat(${name}, ${farm}, 2, ${worker}, 1) |
| | calculate | inner_first | | indexed-repeat(${name}, ${worker}, 1, ${farm}, 2) |
"""


def test_choices_shuffled_without_a_seed_keep_their_order_while_looked_at() -> None:
    interview = Interview.of(SHUFFLED)
    before = interview.state()["choices"]

    interview.answer("farm", "Green").add("field")

    after = interview.state()["choices"]
    assert before["/data/field[1]/crop"] == after["/data/field[1]/crop"]
    assert after["/data/field[1]/crop"] != after["/data/field[2]/crop"]


def test_choices_shuffled_without_a_seed_keep_their_order_when_the_interview_goes_on() -> None:
    interview = Interview.of(SHUFFLED).answer("farm", "Green")
    before = interview.state()["choices"]

    resumed = InterviewSession.resume(
        interview.definition, environment(seed=8), interview.saved, None
    )

    assert Interview(interview.definition, resumed).state()["choices"] == before


def test_an_indexed_repeat_takes_its_pairs_in_any_order() -> None:
    interview = Interview.of(WORKERS).add("farm").add("farm[2]/worker")

    interview.answer("farm[1]/worker[1]/name", "Ann").answer("farm[2]/worker[1]/name", "Ben")

    assert interview.value("outer_first") == "Ben"
    assert interview.value("inner_first") == "Ben"

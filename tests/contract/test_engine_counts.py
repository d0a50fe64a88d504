"""Counts of repeats inside repeats, and counts that look at what they make, on a farm survey."""

from fieldkit.interview.recalculate import MAX_INSTANCES
from tests.contract.test_engine_language import survey
from tests.unit.interview.driver import Interview

WORKERS = survey(
    "repeat_count",
    "integer | workers | How many workers? | ",
    "begin_repeat | worker | Worker | ${workers}",
    "integer | children | How many children? | ",
    "begin_repeat | child | Child | ${children}",
    "integer | age | Age | ",
    "end_repeat | | | ",
    "begin_repeat | hand | Hand | 2",
    "text | side | Side | ",
    "end_repeat | | | ",
    "end_repeat | | | ",
)


def instances(interview: Interview, path: str) -> int:
    found = interview.state()["relevant"]
    return sum(ref.startswith(f"/data/{path}[") and ref.count("[") == path.count("[") + 1
               for ref in found if ref.endswith("]"))  # fmt: skip


def test_a_counted_instance_begins_without_those_that_nobody_counted_yet() -> None:
    interview = Interview.of(WORKERS).answer("workers", "2")

    assert [instances(interview, f"worker[{n}]/child") for n in (1, 2)] == [0, 0]
    assert [instances(interview, f"worker[{n}]/hand") for n in (1, 2)] == [2, 2]

    interview.answer("worker[2]/children", "3").answer("workers", "3")
    assert [instances(interview, f"worker[{n}]/child") for n in (1, 2, 3)] == [0, 3, 0]
    assert interview.resumed().state() == interview.state()


def test_a_count_of_its_own_instances_ends_at_the_limit_and_not_in_an_error() -> None:
    interview = Interview.of(
        survey(
            "repeat_count",
            "text | farm | Farm | ",
            "begin_repeat | worker | Worker | count(${name}) + 1",
            "text | name | Name | ",
            "end_repeat | | | ",
        )
    )

    assert instances(interview, "worker") == MAX_INSTANCES
    assert interview.answer("farm", "Hill").value("farm") == "Hill"


def test_a_count_that_wants_what_it_takes_away_comes_to_rest() -> None:
    interview = Interview.of(
        survey(
            "repeat_count | calculation",
            "begin_repeat | field | Field | ${wanted} | ",
            "integer | trees | Trees | | ",
            "end_repeat | | | | ",
            "calculate | wanted | | | if(count(${field}) > 0, 0, 1)",
            "begin_repeat | hut | Hut | ${huts} | ",
            "integer | beds | Beds | | ",
            "end_repeat | | | | ",
            "calculate | huts | | | sum(${beds}) + 1",
        )
    )

    assert (instances(interview, "field"), instances(interview, "hut")) == (1, 1)
    assert instances(interview.answer("hut[1]/beds", "2"), "hut") == 3


def test_rows_made_together_find_those_before_them_as_rows_made_one_by_one_do() -> None:
    interview = Interview.of(
        survey(
            "repeat_count | calculation | default",
            "integer | days | Days | | | ",
            "begin_repeat | day | Day | ${days} | | ",
            "integer | number | Number | | | count(${day}) * 10",
            "calculate | before | | | indexed-repeat(${number}, ${day}, position(..) - 1) | ",
            "end_repeat | | | | | ",
        )
    )

    interview.answer("days", "3")

    assert [interview.value(f"day[{n}]/number") for n in (1, 2, 3)] == ["10", "20", "30"]
    assert [interview.value(f"day[{n}]/before") for n in (1, 2, 3)] == ["", "10", "20"]

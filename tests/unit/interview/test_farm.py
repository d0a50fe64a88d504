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


NAMED = """
| survey |
| | type | name | label | calculation | choice_filter |
| | text | farm | Farm | | |
| | begin_repeat | worker | Worker ${name} of ${farm} | | |
| | text | name | Name | | |
| | select_one side | kind | Kind | | |
| | begin_repeat | tool | Tool of ${name} | | |
| | select_one state | state | State | | kind = ${kind} or kind = 'any' |
| | end_repeat | | | | |
| | calculate | said | | jr:choice-name(${kind}, '${kind}') | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label | kind |
| | side | own | ${name} owns it | |
| | side | farm | It is of ${farm} | |
| | state | good | Good for ${name} | any |
| | state | lost | Lost by ${name} | own |
"""


def test_words_of_repeats_and_choices_name_the_own_row() -> None:
    interview = Interview.of(NAMED).answer("farm", "Hill").add("worker").add("worker[2]/tool")

    interview.answer("worker[1]/name", "Ann").answer("worker[2]/name", "Ben")
    interview.answer("worker[2]/kind", "own")

    state = interview.state()
    assert state["labels"]["/data/worker[2]"] == "Worker Ben of Hill"
    assert state["labels"]["/data/worker[1]"] == "Worker Ann of Hill"
    assert state["labels"]["/data/worker[2]/tool[1]"] == "Tool of Ben"
    assert state["choice_labels"]["/data/worker[2]/kind"] == ["Ben owns it", "It is of Hill"]
    assert state["choice_labels"]["/data/worker[2]/tool[1]/state"] == [
        "Good for Ben",
        "Lost by Ben",
    ]
    assert interview.value("worker[2]/said") == "Ben owns it"
    assert interview.value("worker[1]/said") == ""


def test_a_choice_is_drawn_again_when_the_value_in_its_words_changes() -> None:
    interview = Interview.of(NAMED).add("worker")

    drawn = interview.answer("worker[2]/name", "Ben").last.choices

    assert "/data/worker[2]/kind" in drawn
    assert "/data/farm" not in drawn
    assert {"/data/worker[1]/kind", "/data/worker[2]/kind"} <= set(
        interview.answer("farm", "Hill").last.choices
    )
    assert interview.answer("worker[2]/kind", "own").last.choices == frozenset()


def test_choices_given_by_a_default_stand_in_the_order_of_the_list_too() -> None:
    interview = Interview.of(
        f"""
| survey |
| | type | name | label | default |
| | select_multiple crop | grown | Grown | rice beans rice |
| | rank crop | liked | Liked | rye oats peas rice beans maize |
{CROPS}
"""
    )

    assert interview.value("grown") == "beans rice"
    assert interview.value("liked") == "rye oats peas rice beans maize"
    assert "beans rice" in [answer.value for answer in interview.saved]
    assert interview.answer("grown", "rice beans").last.values == {}


PAID = """
| survey |
| | type | name | label | relevant | calculation |
| | begin_repeat | worker | Worker | | |
| | text | name | Name | | |
| | text | alias | Alias | ${name} != '' | |
| | decimal | pay | Pay | ${name} != '' | |
| | calculate | same | | | count(${worker}[alias = current()/../alias]) |
| | calculate | other | | | count(${worker}[current()/../alias != alias]) |
| | calculate | more | | | count(${worker}[pay > current()/../pay]) |
| | calculate | less | | | count(${worker}[current()/../pay >= pay]) |
| | end_repeat | | | | |
"""


def test_rows_are_compared_with_the_own_row_whether_relevant_or_not() -> None:
    interview = Interview.of(PAID).add("worker").add("worker")
    for row, (name, alias, pay) in enumerate([("A", "x", "5"), ("B", "x", "7"), ("C", "", "")], 1):
        path = f"worker[{row}]"
        interview.answer(f"{path}/name", name).answer(f"{path}/alias", alias)
        interview.answer(f"{path}/pay", pay)

    def row(number: int) -> list[str]:
        return [
            interview.value(f"worker[{number}]/{name}")
            for name in ("same", "other", "more", "less")
        ]

    assert [row(1), row(2), row(3)] == [list("2111"), list("2102"), list("1200")]
    interview.answer("worker[2]/name", "")
    assert [row(1), row(2), row(3)] == [list("1201"), list("2100"), list("2100")]


def test_a_repeat_none_of_which_is_relevant_reads_as_blank_beside_a_number() -> None:
    interview = Interview.of(
        """
| survey |
| | type | name | label | relevant | calculation |
| | text | kind | Kind | | |
| | begin_repeat | plot | Plot | | |
| | integer | crops | Crops | ${kind} = 'field' | |
| | end_repeat | | | | |
| | calculate | other | | | ${crops} != 3 |
| | calculate | same | | | ${crops} = 3 |
| | calculate | own | | | indexed-repeat(${crops}, ${plot}, 1) != 3 |
| | calculate | chosen | | | if(${kind} = '', ${crops}, ${crops}) != 3 |
| | calculate | outside | | | indexed-repeat(${crops}, ${plot}, 5) != 3 |
"""
    )

    def said() -> list[str]:
        return [interview.value(name) for name in ("other", "same", "own", "chosen", "outside")]

    assert said() == ["true", "false", "true", "true", "false"]
    interview.answer("kind", "field").answer("plot[1]/crops", "3")
    assert said() == ["false", "true", "false", "false", "false"]


ONCE = """
| survey |
| | type | name | label | default | calculation |
| | integer | year | Year | 2000 + 26 | |
| | calculate | begun | | | once(concat('y', ${year})) |
| | calculate | read | | | concat(${begun}, '.') |
| | begin_repeat | row | Row | | |
| | integer | place | Place | position(..) + 0 | |
| | calculate | first | | | once(concat('p', ${place}, ' ', ${year})) |
| | end_repeat | | | | |
"""


def test_what_is_computed_once_waits_for_the_defaults_that_it_reads() -> None:
    interview = Interview.of(ONCE).add("row")

    assert interview.value("begun") == "y2026"
    assert interview.value("read") == "y2026."
    assert [interview.value(f"row[{n}]/first") for n in (1, 2)] == ["p1 2026", "p2 2026"]


def test_what_was_computed_once_stays_when_an_answer_or_a_row_comes_later() -> None:
    interview = Interview.of(ONCE)

    interview.answer("year", "2027").answer("row[1]/place", "9").add("row")

    assert interview.value("begun") == "y2026"
    assert [interview.value(f"row[{n}]/first") for n in (1, 2)] == ["p1 2026", "p2 2027"]
    assert interview.resumed().value("begun") == "y2026"

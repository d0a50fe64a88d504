"""How much is computed for an answer: as much as depends on it, however long the form is."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref
from fieldkit.xforms.parse import parse_form
from tests.bench.generated_forms import GeneratedForm, ListForm, RepeatForm
from tests.unit.interview.driver import Interview


def opened(form: GeneratedForm | ListForm) -> InterviewSession:
    world = SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=1)
    return InterviewSession.start(parse_form(form.xform()), world)


def work(session: InterviewSession, job: Callable[[], object]) -> Counter[str]:
    """How often each expression was computed while the job ran, by the ref of its node."""
    engine, done = session._recalculation, Counter[str]()
    real = engine._handlers

    def counted(handle):
        def run(vertex, live):
            done[live.model.ref] += 1
            handle(vertex, live)

        return run

    engine._handlers = [counted(handle) for handle in real]
    job()
    engine._handlers = real
    return done


@pytest.mark.parametrize("size", [100, 250, 1000])
def test_a_leaf_answer_computes_what_looks_at_it_in_a_form_of_any_length(size: int):
    form = GeneratedForm(size)
    session = opened(form)

    done = work(session, lambda: session.answer(Ref(form.leaves[3]), "a b"))

    assert {ref.rpartition("/")[2] for ref in done} == {"word_3", "chosen_3", "extra_3"}
    assert set(done.values()) == {1}


def test_a_chain_is_computed_from_the_answer_on_and_once_each():
    form = GeneratedForm(500)
    session = opened(form)

    done = work(session, lambda: session.answer(Ref(form.chain[40]), "7"))

    runs = {ref for ref in done if "/run_" in ref}
    assert len(runs) == form.blocks - 40
    assert max(done.values()) == 1


def test_a_blank_change_computes_nothing():
    form = GeneratedForm(100)
    session = opened(form)
    session.answer(Ref(form.chain[0]), "7")

    assert not work(session, lambda: session.answer(Ref(form.chain[0]), "7"))


def test_a_new_instance_computes_no_sibling_that_does_not_look():
    session = opened(RepeatForm(50, is_watched=False))
    add = lambda: session.add_repeat(Ref(RepeatForm.repeat))  # noqa: E731 - said twice below

    counts = [work(session, add).total() for _ in range(40)]

    assert len(set(counts)) == 1


def test_removing_an_instance_computes_no_sibling_that_does_not_look():
    session = opened(RepeatForm(50, is_watched=False))
    for _ in range(40):
        session.add_repeat(Ref(RepeatForm.repeat))

    assert not work(session, lambda: session.remove_repeat(Ref(f"{RepeatForm.repeat}[5]")))


def test_who_asks_for_positions_is_computed_when_an_earlier_instance_leaves():
    """The control of the two above: here the siblings do look."""
    session = opened(RepeatForm(50, is_watched=True))
    for _ in range(40):
        session.add_repeat(Ref(RepeatForm.repeat))

    done = work(session, lambda: session.remove_repeat(Ref(f"{RepeatForm.repeat}[5]")))

    assert done[f"{RepeatForm.repeat}/place"] == 35


def test_an_answer_in_one_instance_computes_nothing_in_another():
    session = opened(RepeatForm(50, is_watched=False))
    for _ in range(40):
        session.add_repeat(Ref(RepeatForm.repeat))

    done = work(session, lambda: session.answer(Ref(f"{RepeatForm.repeat}[7]/days"), "3"))

    assert done == {f"{RepeatForm.repeat}/earned": 1, f"{RepeatForm.repeat}/place": 1}


@pytest.mark.parametrize("asked", ["place", "town"])
def test_a_filter_looks_at_no_row_that_it_does_not_give(asked: str, monkeypatch):
    form = ListForm(2_000)
    session = opened(form)
    session.answer(Ref(form.region), "r1")
    session.answer(Ref(form.least), "1960")
    live = session.node(Ref(f"/data/{asked}"))
    compiler = session.definition.graph.compiler
    rows = compiler.expression(live.model.itemset.nodeset, live.model)
    rows.nodes(live.context)  # the index is made by whoever asks first
    looked = []
    element = type(rows.nodes(live.context)[0])
    named = element.named
    monkeypatch.setattr(
        element, "named", lambda self, name: looked.append(name) or named(self, name)
    )

    found = rows.nodes(live.context)

    assert len(found) == 40
    assert len(looked) < 10


PAY_DAYS = """
| survey |
| | type | name | label | calculation | repeat_count |
| | integer | days | Days | | |
| | begin_repeat | day | Day | | ${days} |
| | integer | pay | Pay | | |
| | calculate | before | | indexed-repeat(${pay}, ${day}, position(..) - 1) | |
| | end_repeat | | | | |
"""


def test_rows_that_a_count_makes_are_computed_once_each_though_they_look_at_the_row_before():
    interview = Interview.of(PAY_DAYS)

    done = work(interview.session, lambda: interview.answer("days", "60"))

    assert done["/data/day/before"] == 60


def test_a_row_chosen_by_its_number_is_the_only_one_looked_into(monkeypatch):
    interview = Interview.of(PAY_DAYS).answer("days", "60")
    asked, named = [], LiveNode.named
    monkeypatch.setattr(
        LiveNode, "named", lambda live, name: asked.append(live.ref) or named(live, name)
    )

    interview.answer("day[7]/pay", "900")

    assert interview.value("day[8]/before") == "900"
    assert len(asked) < 4 * 60  # each row asks for the rows and for its place, none for a neighbour

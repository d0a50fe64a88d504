"""Laws of the engine over random forms and random interviews.

Each law is a function that says what is broken, so that the controls at the end can show that it
says so of an engine that forgets something.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Answer
from fieldkit.xforms.graph import Graph
from fieldkit.xforms.model import FormDefinition, Question
from tests.laws import worlds
from tests.unit.interview.driver import latest

Law = Callable[[FormDefinition, Random], str]

_MOST_ACTS = 40
SEEDS = st.integers(0, 2**32 - 1)


def told(definition: FormDefinition, chance: Random) -> tuple[InterviewSession, list[Answer]]:
    """A session after random acts, and all that it gave to be saved."""
    session = worlds.started(definition)
    saved = list(session.opening.answers)
    for _ in range(chance.randint(0, _MOST_ACTS)):
        changes = worlds.act(session, chance)
        saved.extend(changes.answers if changes else ())
    return session, saved


def incremental_is_from_scratch(definition: FormDefinition, chance: Random) -> str:
    """What was computed answer by answer is what computing everything from the answers gives."""
    session, _ = told(definition, chance)

    anew = InterviewSession.resume(definition, worlds.world(), serialise.answers(session))

    return differences(session, anew)


def recalculating_changes_nothing(definition: FormDefinition, chance: Random) -> str:
    """Everything computed once more, and once more, is as it was."""
    session, _ = told(definition, chance)
    before = serialise.state(session)
    first, second = session.finalise(), session.finalise()
    same = before == serialise.state(session)
    quiet = not (first.values or first.relevance or second.values or second.answers)
    return "" if same and quiet else "finalising changed something"


def what_was_saved_gives_it_again(definition: FormDefinition, chance: Random) -> str:
    """A session opened from what was saved is the same, and goes on in the same way."""
    session, saved = told(definition, chance)
    opened = InterviewSession.resume(definition, worlds.world(), latest(saved))
    found = differences(session, opened)
    after = chance.randrange(2**32)
    for one in (session, opened):
        worlds.act(one, Random(after))
    return found or differences(session, opened)


def order_does_not_matter(definition: FormDefinition, chance: Random) -> str:
    """The same answers in another order give the same interview."""
    questions = [
        node.ref for node in worlds.started(definition).root.walk()
        if isinstance(node.model, Question) and node.model.in_body
    ]  # fmt: skip
    blank = worlds.started(definition)
    said = {ref: worlds.any_answer(blank.node(ref), chance) for ref in questions}
    one, other = worlds.started(definition), worlds.started(definition)
    for session, order in ((one, questions), (other, chance.sample(questions, len(questions)))):
        for ref in order:
            session.answer(ref, said[ref])
    return differences(one, other)


def differences(one: InterviewSession, other: InterviewSession) -> str:
    """What two sessions show differently, by kind and ref; "" when nothing."""
    first, second = _state(one), _state(other)
    return ", ".join(
        f"{kind} {ref}"
        for kind in first
        for ref in sorted({*first[kind], *second[kind]})
        if first[kind].get(ref) != second[kind].get(ref)
    )


def _state(session: InterviewSession) -> dict[str, dict[str, object]]:
    state = {k: dict(v) for k, v in serialise.state(session).items() if isinstance(v, dict)}
    state["values"] = {r: v for r, v in state["values"].items() if "instanceID" not in r}
    return state


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_answer_by_answer_is_as_from_scratch(seed: int):
    chance = Random(seed)

    assert incremental_is_from_scratch(worlds.form(chance), chance) == ""


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_recalculating_changes_nothing(seed: int):
    chance = Random(seed)

    assert recalculating_changes_nothing(worlds.form(chance), chance) == ""


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_saving_and_loading_gives_the_same_session(seed: int):
    chance = Random(seed)

    assert what_was_saved_gives_it_again(worlds.form(chance), chance) == ""


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_answers_in_any_order_give_the_same_interview(seed: int):
    chance = Random(seed)
    # A filter clears choices for good when they go, so there the order does matter.
    definition = worlds.form(chance, has_repeats=False, has_filters=False)

    assert order_does_not_matter(definition, chance) == ""


def _deaf(graph: Graph) -> Graph:
    """An engine whose answers wake nobody."""
    none = tuple(() for _ in graph.value_ranks)
    return replace(graph, value_ranks=none, value_edges=none)


def _blind(graph: Graph) -> Graph:
    """An engine that does not see repeats come and go."""
    return replace(graph, structure_edges=tuple(() for _ in graph.structure_edges))


def _sleepy(graph: Graph) -> Graph:
    """An engine that leaves what becomes relevant again as it was."""
    none = tuple(() for _ in graph.waking)
    return replace(graph, waking=none, presence_ranks=none, presence_edges=none)


@pytest.mark.parametrize(
    ("law", "harm"),
    [
        (incremental_is_from_scratch, _deaf),
        (incremental_is_from_scratch, _blind),
        (incremental_is_from_scratch, _sleepy),
        (recalculating_changes_nothing, _deaf),
        (what_was_saved_gives_it_again, _sleepy),
        (order_does_not_matter, _sleepy),
    ],
    ids=lambda thing: thing.__name__,
)
def test_a_law_notices_an_engine_that_forgets(law: Law, harm: Callable[[Graph], Graph]):
    for seed in range(400):
        chance = Random(seed)
        is_ordered = law is order_does_not_matter
        sound = worlds.form(chance, has_repeats=not is_ordered, has_filters=not is_ordered)
        if law(replace(sound, graph=harm(sound.graph)), chance):
            return
    pytest.fail("400 random interviews and nothing noticed")


def test_random_forms_have_what_the_laws_are_about():
    texts = [worlds.form_text(Random(seed)) for seed in range(60)]

    for part in ("<repeat", "relevant=", "calculate=", "constraint=", "itemset", "sum(", "../"):
        assert sum(part in text for text in texts) > 5, part


def test_random_interviews_get_somewhere():
    filled = 0
    for seed in range(40):
        chance = Random(seed)
        session, _ = told(worlds.form(chance), chance)
        filled += sum(bool(text) for text in serialise.state(session)["values"].values())

    assert filled > 120

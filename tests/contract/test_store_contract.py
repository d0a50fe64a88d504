"""What the rest of the program may rely on in the store, held by a workspace and by a pool."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fieldkit.records import Address, Status
from fieldkit.store import answers as answers_module
from fieldkit.store import forms, interviews, merge, workspace
from fieldkit.store import verify as verify_module
from fieldkit.store.answers import answers, revisions, save
from fieldkit.store.interviews import interview
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Kind, Store
from tests.unit.store.making import added, begin, pour, practice, removed, reopened, said

SURFACE = {
    workspace: ("create", "open_store", "info", "device", "device_signing_key"),
    forms: ("put_form", "form", "forms"),
    interviews: (
        "start_interview",
        "set_state",
        "set_language",
        "set_position",
        "interview",
        "interviews",
        "set_consent",
        "consents",
    ),
    answers_module: ("save", "answers", "revisions", "events", "record_event"),
    merge: ("merge", "heads", "conflicts", "content_sha256"),
    verify_module: ("verify",),
}


def public() -> Iterator[Callable[..., object]]:
    for module, names in SURFACE.items():
        for name in names:
            yield getattr(module, name)


@pytest.mark.parametrize("function", list(public()), ids=lambda function: function.__name__)
def test_every_verb_of_the_store_says_what_it_does(function: Callable[..., object]) -> None:
    assert inspect.getdoc(function)
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_folder_verifies_and_is_empty(tmp_path: Path, kind: Kind) -> None:
    with practice(tmp_path / "w", kind) as store:
        assert verify(store).ok
        assert interviews.interviews(store) == ()
        assert merge.conflicts(store) == ()


class Interviewing(RuleBasedStateMachine):
    """Any course of an interview, beside a dictionary that knows what must be there."""

    folder: Path

    @initialize()
    def open(self) -> None:
        Interviewing.runs += 1
        self.store: Store = practice(self.folder / f"w{Interviewing.runs}")
        self.interview_id = begin(self.store).interview_id
        self.expected: dict[str, tuple[str, Status]] = {}
        self.acknowledged = 0

    runs = 0

    @rule(
        place=st.sampled_from(["a", "b", "c[kaa]/x", "c[kab]/x", "c[kaa]/e[kdd]/y"]),
        value=st.text(max_size=5, alphabet="ab€"),
        status=st.sampled_from([Status.ANSWERED, Status.REFUSED, Status.CLEARED]),
    )
    def say(self, place: str, value: str, status: Status) -> None:
        address = f"/d/{place}"
        if "/".join(address.split("/")[:-1]) not in {"/d", *self.expected}:
            return
        text = value if status is Status.ANSWERED else ""
        saved = save(self.store, self.interview_id, [said(address, text, status)], actor="m")
        assert saved.seq > self.acknowledged
        self.acknowledged = saved.seq
        self.expected[address] = (text, status)

    @rule(instance=st.sampled_from(["/d/c[kaa]", "/d/c[kab]", "/d/c[kaa]/e[kdd]"]))
    def add(self, instance: str) -> None:
        above = instance.rsplit("/", 1)[0]
        if instance not in self.expected and (above == "/d" or above in self.expected):
            save(self.store, self.interview_id, [added(instance)], actor="m")
            self.expected[instance] = ("", Status.ADDED)

    @rule(instance=st.sampled_from(["/d/c[kaa]", "/d/c[kab]", "/d/c[kaa]/e[kdd]"]))
    def remove(self, instance: str) -> None:
        if instance in self.expected:
            save(self.store, self.interview_id, [removed(instance)], actor="m")
            self.expected = {
                address: held
                for address, held in self.expected.items()
                if address != instance and not address.startswith(instance + "/")
            }

    @rule()
    def reopen(self) -> None:
        self.store = reopened(self.store)

    @invariant()
    def what_was_saved_is_there(self) -> None:
        there = {c.address: (c.value, c.status) for c in answers(self.store, self.interview_id)}
        assert there == self.expected
        counted = sum(s in {Status.ANSWERED, Status.REFUSED} for _, s in self.expected.values())
        assert interview(self.store, self.interview_id).answered == counted

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert verify(self.store).ok
            with practice(self.folder / f"p{Interviewing.runs}", Kind.POOL) as pool:
                pour(self.store, pool)
                assert answers(pool, self.interview_id) == answers(self.store, self.interview_id)
                assert list(revisions(pool)) == list(revisions(self.store))
                assert verify(pool).ok
            self.store.close()


def test_any_course_of_an_interview_is_kept_and_pooled_as_it_was(tmp_path: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Interviewing.folder = tmp_path

    run_state_machine_as_test(
        Interviewing, settings=settings(max_examples=20, stateful_step_count=20, deadline=None)
    )


def test_an_address_is_not_taken_for_one_that_begins_like_it(tmp_path: Path) -> None:
    with practice(tmp_path / "w") as store:
        begun = begin(store)
        told = [
            added("/d/c[k]"),
            said("/d/c[k]/x", "1"),
            said("/d/c[k]x", "2"),
            said("/d/c[k", "3"),
        ]
        save(store, begun.interview_id, told, actor="m", position=Address("/d/c[k]/x"))

        save(store, begun.interview_id, [removed("/d/c[k]")], actor="m")

        assert [c.value for c in answers(store, begun.interview_id)] == ["2", "3"]

"""Replays recorded behaviour of other engines (the `forms.jsonl` beside the repository).

The data are not part of the project: without them the test is skipped, loudly. Cases we leave out
stand in `LEFT_OUT` with the reason; one of them that passes fails the test, so the list stays true.
"""

import json
import math
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fieldkit.errors import FieldkitError, Known
from fieldkit.interview import serialise
from fieldkit.interview.choices import has_choices
from fieldkit.interview.environment import SessionEnvironment, labelled
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.texts import render
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import violations
from fieldkit.records import Ref
from fieldkit.xforms.model import Question
from fieldkit.xforms.parse import parse_form

pytestmark = pytest.mark.conformance

LEFT_OUT: dict[str, str] = {}
TIERS = ("core", "extended")


def data_path() -> Path:
    named = os.environ.get("FIELDKIT_CONFORMANCE", "")
    root = Path(__file__).resolve().parents[2]
    return Path(named) if named else root.parent / "shared" / "conformance"


def cases() -> list[dict[str, Any]]:
    path = data_path() / "forms.jsonl"
    if not path.is_file():
        pytest.skip(f"SKIPPED, NOT PASSED: no conformance data at {path.name}")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def environment() -> SessionEnvironment:
    return SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=1)


class Replay:
    """One case against one session."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        definition = parse_form(case["form_xml"])
        self.session = InterviewSession.start(definition, environment())

    def differences(self) -> list[str]:
        found = self.compare(self.case["initial"], "initial")
        for number, step in enumerate(self.case["steps"]):
            if step["op"] == "assert-read":
                continue
            place = f"step {number} {step['op']} {step['args']}"
            if "error" in step:
                found.extend(self.refused(step, place))
                continue
            self.apply(step)
            found.extend(self.compare(step["after"], place))
        return found

    def refused(self, step: dict[str, Any], place: str) -> list[str]:
        before = serialise.state(self.session)
        try:
            self.apply(step)
        except Known:
            return []
        after = serialise.state(self.session)
        return [] if after["refused"] or after == before else [f"{place}: not refused"]

    def apply(self, step: dict[str, Any]) -> None:
        operation, arguments = step["op"], step["args"]
        if operation == "answer":
            self.session.answer(Ref(arguments[0]), self.answer_text(arguments))
        elif operation == "createNewRepeat":
            self.session.add_repeat(Ref(arguments[0]))
        elif operation == "removeRepeat":
            self.session.remove_repeat(Ref(arguments[0]))
        elif operation == "setLanguage":
            self.session.set_language(arguments[0])
        else:
            raise AssertionError(operation)

    def answer_text(self, arguments: list[Any]) -> str:
        value = arguments[1] if len(arguments) == 2 else " ".join(arguments[1:])
        if value is None or value is False and self.control(arguments[0]) == "trigger":
            return ""
        if isinstance(value, bool):
            return "1" if value else "0"
        return str(value)

    def control(self, ref: str) -> str:
        model = self.session.node(Ref(ref)).model
        return str(model.control) if isinstance(model, Question) else ""

    def compare(self, expected: dict[str, Any], place: str) -> list[str]:
        found = []
        for name, look in (
            ("values", self.values),
            ("required", self.required),
            ("readonly", self.readonly),
            ("non_relevant", self.non_relevant),
            ("violations", self.violations),
            ("choices", self.choices),
            ("labels", self.labels),
            ("repeat_instances", self.instances),
        ):
            wanted = expected.get(name, [] if name in LISTS else {})
            got = look(wanted)
            if not same(wanted, got):
                found.append(f"{place}: {name}: wanted {brief(wanted)} got {brief(got)}")
        if "xml" in expected and os.environ.get("FIELDKIT_COMPARE_XML"):
            got = serialise.submission_xml(self.session)
            if got != expected["xml"]:
                found.append(f"{place}: xml: wanted {expected['xml']} got {got}")
        return found

    def leaves(self) -> list[LiveNode]:
        return [n for n in self.session.root.walk() if isinstance(n.model, Question)]

    def values(self, wanted: dict[str, Any]) -> dict[str, Any]:
        got = {str(n.ref): n.shown for n in self.leaves() if n.ref.rsplit("/", 1)[1] != "instanceID"}
        return {ref: got.get(ref) for ref in {*wanted, *got}} if wanted else got

    def required(self, _: object) -> list[str]:
        return [n.ref for n in self.leaves() if n.required and n.is_relevant]

    def readonly(self, _: object) -> list[str]:
        return [n.ref for n in self.leaves() if n.readonly]

    def non_relevant(self, _: object) -> list[str]:
        return [n.ref for n in self.session.root.walk() if not n.is_relevant]

    def violations(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return {v.ref: [v.code, v.message or None] for v in violations(self.session)}

    def choices(self, wanted: dict[str, Any]) -> dict[str, Any]:
        compiler = self.session.definition.graph.compiler
        return {
            n.ref: [list(pair) for pair in labelled(n, self.session.language, compiler)]
            for n in self.leaves()
            if isinstance(n.model, Question) and has_choices(n.model)
        }

    def labels(self, wanted: dict[str, Any]) -> dict[str, Any]:
        compiler = self.session.definition.graph.compiler
        return {
            n.ref: render(n.model.label, n, self.session.language, compiler)
            for n in self.leaves()
            if n.model.label is not None
        }

    def instances(self, _: object) -> list[str]:
        return [n.ref for n in self.session.root.walk() if n.place >= 0]


LISTS = frozenset({"required", "readonly", "non_relevant", "repeat_instances"})


def brief(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:1200]


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) and all(isinstance(item, str) for item in wanted):
        return sorted(wanted) == sorted(got)
    if isinstance(wanted, dict):
        return wanted.keys() == got.keys() and all(same_leaf(wanted[k], got[k]) for k in wanted)
    return bool(wanted == got)


def same_leaf(wanted: Any, got: Any) -> bool:
    if (wanted or "") == (got or ""):
        return True
    if isinstance(wanted, list) and isinstance(got, list):
        return wanted == got
    try:
        return math.isclose(float(wanted), float(got), rel_tol=1e-9)
    except (TypeError, ValueError):
        return False


def outcome(case: dict[str, Any]) -> list[str]:
    """What differs in one case; nothing when it is as recorded."""
    if "refuse" in case:
        try:
            parse_form(case["form_xml"])
        except Known as refusal:
            named = str(refusal.slots.get("name"))
            missing = [name for name in case["refuse"]["names"] if f"/{name}" not in named]
            wrong = refusal.kind.value != case["refuse"]["kind"]
            return [f"refused as {refusal.kind}, {named}"] if missing or wrong else []
        return ["not refused"]
    try:
        return Replay(case).differences()
    except FieldkitError as problem:
        return [f"{problem} {problem.slots}"]


def test_forms_behave_as_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = [case for case in cases() if case["tier"] in TIERS]

    results = {case["id"]: outcome(case) for case in chosen}

    failed = {name: found for name, found in results.items() if found and name not in LEFT_OUT}
    stale = [name for name in LEFT_OUT if not results.get(name)]
    with capsys.disabled():
        passed = sum(not found for found in results.values())
        print(f"\nforms: passed {passed}, left out {len(LEFT_OUT)}, total {len(chosen)}")
    assert not failed
    assert not stale, "these pass now, or are not in the data: take them off the list"

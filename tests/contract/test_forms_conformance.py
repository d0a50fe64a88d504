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
from fieldkit.interview.choices import SELECTS
from fieldkit.interview.environment import SessionEnvironment, labelled
from fieldkit.interview.navigate import is_open
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.interview.texts import render
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import violations
from fieldkit.records import Ref
from fieldkit.xforms import xml
from fieldkit.xforms.model import Control, Question, Repeat
from fieldkit.xforms.parse import parse_form
from fieldkit.xpath.nodes import Element

pytestmark = pytest.mark.conformance

LEFT_OUT: dict[str, str] = {
    "wf-13dff6f6": "relevance reads a child `abc` that its question does not have: a reference to"
    " nothing is refused when the form is read, so that a name without ${} is found in time",
    "wf-8f8ee58e": "decision F12: a ranking that its filter emptied is cleared for good; the record"
    " gives back the choices that went and ranks one that nobody has ranked",
}
TIERS = ("core", "extended")
Attributes = dict[tuple[str, str], str]


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
        try:
            changes = self.apply(step)
        except Known:
            return []
        return [] if changes.refused else [f"{place}: not refused"]

    def apply(self, step: dict[str, Any]) -> Changes:
        operation, arguments = step["op"], step["args"]
        if operation == "answer":
            return self.session.answer(Ref(arguments[0]), self.answer_text(arguments))
        if operation == "createNewRepeat":
            return self.session.add_repeat(Ref(arguments[0]))
        if operation == "removeRepeat":
            return self.session.remove_repeat(Ref(arguments[0]))
        if operation == "setLanguage":
            return self.session.set_language(arguments[0])
        raise AssertionError(operation)

    def answer_text(self, arguments: list[Any]) -> str:
        value = arguments[1] if len(arguments) == 2 else " ".join(arguments[1:])
        if value is None or (value is False and self.control(arguments[0]) == "trigger"):
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
            if name == "readonly" and name not in expected:
                continue  # recorded only where a test looked at it
            wanted = expected.get(name, [] if name in LISTS else {})
            got = look(wanted)
            if not same(wanted, got):
                found.append(f"{place}: {name}: {difference(wanted, got)}")
        if "xml" in expected:
            got = serialise.submission_xml(self.session)
            if not same_xml(xml.read(expected["xml"]).root, xml.read(got).root):
                found.append(f"{place}: xml: wanted {expected['xml']} got {got}")
        return found

    def leaves(self) -> list[LiveNode]:
        return [n for n in self.session.root.walk() if isinstance(n.model, Question)]

    def values(self, wanted: dict[str, Any]) -> dict[str, Any]:
        got = {str(n.ref): n.shown for n in self.leaves() if not n.ref.endswith("instanceID")}
        got = {ref: text for ref, text in got.items() if ref in wanted or "meta/" not in ref}
        for ref, text in wanted.items():
            if text in GENERATED and got.get(ref):
                got[ref] = text
        return got

    def required(self, _: object) -> list[str]:
        return [n.ref for n in self.leaves() if n.required and n.is_relevant]

    def readonly(self, _: object) -> list[str]:
        return [n.ref for n in self.leaves() if n.readonly]

    def non_relevant(self, _: object) -> list[str]:
        found = [n.ref for n in self.session.root.walk() if not n.is_relevant]
        for parent in self.session.root.walk():
            for child in getattr(parent.model, "children", ()):
                if isinstance(child, Repeat) and not is_open(self.session, child, parent):
                    found.append(Ref(f"{parent.ref}/{child.name}"))
        return found

    def violations(self, wanted: dict[str, Any]) -> dict[str, Any]:
        return {v.ref: [v.code, v.message or None] for v in violations(self.session)}

    def choices(self, wanted: dict[str, Any]) -> dict[str, Any]:
        compiler = self.session.definition.graph.compiler
        return {
            n.ref: [list(pair) for pair in labelled(n, self.session.language, compiler)]
            for n in self.leaves()
            if isinstance(n.model, Question) and n.model.control in SELECTS
        }

    def labels(self, wanted: dict[str, Any]) -> dict[str, Any]:
        compiler = self.session.definition.graph.compiler
        return {
            n.ref: render(n.model.label, n, self.session.language, compiler)
            for n in self.session.root.walk()
            if n.model.label is not None and n.place < 0 and (n.ref in wanted or is_listed(n))
        }

    def instances(self, _: object) -> list[str]:
        return [n.ref for n in self.session.root.walk() if n.place >= 0]


GENERATED = frozenset({"{uuid}", "{now}"})


def is_listed(node: LiveNode) -> bool:
    """The recorder kept no labels of triggers, ranges, ranks and metadata, asked or not."""
    unlisted = {Control.TRIGGER, Control.RANGE, Control.RANK, None}
    is_unlisted = isinstance(node.model, Question) and node.model.control in unlisted
    return not is_unlisted and "/meta/" not in node.model.ref


LISTS = frozenset({"required", "readonly", "non_relevant", "repeat_instances"})


def difference(wanted: Any, got: Any) -> str:
    if isinstance(wanted, dict):
        keys = [k for k in {**wanted, **got} if not same_leaf(wanted.get(k), got.get(k))]
        keys += [k for k in {**wanted, **got} if (k in wanted) is not (k in got)]
        return "; ".join(f"{k}: wanted {wanted.get(k)!r} got {got.get(k)!r}" for k in keys)[:800]
    return f"missing {sorted(set(wanted) - set(got))}, too many {sorted(set(got) - set(wanted))}"


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) and all(isinstance(item, str) for item in wanted):
        return sorted(wanted) == sorted(got)
    if isinstance(wanted, dict):
        return wanted.keys() == got.keys() and all(same_leaf(wanted[k], got[k]) for k in wanted)
    return bool(wanted == got)


def same_xml(wanted: Element, got: Element) -> bool:
    """Whether two documents say the same; prefixes and the order of attributes do not matter."""
    names = [(e.namespace, e.name, attributes(e)) for e in (wanted, got)]
    children = (wanted.children(), got.children())
    if names[0][:2] != names[1][:2] or len(children[0]) != len(children[1]):
        return False
    if not same_attributes(names[0][2], names[1][2]):
        return False
    if children[0]:
        return all(same_xml(*pair) for pair in zip(*children, strict=True))
    text = wanted.string().strip()
    is_generated = text in GENERATED or wanted.name == "instanceID"
    return same_leaf(text, got.string().strip()) or (is_generated and bool(got.string()))


def same_attributes(wanted: Attributes, got: Attributes) -> bool:
    return wanted.keys() == got.keys() and all(
        got[key] == text or text in GENERATED for key, text in wanted.items()
    )


def attributes(element: Element) -> Attributes:
    return {(a.namespace, a.name): a.string() for a in element.attributes() if a.string()}


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

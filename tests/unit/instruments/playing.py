"""Play answers into a shipped form and read what it computes; questions are named, not placed."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fieldkit.interview import serialise
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref, Special
from fieldkit.scoring import ruleset as rulesets
from fieldkit.scoring.determine import as_json, determine, read_fed
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.xforms.model import FormDefinition
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_workbook

ROOT: Final = Path(__file__).parents[3]
ADULT_WORKER: Final = ROOT / "forms/adult-worker/form.md"
CHILD_WORKER: Final = ROOT / "forms/child-worker/form.md"
SCRIPTS: Final = ROOT / "tests/data/interviews"

Lines = Mapping[str, Sequence[Mapping[str, str]]]
"""Name of a repeat → one mapping of answers for each of its lines."""


@lru_cache
def form(path: Path = ADULT_WORKER) -> FormDefinition:
    """A form, compiled once in a test run."""
    return parse_form(compile_workbook(path).xform, {})


@lru_cache
def shipped_rules(name: str) -> Ruleset:
    """A shipped ruleset by its name."""
    return rulesets.load(ROOT / f"forms/rulesets/{name}.toml")


def adult_ruleset() -> Ruleset:
    """The shipped rules for adults."""
    return shipped_rules("ilo2012-adult")


@lru_cache
def _refs(definition: FormDefinition) -> Mapping[str, Ref]:
    return {node.name: ref for ref, node in definition.nodes.items()}


def play(
    answers: Mapping[str, str],
    *,
    lines: Lines | None = None,
    specials: Mapping[str, Special] | None = None,
    path: Path = ADULT_WORKER,
) -> InterviewSession:
    """An interview with these answers, given in the order of the form."""
    refs = _refs(form(path))
    session = InterviewSession.start(form(path), SessionEnvironment())
    for name, value in answers.items():
        session.answer(refs[name], value)
    for name, special in (specials or {}).items():
        session.mark(refs[name], special)
    for name, rows in (lines or {}).items():
        _fill(session, refs, refs[name], rows)
    return session


def _fill(
    session: InterviewSession,
    refs: Mapping[str, Ref],
    repeat: Ref,
    rows: Sequence[Mapping[str, str]],
) -> None:
    for number, row in enumerate(rows, start=1):
        if number > 1:
            session.add_repeat(repeat)
        for name, value in row.items():
            session.answer(Ref(refs[name].replace(repeat, f"{repeat}[{number}]", 1)), value)


def indicators(session: InterviewSession, rules: str = "ilo2012-adult") -> dict[str, str]:
    """The indicators of one ruleset: code → "1", "0" or ""."""
    fed = serialise.indicators(session)
    split = {tuple(name.split("/", 1)): value for name, value in fed.items()}
    return {code: value for (ruleset, code), value in split.items() if ruleset == rules}


def value(session: InterviewSession, name: str) -> str:
    """What a question or calculation outside repeats holds; blank while not relevant."""
    values: Mapping[str, str] = serialise.state(session)["values"]
    return values[_refs(form())[name]]


def is_relevant(session: InterviewSession, name: str) -> bool:
    """Whether a question or group outside repeats is asked."""
    relevant: Mapping[str, bool] = serialise.state(session)["relevant"]
    return relevant[_refs(form())[name]]


def results(session: InterviewSession, rules: str = "ilo2012-adult") -> dict[str, str]:
    """Status of each criterion, and the determination, by name."""
    ruleset = shipped_rules(rules)
    values = read_fed(serialise.indicators(session), ruleset)
    judged: Any = as_json(determine(values, ruleset))
    statuses = {name: result["status"] for name, result in judged["criteria"].items()}
    return {**statuses, "determination": judged["determination"]}


def play_script(steps: Sequence[Mapping[str, Any]], definition: FormDefinition) -> InterviewSession:
    """The interview that the steps of a script make, as `form play` reads them."""
    session = InterviewSession.start(definition, SessionEnvironment())
    for step in steps:
        for ref, text in step.get("set", {}).items():
            refused = session.answer(Ref(ref), text).refused
            assert not refused, refused
        for ref, code in step.get("special", {}).items():
            session.mark(Ref(ref), Special(code))
        if "add" in step:
            session.add_repeat(Ref(step["add"]))
        if "language" in step:
            session.set_language(step["language"])
    return session


def script(name: str) -> Sequence[Mapping[str, Any]]:
    """The steps of a published case, by its number in small letters."""
    steps: Sequence[Mapping[str, Any]] = json.loads(
        (SCRIPTS / f"{name}.json").read_text(encoding="utf-8")
    )["steps"]
    return steps

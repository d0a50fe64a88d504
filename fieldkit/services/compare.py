"""Score a workspace or pool under two rulesets, and say what changed and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS
from fieldkit.scoring.determine import read_fed
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.services import interviews
from fieldkit.services.pooling import standing
from fieldkit.services.table_files import PlainTable
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.analysis.compare import Comparison


@dataclass(frozen=True, slots=True)
class Rescored:
    """A comparison, and how many cases are in none of its numbers, by their standing."""

    old: Ruleset
    new: Ruleset
    comparison: "Comparison"
    left_out: Mapping[str, int]


def rescore(store: Store, old: Ruleset, new: Ruleset) -> Rescored:
    """Judge every case that both rulesets can score; nothing is stored. Raises POOL_EMPTY.

    Drafts, visits without consent and people who asked not to be counted are left out and counted.
    """
    from fieldkit.analysis.compare import Coded, compare
    from fieldkit.analysis.pooled import Standing

    held = stored.interviews(store)
    if not held:
        raise Known(Code.POOL_EMPTY)
    cases: list[Coded] = []
    left_out: Counter[str] = Counter()
    for interview in held:
        if interview.state in WITHOUT_ANSWERS:
            left_out[Standing.DECLINED.value] += 1
            continue
        session = interviews.session_of(store, interview)
        standings = [standing(store, interview, session, ruleset) for ruleset in (old, new)]
        unfit = next((each for each in standings if each is not Standing.SCORED), None)
        if unfit is None:
            case = Coded(interview.case_code, _values(session, old), _values(session, new))
            cases.append(case)
        else:
            left_out[unfit.value] += 1
    return Rescored(old, new, compare(cases, old, new), dict(left_out))


def as_json(found: Rescored) -> dict[str, object]:
    """What the command line prints."""
    compared = found.comparison
    return {
        "from": _ruleset(found.old),
        "to": _ruleset(found.new),
        "cases": compared.cases,
        "changed": compared.changed,
        "left_out": found.left_out,
        "causes": {cause.value: n for cause, n in compared.causes.items()},
        "flows": [
            {"name": name, "before": _word(before), "after": _word(after), "cases": n}
            for (name, before, after), n in compared.flows.items()
        ],
        "differences": [
            {
                "aspect": each.aspect.value,
                "name": each.name,
                "before": each.before,
                "after": each.after,
            }
            for each in compared.differences
        ],
        "changes": [
            {
                "case_code": each.case_code,
                "name": each.name,
                "before": _word(each.before),
                "after": _word(each.after),
                "cause": each.cause.value,
                "indicators": list(each.indicators),
            }
            for each in compared.changes
        ],
    }


def as_tables(found: Rescored) -> Mapping[str, PlainTable]:
    """Every change, then the counts, then how the rulesets differ."""
    compared = found.comparison
    return {
        "changes": PlainTable(
            ("case_code", "result", "before", "after", "cause", "indicators"),
            tuple(
                (
                    each.case_code,
                    each.name,
                    _word(each.before),
                    _word(each.after),
                    each.cause.value,
                    " ".join(each.indicators),
                )
                for each in compared.changes
            ),
        ),
        "counts": PlainTable(
            ("result", "before", "after", "n", "N"),
            tuple(
                (name, _word(before), _word(after), n, compared.cases)
                for (name, before, after), n in compared.flows.items()
            ),
        ),
        "differences": PlainTable(
            ("aspect", "name", "before", "after"),
            tuple(
                (each.aspect.value, each.name, each.before, each.after)
                for each in compared.differences
            ),
        ),
    }


def _values(session: InterviewSession, ruleset: Ruleset) -> Mapping[str, Truth]:
    known = {f"{ruleset.id}/{code}" for code in ruleset.stated}
    fed = serialise.indicators(session)
    return read_fed({code: text for code, text in fed.items() if code in known}, ruleset)


def _ruleset(ruleset: Ruleset) -> Mapping[str, str]:
    return {"id": ruleset.id, "version": ruleset.version, "sha256": ruleset.sha256}


def _word(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome.value

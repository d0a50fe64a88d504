"""Second coding: a person codes indicators from the answers, blind to the first codes.

A sample is drawn by a seed and recorded; a template of questions and answers leaves for the coder;
what comes back is kept as events of the interviews, append-only, under the coder's pseudonym.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fieldkit.analysis.pooled import Standing
from fieldkit.analysis.sampling import Stratum, draw
from fieldkit.errors import Code, Known
from fieldkit.ids import new_uuid
from fieldkit.records import WITHOUT_ANSWERS, Event, Interview, InterviewState
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth
from fieldkit.services import assessment, interviews
from fieldkit.services.files import read_whole
from fieldkit.services.pooling import standing
from fieldkit.store import answers as stored_answers
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

CODED: Final = "case.coded"
SAMPLED: Final = "coding.sampled"

FORM: Final = "form"
"""The first coder: the form itself, whose calculations coded the interviewer's answers."""

VARIABLES: Final = ("form", "site", "language", "device", "determination")
"""What a sample can be stratified by."""

_VALUES: Final = frozenset(truth.value for truth in Truth)


@dataclass(frozen=True, slots=True)
class Sample:
    """Finished interviews drawn to be coded again; `by` is "" without strata."""

    sample_id: str
    ruleset_id: str
    seed: int
    by: str
    strata: tuple[Stratum, ...]
    interview_ids: tuple[str, ...]
    wall_utc: str


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder made of one interview: codes by indicator, only of those that were coded."""

    interview_id: str
    coder: str
    ruleset_id: str
    ruleset_version: str
    sample_id: str
    codes: Mapping[str, Truth]
    notes: Mapping[str, str]
    wall_utc: str


@dataclass(frozen=True, slots=True)
class Added:
    """What taking in one filled template did; `known` codings were there before, word for word."""

    coder: str
    cases: int
    codes: int
    known: int


def sample(store: Store, ruleset: Ruleset, *, n: int, seed: int, by: str = "") -> Sample:
    """Draw at most `n` of the interviews that can be coded, and record the draw.

    Finished interviews that the ruleset fits; not those of people who asked not to be counted.
    Raises USAGE_WRONG for no number or a variable that is not in `VARIABLES`.
    """
    if n < 1:
        raise Known(Code.USAGE_WRONG, detail="a sample needs a number from 1")
    if by and by not in VARIABLES:
        raise Known(Code.USAGE_WRONG, name=by, detail=f"one of {', '.join(VARIABLES)}")
    strata_of = {
        interview.interview_id: _stratum(store, interview, ruleset, by)
        for interview in _codable(store, ruleset)
    }
    drawn = draw(strata_of, n, seed)
    detail = {
        "sample_id": new_uuid(),
        "ruleset_id": ruleset.id,
        "seed": str(seed),
        "by": by,
        "strata": json.dumps([[s.name, s.population, s.drawn] for s in drawn.strata]),
        "interviews": json.dumps(drawn.units),
    }
    return _sample(stored_answers.record_event(store, SAMPLED, detail))


def samples(store: Store) -> tuple[Sample, ...]:
    """Every sample that was drawn here, the latest last."""
    own = (e for e in stored_answers.events(store) if e.device_id == store.device_id)
    return tuple(_sample(event) for event in own if event.kind == SAMPLED)


def find_sample(store: Store, sample_id: str = "") -> Sample:
    """A sample by its id or the beginning of it, or the latest; raises USAGE_WRONG."""
    found = [each for each in samples(store) if each.sample_id.startswith(sample_id)]
    if not found or (sample_id and len(found) > 1):
        raise Known(Code.USAGE_WRONG, name=sample_id, detail="no such sample; draw one first")
    return found[-1]


def codings(store: Store, interview_id: str | None = None) -> tuple[Coding, ...]:
    """Every coding, of one interview or of all, in the order of time; nothing replaces one."""
    found = [e for e in stored_answers.events(store, interview_id) if e.kind == CODED]
    return tuple(
        _coding(event)
        for event in sorted(found, key=lambda e: (e.wall_utc, e.device_id, e.seq, e.hash))
    )


def add(
    store: Store, path: Path, *, coder: str, ruleset: Ruleset, identities: Sequence[str] = ()
) -> Added:
    """Take in a filled template; the whole file is checked before anything is kept.

    Raises USAGE_WRONG without a pseudonym, what reading a workbook from elsewhere raises,
    RULESET_UNKNOWN for a template of another ruleset, INDICATOR_UNKNOWN, and DATA_TABLE with the
    row of a case that is not here, has no consent, or is not in the sample it names.
    """
    from fieldkit.dataset import coding_workbook, seal

    if not coder.strip() or coder.strip() == FORM:
        raise Known(Code.USAGE_WRONG, detail="a coder needs a pseudonym")
    raw = read_whole(path)
    facts, rows = coding_workbook.read(seal.unseal(raw, identities) if seal.is_sealed(raw) else raw)
    if facts.ruleset != ruleset.id:
        raise Known(Code.RULESET_UNKNOWN, name=facts.ruleset[:80])
    drawn = _drawn(store, facts.sample)
    held = {interview.case_code: interview for interview in stored.interviews(store)}
    by_case: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for row in rows:
        interview = held.get(row.case_code)
        if interview is None or interview.state in WITHOUT_ANSWERS:
            raise _no_case(row.row, "no such case here")
        if drawn is not None and interview.interview_id not in drawn:
            raise _no_case(row.row, "not in the sample")
        if row.indicator not in ruleset.codes:
            raise Known(Code.INDICATOR_UNKNOWN, name=row.indicator[:80], row=row.row)
        codes, notes = by_case.setdefault(interview.interview_id, ({}, {}))
        codes[row.indicator] = row.code.value
        if row.note:
            notes[row.indicator] = row.note
    known = 0
    for interview_id, (codes, notes) in by_case.items():
        detail = {
            "coder": coder.strip(),
            "ruleset_id": ruleset.id,
            "ruleset_version": facts.version,
            "sample_id": facts.sample,
            "codes": _text(codes),
            "notes": _text(notes),
        }
        if any(e.kind == CODED and e.detail == detail for e in _events(store, interview_id)):
            known += 1
        else:
            stored_answers.record_event(store, CODED, detail, interview_id)
    return Added(coder.strip(), len(by_case), len(rows), known)


def latest(store: Store, ruleset_id: str) -> Mapping[str, Mapping[str, Coding]]:
    """By coder and interview the last coding under a ruleset; earlier ones stay in `codings`."""
    found: dict[str, dict[str, Coding]] = {}
    for coding in codings(store):
        if coding.ruleset_id == ruleset_id:
            found.setdefault(coding.coder, {})[coding.interview_id] = coding
    return found


def _codable(store: Store, ruleset: Ruleset) -> Iterator[Interview]:
    for interview in stored.interviews(store):
        if interview.state is InterviewState.FINISHED:
            session = interviews.session_of(store, interview)
            if standing(store, interview, session, ruleset) is Standing.SCORED:
                yield interview


def _stratum(store: Store, interview: Interview, ruleset: Ruleset, by: str) -> str:
    if by == "determination":
        session = interviews.session_of(store, interview)
        return str(assessment.determination_by(session, ruleset).determination or "")
    fact = {"form": "form_id", "device": "device_id"}.get(by, by)
    return str(getattr(interview, fact)) if fact else ""


def _drawn(store: Store, sample_id: str) -> frozenset[str] | None:
    """The interviews of a sample; None when it was drawn elsewhere or none is named."""
    for each in samples(store):
        if sample_id and each.sample_id == sample_id:
            return frozenset(each.interview_ids)
    return None


def _events(store: Store, interview_id: str) -> Iterator[Event]:
    return stored_answers.events(store, interview_id)


def _no_case(row: int, detail: str) -> Known:
    return Known(Code.DATA_TABLE, detail=detail, sheet="coding", row=row, column="case_code")


def _text(values: Mapping[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sample(event: Event) -> Sample:
    told = event.detail
    return Sample(
        told["sample_id"],
        told["ruleset_id"],
        int(told["seed"]),
        told["by"],
        tuple(Stratum(*each) for each in json.loads(told["strata"])),
        tuple(json.loads(told["interviews"])),
        event.wall_utc,
    )


def _coding(event: Event) -> Coding:
    """The coding in an event; a pool may hold one that was not written by us, with other words."""
    told = event.detail
    codes = _object(told.get("codes", ""))
    return Coding(
        event.interview_id,
        told.get("coder", ""),
        told.get("ruleset_id", ""),
        told.get("ruleset_version", ""),
        told.get("sample_id", ""),
        {code: Truth(text) for code, text in codes.items() if text in _VALUES},
        _object(told.get("notes", "")),
        event.wall_utc,
    )


def _object(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}

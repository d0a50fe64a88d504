"""A pool as one table: a row per interview with variables, indicators and criteria."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS, Interview, InterviewState
from fieldkit.scoring.determine import READING, WHOLE, wholes_of
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.services import beside, consent, interviews, scope
from fieldkit.services.library import load_ruleset
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.analysis.pooled import Cell, PooledTable, Standing


def pooled_table(
    pool: Store,
    ruleset_name: str,
    *,
    with_told: bool = False,
    reader: str = "en",
    engine: str = "duckdb",
) -> "PooledTable":
    """Everything a table of one ruleset, by id or file, needs; raises POOL_EMPTY, RULESET_*.

    A repeat's answers are not variables of the case. A case whose form does not feed the ruleset,
    or that the ruleset does not fit, is not scorable by it; a draft and a declined visit stay
    apart, and so does an account of another than the person it is about, unless `with_told`.
    """
    from fieldkit.analysis.judge import judge
    from fieldkit.analysis.pooled import STANDING, PooledTable, Standing

    ruleset = load_ruleset(ruleset_name)
    held = stored.interviews(pool)
    if not held:
        raise Known(Code.POOL_EMPTY)
    rows = [_row(pool, interview, ruleset, with_told=with_told) for interview in held]
    judged = {Standing.SCORED, Standing.TOLD, Standing.DRAFT, Standing.NOT_COUNTED}
    unjudged = PooledTable(tuple(rows), (), ruleset.codes, ())
    for row, outcomes in zip(rows, judge(unjudged, ruleset, engine), strict=True):
        if row[STANDING] in judged:
            row |= outcomes
    criteria = (*(c.id for c in ruleset.criteria), *wholes_of(ruleset))
    fixed = {*ruleset.stated, *criteria, STANDING}
    variables = dict.fromkeys(name for row in rows for name in row if name not in fixed)
    labels = {i.code: i.labels.get(reader, i.labels["en"]) for i in ruleset.indicators}
    labels |= {c.id: c.labels.get(reader, c.labels["en"]) for c in ruleset.criteria}
    labels |= {
        READING + each.id: each.labels.get(reader, each.labels["en"]) for each in ruleset.readings
    }
    labels[WHOLE] = ruleset.titles.get(reader, ruleset.titles["en"])
    filled = tuple({name: row.get(name) for name in (*variables, *fixed)} for row in rows)
    return PooledTable(filled, tuple(variables), ruleset.codes, criteria, labels)


def _row(
    pool: Store, interview: Interview, ruleset: Ruleset, *, with_told: bool
) -> "dict[str, Cell]":
    from fieldkit.analysis.pooled import STANDING, Standing

    row: dict[str, Cell] = {
        "site": interview.site or None,
        "form": interview.form_id,
        "state": interview.state.value,
        "language": interview.language or None,
        "device": interview.device_id,
    }
    if interview.state in WITHOUT_ANSWERS:
        return row | {STANDING: Standing.DECLINED.value}
    session = interviews.session_of(pool, interview)
    row |= _variables(session)
    row |= _indicators(session, ruleset)
    found = standing(pool, interview, session, ruleset)
    if found is Standing.SCORED and not with_told and beside.is_told_by_another(session):
        found = Standing.TOLD
    return row | {STANDING: found.value}


def _variables(session: InterviewSession) -> "dict[str, Cell]":
    """Answers outside repeats, by the names that an export gives them.

    A reason for having no value stands in brackets, so that it can be neither mistaken for a
    choice nor for another reason: refused is not "not asked", and neither is "no".
    """
    from fieldkit.dataset.schema import form_tables

    state = serialise.state(session)
    values, relevant, specials = state["values"], state["relevant"], state["special"]
    return {
        variable.name: values[variable.pattern]
        or f"({_reason(variable.pattern, relevant, specials)})"
        for variable in form_tables(session.definition)[0].variables
        if variable.pattern in values
    }


def _reason(ref: str, relevant: Mapping[str, bool], specials: Mapping[str, str]) -> str:
    if ref in specials:
        return specials[ref]
    return "no_answer" if relevant[ref] else "not_asked"


def _indicators(session: InterviewSession, ruleset: Ruleset) -> "dict[str, Cell]":
    fed = serialise.indicators(session)
    return {
        code: int(text) if (text := fed.get(f"{ruleset.id}/{code}", "")) else None
        for code in ruleset.stated
    }


def standing(
    store: Store, interview: Interview, session: InterviewSession, ruleset: Ruleset
) -> "Standing":
    """What a case that was not declined may be used for under a ruleset."""
    from fieldkit.analysis.pooled import Standing

    if consent.is_denied(store, interview, session, consent.STATISTICS):
        return Standing.NOT_COUNTED
    prefix = f"{ruleset.id}/"
    if not any(code.startswith(prefix) for code in session.definition.indicators):
        return Standing.NOT_SCORABLE
    if interview.state is InterviewState.DRAFT:
        return Standing.DRAFT
    return Standing.SCORED if scope.fits(session, ruleset) else Standing.NOT_SCORABLE

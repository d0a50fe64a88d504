"""Why a case is judged as it is, in words: a tree that text, page and window draw alike.

Result and criteria with the facts that decide them, each fact with question and answer; what to
ask again; what other grades would change; then, apart, what stands beside the score and what
persons judge.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS, Interview, InterviewState
from fieldkit.scoring.explain import Reason, ReasonCode, reasons
from fieldkit.scoring.indicators import Strength
from fieldkit.scoring.judgement import WHOLE, Judgement
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.sensitivity import Sensitivity, sensitivity
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.services import assessment, judgements, phrases
from fieldkit.services import beside as besides
from fieldkit.services import interviews as interviewing
from fieldkit.services.assessment import Assessment, CriterionLines, IndicatorLine
from fieldkit.services.beside import Beside
from fieldkit.services.phrases import Say
from fieldkit.services.told import (
    OUTCOME_MARK,
    Line,
    Mark,
    answer_line,
    asked_line,
    fact_name,
    indicator_line,
)
from fieldkit.services.withheld import withhold
from fieldkit.store.workspace import Store

MOST_SETS: Final = 8
"""How many sets of facts that would settle a result are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is told of one case under one ruleset."""

    interview: Interview
    assessment: Assessment
    sensitivity: Sensitivity
    beside: tuple[Beside, ...]
    judgements: tuple[Judgement, ...]
    is_practice: bool
    language: str


# Long lists that decide nothing are named without their answers.
_BRIEF: Final = frozenset({ReasonCode.UNKNOWN, ReasonCode.GRADE_NOT_VERIFIED})


def cases(
    store: Store, interview: Interview, *, language: str = "en", ruleset: Ruleset | None = None
) -> tuple[Case, ...]:
    """What is told of an interview, by one ruleset or by each that its form feeds.

    Questions and answers are in the reader's language where the form has it, in that of the
    interview where it has not. Nothing for a visit without consent, nor by rules that do not fit.
    """
    if interview.state in WITHOUT_ANSWERS:
        return ()
    session = interviewing.session_of(store, interview)
    is_finished = interview.state is not InterviewState.DRAFT
    found = (
        (assessment.assess_by(session, ruleset, language),)
        if ruleset
        else assessment.assess(session, language, is_finished=is_finished)
    )
    stands_beside = besides.of_case(store, interview, session, language)
    judged = judgements.of_case(store, interview.interview_id)
    return tuple(
        Case(
            interview,
            _withheld(each, session),
            sensitivity(_values(each), each.ruleset),
            stands_beside,
            judgements.within(judged, each.ruleset.id),
            store.is_practice,
            language,
        )
        for each in found
    )


def explain(case: Case, say: Say) -> Line:
    """The explanation of one case as one tree of lines."""
    told = reasons(case.assessment.determination, _values(case.assessment), case.assessment.ruleset)
    title = say(phrases.CASE).format(case=case.interview.case_code)
    return Line(
        title,
        Mark.TITLE,
        (
            *_head(case, say),
            _whole(case, [reason for reason in told if not _is_of_criterion(reason)], say),
            *(_criterion(case.assessment, lines, told, say) for lines in case.assessment.criteria),
            *_ask_again(case.assessment, say),
            _grades(case, say),
            *_beside(case.beside, say),
            _judgements(case, say),
            *_foot(case, say),
        ),
    )


def judgement_line(judged: Judgement, case: Case, say: Say) -> Line:
    """One person's judgement: who, when, about what, and why."""
    labels = {lines.result.id: lines.label for lines in case.assessment.criteria}
    about = say(phrases.JUDGED_WHOLE)
    if judged.about != WHOLE:
        name = labels.get(judged.about, judged.about)
        about = say(phrases.JUDGED_ABOUT).format(criterion=name)
    gave = say(phrases.NO_COMPUTED)
    if judged.computed is not None:
        gave = say(phrases.OUTCOME[judged.computed])
    text = say(phrases.JUDGED).format(
        by=judged.by,
        when=judged.wall_utc[:16].replace("T", " "),
        about=about,
        says=say(phrases.OUTCOME[judged.says]),
        computed=gave,
    )
    below = [Line(judged.reason)]
    if judged.ruleset_sha256 != case.assessment.ruleset.sha256:
        said = say(phrases.OTHER_VERSION).format(version=judged.ruleset_version)
        below.append(Line(said))
    return Line(text, OUTCOME_MARK[judged.says], tuple(below))


def _withheld(assessed: Assessment, session: InterviewSession) -> Assessment:
    """The same, without the words of answers that name a person."""
    lines = {
        code: replace(line, evidence=withhold(session, line.evidence))
        for code, line in assessed.lines.items()
    }

    def shown(some: tuple[IndicatorLine, ...]) -> tuple[IndicatorLine, ...]:
        return tuple(lines[line.indicator.code] for line in some)

    criteria = tuple(
        replace(
            each,
            present=shown(each.present),
            absent=shown(each.absent),
            unknown=shown(each.unknown),
        )
        for each in assessed.criteria
    )
    ask_again = tuple(map(shown, assessed.ask_again))
    return replace(assessed, criteria=criteria, ask_again=ask_again, lines=lines)


def _head(case: Case, say: Say) -> Iterator[Line]:
    if case.is_practice:
        yield Line(say(phrases.PRACTICE), Mark.WARNING)
    if case.interview.state is InterviewState.DRAFT:
        yield Line(say(phrases.STATE[InterviewState.DRAFT]), Mark.WARNING)


def _whole(case: Case, told: Sequence[Reason], say: Say) -> Line:
    assessed = case.assessment
    judged = assessed.determination
    below = [*_reason_lines(assessed, told, say)]
    ruleset = assessed.ruleset
    for found in judged.readings:
        reading = next(each for each in ruleset.readings if each.id == found.id)
        text = say(phrases.READING).format(
            reading=_in(reading.labels, case.language), state=say(phrases.OUTCOME[found.status])
        )
        below.append(Line(text, OUTCOME_MARK[found.status]))
    for combination in ruleset.combinations:
        if combination.id == judged.combination:
            name = _in(combination.labels, case.language)
            below.append(Line(say(phrases.COMBINATION).format(name=name)))
    if judged.determination is None:
        return Line(say(phrases.NO_RESULT), Mark.NOTE, tuple(below))
    state = say(phrases.OUTCOME[judged.determination])
    text = say(phrases.RESULT).format(state=state)
    return Line(text, OUTCOME_MARK[judged.determination], tuple(below))


def _criterion(
    assessed: Assessment, lines: CriterionLines, told: Iterable[Reason], say: Say
) -> Line:
    mine = [each for each in told if _is_of_criterion(each) and each.criteria == (lines.result.id,)]
    return Line(
        say(phrases.CRITERION).format(
            criterion=lines.label, state=say(phrases.OUTCOME[lines.result.status])
        ),
        OUTCOME_MARK[lines.result.status],
        tuple(_reason_lines(assessed, mine, say)),
    )


def _reason_lines(assessed: Assessment, told: Iterable[Reason], say: Say) -> Iterator[Line]:
    labels = {lines.result.id: lines for lines in assessed.criteria}
    told_before: set[str] = set()
    for reason in told:
        below = [
            indicator_line(
                assessed.lines[code],
                say,
                with_answers=reason.code not in _BRIEF and code not in told_before,
            )
            for code in reason.indicators
        ]
        told_before.update(reason.indicators)
        if not _is_of_criterion(reason):
            below += [
                Line(labels[name].label, OUTCOME_MARK[labels[name].result.status])
                for name in reason.criteria
            ]
        if reason.code is ReasonCode.RULESET_NOT_VERIFIED:
            below = [Line(assessed.notice)] if assessed.notice else []
        yield Line(_heading(reason, assessed, say), Mark.NOTE, tuple(below))


def _heading(reason: Reason, assessed: Assessment, say: Say) -> str:
    """The sentence of a reason; of what was needed also the kind, where all are of one."""
    sentence = say(phrases.REASON[reason.code])
    if reason.code not in {ReasonCode.MISSING, ReasonCode.OPEN}:
        return sentence
    facts = [assessed.lines[code].indicator for code in reason.indicators]
    kinds, grades = {fact.kind for fact in facts}, {fact.strength for fact in facts}
    needed = phrases.NEEDED_KIND.get(next(iter(kinds)), "") if len(kinds) == 1 else ""
    if not needed and grades == {Strength.STRONG}:
        needed = phrases.NEEDED_STRONG
    return say(phrases.NEEDED).format(sentence=sentence, of=say(needed)) if needed else sentence


def _ask_again(assessed: Assessment, say: Say) -> Iterator[Line]:
    """For the result and for each open criterion the smallest sets that would settle it."""
    open_criteria = [
        (lines.label, lines.result.settled_by, lines.result.settled_in_full)
        for lines in assessed.criteria
        if lines.result.status is Outcome.UNDETERMINED
    ]
    judged = assessed.determination
    asked = [*open_criteria]
    if judged.determination is Outcome.UNDETERMINED:
        whole = (say(phrases.ASK_WHOLE), judged.settled_by, judged.settled_in_full)
        asked.insert(0, whole)
    if asked:
        below = tuple(_sets(*each, assessed, say) for each in asked)
        yield Line(
            say(phrases.ASK_AGAIN), Mark.TITLE, (Line(say(phrases.ASK_GENTLY), Mark.NOTE), *below)
        )


def _sets(
    label: str, sets: Sequence[Sequence[str]], are_all: bool, assessed: Assessment, say: Say
) -> Line:
    below = []
    for codes in sets[:MOST_SETS]:
        lines = [assessed.lines[code] for code in codes]
        text = say(phrases.TOGETHER).join(fact_name(line, say) for line in lines)
        asked = tuple(dict.fromkeys(asked_line(i, say) for line in lines for i in line.evidence))
        below.append(Line(text, Mark.UNKNOWN, asked or (Line(say(phrases.NO_QUESTION)),)))
    if not sets:
        below.append(Line(say(phrases.NOTHING_SETTLES)))
    if len(sets) > MOST_SETS:
        more = phrases.MORE if are_all else phrases.MORE_THAN
        below.append(Line(say(more).format(n=len(sets) - MOST_SETS)))
    return Line(label, Mark.OPEN, tuple(below))


def _grades(case: Case, say: Say) -> Line:
    """Whether the result would be another if a grade that nobody checked were the other one."""
    found, lines = case.sensitivity, case.assessment.lines
    labels = {each.result.id: each.label for each in case.assessment.criteria}
    below = []
    for change in found.changes:
        words = {
            "indicator": fact_name(lines[change.indicator], say),
            "grade": say(phrases.STRENGTH[change.instead]),
        }
        if change.determination is not None:
            state = say(phrases.OUTCOME[change.determination])
            below.append(Line(say(phrases.IF_GRADE).format(**words, state=state), Mark.WARNING))
        for name, outcome in change.criteria.items():
            text = say(phrases.IF_GRADE_CRITERION).format(
                **words, criterion=labels[name], state=say(phrases.OUTCOME[outcome])
            )
            below.append(Line(text))
    title = phrases.SENSITIVE if below else phrases.NOT_SENSITIVE
    return Line(say(title).format(n=found.tried), Mark.NOTE, tuple(below))


def _beside(found: Sequence[Beside], say: Say) -> Iterator[Line]:
    groups = []
    for kind in besides.Kind:
        mine = [each for each in found if each.kind is kind]
        if mine:
            below = tuple(_beside_line(each, say) for each in mine)
            mark = Mark.WARNING if kind is besides.Kind.FLAG else Mark.NOTE
            groups.append(Line(say(phrases.BESIDE[kind]), mark, below))
    if groups:
        yield Line(say(phrases.BESIDE_TITLE), Mark.TITLE, tuple(groups))


def _beside_line(each: Beside, say: Say) -> Line:
    told = tuple(answer_line(item, say) for item in each.told)
    source = (Line(say(phrases.FROM).format(case=each.source)),) if each.source else ()
    if not each.about:
        return Line(told[0].text, Mark.ANSWER, source)
    words = phrases.ABOUT.get(f"{each.kind}.{each.about}", "")
    return Line(say(words) if words else each.about, Mark.NOTE, (*told, *source))


def _judgements(case: Case, say: Say) -> Line:
    made = tuple(judgement_line(judged, case, say) for judged in case.judgements)
    return Line(say(phrases.JUDGEMENTS), Mark.TITLE, made or (Line(say(phrases.NO_JUDGEMENT)),))


def _foot(case: Case, say: Say) -> Iterator[Line]:
    ruleset, interview = case.assessment.ruleset, case.interview
    silent = tuple(Line(_in(gap, case.language)) for gap in ruleset.gaps)
    if silent:
        yield Line(say(phrases.SILENT), Mark.NOTE, silent)
    yield Line(
        say(phrases.RULESET).format(
            title=case.assessment.title,
            id=ruleset.id,
            version=ruleset.version,
            sha256=ruleset.sha256[:16],
        )
    )
    form = say(phrases.FORM).format(form=interview.form_id, version=interview.form_version)
    yield Line(form)
    yield Line(say(phrases.NO_VERDICT), Mark.WARNING)


def _is_of_criterion(reason: Reason) -> bool:
    return len(reason.criteria) == 1 and reason.code not in {
        ReasonCode.RESTS_ON,
        ReasonCode.OUTSIDE_DETERMINATION,
    }


def _values(assessed: Assessment) -> Mapping[str, Truth]:
    return {code: line.truth for code, line in assessed.lines.items()}


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")

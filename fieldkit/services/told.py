"""One thing of an explanation as a line: a fact with its grade, a question with its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldkit.interview.evidence import EvidenceItem
from fieldkit.interview.marks import plain_words
from fieldkit.scoring.indicators import Kind
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.services import phrases
from fieldkit.services.assessment import IndicatorLine
from fieldkit.services.phrases import Say


class Mark(StrEnum):
    """What a line is, so that each way of drawing can give it its sign."""

    TITLE = "title"
    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    ANSWER = "answer"
    SILENT = "silent"  # a question that was not asked or not answered
    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation with those that belong to it; every text is plain."""

    text: str
    mark: Mark = Mark.NOTE
    below: tuple["Line", ...] = ()


OUTCOME_MARK: Final[Mapping[Outcome, Mark]] = {
    Outcome.MET: Mark.MET,
    Outcome.NOT_MET: Mark.NOT_MET,
    Outcome.UNDETERMINED: Mark.OPEN,
}
_TRUTH: Final[Mapping[Truth, Mark]] = {
    Truth.TRUE: Mark.PRESENT,
    Truth.FALSE: Mark.ABSENT,
    Truth.UNKNOWN: Mark.UNKNOWN,
}


def fact_name(line: IndicatorLine, say: Say) -> str:
    """The label of a fact; of a penalty with its stage, since one act may count at several."""
    stage = phrases.STAGE.get(line.indicator.stage)
    if stage is None or line.indicator.kind is not Kind.PENALTY:
        return line.label
    return say(phrases.STAGED).format(indicator=line.label, stage=say(stage))


def indicator_line(line: IndicatorLine, say: Say, *, with_answers: bool = True) -> Line:
    """One fact with its grade and the answers that decided it."""
    grades = [say(phrases.STRENGTH[line.indicator.strength])] if line.indicator.strength else []
    grades = [grade for grade in grades if grade]
    # The grade of what is absent decides nothing.
    if grades and line.truth is not Truth.FALSE and not line.indicator.is_grade_verified:
        grades.append(say(phrases.NOT_VERIFIED))
    text = fact_name(line, say)
    if grades:
        text = say(phrases.GRADE).format(indicator=text, grade=", ".join(grades))
    mark = _TRUTH[line.truth]
    if not with_answers:
        return Line(text, mark)
    if not line.evidence:
        return Line(text, mark, (Line(say(phrases.NO_QUESTION)),))
    telling = [item for item in line.evidence if item.value_text or item.special is not None]
    shown = line.evidence if line.truth is Truth.UNKNOWN else telling
    return Line(text, mark, tuple(answer_line(item, say) for item in shown))


def answer_line(item: EvidenceItem, say: Say) -> Line:
    """One question with what was answered, or why nothing was."""
    if item.special is not None:
        answer = say(phrases.SPECIAL[item.special])
    else:
        answer = plain_words(item.value_text) or say(phrases.NOT_ASKED)
    return Line(
        say(phrases.ANSWER).format(question=question_text(item), answer=answer), Mark.ANSWER
    )


def asked_line(item: EvidenceItem, say: Say) -> Line:
    """One question to ask again: with what was said before, a refusal above all."""
    if item.value_text or item.special is not None:
        return answer_line(item, say)
    return Line(question_text(item), Mark.ANSWER)


def question_text(item: EvidenceItem) -> str:
    """The words of a question on one line; its name where it has none."""
    return plain_words(item.label) or item.ref.rpartition("/")[2]

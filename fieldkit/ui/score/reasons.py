"""The reasons in words, as a small safe document: indicator, then question and answer."""

import html

from PySide6.QtCore import QCoreApplication, QLocale

from fieldkit.interview.evidence import EvidenceItem
from fieldkit.scoring.indicators import Strength
from fieldkit.scoring.truth import Truth
from fieldkit.services import phrases
from fieldkit.services.assessment import Assessment, CriterionLines, IndicatorLine
from fieldkit.services.explanation import MOST_SETS
from fieldkit.services.told import fact_name
from fieldkit.ui.score.picture import counts_text, outcome_text
from fieldkit.ui.texts import special_text
from fieldkit.ui.words import plain_words


def criterion_html(lines: CriterionLines, assessment: Assessment) -> str:
    """Everything about one criterion; every text of a form or ruleset is escaped."""
    result = lines.result
    parts = [
        f"<h2>{_safe(lines.label)}</h2>",
        f"<p><b>{_safe(outcome_text(result.status))}</b></p>",
    ]
    parts.append(
        "<p>"
        + _safe(_strong_line(counts_text(result.strong)))
        + "<br>"
        + _safe(_medium_line(counts_text(result.medium)))
        + "</p>"
    )
    if result.index is not None:
        parts.append(f"<p>{_safe(_index_line(result.index))}</p>")
    ask_again = _ask_again(result.settled_by, lines, assessment)
    if ask_again:
        gently = QCoreApplication.translate(
            "explanation",
            "Do not press for what was refused. A child is questioned once: adults add what is "
            "missing.",
        )
        title = _title(QCoreApplication.translate("score", "What to ask again"))
        parts += [title, f"<p>{_safe(gently)}</p>", *ask_again]
    for title, group in (
        (QCoreApplication.translate("score", "Present"), lines.present),
        (QCoreApplication.translate("score", "Not known"), lines.unknown),
        (QCoreApplication.translate("score", "Absent"), lines.absent),
    ):
        if group:
            parts.append(_title(f"{title} ({len(group)})"))
            parts += [_indicator(line) for line in group]
    return "".join(parts)


def _strong_line(counts: str) -> str:
    return QCoreApplication.translate("score", "Strong indicators: {counts}").format(counts=counts)


def _medium_line(counts: str) -> str:
    return QCoreApplication.translate("score", "Medium indicators: {counts}").format(counts=counts)


def _index_line(index: float) -> str:
    return QCoreApplication.translate(
        "score", "Descriptive index of ours, not the ILO's, and part of no rule: {index}"
    ).format(index=QLocale().toString(index, "f", 2))


def _ask_again(
    sets: tuple[tuple[str, ...], ...], lines: CriterionLines, assessment: Assessment
) -> list[str]:
    """Each set that would settle the criterion, with the questions that feed it."""
    by_code = {
        line.indicator.code: line
        for criterion in assessment.criteria
        for line in (*criterion.present, *criterion.absent, *criterion.unknown)
    }
    by_code |= {line.indicator.code: line for line in lines.unknown}
    found = []
    for codes in sets[:MOST_SETS]:
        known = [by_code[code] for code in codes if code in by_code]
        together = QCoreApplication.translate("score", " together with ")
        title = together.join(fact_name(line, _say) for line in known)
        asked = dict.fromkeys(
            plain_words(item.label) for line in known for item in line.evidence if item.label
        )
        questions = "".join(f"<li>{_safe(question)}</li>" for question in asked)
        found.append(f"<p><b>{_safe(title)}</b></p><ul>{questions}</ul>")
    if len(sets) > MOST_SETS:
        more = QCoreApplication.translate("explanation", "More such sets: {n}")
        found.append(f"<p>{_safe(more.format(n=len(sets) - MOST_SETS))}</p>")
    return found


def _indicator(line: IndicatorLine) -> str:
    grade = {
        Strength.STRONG: QCoreApplication.translate("score", "strong"),
        Strength.MEDIUM: QCoreApplication.translate("score", "medium"),
        Strength.WEAK: QCoreApplication.translate("score", "weak"),
        Strength.NONE: "",
    }[line.indicator.strength]
    head = f"<b>{_safe(fact_name(line, _say))}</b>" + (f" ({_safe(grade)})" if grade else "")
    # What was not asked decided nothing, unless the indicator itself is unknown.
    telling = [item for item in line.evidence if item.value_text or item.special is not None]
    shown = line.evidence if line.truth is Truth.UNKNOWN else telling
    answers = "".join(f"<li>{_evidence(item)}</li>" for item in shown)
    if not line.evidence:
        none = QCoreApplication.translate("score", "no question of this form feeds it")
        answers = f"<li>{_safe(none)}</li>"
    return f"<p>{head}</p><ul>{answers}</ul>"


def _say(sentence: str) -> str:
    return QCoreApplication.translate(phrases.CONTEXT, sentence)


def _evidence(item: EvidenceItem) -> str:
    if item.special is not None:
        answer = special_text(item.special)
    elif item.value_text:
        answer = plain_words(item.value_text)
    else:
        answer = QCoreApplication.translate("score", "not asked or not answered")
    question = plain_words(item.label) or item.ref.rpartition("/")[2]
    return f"{_safe(question)} \u2190 <b>{_safe(answer)}</b>"


def _title(text: str) -> str:
    return f"<h3>{_safe(text)}</h3>"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)

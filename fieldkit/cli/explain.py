"""An assessment in words on the console: criterion, indicator, question, answer."""

from fieldkit.cli import output
from fieldkit.scoring.truth import Outcome
from fieldkit.services.assessment import Assessment, CriterionLines, IndicatorLine
from fieldkit.services.told import fact_name

_STATUS = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "not met",
    Outcome.UNDETERMINED: "undetermined: the answers allow both",
}
_SPECIAL = {
    "dont_know": "does not know",
    "refused": "refused",
    "not_applicable": "does not apply",
}
_MOST_SETS = 8


def print_assessment(
    assessment: Assessment, *, with_reasons: bool, only_present: bool = False
) -> None:
    """Print the result of one ruleset; with reasons, the indicators with their answers."""
    judged = assessment.determination
    output.print_text(f"  {assessment.title} ({judged.ruleset_id} {judged.version})")
    if assessment.notice:
        output.print_text(f"  Note: {assessment.notice}")
    for criterion in assessment.criteria:
        _print_criterion(criterion, with_reasons, only_present)
    if judged.determination is not None:
        output.print_text(f"  Indicated by the rule: {_STATUS[judged.determination]}")
    if judged.determination is Outcome.UNDETERMINED and assessment.ask_again:
        output.print_text("  What would settle it; ask again about:")
        for lines in assessment.ask_again[:_MOST_SETS]:
            named = " and ".join(fact_name(line, str) for line in lines)
            asked = {f"“{item.label}”" for line in lines for item in line.evidence}
            output.print_text(f"    - {named}: {', '.join(sorted(asked)) or 'not on this form'}")
        if len(assessment.ask_again) > _MOST_SETS:
            output.print_text(f"    … and {len(assessment.ask_again) - _MOST_SETS} more")


def as_json(assessment: Assessment) -> list[object]:
    """The reasons as data: per criterion, per indicator that is known, what was asked and said."""
    return [
        {
            "criterion": criterion.result.id,
            "label": criterion.label,
            "status": criterion.result.status.value,
            "indicators": [
                _indicator_json(line)
                for line in (*criterion.present, *criterion.absent, *criterion.unknown)
            ],
        }
        for criterion in assessment.criteria
    ]


def _print_criterion(criterion: CriterionLines, with_reasons: bool, only_present: bool) -> None:
    result = criterion.result
    index = "–" if result.index is None else f"{result.index:.2f}"
    output.print_text(
        f"  {criterion.label}: {_STATUS[result.status]}  "
        f"[strong {result.strong.present} present, {result.strong.absent} absent, "
        f"{result.strong.unknown} unknown; medium {result.medium.present}, "
        f"{result.medium.absent}, {result.medium.unknown}; our descriptive index {index}]"
    )
    if not with_reasons:
        return
    for line in criterion.present:
        _print_line("present", line)
    if only_present:
        return
    for line in criterion.absent:
        _print_line("absent", line)
    partial = [line for line in criterion.unknown if _was_put(line)]
    for line in partial:
        _print_line("unknown", line)
    if len(partial) < len(criterion.unknown):
        output.print_text(f"    {len(criterion.unknown) - len(partial)} more unknown: not asked")


def _print_line(heading: str, line: IndicatorLine) -> None:
    grade = line.indicator.strength.value
    doubt = "" if line.indicator.is_grade_verified else ", grade not verified against print"
    output.print_text(f"    {heading}: {fact_name(line, str)} ({grade}{doubt})")
    for item in line.evidence:
        if item.answer_text or item.special:
            said = item.answer_text or _SPECIAL.get(item.special or "", "")
            output.print_text(f"      ← {item.label} ← {said}")


def _was_put(line: IndicatorLine) -> bool:
    return any(item.answer_text or item.special for item in line.evidence)


def _indicator_json(line: IndicatorLine) -> dict[str, object]:
    return {
        "code": line.indicator.code,
        "label": line.label,
        "value": line.truth.value,
        "strength": line.indicator.strength.value,
        "grade_verified": line.indicator.is_grade_verified,
        "provenance": line.indicator.origin.provenance.value,
        "because": [
            {
                "ref": str(item.ref),
                "question": item.label,
                "value": item.value,
                "answer": item.answer_text,
                "special": item.special,
            }
            for item in line.evidence
        ],
    }

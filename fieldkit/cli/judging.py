"""`fieldkit case score` and `case judge`: what a ruleset gives, why, and what a person thinks."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from fieldkit.cli import explain, output, passphrase
from fieldkit.cli.parts import Commands, case_json, case_verb, chosen, which
from fieldkit.errors import Code, Known
from fieldkit.records import WITHOUT_ANSWERS, Interview
from fieldkit.scoring import determine, sensitivity
from fieldkit.scoring.judgement import WHOLE
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Outcome
from fieldkit.services import explanation, interviews, judgements, library, pages, phrases
from fieldkit.services.explanation import Case
from fieldkit.services.files import read_text
from fieldkit.services.judgements import JudgementTicket
from fieldkit.services.pages import Draw
from fieldkit.services.phrases import Say

FORMATS = ("text", "tree", "html")


def add_verbs(verbs: Commands) -> None:
    """Add `score` and `judge` to the verbs of `case`."""
    score = case_verb(verbs, "score", "the criteria and what decided them")
    which(score)
    score.add_argument("--explain", action="store_true", help="say why, answer by answer")
    score.add_argument("--ruleset", metavar="ID[@VERSION]|FILE", help="by this one, of any version")
    score.add_argument("--language", default="en", help="language of the words: en or ru")
    score.add_argument("--format", choices=FORMATS, default="text", help="of the explanation")
    score.add_argument("--out", type=Path, metavar="FILE.txt|.html[.age]")
    score.add_argument("--recipient", action="append", default=[], metavar="age1…")
    score.add_argument("--overwrite", action="store_true")
    score.set_defaults(run=run_score)

    judge = case_verb(verbs, "judge", "write down your own judgement beside the score")
    judge.add_argument("case", metavar="CASE")
    judge.add_argument("--says", required=True, choices=[outcome.value for outcome in Outcome])
    judge.add_argument(
        "--about", default=WHOLE, metavar="CRITERION", help="the whole, unless named"
    )
    judge.add_argument("--by", required=True, metavar="CODE", help="of who judges; never a name")
    reason = judge.add_mutually_exclusive_group(required=True)
    reason.add_argument("--reason", metavar="TEXT")
    reason.add_argument("--reason-file", type=Path, metavar="FILE", help="keeps it off the screen")
    judge.add_argument("--ruleset", default="ilo2012-adult", metavar="ID[@VERSION]|FILE")
    judge.set_defaults(run=run_judge)


def run_score(options: argparse.Namespace) -> int:
    """Score interviews by every ruleset that their form feeds, or by the one that is named."""
    ruleset = library.load_ruleset(options.ruleset) if options.ruleset else None
    if options.format == "html" and options.out is None:
        raise Known(Code.USAGE_WRONG, detail="--format html needs --out")
    say = _sayer(options.language)
    told = []
    with passphrase.open_any(options) as opened:
        for interview in chosen(opened, options):
            found = explanation.cases(opened, interview, language=options.language, ruleset=ruleset)
            told.append((interview, found))
        if options.out:
            every = [case for _, found in told for case in found]
            left = pages.let_out(
                opened,
                every,
                options.out,
                say,
                draw=_drawing(options.format),
                recipients=options.recipient,
                overwrite=options.overwrite,
            )
            output.note_left(left)
    if options.json:
        scored = [entry for i, found in told for entry in _scored(i, found, options.explain)]
        output.print_json({"cases": scored})
    elif not options.out:
        for interview, found in told:
            _print(interview, found, options, say)
    return 0


def run_judge(options: argparse.Namespace) -> int:
    """Keep one judgement with its reason; the score stays what it is."""
    ruleset: Ruleset = library.load_ruleset(options.ruleset)
    reason = read_text(options.reason_file) if options.reason_file else options.reason
    with passphrase.open_any(options) as opened:
        interview = interviews.find(opened, options.case)
        determination = judgements.determination_of(opened, interview, ruleset)
        judged = judgements.record(
            opened,
            interview,
            JudgementTicket(
                interview.interview_id,
                options.about,
                Outcome(options.says),
                reason,
                options.by,
                ruleset,
                determination,
            ),
        )
    if options.json:
        output.print_json(judged)
        return 0
    gave = judged.computed.value if judged.computed else "–"
    output.print_text(
        f"{interview.case_code}  {judged.by} says {judged.says.value}; "
        f"{judged.ruleset_id} {judged.ruleset_version} gave {gave}"
    )
    return 0


def _print(
    interview: Interview, found: tuple[Case, ...], options: argparse.Namespace, say: Say
) -> None:
    output.print_text(f"{interview.case_code}  {interview.state.value}")
    if interview.state in WITHOUT_ANSWERS:
        output.print_text(f"  {say(phrases.STATE[interview.state])}")
    elif not found:
        output.print_text(f"  {say(phrases.NO_RULESET)}")
    for case in found:
        if options.explain:
            output.print_text(_drawing(options.format)(explanation.explain(case, say)))
        else:
            explain.print_assessment(case.assessment, with_reasons=False)
    output.print_text()


def _scored(
    interview: Interview, found: tuple[Case, ...], with_reasons: bool
) -> Iterator[Mapping[str, object]]:
    """One entry for each ruleset, in the shape of `fieldkit score`; one without where none fits."""
    if not found:
        yield {**case_json(interview), "ruleset": None, "criteria": {}, "determination": None}
    for case in found:
        ruleset = case.assessment.ruleset
        entry: dict[str, object] = {
            **case_json(interview),
            "ruleset": {
                "id": ruleset.id,
                "version": ruleset.version,
                "sha256": ruleset.sha256,
            },
            "notice": case.assessment.notice,
            **determine.as_json(case.assessment.determination),
            "judgements": case.judgements,
        }
        if with_reasons:
            entry["explanation"] = explain.as_json(case.assessment)
            entry["sensitivity"] = sensitivity.as_json(case.sensitivity)
            entry["beside"] = case.beside
        yield entry


def _drawing(name: str) -> Draw:
    return pages.tree_of if name == "tree" else pages.text_of


def _sayer(language: str) -> Say:
    if language == "en":
        return str
    # The catalogue is the window's; Qt's core opens it without a screen.
    from fieldkit.ui.catalogue import sayer

    return sayer(language, phrases.CONTEXT)

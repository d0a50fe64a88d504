"""`fieldkit case …` and `fieldkit interview run`: interviews, their answers and their scores."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fieldkit.cli import explain, output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.errors import Code, Known
from fieldkit.records import Interview, InterviewState, Special, Status
from fieldkit.scoring import determine
from fieldkit.services import assessment, interviews, library, scripts
from fieldkit.services.workspaces import Workspace

_SPECIAL = {special.value for special in Special}
_GIVEN = {Status.ANSWERED.value, *_SPECIAL}
_NOT_TAKEN = {"type": "not a value of its type", "choice": "not among its choices"}


def add_commands(commands: Commands) -> None:
    """Add `case list|show|score` and `interview run`."""
    group = commands.add_parser("case", help="list, show and score interviews")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    _verb(verbs, "list", "list the interviews").set_defaults(run=run_list)
    show = _verb(verbs, "show", "every current answer, of drafts too")
    _which(show)
    show.set_defaults(run=run_show)
    score = _verb(verbs, "score", "the criteria and what decided them")
    _which(score)
    score.add_argument("--explain", action="store_true", help="say why, answer by answer")
    score.add_argument("--language", default="en", help="language of labels: en or ru")
    score.set_defaults(run=run_score)

    group = commands.add_parser("interview", help="play an interview into a workspace")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    run = _verb(verbs, "run", "play a script by the save path of the window")
    run.add_argument("--form", metavar="ID|FILE")
    run.add_argument("--script", type=Path, required=True, metavar="STEPS.json")
    run.add_argument("--resume", metavar="ID", help="go on with a draft")
    run.add_argument("--language", default="", metavar="NAME")
    run.add_argument("--site", default="", metavar="CODE")
    run.set_defaults(run=run_interview, always_json=True, in_lines=True)


def run_list(options: argparse.Namespace) -> int:
    """List the interviews, codes and states only."""
    with passphrase.open_any(options) as opened:
        held = interviews.listed(opened)
    if options.json:
        output.print_json({"cases": [_case(interview) for interview in held]})
        return 0
    if not held:
        output.print_text("No interviews yet.")
        return 0
    rows = [
        (i.case_code, i.state.value, i.form_id, i.site, i.language, i.answered, i.created_utc[:10])
        for i in held
    ]
    output.print_table(("case", "state", "form", "site", "language", "answers", "begun"), rows)
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Show every current answer with its question's path, special code and sequence number.

    As JSON also what was cleared and each repeat instance, which were saved like any answer.
    """
    shown: list[dict[str, Any]] = []
    with passphrase.open_any(options) as opened:
        for interview in _chosen(opened, options):
            session = interviews.session_of(opened, interview)
            answers = [
                {
                    "ref": str(session.ref_of(a.address) or a.address),
                    "value": a.value,
                    "special": a.status.value if a.status.value in _SPECIAL else None,
                    "status": a.status.value,
                    "seq": a.seq,
                }
                for a in interviews.current(opened, interview)
            ]
            shown.append({**_case(interview), "answers": answers})
    if options.json:
        output.print_json({"cases": shown})
        return 0
    for case in shown:
        output.print_text(f"{case['case_code']}  {case['state']}")
        given = [a for a in case["answers"] if a["status"] in _GIVEN]
        rows = [(a["ref"], a["special"] or a["value"], a["seq"]) for a in given]
        output.print_table(("question", "answer", "seq"), rows)
        output.print_text()
    return 0


def run_score(options: argparse.Namespace) -> int:
    """Score interviews by every ruleset that their form feeds."""
    cases = []
    with passphrase.open_any(options) as opened:
        for interview in _chosen(opened, options):
            found: tuple[assessment.Assessment, ...] = ()
            if interview.state is not InterviewState.DECLINED:
                session = interviews.session_of(opened, interview)
                found = assessment.assess(session, options.language)
            cases.append((interview, found))
    if options.json:
        scored = [entry for i, found in cases for entry in _scored(i, found, options.explain)]
        output.print_json({"cases": scored})
        return 0
    for interview, found in cases:
        output.print_text(f"{interview.case_code}  {interview.state.value}")
        if interview.state is InterviewState.DECLINED:
            output.print_text("  no consent: counted as a visit, not scored")
        for each in found:
            explain.print_assessment(each, with_reasons=options.explain)
        output.print_text()
    return 0


def run_interview(options: argparse.Namespace) -> int:
    """Play a script; one line when the interview is there, one for each answer on disk."""
    steps = scripts.read_script(options.script)
    with passphrase.open_workspace(options) as opened:
        if options.resume:
            going = interviews.resume(opened, options.resume)
            if going.interview.state is not InterviewState.DRAFT:
                raise Known(Code.INTERVIEW_FINISHED, name=going.interview.case_code)
        elif options.form:
            form = library.load_form(library.find_form(options.form))
            going = interviews.start(opened, form, language=options.language, site=options.site)
        else:
            raise Known(Code.USAGE_WRONG, detail="--form or --resume is needed")
        output.print_line({"interview": going.interview.interview_id})
        scripts.play_into(opened, going, steps, say=output.print_line, refuse=_not_taken)
    return 0


def _not_taken(ref: str, why: str) -> None:
    output.note(f"{ref}: the answer was not taken, {_NOT_TAKEN.get(why, why)}")


def _chosen(opened: Workspace, options: argparse.Namespace) -> Iterator[Interview]:
    if options.all:
        yield from interviews.listed(opened)
    elif options.case:
        yield interviews.find(opened, options.case)
    else:
        raise Known(Code.USAGE_WRONG, detail="name a case, or --all")


def _scored(
    interview: Interview, found: tuple[assessment.Assessment, ...], with_reasons: bool
) -> Iterator[Mapping[str, object]]:
    """One entry for each ruleset, in the shape of `fieldkit score`; one without where none fits."""
    if not found:
        yield {**_case(interview), "ruleset": None, "criteria": {}, "determination": None}
    for each in found:
        ruleset = each.ruleset
        entry: dict[str, object] = {
            **_case(interview),
            "ruleset": {
                "id": ruleset.id,
                "version": ruleset.version,
                "sha256": ruleset.sha256,
            },
            "notice": each.notice,
            **determine.as_json(each.determination),
        }
        if with_reasons:
            entry["explanation"] = explain.as_json(each)
        yield entry


def _case(interview: Interview) -> dict[str, object]:
    return {
        "case_id": interview.case_code,
        "case_code": interview.case_code,
        "interview": interview.interview_id,
        "state": interview.state.value,
        "form_id": interview.form_id,
        "form_version": interview.form_version,
        "language": interview.language,
        "site": interview.site,
        "created_utc": interview.created_utc,
        "updated_utc": interview.updated_utc,
        "answered": interview.answered,
    }


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", nargs="?", metavar="CASE")
    parser.add_argument("--all", action="store_true")


def _verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    return parser

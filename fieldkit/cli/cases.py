"""`fieldkit case …` and `fieldkit interview run`: interviews and their answers."""

import argparse
from pathlib import Path
from typing import Any

from fieldkit.cli import judging, output, passphrase
from fieldkit.cli.attachments import shown as attachment_json
from fieldkit.cli.parts import Commands, case_json, case_verb, chosen, which
from fieldkit.errors import Code, Known
from fieldkit.records import InterviewState, Special, Status
from fieldkit.services import attachments, interviews, library, scripts

_SPECIAL = {special.value for special in Special}
_GIVEN = {Status.ANSWERED.value, *_SPECIAL}
_NOT_TAKEN = {"type": "not a value of its type", "choice": "not among its choices"}


def add_commands(commands: Commands) -> None:
    """Add `case list|show|score|judge` and `interview run`."""
    group = commands.add_parser("case", help="list, show and score interviews")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    case_verb(verbs, "list", "list the interviews").set_defaults(run=run_list)
    show = case_verb(verbs, "show", "every current answer, of drafts too")
    which(show)
    show.set_defaults(run=run_show)
    judging.add_verbs(verbs)

    group = commands.add_parser("interview", help="play an interview into a workspace")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    run = case_verb(verbs, "run", "play a script by the save path of the window")
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
        output.print_json({"cases": [case_json(interview) for interview in held]})
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
    `unheld` is an answer to an upload question that names no content which is here.
    """
    shown: list[dict[str, Any]] = []
    with passphrase.open_any(options) as opened:
        for interview in chosen(opened, options):
            session = interviews.session_of(opened, interview)
            unheld = attachments.unheld(opened, interview.interview_id, session)
            answers = [
                {
                    "ref": str(session.ref_of(a.address) or a.address),
                    "value": a.value,
                    "special": a.status.value if a.status.value in _SPECIAL else None,
                    "status": a.status.value,
                    "seq": a.seq,
                    "unheld": session.ref_of(a.address) in unheld,
                }
                for a in interviews.current(opened, interview)
            ]
            held = attachments.attachments(opened, interview.interview_id)
            shown.append(
                {
                    **case_json(interview),
                    "answers": answers,
                    "attachments": list(map(attachment_json, held)),
                }
            )
    if options.json:
        output.print_json({"cases": shown})
        return 0
    for case in shown:
        output.print_text(f"{case['case_code']}  {case['state']}")
        given = [a for a in case["answers"] if a["status"] in _GIVEN]
        rows = [(a["ref"], a["special"] or a["value"], a["seq"]) for a in given]
        output.print_table(("question", "answer", "seq"), rows)
        for answer in given:
            if answer["unheld"]:
                output.print_text(f"{answer['ref']}: there is no such file here")
        kept = [(a["name"], a["media_type"], a["bytes"]) for a in case["attachments"]]
        if kept:
            output.print_table(("attachment", "kind", "bytes"), kept)
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
        scripts.play_into(
            opened,
            going,
            steps,
            say=output.print_line,
            refuse=_not_taken,
            beside=options.script.parent,
        )
    return 0


def _not_taken(ref: str, why: str) -> None:
    output.note(f"{ref}: the answer was not taken, {_NOT_TAKEN.get(why, why)}")

"""`fieldkit attachment …`: files that are kept with an interview, and their way to headquarters."""

import argparse
from pathlib import Path

from fieldkit import wording
from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands, case_verb
from fieldkit.errors import Code, Known
from fieldkit.records import InterviewState, Ref
from fieldkit.services import attachments, interviews, unsealing
from fieldkit.services.attachments import Attachment


def add_commands(commands: Commands) -> None:
    """Add `attachment add|list|save|unseal`."""
    group = commands.add_parser("attachment", help="photos, documents and recordings of a case")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    add = case_verb(verbs, "add", "answer an upload question of a draft by a file")
    add.add_argument("case", metavar="CASE")
    add.add_argument("ref", metavar="REF", help="the question, such as /data/photo")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument(
        "--keep-metadata",
        action="store_true",
        help="keep what the file says of itself, such as place, day and author",
    )
    add.set_defaults(run=run_add)
    held = case_verb(verbs, "list", "the attachments of a case")
    held.add_argument("case", metavar="CASE")
    held.set_defaults(run=run_list)
    save = case_verb(verbs, "save", "write a copy of an attachment")
    save.add_argument("case", metavar="CASE")
    save.add_argument("name", metavar="NAME")
    save.add_argument("out", type=Path, metavar="OUT[.age]")
    save.add_argument("--recipient", action="append", default=[], metavar="age1…")
    save.set_defaults(run=run_save)
    unseal = verbs.add_parser("unseal", help="open sealed attachments at headquarters")
    unseal.add_argument("files", type=Path, nargs="+", metavar="FILE.age")
    unseal.add_argument(
        "--identity-file",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="the organisation's key; may be repeated",
    )
    unseal.add_argument("--out", type=Path, required=True, metavar="DIR")
    unseal.add_argument("--json", action="store_true")
    unseal.set_defaults(run=run_unseal)


def run_add(options: argparse.Namespace) -> int:
    """Take the file in and save the answer that names it."""
    with passphrase.open_workspace(options) as opened:
        going = interviews.resume(opened, options.case)
        if going.interview.state is not InterviewState.DRAFT:
            raise Known(Code.INTERVIEW_FINISHED, name=going.interview.case_code)
        kept, changes = attachments.answered_by(
            opened,
            going,
            Ref(options.ref),
            options.file,
            keep_metadata=options.keep_metadata,
        )
        prepared = interviews.ticket(going.interview.interview_id, changes.answers)
        interviews.save(opened, prepared)
    if options.json:
        output.print_json({"saved": options.ref, "attachment": shown(kept)})
    else:
        output.print_text(f"{options.ref}: {kept.name}")
    if not kept.is_cleaned:
        output.note("The file is kept with everything it says of itself.")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """List the attachments of a case."""
    with passphrase.open_workspace(options) as opened:
        interview = interviews.find(opened, options.case)
        held = attachments.attachments(opened, interview.interview_id)
    if options.json:
        output.print_json({"case_code": interview.case_code, "attachments": list(map(shown, held))})
    elif not held:
        output.print_text("No attachments.")
    else:
        rows = [(a.name, a.media_type, a.n_bytes, a.is_cleaned, a.added_utc) for a in held]
        output.print_table(("name", "kind", "bytes", "cleaned", "added"), rows)
    return 0


def run_save(options: argparse.Namespace) -> int:
    """Write a copy and say what left."""
    with passphrase.open_workspace(options) as opened:
        interview = interviews.find(opened, options.case)
        left = attachments.save_copy(
            opened, interview.interview_id, options.name, options.out, options.recipient
        )
    output.say_left(left, as_json=options.json)
    return 0


def run_unseal(options: argparse.Namespace) -> int:
    """Open the files; 1 if one was refused."""
    identities = passphrase.identities_in(options.identity_file)
    report = unsealing.unseal(options.files, options.out, identities)
    if options.json:
        output.print_json(
            {
                "unsealed": report.unsealed,
                "workbooks": report.workbooks,
                "refused": [
                    {"file": refusal.file, **output.error_json(refusal.error)}
                    for refusal in report.refusals
                ],
            }
        )
    else:
        for one in report.unsealed:
            output.print_text(f"{one.file}: {one.name}, {one.n_bytes} bytes")
        for name in report.workbooks:
            output.print_text(f"{name}: a workbook, for pool add")
    for refusal in report.refusals:
        output.note(f"{refusal.file}: {wording.sentence(refusal.error)} [{refusal.error.code}]")
    if report.unsealed:
        output.note("The files are in clear: anybody who gets them can open them.")
    return 1 if report.refusals else 0


def shown(kept: Attachment) -> dict[str, object]:
    """An attachment as scripts read it."""
    return {
        "name": kept.name,
        "media_type": kept.media_type,
        "bytes": kept.n_bytes,
        "cleaned": kept.is_cleaned,
        "added_utc": kept.added_utc,
    }

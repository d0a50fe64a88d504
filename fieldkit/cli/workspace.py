"""`fieldkit workspace …`: make a workspace, say what it holds, check it for damage."""

import argparse
from pathlib import Path

from fieldkit.cli import output, passphrase, workspace_copies, workspace_keys
from fieldkit.cli.parts import Commands
from fieldkit.errors import Code, Known
from fieldkit.services import consent, erasure, interviews, recovery, sealing, workspaces

_TWICE = 2


def add_commands(commands: Commands) -> None:
    """Add `workspace create|info|verify`."""
    group = commands.add_parser("workspace", help="make and check a workspace")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    create = _verb(verbs, "create", "make a new workspace in a new or empty folder")
    create.add_argument("--practice", action="store_true", help="for training: needs no passphrase")
    create.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="RECIPIENT",
        help="an organisation's recovery recipient (age1…); may be repeated",
    )
    create.add_argument(
        "--new-recovery-key", type=Path, metavar="FILE", help="make a recovery key into this file"
    )
    create.add_argument(
        "--place-accepted",
        action="count",
        default=0,
        help="given twice: make it on a network drive, a stick or in a synchronised folder",
    )
    create.set_defaults(run=run_create)
    accept = verbs.add_parser("accept-place", help="keep a workspace where it should not lie")
    accept.add_argument("folder", type=Path, metavar="DIR")
    accept.add_argument("--json", action="store_true")
    accept.add_argument("--place-accepted", action="count", default=0, help="must be given twice")
    accept.set_defaults(run=run_accept)
    _verb(verbs, "info", "say what a workspace or a pool holds").set_defaults(run=run_info)
    _verb(verbs, "verify", "check every page, chain and projection").set_defaults(run=run_verify)
    withdraw = _verb(verbs, "withdraw", "take consent back; without a purpose, erase the case")
    withdraw.add_argument("case", metavar="CASE")
    withdraw.add_argument("--purpose", default=consent.INTERVIEW, metavar="PURPOSE")
    withdraw.set_defaults(run=run_withdraw)
    seal = _verb(verbs, "seal", "seal finished interviews for the organisation, erase them here")
    seal.add_argument("case", nargs="*", metavar="CASE")
    seal.add_argument("--all", action="store_true", help="every finished interview")
    seal.add_argument("--due", action="store_true", help="those whose time of grace is over")
    seal.set_defaults(run=run_seal)
    policy = _verb(verbs, "policy", "say or set when finished interviews are sealed")
    policy.add_argument("--seal-after", metavar="HOURS|off", default="")
    policy.add_argument("--seal-at-export", choices=("on", "off"), default="")
    policy.set_defaults(run=run_policy)
    workspace_keys.add_commands(verbs)
    workspace_copies.add_commands(verbs)


def run_create(options: argparse.Namespace) -> int:
    """Make the workspace and say what it is."""
    phrase = None if options.practice else passphrase.passphrase(options, confirm=True)
    recipients = [recovery.recipient_in(text) for text in options.recipient]
    if options.new_recovery_key:
        recovery.keep_key(recovery.make_key(), options.new_recovery_key)
        identity = recovery.read_identity(options.new_recovery_key)
        recipients.append(recovery.recipient_of(identity))
    try:
        workspace = workspaces.create(
            options.folder,
            passphrase=phrase,
            practice=options.practice,
            recipients=recipients,
            place_accepted=options.place_accepted >= _TWICE,
        )
    except BaseException:
        if options.new_recovery_key:  # a key that opens nothing would be kept as if it did
            recovery.drop_key(options.new_recovery_key)
        raise
    with workspace as made:
        if options.new_recovery_key:
            recovery.prove(made, identity)
        if not recovery.is_recoverable(made):
            output.note(
                "No recovery key was proven: if the passphrase is lost, everything is lost."
                " See fieldkit workspace recovery."
            )
        return _say_info(made, options)


def run_accept(options: argparse.Namespace) -> int:
    """Remember that the place is meant, if it was said twice."""
    if options.place_accepted < _TWICE:
        raise Known(Code.USAGE_WRONG, detail="--place-accepted must be given twice")
    workspaces.accept_place(options.folder)
    if options.json:
        output.print_json({"folder": str(options.folder), "accepted": True})
    return 0


def run_info(options: argparse.Namespace) -> int:
    """Say what the folder holds."""
    with passphrase.open_any(options) as opened:
        return _say_info(opened, options)


def run_verify(options: argparse.Namespace) -> int:
    """Run every check; 1 if anything is damaged."""
    with passphrase.open_any(options) as opened:
        report = workspaces.verify(opened)
    if options.json:
        output.print_json(report)
    else:
        counts = f"{report.revisions} answers and {report.events} events in the history"
        output.print_text(f"All is well: {counts}." if report.ok else f"Damaged: {counts}.")
        for finding in report.findings:
            output.print_text(f"  {finding.check}: {finding.detail}")
    return 0 if report.ok else 1


def run_withdraw(options: argparse.Namespace) -> int:
    """Take consent back and say what is left of the case."""
    with passphrase.open_any(options) as opened:
        left = erasure.withdraw(opened, options.case, purpose=options.purpose)
    if options.json:
        output.print_json({"case": left.case_code, "state": left.state.value})
        return 0
    erased = options.purpose == consent.INTERVIEW
    output.print_text(f"{left.case_code}: {'erased' if erased else 'withdrawn'}.")
    if erased:
        output.note("Backups and files that left before still hold it; export so that pools hear.")
    return 0


def run_seal(options: argparse.Namespace) -> int:
    """Seal and say which files came of it."""
    with passphrase.open_any(options) as opened:
        if options.all:
            chosen = sealing.finished(opened)
        elif options.due:
            chosen = sealing.due(opened)
        else:
            chosen = tuple(interviews.find(opened, case) for case in options.case)
        sealed = sealing.seal(opened, chosen)
    if options.json:
        output.print_json({"sealed": sealed})
    else:
        files = [
            (each.case_code, name) for each in sealed for name in (each.file, *each.attachments)
        ]
        output.print_table(("case", "file"), files)
    return 0


def run_policy(options: argparse.Namespace) -> int:
    """Set what is given of the policy, and say the whole."""
    told = options.seal_after
    if told and told != "off" and not told.isdecimal():
        raise Known(Code.USAGE_WRONG, detail="--seal-after is a number of hours or off")
    with passphrase.open_any(options) as opened:
        if told:
            sealing.set_grace(opened, None if told == "off" else int(told))
        if options.seal_at_export:
            sealing.set_at_export(opened, options.seal_at_export == "on")
        hours, at_export = sealing.grace_hours(opened), sealing.is_at_export(opened)
    if options.json:
        output.print_json({"seal_after_hours": hours, "seal_at_export": at_export})
    else:
        output.print_text(
            "Not sealed after a time." if hours is None else f"Sealed after {hours} h."
        )
        output.print_text("Sealed at an export." if at_export else "Not sealed at an export.")
    return 0


def _say_info(opened: workspaces.Workspace, options: argparse.Namespace) -> int:
    info = workspaces.info(opened)
    if options.json:
        output.print_json(
            {"folder": str(options.folder), "practice": info.is_practice, **output.fields(info)}
        )
        return 0
    kind = f"{'practice ' if info.is_practice else ''}{info.kind.value}"
    output.print_text(f"{kind}, device {info.device_code}, made {info.created_utc}")
    states = ", ".join(f"{n} {state}" for state, n in info.interviews.items() if n) or "none yet"
    output.print_text(f"interviews: {states}")
    if info.clock_jumps:
        output.print_text(f"the clock of this laptop was moved {info.clock_jumps} times")
    output.print_text(f"forms: {info.forms}; answers in the history: {info.revisions}")
    return 0


def _verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    passphrase.add_recovery_option(parser)
    return parser

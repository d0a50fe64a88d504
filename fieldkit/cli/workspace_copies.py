"""`fieldkit workspace repair|backup|restore …`: getting a workspace back."""

import argparse
from pathlib import Path

from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.services import backups, repairs, workspaces


def add_commands(verbs: Commands) -> None:
    """Add the verbs to `workspace`."""
    repair = _verb(verbs, "repair", "rebuild a damaged workspace into a new folder")
    repair.add_argument("folder", type=Path, metavar="DIR")
    repair.add_argument("out", type=Path, metavar="NEWDIR")
    repair.set_defaults(run=run_repair)
    backup = _verb(verbs, "backup", "write everything into one checked file")
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=run_backup)
    restore = _verb(verbs, "restore", "make a new folder from a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("folder", type=Path, metavar="DIR")
    restore.set_defaults(run=run_restore)


def run_repair(options: argparse.Namespace) -> int:
    """Repair; 1 when something that was saved did not come back."""
    report = repairs.repair(
        options.folder,
        options.out,
        passphrase=passphrase.needed(options),
        identity=passphrase.recovery_identity(options),
    )
    if options.json:
        output.print_json({"whole": report.is_whole, **_fields(report)})
    else:
        output.print_text(
            f"From {report.ground}: {report.from_ground} entries; from the damaged file: "
            f"{report.from_database}; from the flight recorder: {report.from_recorder}."
        )
        for first, last in report.missing:
            output.print_text(f"NOT recovered: entries {first} to {last}.")
        for form_id in report.forms_missing:
            output.print_text(f"NOT recovered: the form {form_id}.")
        for named in report.attachments_missing:
            output.print_text(f"NOT recovered: the content of {named}.")
        if report.is_whole:
            output.print_text("Everything that was saved is there.")
    return 0 if report.is_whole else 1


def run_backup(options: argparse.Namespace) -> int:
    """Write a backup and say what is in it."""
    with passphrase.open_any(options) as opened:
        report = backups.backup(opened, options.file)
    if options.json:
        output.print_json(report)
    else:
        output.print_text(
            f"{report.file}: {report.n_bytes} bytes; interviews: {report.interviews}; "
            f"answers in the history: {report.revisions}. Opened and checked."
        )
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Restore into a new folder and say what is there."""
    identity = passphrase.recovery_identity(options)
    needs_none = identity is not None or backups.is_practice(options.file)
    with backups.restore(
        options.file,
        options.folder,
        passphrase=None if needs_none else passphrase.passphrase(options),
        identity=identity,
    ) as opened:
        info = workspaces.info(opened)
    if options.json:
        output.print_json({"folder": str(options.folder), **_fields(info)})
    else:
        output.print_text(f"Restored: {info.revisions} answers in the history.")
    return 0


def _fields(report: object) -> dict[str, object]:
    plain = output.plain(report)
    return plain if isinstance(plain, dict) else {}


def _verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    passphrase.add_recovery_option(parser)
    return parser

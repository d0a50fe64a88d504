"""`fieldkit export`, `pool …` and `analyse`: from many laptops to one table."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from fieldkit import wording
from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.services import exchange, reporting, sealing, workspaces

_NOTES = {
    "scored": "Scored cases: {n}. N counts those of them whose answers decide.",
    "declined": "Visits without consent, in no share: {n}.",
    "not_counted": "People who asked not to be counted, in no share: {n}.",
    "told": "Accounts told by another, in no share without --with-told: {n}.",
    "not_scorable": "Cases that this ruleset cannot score, in no share: {n}.",
    "draft": "Drafts, in no share: {n}.",
    "share:of_answered": "Shares are of N; unknown and undetermined are in no share.",
    "interval:wilson_95_simple_random_sample": "low–high: 95 % interval (Wilson), as if the "
    "cases were a simple random sample. They seldom are: read it as the least uncertainty.",
}


def add_commands(commands: Commands) -> None:
    """Add `export`, `pool create|add|status|conflicts` and `analyse`."""
    export = commands.add_parser("export", help="write all interviews to one workbook")
    _options(export)
    export.add_argument("out", type=Path, metavar="OUT.xlsx[.age]")
    export.add_argument("--recipient", action="append", default=[], metavar="age1…")
    export.add_argument("--overwrite", action="store_true")
    export.add_argument(
        "--purpose", default="", help="only whose person agreed to this, such as statistics"
    )
    export.set_defaults(run=run_export)

    group = commands.add_parser("pool", help="merge workbooks of many laptops")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    create = _options(verbs.add_parser("create", help="make a new pool"))
    create.add_argument("--practice", action="store_true", help="for practice data")
    create.set_defaults(run=run_create)
    add = _options(
        verbs.add_parser("add", help="merge workbooks, in any order, any number of times")
    )
    add.add_argument("files", type=Path, nargs="+", metavar="FILE")
    add.add_argument("--identity", type=Path, action="append", default=[], metavar="KEYFILE")
    add.set_defaults(run=run_add)
    _options(verbs.add_parser("status", help="what a pool holds")).set_defaults(run=run_status)
    conflicts = _options(
        verbs.add_parser("conflicts", help="answers that two laptops give differently")
    )
    conflicts.set_defaults(run=run_conflicts)

    analyse = _options(commands.add_parser("analyse", help="tables of a pool"))
    analyse.add_argument("--ruleset", default="ilo2012-adult", metavar="ID[@VERSION]|FILE")
    analyse.add_argument("--table", choices=("criteria", "indicators"), default="criteria")
    analyse.add_argument(
        "--by", metavar="VARIABLE", help="a question, or site, form, state, language, device"
    )
    analyse.add_argument(
        "--with-told", action="store_true", help="count what relatives and others told, too"
    )
    analyse.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    analyse.set_defaults(run=run_analyse)


def run_export(options: argparse.Namespace) -> int:
    """Write the workbook and say what left."""
    with passphrase.open_workspace(options) as opened:
        report = exchange.export_workbook(
            opened,
            options.out,
            recipients=options.recipient,
            overwrite=options.overwrite,
            purpose=options.purpose,
        )
        sealed = () if options.purpose else sealing.seal_exported(opened)
    if options.json:
        output.print_json({**output.fields(report), "sealed_here": sealed})
    else:
        output.print_text(f"{report.interviews} interviews written to {report.file}")
        if report.left_out:
            output.print_text(f"{report.left_out} left out: not agreed to {report.purpose}.")
        if sealed:
            output.print_text(f"{len(sealed)} finished interviews were sealed and erased here.")
    if not report.sealed:
        output.note("The file is in clear: anybody who gets it can read every answer.")
    return 0


def run_create(options: argparse.Namespace) -> int:
    """Make the pool."""
    phrase = None if options.practice else passphrase.passphrase(options, confirm=True)
    with workspaces.create_pool(
        options.folder, passphrase=phrase, practice=options.practice
    ) as pool:
        return _say_status(pool, options)


def run_add(options: argparse.Namespace) -> int:
    """Merge the files and say the counts; 1 if a file was refused."""
    with passphrase.open_pool(options) as pool:
        report = exchange.pool_add(
            pool, options.files, identities=passphrase.identities_in(options.identity)
        )
    if options.json:
        output.print_json(_report(report))
    else:
        output.print_text(
            f"{report.files} files: {report.records_in} records in, {report.new} new, "
            f"{report.known} already known, {report.conflicts} conflicts, {report.refused} refused"
        )
        if report.withdrawn:
            output.print_text(
                f"  consent was taken back for {report.withdrawn} interviews: their answers are "
                "erased in this pool"
            )
        for edit in report.edits:
            output.print_text(
                f"  changed by hand in {edit.file}: sheet {edit.sheet}, row {edit.row}, "
                f"column {edit.column} ({edit.kind}); not merged"
            )
        output.print_text(f"pool hash {report.content_sha256}")
    for refusal in report.refusals:
        output.note(f"{refusal.file}: {wording.sentence(refusal.error)} [{refusal.error.code}]")
    return 1 if report.refusals else 0


def run_status(options: argparse.Namespace) -> int:
    """Say what the pool holds."""
    with passphrase.open_pool(options) as pool:
        return _say_status(pool, options)


def run_conflicts(options: argparse.Namespace) -> int:
    """List every answer that stands differently on two laptops."""
    with passphrase.open_pool(options) as pool:
        found = exchange.pool_conflicts(pool)
    listed = [
        {
            "case_code": interview.case_code,
            "interview": interview.interview_id,
            "address": str(conflict.address),
            "heads": [
                {
                    "revision_id": head.revision_id,
                    "device_id": head.device_id,
                    "seq": head.seq,
                    "status": head.status.value,
                    "value": head.value,
                    "wall_utc": head.wall_utc,
                }
                for head in conflict.heads
            ],
        }
        for interview, conflict in found
    ]
    if options.json:
        output.print_json({"conflicts": listed})
        return 0
    if not found:
        output.print_text("No conflicts.")
        return 0
    rows = [
        (interview.case_code, conflict.address, head.value or head.status.value, head.wall_utc)
        for interview, conflict in found
        for head in conflict.heads
    ]
    output.print_table(("case", "question", "answer", "given"), rows)
    return 0


def run_analyse(options: argparse.Namespace) -> int:
    """Print one table of the pool."""
    with passphrase.open_pool(options) as pool:
        table = reporting.analyse(
            pool,
            options.ruleset,
            kind=options.table,
            by=options.by,
            with_told=options.with_told,
            engine=options.engine,
        )
    if options.json:
        output.print_json(
            {
                "ruleset": options.ruleset,
                "table": options.table,
                "by": options.by,
                "engine": options.engine,
                "columns": table.columns,
                "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
                "notes": table.notes,
            }
        )
        return 0
    output.print_table(table.columns, table.rows)
    for text in notes_in_words(table.notes):
        output.note(text)
    return 0


def notes_in_words(notes: tuple[str, ...]) -> list[str]:
    """What a table says below itself, in words; a standing of which there is none is left out."""
    words = []
    for note in notes:
        name, _, rest = note.partition(":")
        text = _NOTES.get(note) or _NOTES.get(name)
        if text and rest != "0":
            words.append(text.format(n=rest))
    return words


def _say_status(pool: workspaces.Workspace, options: argparse.Namespace) -> int:
    status = exchange.pool_status(pool)
    if options.json:
        output.print_json(status)
        return 0
    output.print_text(
        f"{'practice ' if status.practice else ''}pool of {status.interviews} interviews"
    )
    for name, counts in (("state", status.by_state), ("form", status.by_form)):
        for what, n in counts.items():
            output.print_text(f"  {name} {what}: {n}")
    output.print_text(f"answers in the history: {status.revisions}; conflicts: {status.conflicts}")
    output.print_text(f"pool hash {status.content_sha256}")
    return 0


def _report(report: exchange.PoolReport) -> Mapping[str, object]:
    plain = output.plain(report)
    if not isinstance(plain, dict):
        return {}
    plain["refusals"] = [
        {"file": refusal.file, **output.error_json(refusal.error)} for refusal in report.refusals
    ]
    if report.refusals:
        # A script that only asks whether all went well finds here what any command says.
        plain["error"] = output.error_json(report.refusals[0].error)
    return plain


def _options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    return parser

"""`fieldkit compare`: the cases of a workspace or pool under two rulesets, and why they differ."""

import argparse
from pathlib import Path

from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.services import compare, interviews, leaving, library
from fieldkit.services.compare import Rescored
from fieldkit.services.table_files import ENDINGS, table_bytes

_CAUSES = {
    "grades": "what the ruleset says of indicators",
    "rule": "the rule",
    "either": "indicators or rule, each alone",
    "both": "indicators and rule together",
    "other_ruleset": "another ruleset",
    "untold": "cannot be told apart",
}


def add_commands(commands: Commands) -> None:
    """Add `compare`."""
    words = "score again under another ruleset or version, and say what changed and why"
    parser = commands.add_parser("compare", help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--from", dest="old", required=True, metavar="ID[@VERSION]|FILE")
    parser.add_argument("--to", dest="new", required=True, metavar="ID[@VERSION]|FILE")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv|.parquet[.age]")
    parser.add_argument("--recipient", action="append", default=[], metavar="age1…")
    parser.add_argument("--overwrite", action="store_true")
    passphrase.add_option(parser)
    parser.set_defaults(run=run_compare)


def run_compare(options: argparse.Namespace) -> int:
    """Print the comparison; with `--out` also as tables."""
    old, new = library.load_ruleset(options.old), library.load_ruleset(options.new)
    if options.out:
        leaving.check(
            options.out, ENDINGS, recipients=options.recipient, overwrite=options.overwrite
        )
    with passphrase.open_any(options) as opened:
        found = compare.rescore(opened, old, new)
        if options.out:
            named = {change.case_code for change in found.comparison.changes}
            left = leaving.write(
                opened,
                options.out,
                table_bytes(compare.as_tables(found), leaving.ending(options.out)),
                what="comparison of rulesets",
                cases=[i for i in interviews.listed(opened) if i.case_code in named],
                recipients=options.recipient,
                overwrite=options.overwrite,
            )
            output.note_left(left)
    if options.json:
        output.print_json(compare.as_json(found))
    else:
        _print(found)
    return 0


def _print(found: Rescored) -> None:
    compared = found.comparison
    output.print_text(
        f"{found.old.id} {found.old.version} \u2192 {found.new.id} {found.new.version}: "
        f"cases with another result {compared.changed} of {compared.cases}"
    )
    for name, n in found.left_out.items():
        output.print_text(f"  left out, {name}: {n}")
    rows = [
        (name, before.value if before else "–", after.value if after else "–", n, compared.cases)
        for (name, before, after), n in compared.flows.items()
    ]
    output.print_table(("result", "before", "after", "n", "N"), rows)
    output.print_text(f"differences of the rulesets: {len(compared.differences)}")
    for each in compared.differences:
        change = f": {each.before or '–'} \u2192 {each.after or '–'}"
        is_rule = each.aspect.value == "rule"
        output.print_text(f"  {each.aspect.value} {each.name}{'' if is_rule else change}")
    for case in compared.changes:
        named = f" ({', '.join(case.indicators)})" if case.indicators else ""
        output.print_text(
            f"  {case.case_code}  {case.name}: {case.before.value} \u2192 {case.after.value}; "
            f"because of {_CAUSES[case.cause]}{named}"
        )

"""`fieldkit score`: judge a table of indicators by a ruleset."""

import argparse
from datetime import date
from pathlib import Path

from fieldkit.cli import output
from fieldkit.cli.parts import Commands
from fieldkit.scoring import table
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.table import Score
from fieldkit.services import coded_tables, library, scores
from fieldkit.services.files import require_other


def add_commands(commands: Commands) -> None:
    """Add `score`."""
    parser = commands.add_parser("score", help="score a table of indicators")
    parser.add_argument("indicators", type=Path, nargs="?", metavar="INDICATORS.csv|.xlsx")
    parser.add_argument("--ruleset", metavar="ID[@VERSION]|FILE")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv|.parquet")
    parser.add_argument(
        "--law-on", type=_day, metavar="YYYY-MM-DD", help="judge by the limits of this day"
    )
    parser.add_argument(
        "--template", nargs=2, metavar=("RULESET", "OUT.xlsx"), help="write an empty table"
    )
    parser.set_defaults(run=lambda options: run_score(options, parser))


def run_score(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Score every case of the table, or write the template that asks for one."""
    if options.template:
        if options.indicators or options.ruleset or options.out:
            parser.error("--template goes alone")
        return _template(*options.template, as_json=options.json)
    if options.indicators is None or options.ruleset is None:
        parser.error("a table and --ruleset are needed, or --template")
    if options.out:
        require_other(options.indicators, options.out)
    ruleset = library.load_ruleset(options.ruleset)
    scored = scores.score_file(options.indicators, ruleset, options.law_on or _today())
    if options.out:
        scores.write_scores(scored, ruleset, options.out)
        output.note(f"cases written to {options.out.name}: {len(scored)}")
    if options.json:
        cases = (table.score_as_json(each) for each in scored)
        output.print_json_list(table.head_as_json(ruleset), "cases", cases)
    elif not options.out:
        _print(scored, ruleset)
    return 0


def _template(ruleset_id: str, out: str, *, as_json: bool) -> int:
    ruleset = library.load_ruleset(ruleset_id)
    coded_tables.write_template(ruleset, Path(out))
    if as_json:
        output.print_json({"ruleset": ruleset.id, "file": Path(out).name})
    else:
        output.print_text(f"template of {ruleset.id} written to {Path(out).name}")
    return 0


def _print(scored: tuple[Score, ...], ruleset: Ruleset) -> None:
    if not ruleset.status_verified:
        output.note(ruleset.notices["en"])
    columns = ("case_id", *(criterion.id for criterion in ruleset.criteria), "determination")
    output.print_table(
        columns,
        [
            (
                each.case_id,
                *(result.status.value for result in each.determination.criteria),
                each.determination.determination and each.determination.determination.value,
            )
            for each in scored
        ],
    )
    for each in scored:
        if not ruleset.rule:
            present = ", ".join(each.determination.listed.present) or "none"
            output.print_text(f"{each.case_id}: present {present}")
        for change in each.sensitivity.changes:
            if change.determination:
                output.print_text(
                    f"{each.case_id}: {change.determination.value} if {change.indicator} were "
                    f"{change.instead.value} (its grade, {change.grade.value}, is not verified "
                    "against print)"
                )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("not a day as 2017-11-30") from None


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the law of the place where the program runs

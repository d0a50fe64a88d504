"""`fieldkit score`: judge a table of indicators by a ruleset."""

import argparse
from pathlib import Path

from fieldkit.cli import output
from fieldkit.cli.parts import Commands
from fieldkit.scoring import table
from fieldkit.services import library, scores


def add_commands(commands: Commands) -> None:
    """Add `score`."""
    parser = commands.add_parser("score", help="score a table of indicators")
    parser.add_argument("indicators", type=Path, metavar="INDICATORS.csv")
    parser.add_argument("--ruleset", required=True, metavar="ID")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv|.parquet")
    parser.set_defaults(run=run_score)


def run_score(options: argparse.Namespace) -> int:
    """Score every case of the table."""
    ruleset = library.find_ruleset(options.ruleset)
    scored = scores.score_file(options.indicators, ruleset)
    if options.out:
        scores.write_scores(scored, ruleset, options.out)
        output.note(f"{len(scored)} cases written to {options.out.name}")
    if options.json:
        output.print_json(table.scores_as_json(scored, ruleset))
    elif not options.out:
        if not ruleset.status_verified:
            output.note(ruleset.notices.get("en", ""))
        columns = ("case_id", *(criterion.id for criterion in ruleset.criteria), "determination")
        rows = [
            (
                each.case_id,
                *(result.status.value for result in each.determination.criteria),
                each.determination.determination and each.determination.determination.value,
            )
            for each in scored
        ]
        output.print_table(columns, rows)
    return 0

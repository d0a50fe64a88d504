"""`fieldkit coding …`: a second person codes a sample of interviews, and how far both agree."""

import argparse
from pathlib import Path

from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.services import (
    agreements,
    coding_template,
    codings,
    interviews,
    leaving,
    library,
)
from fieldkit.services.agreements import CodingReport
from fieldkit.services.files import read_text
from fieldkit.services.table_files import ENDINGS, table_bytes

_GAPS = {
    "no_cases": "no case was coded twice",
    "one_code": "kappa is not defined: both used one code throughout",
    "few_cases": "too few cases for an interval",
    "no_spread": "no interval: the two agree throughout",
}


def add_commands(commands: Commands) -> None:
    """Add `coding sample|template|add|report`."""
    group = commands.add_parser("coding", help="second coding of a sample, and agreement")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    sample = _verb(verbs, "sample", "draw finished interviews at random, by a seed")
    sample.add_argument("--n", type=int, required=True, metavar="N")
    sample.add_argument("--seed", type=int, required=True, metavar="SEED")
    sample.add_argument("--by", default="", choices=codings.VARIABLES, help="a share of each")
    sample.set_defaults(run=run_sample)

    template = _verb(verbs, "template", "write the workbook that the second coder fills in")
    template.add_argument("out", type=Path, metavar="OUT.xlsx[.age]")
    template.add_argument("--sample", default="", metavar="ID", help="the latest, unless named")
    template.add_argument("--case", action="append", default=[], metavar="CASE")
    template.add_argument("--language", default="en", help="language of labels: en or ru")
    _leaving(template)
    template.set_defaults(run=run_template)

    add = _verb(verbs, "add", "take in a filled workbook")
    add.add_argument("file", type=Path, metavar="FILE.xlsx[.age]")
    add.add_argument("--coder", required=True, metavar="PSEUDONYM")
    add.add_argument("--identity", type=Path, action="append", default=[], metavar="KEYFILE")
    add.set_defaults(run=run_add)

    report = _verb(verbs, "report", "agreement by indicator, kappa, and every disagreement")
    report.add_argument("--coder", default="", metavar="PSEUDONYM")
    report.add_argument("--against", default=codings.FORM, metavar="PSEUDONYM")
    report.add_argument("--language", default="en", help="language of labels: en or ru")
    report.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv|.parquet[.age]")
    _leaving(report)
    report.set_defaults(run=run_report)


def run_sample(options: argparse.Namespace) -> int:
    """Draw, record and name the cases."""
    ruleset = library.load_ruleset(options.ruleset)
    with passphrase.open_any(options) as opened:
        drawn = codings.sample(opened, ruleset, n=options.n, seed=options.seed, by=options.by)
        cases = [interviews.find(opened, each).case_code for each in drawn.interview_ids]
    if options.json:
        output.print_json(
            {
                "sample": drawn.sample_id,
                "ruleset": drawn.ruleset_id,
                "seed": drawn.seed,
                "by": drawn.by or None,
                "strata": drawn.strata,
                "cases": cases,
            }
        )
        return 0
    population = sum(stratum.population for stratum in drawn.strata)
    output.print_text(f"sample {drawn.sample_id}, seed {drawn.seed}: {len(cases)} of {population}")
    for stratum in drawn.strata if drawn.by else ():
        output.print_text(
            f"  {drawn.by} {stratum.name or '–'}: {stratum.drawn} of {stratum.population}"
        )
    for case in cases:
        output.print_text(f"  {case}")
    return 0


def run_template(options: argparse.Namespace) -> int:
    """Write the template and say that it holds answers."""
    ruleset = library.load_ruleset(options.ruleset)
    with passphrase.open_any(options) as opened:
        drawn = None if options.case else codings.find_sample(opened, options.sample)
        left = coding_template.write(
            opened,
            options.out,
            ruleset,
            interview_ids=drawn.interview_ids if drawn else options.case,
            sample_id=drawn.sample_id if drawn else "",
            language=options.language,
            recipients=options.recipient,
            overwrite=options.overwrite,
        )
    output.say_left(left, as_json=options.json)
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Keep the codes and say how many."""
    ruleset = library.load_ruleset(options.ruleset)
    identities = tuple(
        line
        for path in options.identity
        for line in read_text(path).splitlines()
        if line.strip() and not line.startswith("#")
    )
    with passphrase.open_any(options) as opened:
        added = codings.add(
            opened, options.file, coder=options.coder, ruleset=ruleset, identities=identities
        )
    if options.json:
        output.print_json(added)
    else:
        output.print_text(
            f"coder {added.coder}: cases {added.cases}, codes {added.codes}, "
            f"cases already known {added.known}"
        )
    return 0


def run_report(options: argparse.Namespace) -> int:
    """Print the agreement; with `--out` also as a file of two tables."""
    ruleset = library.load_ruleset(options.ruleset)
    if options.out:
        leaving.check(
            options.out, ENDINGS, recipients=options.recipient, overwrite=options.overwrite
        )
    with passphrase.open_any(options) as opened:
        found = agreements.report(
            opened,
            ruleset,
            coder=options.coder,
            against=options.against,
            language=options.language,
        )
        if options.out:
            codes = {each.case_code for each in found.disagreements}
            left = leaving.write(
                opened,
                options.out,
                table_bytes(agreements.as_tables(found), leaving.ending(options.out)),
                what="coding report",
                cases=[i for i in interviews.listed(opened) if i.case_code in codes],
                recipients=options.recipient,
                overwrite=options.overwrite,
            )
            output.note_left(left)
    if options.json:
        output.print_json(_json(found))
    else:
        _print(found)
    return 0


def _print(found: CodingReport) -> None:
    output.print_text(
        f"{found.first} and {found.second}, {found.ruleset_id}: cases {found.cases}; "
        f"equal codes {found.equal} of {found.compared}"
    )
    if found.left_out:
        output.print_text(f"codes of indicators that the ruleset no longer has: {found.left_out}")
    output.print_table(
        ("indicator", "n", "equal", "share", "kappa", "low", "high", "note"),
        [
            (
                line.code,
                line.agreement.n,
                line.agreement.observed.n,
                line.agreement.observed.share,
                line.agreement.kappa,
                line.agreement.low,
                line.agreement.high,
                _GAPS[line.agreement.gap] if line.agreement.gap else "",
            )
            for line in found.indicators
        ],
    )
    output.print_text(f"disagreements: {len(found.disagreements)}")
    for each in found.disagreements:
        output.print_text(
            f"  {each.case_code}  {each.code}: {found.first} {each.first.value or '?'}, "
            f"{found.second} {each.second.value or '?'}" + (f"; {each.note}" if each.note else "")
        )
        output.print_text(f"    see {' '.join(each.refs) or 'no question of the form'}")
    output.note(agreements.SOURCE)


def _json(found: CodingReport) -> dict[str, object]:
    return {
        "ruleset": found.ruleset_id,
        "first": found.first,
        "second": found.second,
        "cases": found.cases,
        "compared": found.compared,
        "equal": found.equal,
        "left_out": found.left_out,
        "method": agreements.SOURCE,
        "indicators": [
            {
                "code": line.code,
                "label": line.label,
                "n": line.agreement.n,
                "observed": line.agreement.observed,
                "kappa": line.agreement.kappa,
                "low": line.agreement.low,
                "high": line.agreement.high,
                "gap": line.agreement.gap,
                "table": line.agreement.table,
            }
            for line in found.indicators
        ],
        "disagreements": found.disagreements,
    }


def _leaving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--recipient", action="append", default=[], metavar="age1…")
    parser.add_argument("--overwrite", action="store_true")


def _verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--ruleset", default="ilo2012-adult", metavar="ID[@VERSION]|FILE")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    return parser

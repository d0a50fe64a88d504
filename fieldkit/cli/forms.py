"""`fieldkit form …`: check a form, play an interview without a screen, evaluate expressions."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldkit.cli import output
from fieldkit.cli.parts import Commands
from fieldkit.errors import Code, Known
from fieldkit.services import forms, scripts
from fieldkit.services.files import read_whole


def add_commands(commands: Commands) -> None:
    """Add `form check|convert|play|eval`."""
    group = commands.add_parser("form", help="check, convert and try forms")
    verbs = group.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check", help="say what is wrong with a form, and which rulesets it feeds"
    )
    check.add_argument("form", metavar="FORM")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check)

    convert = verbs.add_parser(
        "convert", help="write a form as .xml, .xlsx or .md, or blank as .html or .pdf"
    )
    convert.add_argument("form", metavar="FORM")
    convert.add_argument("out", type=Path, metavar="OUT")
    convert.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="NAME",
        help="of the blank questionnaire; may be given several times",
    )
    convert.add_argument("--json", action="store_true")
    convert.set_defaults(run=run_convert)

    play = verbs.add_parser("play", help="run a script of steps and print every state")
    play.add_argument("form", metavar="FORM")
    play.add_argument("--script", type=Path, required=True, metavar="STEPS.json")
    play.add_argument("--language", metavar="NAME")
    play.add_argument("--now", metavar="ISO")
    play.add_argument("--seed", type=int, default=0, metavar="N")
    play.add_argument("--timezone", default="UTC", metavar="NAME")
    play.add_argument("--submission", type=Path, metavar="FILE.xml", help="correct this one")
    play.add_argument(
        "--last-saved", type=Path, metavar="FILE.xml", help="the record that was saved last"
    )
    play.set_defaults(run=run_play, always_json=True)
    play.add_argument("--json", action="store_true")

    evaluate = verbs.add_parser("eval", help="evaluate expressions")
    evaluate.add_argument("--cases", type=Path, required=True, metavar="CASES.json")
    evaluate.add_argument("--timezone", default="UTC", metavar="NAME")
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=run_eval, always_json=True)


def run_check(options: argparse.Namespace) -> int:
    """Say every problem; 1 if an error stands."""
    report = forms.check(options.form)
    problems = report["problems"]
    is_refused = any(p["severity"] == "error" for p in problems)
    if options.json:
        output.print_json(report)
        return 1 if is_refused else 0
    if "title" in report:
        output.print_text(f"{report['title']} ({report['form_id']} {report['version']})".rstrip())
        languages = ", ".join(report["languages"]) or "one language"
        output.print_text(f"{report['questions']} questions in {languages}")
    for line in _said(problems):
        output.print_text(line)
    for name, fed in report.get("rulesets", {}).items():
        output.print_text(
            f"Feeds {name}: {fed['fed']} indicators, {len(fed['missing'])} missing, "
            f"{len(fed['unreachable'])} out of reach"
        )
    n_errors = sum(p["severity"] == "error" for p in problems)
    output.print_text(f"Refused: errors {n_errors}." if n_errors else _verdict(len(problems)))
    return 1 if is_refused else 0


def _verdict(n_warnings: int) -> str:
    return f"Can be used; warnings: {n_warnings}." if n_warnings else "Can be used; no warnings."


def _said(problems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The problems as a person reads them: by sheet and row, each place once."""
    before = ""
    for problem in problems:
        where = problem["where"] or {}
        place = " ".join(
            f"{name} {where[name]}" for name in ("sheet", "row", "column") if name in where
        )
        place = place or str(where.get("ref") or where.get("file") or "the form")
        if place != before:
            yield ""
            yield place
            before = place
        yield f"  {problem['severity']}: {problem['message']}"
    if problems:
        yield ""


def run_convert(options: argparse.Namespace) -> int:
    """Write the form in the format that the name of the file asks for."""
    to_pdf = None
    if options.out.suffix.lower() == ".pdf":
        from fieldkit.ui import paper  # Qt is needed for pages alone

        to_pdf = paper.pdf
    lost = forms.convert(options.form, options.out, options.language, to_pdf=to_pdf)
    if options.json:
        output.print_json({"file": options.out.name, "problems": lost})
    else:
        for line in _said([asdict(problem) for problem in lost]):
            output.note(line)
    return 0


def run_play(options: argparse.Namespace) -> int:
    """Play the script and print the states."""
    steps = scripts.read_script(options.script)
    now = _instant(options.now) if options.now else None
    output.print_json(
        forms.play(
            options.form,
            steps,
            language=options.language,
            now=now,
            seed=options.seed,
            timezone=options.timezone,
            submission=read_whole(options.submission) if options.submission else b"",
            last_saved=read_whole(options.last_saved) if options.last_saved else b"",
        )
    )
    return 0


def run_eval(options: argparse.Namespace) -> int:
    """Evaluate the cases and print their values."""
    output.print_json(forms.evaluate(read_whole(options.cases), options.timezone))
    return 0


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Known(
            Code.USAGE_WRONG, detail="--now takes a moment such as 2026-07-01T09:00:00Z"
        ) from error

"""Small parts that several commands share."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli import passphrase
from fieldkit.errors import Code, Known
from fieldkit.records import Interview
from fieldkit.services import interviews
from fieldkit.services.workspaces import Workspace

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object  # argparse names the class privately; only type checkers need it


def case_verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    """A verb that works on a folder, prints JSON if asked, and may need a passphrase."""
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    return parser


def which(parser: argparse.ArgumentParser) -> None:
    """Let a verb take one case, or all."""
    parser.add_argument("case", nargs="?", metavar="CASE")
    parser.add_argument("--all", action="store_true")


def chosen(opened: Workspace, options: argparse.Namespace) -> Iterator[Interview]:
    """The interviews that `which` names."""
    if options.all:
        yield from interviews.listed(opened)
    elif options.case:
        yield interviews.find(opened, options.case)
    else:
        raise Known(Code.USAGE_WRONG, detail="name a case, or --all")


def case_json(interview: Interview) -> dict[str, object]:
    """An interview as scripts read it, without its answers."""
    return {
        "case_id": interview.case_code,
        "case_code": interview.case_code,
        "interview": interview.interview_id,
        "state": interview.state.value,
        "form_id": interview.form_id,
        "form_version": interview.form_version,
        "language": interview.language,
        "site": interview.site,
        "created_utc": interview.created_utc,
        "updated_utc": interview.updated_utc,
        "answered": interview.answered,
    }

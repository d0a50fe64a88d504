"""Read the command line, run the command, and turn every error into its exit code."""

import argparse
import sys
from collections.abc import Sequence
from importlib import metadata

from fieldkit import log
from fieldkit.cli import (
    attachments,
    cases,
    codings,
    compare,
    demo,
    forms,
    output,
    pools,
    scores,
    workspace,
)
from fieldkit.errors import Bug, Code, FieldkitError

DONE, FAILED, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run one command: 0 done, 1 refused or failed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A console of Windows may speak another encoding; JSON and Cyrillic need this one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    if not hasattr(options, "run"):
        parser.print_help(sys.stderr)
        return WRONG_USE
    as_json = getattr(options, "json", False) or getattr(options, "always_json", False)
    failed: FieldkitError
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:
        output.give_up()  # nobody reads any more
        return FAILED
    except KeyboardInterrupt:
        output.note("Stopped.")
        return FAILED
    except FieldkitError as error:
        failed = error
    except Exception as error:  # noqa: BLE001 - the last net: no value may reach the screen
        log.failure(log.Happening.CRASHED, error)
        output.note(log.describe(error))
        failed = Bug()
    else:
        return code
    output.print_error(failed, as_json=as_json, on_one_line=getattr(options, "in_lines", False))
    return WRONG_USE if failed.code is Code.USAGE_WRONG else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fieldkit",
        description="Offline interviews about forced labour: forms, encrypted answers, "
        "explained scores, pooled exports. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=metadata.version("fieldkit"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for part in (forms, workspace, cases, attachments, scores, pools, compare, codings, demo):
        part.add_commands(commands)
    return parser

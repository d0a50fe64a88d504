"""Where a passphrase comes from: a file, the environment, or a prompt at a terminal."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from fieldkit.errors import Code, Known
from fieldkit.services import recovery, workspaces
from fieldkit.services.files import read_text
from fieldkit.services.workspaces import Workspace

VARIABLE = "FIELDKIT_PASSPHRASE"


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let a command take `--passphrase-file`."""
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")


def add_recovery_option(parser: argparse.ArgumentParser) -> None:
    """Let a command open with a recovery key in place of the passphrase."""
    parser.add_argument(
        "--recovery-key", type=Path, metavar="FILE", help="open with this recovery key instead"
    )


def passphrase(options: argparse.Namespace, *, confirm: bool = False) -> str:
    """The passphrase; raises KEY_NO_PASSPHRASE when nobody can be asked."""
    if options.passphrase_file:
        return read_text(options.passphrase_file).rstrip("\r\n")
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise Known(Code.KEY_NO_PASSPHRASE)
    given = getpass.getpass("Passphrase: ")
    if confirm and getpass.getpass("Once more: ") != given:
        raise Known(Code.KEY_WRONG_PASSPHRASE)
    return given


def open_workspace(options: argparse.Namespace) -> Workspace:
    """Open the workspace that the command names."""
    return workspaces.open_workspace(options.folder, passphrase=_for(options))


def open_pool(options: argparse.Namespace) -> Workspace:
    """Open the pool that the command names."""
    return workspaces.open_pool(options.folder, passphrase=_for(options))


def open_any(options: argparse.Namespace) -> Workspace:
    """Open the workspace or pool that the command names, by whatever the command was given."""
    identity = recovery_identity(options)
    phrase = None if identity else _for(options)
    return workspaces.open_any(options.folder, passphrase=phrase, identity=identity)


def recovery_identity(options: argparse.Namespace) -> str | None:
    """The recovery identity that the command was given, if any."""
    path = getattr(options, "recovery_key", None)
    return recovery.read_identity(path) if path else None


def identities_in(paths: Iterable[Path]) -> tuple[str, ...]:
    """The age identities in key files, a line each; comments are passed over."""
    return tuple(
        line
        for path in paths
        for line in read_text(path).splitlines()
        if line.strip() and not line.startswith("#")
    )


def new_passphrase(options: argparse.Namespace) -> str | None:
    """The new passphrase from its file or the prompt; None when nobody can be asked."""
    if options.new_passphrase_file:
        return read_text(options.new_passphrase_file).rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    given = getpass.getpass("New passphrase: ")
    if getpass.getpass("Once more: ") != given:
        raise Known(Code.KEY_WRONG_PASSPHRASE)
    return given


def needed(options: argparse.Namespace) -> str | None:
    """The passphrase of the folder, None where none is needed or a recovery key is given."""
    return None if getattr(options, "recovery_key", None) else _for(options)


def _for(options: argparse.Namespace) -> str | None:
    """None where none is needed: a practice folder, or no folder at all (which is then said)."""
    glance = workspaces.glance(options.folder)
    return None if glance.is_practice or not glance.exists else passphrase(options)

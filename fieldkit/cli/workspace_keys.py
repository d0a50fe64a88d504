"""`fieldkit workspace recovery|passphrase|rekey …`: who can open a workspace."""

import argparse
from pathlib import Path

from fieldkit.cli import output, passphrase
from fieldkit.cli.parts import Commands
from fieldkit.errors import Code, Known
from fieldkit.services import passphrases, recovery
from fieldkit.services.workspaces import Workspace


def add_commands(verbs: Commands) -> None:
    """Add the verbs to `workspace`."""
    group = verbs.add_parser("recovery", help="recovery keys: make, add, prove, remove, list")
    of = group.add_subparsers(required=True, metavar="VERB")
    _verb(of, "list", "say which recovery keys open the workspace").set_defaults(run=run_list)
    make = _verb(of, "make", "make a recovery key, write it to a file, and prove it")
    make.add_argument("file", type=Path, metavar="FILE")
    make.set_defaults(run=run_make)
    add = _verb(of, "add", "let an organisation's recipient (age1…) open the workspace")
    add.add_argument("recipient", metavar="RECIPIENT")
    add.set_defaults(run=run_add)
    prove = _verb(of, "prove", "open the workspace with a recovery key alone")
    prove.add_argument("file", type=Path, metavar="FILE")
    prove.set_defaults(run=run_prove)
    remove = _verb(of, "remove", "take a recipient out")
    remove.add_argument("recipient", metavar="RECIPIENT")
    remove.set_defaults(run=run_remove)
    change = _verb(verbs, "passphrase", "take another passphrase")
    change.add_argument("--new-passphrase-file", type=Path, metavar="FILE")
    change.add_argument(
        "--with-device", action="store_true", help="ask for this very laptop beside the passphrase"
    )
    change.set_defaults(run=run_passphrase)
    rekey = _verb(verbs, "rekey", "give the workspace a new key in a new file")
    rekey.add_argument("--new-passphrase-file", type=Path, metavar="FILE")
    rekey.set_defaults(run=run_rekey)
    offer = verbs.add_parser("offer", help="offer a new passphrase", description="Offer one.")
    offer.add_argument("--language", choices=("en", "ru"), default="en")
    offer.add_argument("--json", action="store_true")
    offer.set_defaults(run=run_offer)


def run_list(options: argparse.Namespace) -> int:
    """Say which recipients there are and when each was proven."""
    with passphrase.open_any(options) as opened:
        return _say(opened, options)


def run_make(options: argparse.Namespace) -> int:
    """Make a recovery key; what is proven is the file, as it was read back."""
    with passphrase.open_any(options) as opened:
        recovery.keep_key(recovery.make_key(), options.file)
        recovery.add_and_prove(opened, recovery.read_identity(options.file))
        output.note("Print the file twice, put it on a stick, and take it off this laptop.")
        return _say(opened, options)


def run_add(options: argparse.Namespace) -> int:
    """Add a recipient, not yet proven."""
    with passphrase.open_any(options) as opened:
        recovery.add_recipient(opened, options.recipient)
        return _say(opened, options)


def run_prove(options: argparse.Namespace) -> int:
    """Prove a recovery key."""
    with passphrase.open_any(options) as opened:
        recovery.prove(opened, recovery.read_identity(options.file))
        return _say(opened, options)


def run_remove(options: argparse.Namespace) -> int:
    """Take a recipient out."""
    with passphrase.open_any(options) as opened:
        recovery.remove_recipient(opened, options.recipient)
        return _say(opened, options)


def run_passphrase(options: argparse.Namespace) -> int:
    """Change the passphrase."""
    with passphrase.open_any(options) as opened:
        new = checked(passphrase.new_passphrase(options))
        recovery.change_passphrase(opened, new, with_device=options.with_device)
        return _say(opened, options)


def run_rekey(options: argparse.Namespace) -> int:
    """Re-key; the passphrase stays unless a new one is given."""
    new = passphrase.new_passphrase(options) if options.new_passphrase_file else None
    with recovery.rekey(
        options.folder,
        passphrase=passphrase.needed(options),
        identity=passphrase.recovery_identity(options),
        new_passphrase=None if new is None else checked(new),
    ) as opened:
        output.note("Backups made before still open with the old key: make a new one.")
        return _say(opened, options)


def run_offer(options: argparse.Namespace) -> int:
    """Offer a passphrase."""
    made = passphrases.offer(options.language)
    bits = passphrases.offered_bits(options.language)
    if options.json:
        output.print_json({"passphrase": made, "bits": round(bits, 1)})
    else:
        output.print_text(made)
    return 0


def checked(new: str | None) -> str:
    """The new passphrase, if it is good enough to be one."""
    if not new:
        raise Known(Code.KEY_NO_PASSPHRASE)
    if passphrases.weakness(new) is not None:
        raise Known(Code.KEY_WEAK)
    return new


def _say(opened: Workspace, options: argparse.Namespace) -> int:
    found = recovery.access(opened)
    if options.json:
        output.print_json(found)
        return 0
    for recipient, proven in found.recipients.items():
        output.print_text(f"{recipient}  {'proven ' + proven if proven else 'NOT PROVEN'}")
    if not found.recipients:
        output.print_text("No recovery key: if the passphrase is lost, everything is lost.")
    if found.needs_device:
        output.print_text("The passphrase opens it on this laptop only.")
    return 0


def _verb(verbs: Commands, name: str, words: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    passphrase.add_option(parser)
    passphrase.add_recovery_option(parser)
    return parser

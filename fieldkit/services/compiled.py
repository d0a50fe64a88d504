"""Compiled forms kept on disk by the hash of what they were made from: pyxform runs once a form.

Only what a form says is kept, never an answer nor where the file lay. An entry that is not whole,
or was made by other versions, is made anew; the oldest go when there are too many.
"""

import hashlib
import json
import os
import zlib
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Final

from fieldkit import paths
from fieldkit.xforms import xlsform
from fieldkit.xforms.check import FormProblem
from fieldkit.xforms.locate import Sheets
from fieldkit.xforms.xlsform import CompiledForm

MOST_ENTRIES: Final = 64
MOST_BYTES: Final = 64 * 2**20
_FORMAT: Final = "2"  # of an entry, and of what is refused while compiling: raise it with either
_DIGEST_LENGTH: Final = 32


def compiled_form(path: Path, source: bytes) -> CompiledForm:
    """The compiled form of a file's content; pyxform is imported only for one never seen before.

    Raises the form's refusal, which is never kept.
    """
    entry = folder() / _key(path, source)
    found = _read(entry)
    if found is None:
        found = xlsform.compile_bytes(source, path.suffix.lower(), path.stem, path.name)
        # A cache that cannot be written only costs time.
        with suppress(OSError):
            _write(entry, found)
            _prune(entry)
    return found


def folder() -> Path:
    """Where the entries lie, in the user's own folder."""
    return paths.user_folder() / "compiled-forms"


def _key(path: Path, source: bytes) -> str:
    """The name of an entry: a hash, so that it says nothing of the form to who lists the folder."""
    versions = [_FORMAT, metadata.version("fieldkit"), metadata.version("pyxform")]
    made_of = json.dumps([*versions, path.suffix.lower(), path.stem]).encode()
    return hashlib.sha256(made_of + b"\0" + source).hexdigest()


def _read(entry: Path) -> CompiledForm | None:
    try:
        content = entry.read_bytes()
        digest, packed = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
        if hashlib.sha256(packed).digest() != digest:
            return None
        kept = json.loads(zlib.decompress(packed))
        sheets = Sheets(
            *({key: (n, row) for key, (n, row) in kept[name].items()} for name in _SHEETS)
        )
        found = CompiledForm(
            kept["xform"], tuple(FormProblem(**warn) for warn in kept["warnings"]), sheets
        )
        os.utime(entry)  # what is used stays
    except (OSError, ValueError, KeyError, TypeError, zlib.error):
        return None  # not there, or not whole: compile again
    return found


def _write(entry: Path, form: CompiledForm) -> None:
    kept = {
        "xform": form.xform,
        "warnings": [asdict(warn) for warn in form.warnings],
        "survey": form.sheets.survey,
        "choices": form.sheets.choices,
    }
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False).encode())
    paths.private_dir(entry.parent)
    fresh = entry.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(hashlib.sha256(packed).digest() + packed)
    fresh.replace(entry)


def _prune(newest: Path) -> None:
    """Remove the entries that were used longest ago until the rest is within bounds."""
    entries = [(p.stat().st_mtime_ns, p.stat().st_size, p) for p in newest.parent.iterdir()]
    entries.sort(reverse=True)
    total = 0
    for place, (_, size, path) in enumerate(entries):
        total += size
        if path != newest and (place >= MOST_ENTRIES or total > MOST_BYTES):
            path.unlink(missing_ok=True)


_SHEETS: Final = ("survey", "choices")

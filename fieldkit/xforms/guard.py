"""The door before a form's workbook: what an .xlsx may be before any reader unpacks it.

Everything is counted while it streams; nothing is trusted that the file says of itself. A form has
no macros, needs no other file, and is small: whatever is not like that is refused in words.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NoReturn

from fieldkit.errors import Code, Known

LARGEST_FILE: Final = 32 * 2**20
LARGEST_CONTENT: Final = 256 * 2**20
HIGHEST_RATIO: Final = 300  # long lists of choices stay below 60
RATIO_FROM: Final = 8 * 2**20
MOST_MEMBERS: Final = 1_000
MOST_CELLS: Final = 3_000_000  # 50,000 choices with sixty columns
_BLOCK: Final = 2**18
_OVERLAP: Final = 64

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO = re.compile(r"vbaproject|macrosheet|activex", re.IGNORECASE)
_MACRO_TYPE: Final = b"macroEnabled"
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|emf|wmf|tiff?|bin)$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PARTS: Final = ("[content_types].xml", "xl/workbook.xml")


def inspect(content: bytes, file: str) -> None:
    """Let a workbook pass, or refuse it with FORM_FILE and, in `detail`, the reason."""
    if len(content) > LARGEST_FILE:
        _refuse(file, "too large for a form")
    if content.startswith(_OLD_OFFICE):
        _refuse(file, "locked with a password, or of the old format .xls: save it as plain .xlsx")
    if not content.startswith(_ZIP):
        _refuse(file, "not an .xlsx file, whatever its name says: a table of text is no workbook")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _inspect_members(archive, file)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as problem:
        raise _refusal(file, "the file is damaged") from problem
    except (NotImplementedError, RuntimeError) as problem:
        raise _refusal(file, "packed in a way that Excel does not use, or encrypted") from problem


def _inspect_members(archive: zipfile.ZipFile, file: str) -> None:
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS or len(set(names)) < len(names):
        _refuse(file, "not packed as a workbook is")
    if any(_MACRO.search(name) for name in names):
        _refuse(file, "it holds macros: save it as .xlsx without them")
    if not set(_PARTS) <= set(names):
        _refuse(file, "no workbook inside")
    unpacked = cells = 0
    for member in members:
        so_far, kept = 0, b""
        for block in _blocks(archive, member):
            so_far += len(block)
            unpacked += len(block)
            is_bomb = so_far > RATIO_FROM and so_far > HIGHEST_RATIO * max(1, member.compress_size)
            if is_bomb or unpacked > LARGEST_CONTENT:
                _refuse(file, "too large when unpacked")
            if _PICTURE.search(member.filename):
                continue
            text = kept + block
            cells += len(_CELL.findall(text)) - len(_CELL.findall(kept))
            _check_text(text, member.filename.lower(), file)
            kept = block[-_OVERLAP:]
            if cells > MOST_CELLS:
                _refuse(file, "more cells than a form can have")


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _check_text(text: bytes, name: str, file: str) -> None:
    if _DOCTYPE.search(text):
        _refuse(file, "it declares a document type")
    if name == _PARTS[0] and _MACRO_TYPE in text:
        _refuse(file, "it is meant to hold macros: save it as .xlsx without them")


def _refusal(file: str, detail: str) -> Known:
    return Known(Code.FORM_FILE, file=file, detail=detail)


def _refuse(file: str, detail: str) -> NoReturn:
    raise _refusal(file, detail)

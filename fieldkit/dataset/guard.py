"""The door before any reader of workbooks: what a foreign .xlsx may be, checked without opening it.

Everything here streams with bounds: the end record of the zip is read before its listing, sizes
are counted while unpacking, XML is scanned as text. What cannot be decided cheaply is refused,
since a genuine workbook of this project is far within every limit.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from fieldkit.dataset.seal import is_sealed
from fieldkit.errors import Code, Known

LARGEST_FILE: Final = 128 * 2**20
LARGEST_CONTENT: Final = 512 * 2**20
LARGEST_PART: Final = 384 * 2**20
HIGHEST_RATIO: Final = 250  # genuine exports stay below 40
RATIO_FROM: Final = 8 * 2**20
MOST_MEMBERS: Final = 1_000
LARGEST_LISTING: Final = 2**20
MOST_CELLS: Final = 12_000_000  # of the rectangle that a reader sets up for a sheet
DEEPEST: Final = 64
MOST_SHEETS: Final = 250
MOST_MERGES: Final = 2_000
MOST_RULES: Final = 20_000

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_LONGEST_COMMENT: Final = 65_535
_LOCAL_LENGTH: Final = 30
_ENCRYPTED: Final = 0x1
_BLOCK: Final = 2**18
_OVERLAP: Final = 512
_LONGEST_NAME: Final = 200
_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576

_NAME = re.compile(r"[A-Za-z0-9_\[\] .()-]+(?:/[A-Za-z0-9_\[\] .()-]+)*")
_MACRO = re.compile(
    r"vba|macrosheet|activex|embeddings|externallink|\.bin$|ctrlprop", re.IGNORECASE
)
_PRINTER = re.compile(r"/printerSettings\d*\.bin$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|emf|wmf|tiff?)$", re.IGNORECASE)
_SHEET_PART = re.compile(r"(?i)xl/worksheets/[^/]+\.xml")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_FORBIDDEN = re.compile(rb"<![A-Za-z]")  # of a document type; comments and CDATA differ
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']\s*External")
_HYPERLINK = re.compile(rb"relationships/hyperlink[\"']")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW = re.compile(rb"<row r=\"([1-9][0-9]{0,6})\"")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL = re.compile(rb"<c r=\"([A-Z]{1,3})([1-9][0-9]{0,6})\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_COUNTED: Final = (
    (b"mergeCell ", MOST_MERGES, "merged cells"),
    (b"sheet ", MOST_SHEETS, "sheets"),
    (b"definedName ", MOST_RULES, "defined names"),
    (b"dataValidation ", MOST_RULES, "validations"),
    (b"cfRule ", MOST_RULES, "conditional formats"),
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the guard saw of a workbook that it lets pass."""

    n_members: int
    n_bytes: int  # unpacked
    n_formulas: int


def inspect(data: bytes) -> Inspection:
    """Let a workbook pass, or refuse it.

    Raises `WORKBOOK_SEALED` for an age envelope, `WORKBOOK_FOREIGN` for what is no .xlsx, and
    `WORKBOOK_DANGEROUS` with `detail` for one that could harm a reader or calls on other files.
    """
    _check_magic(data)
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
        _check_listing(members)
        scans = [_scan(data, member) for member in members]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, struct.error):
        raise _damaged() from None
    except NotImplementedError:
        _refuse("packing")
    return Inspection(
        len(members), sum(scan.n_bytes for scan in scans), sum(scan.n_formulas for scan in scans)
    )


def _check_magic(data: bytes) -> None:
    if is_sealed(data):
        raise Known(Code.WORKBOOK_SEALED)
    if data.startswith(_OLD_OFFICE):
        raise Known(Code.WORKBOOK_FOREIGN, detail="old format or password")
    if not data.startswith(_ZIP):
        raise Known(Code.WORKBOOK_FOREIGN, detail="no workbook")
    if len(data) > LARGEST_FILE:
        _refuse("size")


def _check_end(data: bytes) -> None:
    """Read the end record before anything builds a list of what it announces."""
    at = data.rfind(_END, max(0, len(data) - _END_LENGTH - _LONGEST_COMMENT))
    if at < 0 or at + _END_LENGTH > len(data):
        raise Known(Code.WORKBOOK_DAMAGED, detail="zip")
    disk, _, here, members, size, start, comment = struct.unpack_from("<4H2LH", data, at + 4)
    if members > MOST_MEMBERS or size > LARGEST_LISTING:
        _refuse("members")
    # Anything before, between or behind the records is how two readers are shown two files.
    if disk or here != members or comment or start + size != at or at + _END_LENGTH != len(data):
        _refuse("zip layout")


def _check_listing(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) != len(names):
        _refuse("duplicate members")
    for member in members:
        name = member.filename
        is_plain = _NAME.fullmatch(name) and name == member.orig_filename
        if not is_plain or len(name) > _LONGEST_NAME or {"..", "."} & set(name.split("/")):
            _refuse("member name")
        if _MACRO.search(name) and not _PRINTER.search(name):
            _refuse("macros or embedded files")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            _refuse("packing")
    if sum(member.file_size for member in members) > LARGEST_CONTENT:
        _refuse("size")
    folded = {name.lower() for name in names}
    if not {"[content_types].xml", "xl/workbook.xml"} <= folded:
        raise Known(Code.WORKBOOK_FOREIGN, detail="no workbook")


@dataclass(slots=True)
class _Scan:
    """One member as it streams by; every figure is bounded as it grows."""

    is_sheet: bool
    n_bytes: int = 0
    n_formulas: int = 0
    depth: int = 0
    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    counts: tuple[int, ...] = (0,) * len(_COUNTED)


def _scan(data: bytes, member: zipfile.ZipInfo) -> _Scan:
    scan = _Scan(bool(_SHEET_PART.fullmatch(member.filename)))
    # A part's kind is said by others' relations, not by its name: all but pictures is scanned.
    is_xml = not _PICTURE.search(member.filename) and not _PRINTER.search(member.filename)
    kept, crc = b"", 0
    for block in _unpack(data, member):
        scan.n_bytes += len(block)
        _check_growth(scan, member)
        crc = zlib.crc32(block, crc)
        if is_xml:
            kept = _scan_block(scan, kept, block)
    if scan.n_bytes != member.file_size or crc != member.CRC:
        raise _damaged()
    _scan_text(scan, kept)
    if scan.last_row * scan.last_column > MOST_CELLS:
        _refuse("cells")
    return scan


def _unpack(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, to the true end of its stream.

    `zipfile` stops at the length that the listing states, and a reader that does not would unpack
    what was never looked at.
    """
    at = member.header_offset
    header = struct.unpack_from("<4s5H3L2H", data, at)
    mark, _, flags, method, *_, name_length, extra_length = header
    start = at + _LOCAL_LENGTH + name_length + extra_length
    name = data[at + _LOCAL_LENGTH : at + _LOCAL_LENGTH + name_length]
    packed = data[start : start + member.compress_size]
    if mark != _ZIP or method != member.compress_type or name != member.filename.encode("ascii"):
        _refuse("zip layout")
    if flags & _ENCRYPTED or len(packed) != member.compress_size:
        _refuse("packing")
    if method == zipfile.ZIP_STORED:
        yield from (packed[i : i + _BLOCK] for i in range(0, len(packed), _BLOCK))
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left = packed
    while not inflate.eof:
        block = inflate.decompress(left, _BLOCK)
        left = inflate.unconsumed_tail
        if not block and not left and not inflate.eof:
            raise _damaged()
        yield block
    if inflate.unused_data:
        _refuse("zip layout")


def _check_growth(scan: _Scan, member: zipfile.ZipInfo) -> None:
    if scan.n_bytes > member.file_size or scan.n_bytes > LARGEST_PART:
        _refuse("size")
    if scan.n_bytes > RATIO_FROM and scan.n_bytes > max(1, member.compress_size) * HIGHEST_RATIO:
        _refuse("compression")


def _scan_block(scan: _Scan, kept: bytes, block: bytes) -> bytes:
    """Scan up to the last tag that may be cut by the end of the block; return what is left."""
    if scan.n_bytes == len(block):
        _check_encoding(block)
    if b"\x00" in block:
        _refuse("encoding")
    text = kept + block
    cut = text.rfind(b"<")
    if cut < 0 or len(text) - cut > _BLOCK:
        # A single tag or text longer than a block: scan it as it is, keep enough for a mark.
        _scan_text(scan, text)
        return b""
    _scan_text(scan, text[:cut])
    return text[cut:]


def _check_encoding(block: bytes) -> None:
    if block.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse("encoding")
    declared = _ENCODING.search(block[:_OVERLAP])
    if declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        _refuse("encoding")


def _scan_text(scan: _Scan, text: bytes) -> None:
    if _FORBIDDEN.search(text):
        _refuse("document type")
    for link in _EXTERNAL.finditer(text):
        # A person may paste a link into a cell; nothing here ever follows one.
        start = text.rfind(b"<", 0, link.start())
        if not _HYPERLINK.search(text, start, text.find(b">", link.end()) + 1):
            _refuse("link to another file")
    closed = text.count(b"</")
    passed = text.count(b"/>") + text.count(b"<?") + text.count(b"<!")
    scan.depth = max(0, scan.depth + text.count(b"<") - 2 * closed - passed)
    if scan.depth > DEEPEST:
        _refuse("depth")
    _count(scan, text)
    _scan_cells(scan, text)


def _count(scan: _Scan, text: bytes) -> None:
    counts = []
    for (mark, most, what), so_far in zip(_COUNTED, scan.counts, strict=True):
        total = so_far + text.count(mark)
        if total > most:
            _refuse(what)
        counts.append(total)
    scan.counts = tuple(counts)


def _scan_cells(scan: _Scan, text: bytes) -> None:
    cells, rows = _CELL.findall(text), _ROW.findall(text)
    # Every writer of note puts the reference first and in double quotes; whoever hides one from
    # this pattern (other quotes, entities, prefixes) hides it from our limits.
    if len(cells) != len(_CELL_START.findall(text)) or len(rows) != len(_ROW_START.findall(text)):
        _refuse("cell references")
    if scan.is_sheet:
        scan.n_formulas += len(_FORMULA.findall(text))
    scan.rows += len(rows)
    if scan.rows > _LAST_ROW:
        _refuse("rows")
    if cells:
        letters = max({column for column, _ in cells}, key=_column_number)
        scan.last_column = max(scan.last_column, _column_number(letters))
        scan.last_row = max(scan.last_row, max(int(row) for row in {row for _, row in cells}))
    scan.last_row = max([scan.last_row, *map(int, rows)])
    if scan.last_column > _LAST_COLUMN or scan.last_row > _LAST_ROW:
        _refuse("cell references")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged() -> Known:
    return Known(Code.WORKBOOK_DAMAGED, detail="zip")


def _refuse(detail: str) -> NoReturn:
    raise Known(Code.WORKBOOK_DANGEROUS, detail=detail)

"""Hostile workbooks made at test time: small files that break, stall or fool their readers."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

CONTENT_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE: Final = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
RELS: Final = (
    f'<?xml version="1.0"?><Relationships {PACKAGE}><Relationship Id="rId1" '
    f'Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK: Final = (
    f'<?xml version="1.0"?><workbook {MAIN} xmlns:r="{DOCUMENT}"><sheets>'
    '<sheet name="cases" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELS: Final = (
    f'<?xml version="1.0"?><Relationships {PACKAGE}><Relationship Id="rId1" '
    f'Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
BIG: Final = 64 * 2**20


def sheet(rows: str, after: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<worksheet {MAIN} xmlns:r="{DOCUMENT}">'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def one(ref: str, value: str = "<v>1</v>", row: str = "1", attributes: str = "") -> str:
    return sheet(f'<row r="{row}"><c r="{ref}"{attributes}>{value}</c></row>')


def book(parts: Mapping[str, str | bytes] | None = None, without: tuple[str, ...] = ()) -> bytes:
    """A plain workbook with parts replaced, added or left out."""
    all_parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": one("A1"),
    }
    all_parts |= parts or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in all_parts.items():
            if name not in without:
                archive.writestr(name, content)
    return out.getvalue()


def with_sheet(content: str | bytes) -> bytes:
    return book({"xl/worksheets/sheet1.xml": content})


def duplicate_member() -> bytes:
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xmL")
        archive.writestr(info, one("A1", "<v>2</v>"))
    return out.getvalue()


def many_members(n: int) -> bytes:
    return book({f"xl/m{i}.xml": "<a/>" for i in range(n)})


def lying_size() -> bytes:
    """The listing says 1,000 bytes; the stream unpacks to 64 MiB that start alike."""
    content = one("A1").encode() + b" " * BIG
    stated = content[:1_000]
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    plain = book(without=("xl/worksheets/sheet1.xml",))
    return with_raw_member(
        plain, b"xl/worksheets/sheet1.xml", packed, len(stated), zlib.crc32(stated)
    )


def with_raw_member(data: bytes, name: bytes, packed: bytes, size: int, crc: int) -> bytes:
    """Append a member whose stated size and checksum are whatever the caller says."""
    end = data.rfind(b"PK\x05\x06")
    _, _, _, count, length, start, _ = struct.unpack_from("<4H2LH", data, end + 4)
    fixed = (20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fixed) + name + packed
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fixed, 0, 0, 0, 0, start) + name
    listing = data[start : start + length] + entry
    tail = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(listing), start + len(local), 0
    )
    return data[:start] + local + listing + tail


def lying_count() -> bytes:
    data = bytearray(book())
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", data, at + 8, 60_000, 60_000)
    return bytes(data)


def encrypted_flag() -> bytes:
    data = bytearray(book())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def renamed_locally() -> bytes:
    """The listing and the local header give the same bytes two names."""
    data = book()
    at = data.find(b"xl/worksheets/sheet1.xml")
    return data[:at] + b"xl/worksheets/sheet9.xml" + data[at + 24 :]


def sheets(n: int) -> bytes:
    entries = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(1, n + 1))
    start, end = BOOK.split("<sheets>")[0], "</sheets></workbook>"
    return book({"xl/workbook.xml": f"{start}<sheets>{entries}{end}"})


def relation(kind: str, target: str, where: str) -> bytes:
    rels = (
        f'<?xml version="1.0"?><Relationships {PACKAGE}><Relationship Id="rId9" '
        f'Type="{DOCUMENT}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return book({where: rels})


LAUGHS: Final = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    + "]>"
)
SHEET_RELS: Final = "xl/worksheets/_rels/sheet1.xml.rels"

HOSTILE: Final[Mapping[str, Callable[[], bytes]]] = {
    # Not a workbook at all, or a cut one.
    "empty": lambda: b"",
    "text": lambda: b"case_id,value\n1,2\n",
    "old_office": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    "zip_without_workbook": lambda: book(without=("xl/workbook.xml",)),
    "magic_only": lambda: b"PK\x03\x04",
    "zeros_after_magic": lambda: b"PK\x03\x04" + bytes(100_000),
    "cut_in_half": lambda: book()[: len(book()) // 2],
    "without_listing": lambda: book()[:-40],
    "sealed": lambda: b"age-encryption.org/v1\n-> X25519 abc\n",
    # The zip.
    "trailing_bytes": lambda: book() + b"x" * 10,
    "leading_program": lambda: b"MZ" + bytes(510) + book(),
    "gap_before_listing": lambda: book().replace(b"PK\x01\x02", b"junkPK\x01\x02", 1),
    "many_members": lambda: many_members(2_000),
    "lying_count": lying_count,
    "lying_size": lying_size,
    "zip_bomb": lambda: with_sheet(one("A1") + " " * BIG),
    "zip_bomb_elsewhere": lambda: book({"xl/other.xml": b"<a>" + b" " * BIG + b"</a>"}),
    "duplicate_in_other_case": duplicate_member,
    "path_upwards": lambda: book({"xl/../../evil.xml": "<a/>"}),
    "absolute_path": lambda: book({"/etc/evil.xml": "<a/>"}),
    "backslash_path": lambda: book({"xl\\evil.xml": "<a/>"}),
    "drive_path": lambda: book({"C:/evil.xml": "<a/>"}),
    "encrypted_flag": encrypted_flag,
    "two_names": renamed_locally,
    # What a workbook must not bring along.
    "macros": lambda: book({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macro_sheet": lambda: book({"xl/macrosheets/sheet1.xml": "<a/>"}),
    "active_x": lambda: book({"xl/activeX/activeX1.xml": "<a/>"}),
    "embedded_file": lambda: book({"xl/embeddings/oleObject1.bin": b"x"}),
    "external_book": lambda: book({"xl/externalLinks/externalLink1.xml": "<a/>"}),
    "external_relation": lambda: relation("externalLinkPath", "file:///c:/x.xlsx", SHEET_RELS),
    "external_picture": lambda: relation("image", "http://example.org/x.png", SHEET_RELS),
    "external_template": lambda: relation("attachedTemplate", "//example.org/x", "xl/_rels/a.rels"),
    # XML.
    "billion_laughs": lambda: with_sheet(
        one("A1", "<v>&a9;</v>").replace("<worksheet", LAUGHS + "<worksheet", 1)
    ),
    "external_entity": lambda: with_sheet(
        sheet("", before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>')
    ),
    "harmless_doctype": lambda: with_sheet(sheet("", before="<!DOCTYPE worksheet>")),
    "doctype_in_utf16": lambda: with_sheet(
        sheet("", before="<!DOCTYPE worksheet>").encode("utf-16")
    ),
    "declared_utf16": lambda: with_sheet(
        one("A1").replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    ),
    "nul_bytes": lambda: with_sheet(one("A1").encode() + b"\x00"),
    "nested_tags": lambda: with_sheet(sheet("", after="<a>" * 2_000_000)),
    "sheet_is_no_xml": lambda: with_sheet("nothing"),
    "unclosed_sheet": lambda: with_sheet(sheet("<row r=")),
    "missing_sheet": lambda: book(without=("xl/worksheets/sheet1.xml",)),
    # Cells.
    "last_cell_of_all": lambda: with_sheet(
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>'
              '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "row_over_four_billion": lambda: with_sheet(one("A4294967295", row="4294967295")),
    "column_beyond": lambda: with_sheet(one("ZZZZZZZZ9", row="9")),
    "column_just_beyond": lambda: with_sheet(one("XFE1")),
    "row_just_beyond": lambda: with_sheet(one("A1048577", row="1048577")),
    "row_zero": lambda: with_sheet(one("A0", row="0")),
    "reference_in_single_quotes": lambda: with_sheet(
        "<a/>".join(one("A1").rsplit("<a/>")).replace('r="A1"', "r='XFD1048576'")
    ),
    "reference_in_entities": lambda: with_sheet(one("&#88;FD1048576")),
    "prefixed_cells": lambda: with_sheet(
        one("XFD1048576").replace("<c ", '<x:c xmlns:x="x" ').replace("</c>", "</x:c>")
    ),
    "shared_string_minus_one": lambda: with_sheet(one("A1", "<v>-1</v>", attributes=' t="s"')),
    "shared_string_beyond": lambda: with_sheet(one("A1", "<v>99</v>", attributes=' t="s"')),
    "not_a_number": lambda: with_sheet(one("A1", "<v>NaN</v>")),
    "infinite": lambda: with_sheet(one("A1", "<v>1e999</v>")),
    "huge_merge": lambda: with_sheet(
        sheet("", after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "many_merges": lambda: with_sheet(
        sheet("", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_000 + "</mergeCells>")
    ),
    "many_sheets": lambda: sheets(100_000),
    "many_validations": lambda: with_sheet(
        sheet("", after='<dataValidation sqref="A1"/>' * 200_000)
    ),
    "many_names": lambda: book(
        {"xl/workbook.xml": BOOK.replace("</sheets>", "</sheets><definedNames>"
         + '<definedName name="a">1</definedName>' * 100_000 + "</definedNames>")}
    ),
    "many_rows": lambda: with_sheet(sheet('<row r="1"></row>' * 1_100_000)),
    "long_text": lambda: with_sheet(
        one("A1", f"<is><t>{'x' * 5_000_000}</t></is>", attributes=' t="inlineStr"')
    ),
}  # fmt: skip
"""Files by what is wrong with them."""

"""Looks for words in bytes, however they were written down: plain, coded, or packed.

Knows UTF-8, UTF-16 both ways, base64 at its three alignments, hexadecimal, the escapes of JSON and
of addresses, and each of these inside streams packed by deflate (zlib, gzip, zip, or bare).
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b\x08"
_MOST_UNPACKED = 1 << 22


class Marks:
    """Some words, and every way to meet them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._needles = {
            needle.lower(): f"{word!r} as {way}" for word in words for way, needle in _written(word)
        }

    def hits(self, data: bytes, *, with_bare: bool = True) -> list[str]:
        """Which word was met, and in what form; packed streams are looked into.

        Without `with_bare` those alone that have a head; a bare one is tried at each byte, 3 us.
        """
        found = self._here(data)
        for way, content in unpacked(data, with_bare=with_bare):
            found += [f"{hit} in {way}" for hit in self._here(content)]
        return sorted(set(found))

    def _here(self, data: bytes) -> list[str]:
        low = data.lower()
        return [name for needle, name in self._needles.items() if needle in low]

    def in_files(self, *folders: Path, with_bare: bool = True) -> dict[str, list[str]]:
        """Hits by file, names of files and folders included."""
        found: dict[str, list[str]] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                name = str(path.relative_to(folder)).encode()
                data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
                hits = self._here(name) + self.hits(data, with_bare=with_bare)
                if hits:
                    found[str(path)] = hits
        return found


def _written(word: str) -> Iterator[tuple[str, bytes]]:
    yield "json", json.dumps(word)[1:-1].encode()
    yield "address", quote(word).encode()
    for coding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = word.encode(coding)
        yield coding, raw
        yield f"hex of {coding}", raw.hex().encode()
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + raw)
            # The first and last signs depend on what stands beside the word.
            start, end = -(-shift * 8 // 6), (shift + len(raw)) * 8 // 6
            yield f"base64 of {coding} at {shift}", coded[start:end]
            yield (
                f"url base64 of {coding} at {shift}",
                coded[start:end].translate(bytes.maketrans(b"+/", b"-_")),
            )


def unpacked(data: bytes, *, with_bare: bool) -> Iterator[tuple[str, bytes]]:
    """What every packed stream in the data holds, or the beginning of it."""
    for match in re.finditer(re.escape(_ZIP), data):
        head = data[match.start() : match.start() + 30]
        if len(head) == 30:
            start = match.start() + 30 + int.from_bytes(head[26:28], "little")
            start += int.from_bytes(head[28:30], "little")
            yield from _inflated("zip", data, start, -zlib.MAX_WBITS)
    for match in re.finditer(re.escape(_GZIP), data):
        yield from _inflated("gzip", data, match.start(), zlib.MAX_WBITS | 16)
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        yield from _inflated("zlib", data, match.start(), zlib.MAX_WBITS)
    if with_bare:
        for start in range(len(data)):
            yield from _inflated("bare deflate", data, start, -zlib.MAX_WBITS)


def _inflated(way: str, data: bytes, start: int, bits: int) -> Iterator[tuple[str, bytes]]:
    unpacking = zlib.decompressobj(bits)
    content = b""
    try:
        # A little first: most places where a stream might begin are none.
        content = unpacking.decompress(data[start : start + 64], _MOST_UNPACKED)
        content += unpacking.decompress(
            unpacking.unconsumed_tail + data[start + 64 : start + _MOST_UNPACKED], _MOST_UNPACKED
        )
    except zlib.error:
        pass
    if len(content) > 8:
        yield way, content

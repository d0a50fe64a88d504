"""A damaged or lying file ends in words: never in another error, a hang, or much memory."""

import io
import os
import struct
import time
import tracemalloc
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import Code, Known
from fieldkit.media.clean import as_it_is, cleaned, kind_in
from fieldkit.media.parts import PIECE_BYTES
from tests.unit.media import making
from tests.unit.media.making import MADE, box, box_le

EXAMPLES = int(os.environ.get("FIELDKIT_MEDIA_EXAMPLES", "300"))
HUGE = b"\xff\xff\xff\xff"
_NUMBERS = [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]


def outcome(content: bytes) -> bytes | Code:
    try:
        return b"".join(cleaned(io.BytesIO(content)))
    except Known as error:
        return error.code


@cache
def sample(name: str) -> bytes:
    return MADE[name][1]()


@pytest.mark.parametrize("name", MADE)
def test_a_file_cut_anywhere_is_cleaned_or_refused(name: str) -> None:
    content = sample(name)

    for length in range(0, len(content), 1 + len(content) // 400):
        left = outcome(content[:length])
        assert isinstance(left, bytes) or left in {Code.MEDIA_DAMAGED, Code.MEDIA_UNCLEANED}


@pytest.mark.parametrize(
    "name", ["jpeg", "png", "gif", "webp", "wav", "mp4", "webp-moving", "jpeg-progressive"]
)
def test_a_file_cut_in_the_middle_of_its_content_is_damaged(name: str) -> None:
    content = b"".join(cleaned(io.BytesIO(sample(name))))

    assert outcome(content[: len(content) * 2 // 3]) is Code.MEDIA_DAMAGED


LIES = {
    "png-chunk": b"\x89PNG\r\n\x1a\n" + HUGE + b"IHDR",
    "png-chunk-behind": sample("png")[:33] + b"\x7f\xff\xff\xffIDAT",
    "png-checksum": sample("png")[:30] + b"\x00\x00\x00" + sample("png")[33:],
    "png-fat": sample("png")[:33] + making.chunk(b"gAMA", bytes(5)) + sample("png")[33:],
    "png-profile-without-name": sample("png")[:33]
    + making.chunk(b"iCCP", b"x" * 200)
    + sample("png")[33:],
    "png-without-picture": sample("png")[:33] + making.chunk(b"IEND", b""),
    "png-twice-begun": sample("png")[:33] * 2 + sample("png")[33:],
    "jpeg-length": b"\xff\xd8\xff\xe1\x00\x01" + bytes(9),
    "jpeg-without-frame": b"\xff\xd8" + making.segment(0xDA, bytes(9)) + b"\xff\xd9",
    "jpeg-without-scan": b"\xff\xd8\xff\xd9",
    "jpeg-begun-twice": b"\xff\xd8\xff\xd8\xff\xd9",
    "jpeg-all-fill": b"\xff\xd8" + b"\xff" * 100_000,
    "webp-whole": b"RIFF" + HUGE + b"WEBPVP8 " + HUGE,
    "webp-chunk": b"RIFF\x14\x00\x00\x00WEBPVP8 " + HUGE + bytes(4),
    "webp-without-picture": making.riff(b"WEBP", box_le(b"ICCP", b"x")),
    "webp-short-flags": making.riff(b"WEBP", box_le(b"VP8X", b"x"), box_le(b"VP8 ", b"x"))[:21],
    "webp-frame-inside": making.riff(
        b"WEBP", box_le(b"ANMF", bytes(16) + b"VP8 \x20\x00\x00\x00"), bytes(64)
    ),
    "webp-short-frame": making.riff(b"WEBP", box_le(b"ANMF", b"x")),
    "wav-data": b"RIFF\x24\x00\x00\x00WAVEfmt \x04\x00\x00\x00abcddata" + HUGE + bytes(12),
    "wav-fat-format": making.riff(b"WAVE", box_le(b"fmt ", bytes(5000)), box_le(b"data", b"")),
    "wav-without-format": making.riff(b"WAVE", box_le(b"data", b"x")),
    "gif-table": b"GIF89a" + bytes(4) + b"\xf7\x00\x00",
    "gif-endless": b"GIF89a" + bytes(7) + b"\x2c" + bytes(9) + b"\x02" + b"\x01x" * 400_000,
    "gif-no-block": b"GIF89a" + bytes(7) + b"\x00",
    "gif-long-control": b"GIF89a" + bytes(7) + b"\x21\xf9\x01x\x00\x3b",
    "id3": b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(100),
    "id3-alone": making.id3(),
    "mp3-cut": making.mp3_frames()[0][:100],
    "mp3-junk": making.mp3_frames()[0] * 2 + b"\xff\x00" * 1_200_000 + making.mp3_frames()[0] * 2,
    "ape-tail": making.mp3_frames()[0] * 2 + b"APETAGEX" + bytes(4) + HUGE + bytes(16),
    "lyrics-tail": making.mp3_frames()[0] * 2 + b"LYRICSBEGIN999999LYRICS200",
    "lyrics-size": making.mp3_frames()[0] * 2 + b"LYRICSBEGINabcdefLYRICS200",
    "lyrics-begin": making.mp3_frames()[0] * 2 + b"LYRICSEND",
    "flac-block": b"fLaC\x80\x00\x00\x22" + bytes(34) + b"\x00\x00",
    "flac-length": b"fLaC\x00\xff\xff\xff" + bytes(34),
    "flac-second-information": b"fLaC" + making.flac_block(0, bytes(34)) * 2,
    "flac-without-information": b"fLaC" + making.flac_block(4, b"", last=True) + b"\xff\xf8",
    "amr-empty": b"#!AMR\n",
    "mp4-box": box(b"ftyp", b"mp42" + bytes(4)) + HUGE + b"moov",
    "mp4-wide-box": box(b"ftyp", b"mp42" + bytes(4)) + b"\x00\x00\x00\x01moov" + HUGE + HUGE,
    "mp4-box-too-short": box(b"ftyp", b"mp42" + bytes(4)) + b"\x00\x00\x00\x07moov",
    "mp4-open-inside": box(b"ftyp", b"mp42" + bytes(4))
    + box(b"moov", b"\x00\x00\x00\x00trak")
    + box(b"mdat"),
    "mp4-short-head": box(b"ftyp", b"mp42" + bytes(4)) + box(b"moov", box(b"mvhd", bytes(6))),
    "mp4-without-film": box(b"ftyp", b"mp42" + bytes(4)) + box(b"mdat", bytes(9)),
    "mp4-many-boxes": box(b"ftyp", b"mp42" + bytes(4)) + box(b"mdat") * 500_000,
}


def _lying(name: bytes, at: int, number: int) -> bytes:
    """A film whose last table of a name, that of the track of places, says another number."""
    content = making.film_with_places()
    place = content.rindex(name) + 4 + at
    return content[:place] + struct.pack(">I", number) + content[place + 4 :]


LYING_TABLES = {
    "sizes-many": _lying(b"stsz", 8, 0xFFFFFFFF),
    "sizes-few": _lying(b"stsz", 8, 2),
    "size-huge": _lying(b"stsz", 12, 0xFFFFFFFF),
    "sizes-even": _lying(b"stsz", 4, 0x7FFFFFFF),
    "chunks-many": _lying(b"stco", 4, 0xFFFFFFFF),
    "chunk-far": _lying(b"stco", 8, 0xFFFFFFFF),
    "runs-many": _lying(b"stsc", 4, 0x7FFFFFFF),
    "run-late": _lying(b"stsc", 8, 2),
    "run-back": _lying(b"stsc", 20, 0),
    "run-empty": _lying(b"stsc", 12, 0),
    "run-huge": _lying(b"stsc", 12, 0xFFFFFFFF),
    "no-sizes": making.film_with_places().replace(b"stsz", b"none"),
    "no-runs": making.film_with_places().replace(b"stsc", b"none"),
    "no-chunks": making.film_with_places().replace(b"stco", b"none"),
    "media-many": making.film_with_places() + box(b"mdat") * 20,
}


@pytest.mark.parametrize("name", LYING_TABLES)
def test_a_track_of_places_whose_tables_lie_is_damaged(name: str) -> None:
    assert outcome(LYING_TABLES[name]) is Code.MEDIA_DAMAGED


def test_a_track_without_samples_is_blanked_like_any_other() -> None:
    content = making.film().replace(b"trak", b"none")
    lone = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"meta" * 5)))
    start = content.index(b"moov") - 4
    length = int.from_bytes(content[start : start + 4], "big")
    made = content[:start] + box(b"moov", lone, content[start + 8 : start + length])

    assert b"trak" not in b"".join(cleaned(io.BytesIO(made)))


@pytest.mark.parametrize("name", LIES)
def test_a_lying_file_is_damaged_at_once(name: str) -> None:
    started = time.process_time()

    assert outcome(LIES[name]) is Code.MEDIA_DAMAGED
    assert time.process_time() - started < 10


@pytest.mark.parametrize(("name", "media_type"), [("mp4-box", "video/mp4"), ("id3", "audio/mpeg")])
def test_a_damaged_file_has_a_kind_and_can_be_kept_as_it_is(name: str, media_type: str) -> None:
    source = io.BytesIO(LIES[name])

    assert kind_in(source).media_type == media_type
    assert b"".join(as_it_is(source)) == LIES[name]


def test_a_refused_file_gives_no_byte() -> None:
    """The place of a refusal may be the last box: nothing must have been stored by then."""
    pieces = cleaned(io.BytesIO(making.film_with_places() + making.box(b"moof")))

    with pytest.raises(Known):
        next(pieces)


def test_a_large_file_goes_through_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    small = making.film()
    with path.open("wb") as out:
        out.write(small[:-7])
        out.write(struct.pack(">I4s", 8 + (64 << 20), b"mdat"))
        out.truncate(out.tell() + (64 << 20))

    tracemalloc.start()
    with path.open("rb") as source:
        lengths = [len(piece) for piece in cleaned(source)]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sum(lengths) == path.stat().st_size
    assert max(lengths) <= PIECE_BYTES
    assert most < 4 << 20


def test_a_length_of_four_gigabytes_takes_no_memory() -> None:
    tracemalloc.start()
    ends = [outcome(LIES[name]) for name in ("png-chunk", "webp-whole", "mp4-wide-box", "id3")]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert ends == [Code.MEDIA_DAMAGED] * 4
    assert most < 1 << 20


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real file with bits flipped, numbers overwritten, pieces cut out, doubled or cut off."""
    content = bytearray(sample(draw(st.sampled_from(sorted(MADE)))))
    for _ in range(draw(st.integers(1, 6))):
        if not content:
            break
        # Lengths and names stand near the beginning of things; half of the changes go there.
        most = draw(st.sampled_from([min(len(content), 200), len(content)])) - 1
        at = draw(st.integers(0, most))
        match draw(st.sampled_from(["flip", "number", "cut", "drop", "double", "noise"])):
            case "flip":
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "number":
                width = draw(st.sampled_from([1, 2, 3, 4, 8]))
                order = draw(st.sampled_from(["big", "little"]))
                number = draw(st.sampled_from(_NUMBERS)) % (1 << 8 * width)
                content[at : at + width] = number.to_bytes(width, order)
            case "cut":
                del content[at:]
            case "drop":
                del content[at : at + draw(st.integers(1, 64))]
            case "double":
                content[at:at] = content[at : at + draw(st.integers(1, 600))]
            case _:
                content[at:at] = draw(st.binary(max_size=40))
    return bytes(content)


@given(mutated())
@settings(max_examples=EXAMPLES)
def test_a_mutated_file_is_cleaned_for_good_or_refused(content: bytes) -> None:
    left = outcome(content)

    if isinstance(left, bytes):
        assert len(left) <= len(content) + 64
        assert outcome(left) == left
    else:
        assert left in {Code.MEDIA_DAMAGED, Code.MEDIA_UNCLEANED}


STARTS = sorted({sample(name)[:12] for name in MADE} | {b"", b"ID3", b"\xff\xfb\x90\x00", b"text"})


@given(st.sampled_from(STARTS), st.binary(max_size=2000))
@settings(max_examples=EXAMPLES)
def test_any_bytes_are_cleaned_or_refused(start: bytes, content: bytes) -> None:
    left = outcome(start + content)

    assert isinstance(left, bytes) or left in {Code.MEDIA_DAMAGED, Code.MEDIA_UNCLEANED}

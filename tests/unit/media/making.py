"""Files with a mark in every place where metadata can stand, written here byte by byte.

Each writer gives a file that is whole by its standard; Qt and the wave module make the pictures and
the sound inside.
"""

import io
import random
import struct
import wave
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageWriter

MARK: Final = "FARM-40.71284N-2025"
MARKS: Final = tuple(MARK.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
ALL: Final = b"|".join((b"", *MARKS, b""))
COLOURS: Final = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
TIME: Final = 0xE57A1D0C
"""A time of making in films, looked for as four bytes."""


def image(width: int = 37, height: int = 23, *, alpha: bool = False) -> QImage:
    made = QImage(width, height, QImage.Format.Format_ARGB32)
    for y in range(height):
        for x in range(width):
            opacity = 60 + 5 * y if alpha else 255
            made.setPixelColor(x, y, QColor(x * 6 % 256, y * 11 % 256, (x * y) % 256, opacity))
    return made if alpha else made.convertToFormat(QImage.Format.Format_RGB32)


def written(picture: QImage, kind: str, *, progressive: bool = False, quality: int = 90) -> bytes:
    held = QByteArray()
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(device, kind.encode())
    writer.setQuality(quality)
    writer.setProgressiveScanWrite(progressive)
    assert writer.write(picture), writer.errorString()
    device.close()
    return bytes(held.data())


def exif(orientation: int, order: str = ">") -> bytes:
    """A TIFF block with a description, an orientation, a place, and marks behind."""
    start = 8 + 2 + 3 * 12 + 4
    head = struct.pack(f"{order}2sHI", b"MM" if order == ">" else b"II", 42, 8)
    entries = struct.pack(f"{order}H", 3)
    entries += struct.pack(f"{order}HHII", 0x010E, 2, len(ALL), start)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, start)
    return head + entries + bytes(4) + ALL


# Pictures


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def jpeg(orientation: int = 1, *, progressive: bool = False, order: str = ">") -> bytes:
    plain = written(image(), "jpeg", progressive=progressive)
    assert plain[:4] == b"\xff\xd8\xff\xe0"
    body = plain[4 + int.from_bytes(plain[4:6], "big") :]
    thumbnail = b"\x01\x01" + b"abc" + ALL
    before = b"".join(
        (
            segment(0xE0, b"JFIF\x00\x01\x02\x01\x00\x48\x00\x48" + thumbnail),
            segment(0xE0, b"JFXX\x00\x10" + ALL),
            segment(0xE1, b"Exif\x00\x00" + exif(orientation, order)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>" + ALL),
            segment(0xE1, b"http://ns.adobe.com/xmp/extension/\x00" + ALL),
            segment(0xE2, b"MPF\x00" + ALL),
            segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + COLOURS),
            segment(0xE2, b"FPXR\x00" + ALL),
            segment(0xEC, b"Ducky" + ALL),
            segment(0xED, b"Photoshop 3.0\x008BIM" + ALL),
            segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01" + ALL),
            segment(0xEF, ALL),
            segment(0xFE, ALL),
            b"\xff\xff\xff",  # fill bytes before the next marker
        )
    )
    last_scan = body.rindex(b"\xff\xda")
    body = body[:last_scan] + segment(0xFE, ALL) + body[last_scan:]
    behind = segment(0xE1, b"Exif\x00\x00" + exif(6))
    return b"\xff\xd8" + before[:-1] + body + b"\xff\xd8" + behind + plain[2:] + ALL


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(orientation: int = 1) -> bytes:
    plain = written(image(alpha=True), "png")
    end = plain.index(b"IEND") - 4
    before = b"".join(
        (
            chunk(b"gAMA", struct.pack(">I", 45455)),
            chunk(b"iCCP", MARKS[0] + b"\x00\x00" + zlib.compress(COLOURS)),
            chunk(b"tEXt", b"Author\x00" + ALL),
            chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(ALL) + ALL),
            chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + ALL),
            chunk(b"tIME", bytes(7) + ALL),
            chunk(b"eXIf", exif(orientation)),
            chunk(b"sPLT", ALL),
            chunk(b"prVt", ALL),
        )
    )
    return plain[:33] + before + plain[33:end] + chunk(b"tEXt", ALL) + plain[end:] + ALL


def box_le(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def riff(form: bytes, *chunks: bytes) -> bytes:
    return box_le(b"RIFF", form + b"".join(chunks))


def _size24(n: int) -> bytes:
    return (n - 1).to_bytes(3, "little")


def webp(orientation: int = 1, *, lossless: bool = False, prefix: bytes = b"") -> bytes:
    picture = written(image(), "webp", quality=100 if lossless else 80)
    inside = picture[picture.index(b"VP8") :]
    flags = bytes((0x2C, 1, 2, 3))
    return (
        riff(
            b"WEBP",
            box_le(b"VP8X", flags + _size24(37) + _size24(23)),
            box_le(b"ICCP", COLOURS),
            box_le(b"ODD ", ALL + b"x"),
            inside,
            box_le(b"EXIF", prefix + exif(orientation, "<")),
            box_le(b"XMP ", ALL),
        )
        + ALL
    )


def webp_moving() -> bytes:
    picture = written(image(), "webp", quality=80)
    inside = picture[picture.index(b"VP8") :]
    frame = bytes(6) + _size24(37) + _size24(23) + (100).to_bytes(3, "little") + b"\x00"
    one = box_le(b"ANMF", frame + inside + box_le(b"UNKN", ALL) + box_le(b"XMP ", ALL))
    return riff(
        b"WEBP",
        box_le(b"VP8X", bytes((0x06, 0, 0, 0)) + _size24(37) + _size24(23)),
        box_le(b"ANIM", bytes(6) + ALL),
        one,
        box_le(b"ANMF", frame + inside),
        box_le(b"XMP ", ALL),
    )


def _codes(pixels: list[int]) -> bytes:
    """Pixels 0 to 3 in three bits each; the table is cleared before it would widen the codes."""
    codes = []
    for at, pixel in enumerate(pixels):
        codes += [4, pixel] if at % 2 == 0 else [pixel]
    bits = sum(code << (3 * at) for at, code in enumerate([*codes, 5]))
    return bits.to_bytes((3 * (len(codes) + 1) + 7) // 8, "little")


def blocks(content: bytes) -> bytes:
    cut = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes((len(piece),)) + piece for piece in cut) + b"\x00"


def gif() -> bytes:
    width, height = 8, 6
    pixels = [(x + y) % 4 for y in range(height) for x in range(width)]
    control = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"
    one = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + blocks(_codes(pixels))
    return b"".join(
        (
            b"GIF89a" + struct.pack("<HHBBB", width, height, 0x81, 0, 0),
            bytes((0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255)),
            b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00",
            b"\x21\xfe" + blocks(ALL * 4),
            b"\x21\xff\x0bXMP DataXMP" + blocks(ALL),
            b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00" + blocks(ALL),
            control + b"\x21\x01\x0c" + bytes(12) + blocks(ALL),
            control + one,
            b"\x21\xfe" + blocks(ALL),
            control + one,
            b"\x3b" + ALL,
        )
    )


# Sound


def wave_sound() -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(251)))
    return held.getvalue()


def wav() -> bytes:
    plain = wave_sound()
    return (
        riff(
            b"WAVE",
            box_le(b"bext", ALL),
            plain[12:36],
            box_le(b"LIST", b"INFOIART" + ALL + b"x"),
            box_le(b"fact", struct.pack("<I", 251)),
            box_le(b"data", bytes(range(251))),
            box_le(b"id3 ", ALL),
            box_le(b"iXML", ALL),
            box_le(b"cue ", ALL),
        )
        + ALL
    )


def id3(content: bytes = ALL, *, version: int = 4, footer: bool = False) -> bytes:
    n = len(content)
    size = bytes((n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127))
    head = bytes((version, 0, 0x10 if footer else 0)) + size
    return b"ID3" + head + content + (b"3DI" + head if footer else b"")


def id3_v1() -> bytes:
    return (b"TAG+" + MARKS[0]).ljust(227, b" ") + (b"TAG" + MARKS[0]).ljust(128, b" ")


def ape(*, header: bool = True) -> bytes:
    def side(flags: int) -> bytes:
        return b"APETAGEX" + struct.pack("<IIII", 2000, len(ALL) + 32, 1, flags) + bytes(8)

    return (side(0xA0000000) if header else b"") + ALL + side(0x80000000 if header else 0)


def lyrics() -> bytes:
    content = b"LYRICSBEGIN" + ALL
    return content + b"%06d" % len(content) + b"LYRICS200"


def _noise(n: int, seed: int) -> bytes:
    """Bytes without 255, so that nothing in them looks like a frame."""
    return bytes(random.Random(seed).choices(range(255), k=n))


def mp3_frames() -> list[bytes]:
    return [b"\xff\xfb\x90\x00" + _noise(413, seed) for seed in range(6)]


def mp3() -> bytes:
    frames = mp3_frames()
    return b"".join(
        (
            id3(footer=True),
            id3(version=3),
            ape(),
            bytes(50),
            *frames[:3],
            id3(),
            ALL,
            *frames[3:],
            id3(footer=True),
            lyrics(),
            ape(),
            ape(header=False),
            id3_v1(),
        )
    )


def aac_frames() -> list[bytes]:
    length = 7 + 93
    header = bytes((0xFF, 0xF1, 0x50, 0x80, length >> 3, (length & 7) << 5 | 0x1F, 0xFC))
    return [header + _noise(93, seed) for seed in range(5)]


def aac() -> bytes:
    return id3() + b"".join(aac_frames()) + id3_v1()


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + _noise(31, 7)) * 4 + b"\xff" + ALL


def amr_wide() -> bytes:
    return b"#!AMR-WB\n" + (b"\x44" + _noise(60, 7)) * 4 + b"\xff" + ALL


def flac_block(kind: int, content: bytes, *, last: bool = False) -> bytes:
    return bytes((kind | (0x80 if last else 0),)) + len(content).to_bytes(3, "big") + content


FLAC_INFO: Final = bytes(range(34))
FLAC_SEEK: Final = bytes(18 * 2)
FLAC_FRAMES: Final = b"\xff\xf8" + _noise(500, 3)


def flac(*, seek: bool = True) -> bytes:
    return b"".join(
        (
            id3(),
            b"fLaC",
            flac_block(0, FLAC_INFO),
            flac_block(4, ALL),
            flac_block(2, b"riff" + ALL),
            flac_block(3, FLAC_SEEK) if seek else b"",
            flac_block(5, ALL),
            flac_block(6, ALL),
            flac_block(1, ALL, last=True),
            FLAC_FRAMES,
            ape(),
            id3_v1(),
        )
    )


# Films


def box(name: bytes, *content: bytes, wide: bool = False) -> bytes:
    inside = b"".join(content)
    if wide:
        return struct.pack(">I4sQ", 1, name, 16 + len(inside)) + inside
    return struct.pack(">I4s", 8 + len(inside), name) + inside


def _timed(name: bytes, n_behind: int, version: int) -> bytes:
    times = struct.pack(">QQ" if version else ">II", TIME, TIME)
    return box(name, bytes((version, 0, 0, 0)), times, bytes(n_behind))


VIDEO_SAMPLES: Final = [_noise(80, seed) for seed in range(3)]
SOUND_SAMPLES: Final = [_noise(40, seed) for seed in range(10, 14)]


def track(handler: bytes, samples: list[bytes], start: int, version: int, *extra: bytes) -> bytes:
    name = (MARKS[0] + b"\x00").ljust(32, b"\x00")
    if handler == b"vide":
        entry = box(b"avc1", bytes(42), name, bytes(4), box(b"avcC", b"needed"))
    else:
        entry = box(b"mp4a", bytes(28), box(b"esds", b"needed"))
    sizes = struct.pack(">III", 0, 0, len(samples))
    sizes += b"".join(struct.pack(">I", len(one)) for one in samples)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), entry),
        box(b"stts", struct.pack(">IIII", 0, 1, len(samples), 1)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(samples), 1)),
        box(b"stsz", sizes),
        box(b"stco", struct.pack(">III", 0, 1, start)),
        box(b"odd ", ALL),
    )
    where = box(b"dref", struct.pack(">II", 0, 1), box(b"url ", b"\x00\x00\x00\x01" + ALL))
    return box(
        b"trak",
        _timed(b"tkhd", 72, version),
        box(b"edts", box(b"elst", bytes(20))),
        box(
            b"mdia",
            _timed(b"mdhd", 12, version),
            box(b"hdlr", bytes(8), handler, bytes(12), ALL),
            box(b"minf", box(b"vmhd", bytes(12)), box(b"dinf", where), table, box(b"meta", ALL)),
        ),
        box(b"udta", ALL),
        box(b"meta", ALL),
        *extra,
    )


def film(
    brand: bytes = b"mp42",
    *,
    video: bool = True,
    version: int = 0,
    wide: bool = False,
) -> bytes:
    start = box(b"ftyp", brand, bytes(4), b"isom", brand) + box(b"free", ALL)
    sound = b"".join(SOUND_SAMPLES)
    content = sound + (b"".join(VIDEO_SAMPLES) if video else b"")
    media = box(b"mdat", content, wide=wide)
    first = len(start) + len(media) - len(content)
    tracks = [track(b"soun", SOUND_SAMPLES, first, version)]
    if video:
        tracks.append(track(b"vide", VIDEO_SAMPLES, first + len(sound), version))
    return b"".join(
        (
            start,
            media,
            box(
                b"moov",
                _timed(b"mvhd", 80, version),
                *tracks,
                box(b"udta", box(b"meta", ALL), ALL),
                box(b"meta", ALL),
                box(b"uuid", bytes(16), ALL, wide=wide),
            ),
            box(b"udta", ALL),
            box(b"meta", ALL),
            box(b"uuid", bytes(16), ALL),
            box(b"skip", ALL),
            box(b"sefd", ALL),
            MARKS[0][:7],
        )
    )


PLACES: Final = [ALL, MARKS[0] + b"!", ALL * 2, b"x" + MARKS[1], ALL]
CHUNKS: Final = ((1, 2), (2, 2), (3, 1))
"""Of the track of places: chunks from this number on hold so many samples."""


def film_with_places(
    handler: bytes = b"meta",
    *,
    wide: bool = False,
    small: bool = False,
    even: bool = False,
    front: bool = False,
) -> bytes:
    """A film whose picture, sound and places come by turns, as a telephone writes them."""
    places = [one.ljust(210, b".") for one in PLACES] if even else PLACES
    pieces = [
        SOUND_SAMPLES[:2], places[:2], VIDEO_SAMPLES[:1], places[2:4], SOUND_SAMPLES[2:],
        VIDEO_SAMPLES[1:], places[4:],
    ]  # fmt: skip
    head = box(b"ftyp", b"mp42", bytes(4))

    def made(first: int) -> bytes:
        starts = [first]
        for piece in pieces:
            starts.append(starts[-1] + sum(map(len, piece)))
        return box(
            b"moov",
            _timed(b"mvhd", 80, 0),
            _turns(b"soun", SOUND_SAMPLES, [starts[0], starts[4]], ((1, 2),)),
            _turns(b"vide", VIDEO_SAMPLES, [starts[2], starts[5]], ((1, 1), (2, 2))),
            _turns(handler, places, [starts[1], starts[3], starts[6]], CHUNKS, wide, small, even),
        )

    media = box(b"mdat", b"".join(b"".join(piece) for piece in pieces), wide=wide)
    n_head = 16 if wide else 8
    if front:
        return head + made(len(head) + len(made(0)) + n_head) + media
    return head + media + made(len(head) + n_head)


def _turns(
    handler: bytes,
    samples: list[bytes],
    starts: list[int],
    counts: tuple[tuple[int, int], ...],
    wide: bool = False,
    small: bool = False,
    even: bool = False,
) -> bytes:
    entry = (
        box(b"avc1", bytes(42), bytes(32), bytes(4), box(b"avcC", b"needed"))
        if handler == b"vide"
        else box(b"mp4a", bytes(28), box(b"esds", b"needed"))
    )
    lengths = [len(one) for one in samples]
    if even:
        sizes = box(b"stsz", struct.pack(">III", 0, lengths[0], len(samples)))
    elif small:
        words = b"".join(struct.pack(">H", length) for length in lengths)
        sizes = box(b"stz2", struct.pack(">III", 0, 16, len(samples)) + words)
    else:
        words = b"".join(struct.pack(">I", length) for length in lengths)
        sizes = box(b"stsz", struct.pack(">III", 0, 0, len(samples)) + words)
    runs = b"".join(struct.pack(">III", first, count, 1) for first, count in counts)
    offsets = b"".join(struct.pack(">Q" if wide else ">I", start) for start in starts)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), entry),
        box(b"stts", struct.pack(">IIII", 0, 1, len(samples), 1)),
        box(b"stsc", struct.pack(">II", 0, len(counts)), runs),
        sizes,
        box(b"co64" if wide else b"stco", struct.pack(">II", 0, len(starts)), offsets),
    )
    where = box(b"dref", struct.pack(">II", 0, 1), box(b"url ", b"\x00\x00\x00\x01"))
    return box(
        b"trak",
        _timed(b"tkhd", 72, 0),
        box(b"tref", box(b"cdsc", bytes(4))),
        box(
            b"mdia",
            _timed(b"mdhd", 12, 0),
            box(b"hdlr", bytes(8), handler, bytes(12), ALL),
            box(b"minf", box(b"dinf", where), table),
        ),
    )


def fragmented() -> bytes:
    """A film whose samples come in fragments, as cameras that may lose power write them."""
    run = box(b"traf", box(b"tfhd", bytes(8)), box(b"trun", bytes(8)), box(b"uuid", bytes(16), ALL))
    fragment = box(b"moof", box(b"mfhd", bytes(8)), run, box(b"meta", ALL))
    return film(video=False)[:-7] + fragment + box(b"mdat", VIDEO_SAMPLES[0]) + box(b"emsg", ALL)


MADE: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = MappingProxyType(
    {
        "jpeg": ("image/jpeg", jpeg),
        "jpeg-progressive": ("image/jpeg", lambda: jpeg(progressive=True)),
        "jpeg-turned": ("image/jpeg", lambda: jpeg(6, order="<")),
        "png": ("image/png", png),
        "png-turned": ("image/png", lambda: png(8)),
        "gif": ("image/gif", gif),
        "webp": ("image/webp", webp),
        "webp-lossless": ("image/webp", lambda: webp(lossless=True)),
        "webp-turned": ("image/webp", lambda: webp(3, prefix=b"Exif\x00\x00")),
        "webp-moving": ("image/webp", webp_moving),
        "wav": ("audio/wav", wav),
        "mp3": ("audio/mpeg", mp3),
        "aac": ("audio/aac", aac),
        "amr": ("audio/amr", amr),
        "amr-wide": ("audio/amr-wb", amr_wide),
        "flac": ("audio/flac", flac),
        "flac-unsought": ("audio/flac", lambda: flac(seek=False)),
        "mp4": ("video/mp4", film),
        "mp4-wide": ("video/mp4", lambda: film(version=1, wide=True)),
        "mp4-places": ("video/mp4", film_with_places),
        "mp4-places-front": ("video/mp4", lambda: film_with_places(b"text", front=True)),
        "mp4-places-wide": ("video/mp4", lambda: film_with_places(b"tmcd", wide=True)),
        "mp4-places-small": ("video/mp4", lambda: film_with_places(b"gpmd", small=True)),
        "mp4-places-even": ("video/mp4", lambda: film_with_places(b"sbtl", even=True)),
        "mp4-fragments": ("audio/mp4", fragmented),
        "m4a": ("audio/mp4", lambda: film(b"M4A ", video=False)),
        "mp4-sound": ("audio/mp4", lambda: film(video=False)),
        "3gp": ("video/3gpp", lambda: film(b"3gp4")),
        "3gp-sound": ("audio/3gpp", lambda: film(b"3gp4", video=False)),
        "mov": ("video/quicktime", lambda: film(b"qt  ")),
    }
)
"""Every kind that can be cleaned, with marks in it: its media type and its writer."""

"""MP4, M4A, 3GP and QuickTime: nothing moves, what is not picture or sound becomes free space.

Tables inside point at bytes of the file by their place, so every box keeps its length: boxes that
are not known to be needed are renamed `free` and filled with zeros. A track that is neither picture
nor sound (places, titles, time of day) cannot be taken out so and is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.media.kinds import GP3, GP3_SOUND, HEAD_BYTES, M4A, MP4, Kind, kind_of
from fieldkit.media.parts import File, Part, Span, Zeros, damaged

# Boxes by the box they stand in (ISO/IEC 14496-12, table 1; QuickTime file format). Those that
# hold boxes are keys here, the others are copied.
_KNOWN: Final = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"tref", b"mdia", b"tapt"}),
    b"edts": frozenset({b"elst"}),
    b"tapt": frozenset({b"clef", b"prof", b"enof"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64"}
        | {b"stss", b"stps", b"stsh", b"padb", b"stdp", b"sdtp", b"sbgp", b"sgpd", b"subs"}
    ),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset(
        {b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"}
    ),
    b"mfra": frozenset({b"tfra", b"mfro"}),
}
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_TRACKS: Final = frozenset({b"vide", b"soun"})


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, where it stands, where its content starts and ends."""

    name: bytes
    start: int
    content: int
    end: int


def kind_in(file: File, kind: Kind) -> Kind:
    """The kind told apart by tracks: a file whose brand says video may hold sound alone."""
    if kind not in {GP3, MP4}:
        return kind
    tracks = set(_track_kinds(file))
    if b"soun" in tracks and b"vide" not in tracks:
        return GP3_SOUND if kind is GP3 else M4A
    return kind


def parts(file: File) -> Iterator[Part]:
    """The file with its tracks in place, its times zero and all else blank."""
    names = set()
    for box in _boxes(file, 0, file.n_bytes):
        names.add(box.name if box.name in _KNOWN[b""] else b"")
        yield from _kept(file, box, b"")
    if not {b"ftyp", b"moov"} <= names:
        raise damaged()
    yield Zeros(_rest(file, 0, file.n_bytes))


def _kept(file: File, box: Box, parent: bytes, track: bytes = b"") -> Iterator[Part]:
    if box.name not in _KNOWN[parent]:
        size = file.at(box.start, 4)
        wide = file.at(box.start + 8, box.content - box.start - 8)
        yield from (size, b"free", wide, Zeros(box.end - box.content))
    elif box.name in _KNOWN:
        if box.name == b"mdia":
            track = next(_handlers(file, box), b"")
        yield Span(box.start, box.content - box.start)
        for inner in _boxes(file, box.content, box.end):
            yield from _kept(file, inner, box.name, track)
        yield Zeros(_rest(file, box.content, box.end))
    elif box.name in _TIMED:
        yield from _without_times(file, box)
    elif box.name == b"hdlr":
        yield from _without_name(file, box, parent)
    elif box.name == b"dref":
        yield from _within_itself(file, box)
    elif box.name == b"stsd":
        yield from _without_maker(file, box, is_picture=track == b"vide")
    else:
        yield Span(box.start, box.end - box.start)


def _without_times(file: File, box: Box) -> Iterator[Part]:
    """The head of a film, track or medium with the times of its making and changing zero."""
    times = 16 if file.at(box.content, 1)[0] == 1 else 8
    start = box.content + 4 + times
    if start > box.end:
        raise damaged()
    yield Span(box.start, start - times - box.start)
    yield Zeros(times)
    yield Span(start, box.end - start)


def _without_name(file: File, box: Box, parent: bytes) -> Iterator[Part]:
    """What a track is, without the name that a program or person gave it."""
    start = box.content + 24
    if start > box.end:
        raise damaged()
    kind = file.at(box.content + 8, 4)
    if parent == b"mdia" and kind not in _TRACKS:
        raise _refused(file)
    yield Span(box.start, start - box.start)
    yield Zeros(box.end - start)


def _within_itself(file: File, box: Box) -> Iterator[Part]:
    """Where the samples are: in this file; the path of another file would tell of a computer."""
    if box.content + 8 > box.end:
        raise damaged()
    yield Span(box.start, box.content + 8 - box.start)
    for entry in _boxes(file, box.content + 8, box.end):
        if entry.content + 4 > entry.end:
            raise damaged()
        if not file.at(entry.content, 4)[3] & 1:
            raise _refused(file)
        yield Span(entry.start, entry.content + 4 - entry.start)
        yield Zeros(entry.end - entry.content - 4)
    yield Zeros(_rest(file, box.content + 8, box.end))


def _without_maker(file: File, box: Box, *, is_picture: bool) -> Iterator[Part]:
    """How samples are coded, without the name of the device or program that coded pictures."""
    if box.content + 8 > box.end:
        raise damaged()
    yield Span(box.start, box.content + 8 - box.start)
    for entry in _boxes(file, box.content + 8, box.end):
        if is_picture:
            # VisualSampleEntry (ISO/IEC 14496-12, 12.1.3): 42 bytes, then the name in 32.
            name = entry.content + 42
            if name + 32 > entry.end:
                raise damaged()
            yield Span(entry.start, name - entry.start)
            yield Zeros(32)
            yield Span(name + 32, entry.end - name - 32)
        else:
            yield Span(entry.start, entry.end - entry.start)
    yield Zeros(_rest(file, box.content + 8, box.end))


def _track_kinds(file: File) -> Iterator[bytes]:
    for film in _boxes(file, 0, file.n_bytes):
        for track in _inside(file, film, b"moov"):
            for medium in _inside(file, track, b"trak"):
                if medium.name == b"mdia":
                    yield from _handlers(file, medium)


def _handlers(file: File, medium: Box) -> Iterator[bytes]:
    """What the tracks of a medium are: vide, soun, meta ..."""
    for box in _inside(file, medium, b"mdia"):
        if box.name == b"hdlr":
            yield file.at(box.content + 8, 4)


def _refused(file: File) -> Known:
    kind = kind_in(file, kind_of(file.some(0, HEAD_BYTES)))
    return Known(Code.MEDIA_UNCLEANED, name=kind.media_type)


def _inside(file: File, box: Box, name: bytes) -> Iterator[Box]:
    return _boxes(file, box.content, box.end) if box.name == name else iter(())


def _rest(file: File, start: int, end: int) -> int:
    """How many bytes stand behind the last box, too few for another."""
    last = start
    for box in _boxes(file, start, end):
        last = box.end
    return end - last


def _boxes(file: File, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places; each is at least as long as its own head."""
    place = start
    while place + 8 <= end:
        length, name = file.number(place, 4), file.at(place + 4, 4)
        content = place + 8
        if length == 1:
            length, content = file.number(place + 8, 8), place + 16
        elif length == 0:
            if end != file.n_bytes:
                raise damaged()
            length = end - place
        if place + length > end or place + length < content:
            raise damaged()
        yield Box(name, place, content, place + length)
        place += length

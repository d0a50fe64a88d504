"""The boxes that MP4 and its relatives are made of (ISO/IEC 14496-12, 4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldkit.media.parts import File, damaged


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, where it stands, where its content starts and ends."""

    name: bytes
    start: int
    content: int
    end: int


def within(file: File, box: Box) -> Iterator[Box]:
    """The boxes in a box."""
    return boxes(file, box.content, box.end)


def named(file: File, box: Box, name: bytes) -> Iterator[Box]:
    """The boxes of a name in a box."""
    return (one for one in within(file, box) if one.name == name)


def boxes(file: File, start: int, end: int) -> Iterator[Box]:
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


def rest(file: File, start: int, end: int) -> int:
    """How many bytes stand behind the last box, too few for another."""
    last = start
    for box in boxes(file, start, end):
        last = box.end
    return end - last

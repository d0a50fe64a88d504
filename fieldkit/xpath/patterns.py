"""Regular expressions that cannot hang: every match ends in time in step with text and pattern.

Python's own matcher tries one way after another and may try for years. It is used where few ways
are possible; else all ways are followed at once (Thompson, CACM 11(6), 1968), which no pattern can
slow down. The language is what Java and JavaScript share, since forms were tried there.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

_MOST_WAYS: Final = 20_000_000  # for Python's matcher: a part of a second
_MOST_STATES: Final = 4_000
_MOST_DEPTH: Final = 60
_UNBOUNDED: Final = 1 << 30
_QUANTIFIER = re.compile(r"\*|\+|\?|\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_GROUP = re.compile(r"\(\?(:|P?<[A-Za-z]\w*>|=|!|<=|<!)")
# `$` (found[1] is what hides one): for Python it also stands before a last line end.
_END = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\$", re.DOTALL)
_UNICODE = re.compile(r"\\([pP])\{(?:Is|In)?([A-Za-z][A-Za-z]?)\}")
_CONTROL: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}

Test = Callable[[str], bool]


class Kind(Enum):
    """What a state of the machine does."""

    TAKE = auto()  # a character that passes the test
    SPLIT = auto()
    START = auto()
    END = auto()
    EDGE = auto()  # a word begins or ends here
    INSIDE = auto()  # no word begins or ends here
    MATCH = auto()


_STANDING: Final = {"b": Kind.EDGE, "B": Kind.INSIDE, "A": Kind.START, "Z": Kind.END}


@dataclass(slots=True)
class State:
    """One state: what it does, what it takes, and where it leads."""

    kind: Kind
    test: Test | None = None
    next: int = -1
    other: int = -1


Part = Callable[["list[State]", int], int]
"""Writes its states before those that follow it; returns where it begins."""


class NotRegular(Exception):  # noqa: N818 - a turn of the parser, never seen outside
    """The pattern looks around or back, so only Python's matcher can try it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `search` says whether it matches anywhere in a text."""

    own: re.Pattern[str] | None
    states: tuple[State, ...]
    first: int
    loops: int  # quantifiers without end
    is_nested: bool  # one inside another

    def search(self, text: str) -> bool:
        """Whether the text matches somewhere; one that would take too long to try does not."""
        if self.own is not None:
            ways = (len(text) + 1) ** (self.loops + 1)
            if not self.is_nested and (ways <= _MOST_WAYS or not self.loops):
                return self.own.search(text) is not None
        return bool(self.states) and _run(self.states, self.first, text)


@lru_cache(maxsize=64)
def compiled(pattern: str) -> Pattern | None:
    """A pattern ready to search with; None if it is malformed, or nested beyond what can be tried.

    What looks around (`(?=…)`) or back (`\\1`) is left to Python's matcher, so loops inside loops
    are refused there.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ended = _END.sub(lambda found: found[1] or r"\Z", pattern)
            own = None if _UNICODE.search(pattern) else re.compile(ended, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None
    parser = _Parser(pattern)
    states = [State(Kind.MATCH)]
    try:
        first = parser.whole()(states, 0)
    except NotRegular:
        is_refused = own is None or parser.is_nested
        return None if is_refused else Pattern(own, (), 0, parser.loops, is_nested=False)
    return Pattern(own, tuple(states), first, parser.loops, parser.is_nested)


def _run(states: Sequence[State], first: int, text: str) -> bool:
    now: dict[int, None] = {}
    for place in range(len(text) + 1):
        if _follow(states, first, now, text, place):
            return True
        if place == len(text):
            return False
        later: dict[int, None] = {}
        for number in now:
            state = states[number]
            is_taken = state.test is not None and state.test(text[place])
            if is_taken and _follow(states, state.next, later, text, place + 1):
                return True
        now = later
    return False


def _follow(
    states: Sequence[State], start: int, found: dict[int, None], text: str, place: int
) -> bool:
    """Add every state that is reached without a character; whether one of them is the end."""
    stack = [start]
    while stack:
        number = stack.pop()
        if number in found:
            continue
        found[number] = None
        state = states[number]
        if state.kind is Kind.MATCH:
            return True
        if state.kind is Kind.TAKE:
            continue
        if state.kind is Kind.SPLIT:
            stack.append(state.other)
        elif not _holds(state.kind, text, place):
            continue
        stack.append(state.next)
    return False


def _holds(kind: Kind, text: str, place: int) -> bool:
    if kind is Kind.START:
        return place == 0
    if kind is Kind.END:
        return place == len(text)
    before = place > 0 and _is_word(text[place - 1])
    after = place < len(text) and _is_word(text[place])
    return (before is not after) is (kind is Kind.EDGE)


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


_CLASSES: Final[dict[str, Test]] = {
    "d": "0123456789".__contains__,
    "w": _is_word,
    "s": " \t\n\r\f\v".__contains__,
}


class _Parser:
    """Reads a pattern that Python's `re` has already found well-formed, but for `\\p{…}`."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._depth = 0
        self.loops = 0
        self.is_nested = False
        self._needs_own = False

    def whole(self) -> Part:
        """The whole pattern; raises NotRegular, with `loops` and `is_nested` told all the same."""
        part = self._choice()
        if self._needs_own or self._place < len(self._pattern):
            raise NotRegular
        return part

    def _choice(self) -> Part:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            self.is_nested = True
            raise NotRegular
        parts = [self._sequence()]
        while self._is("|"):
            self._place += 1
            parts.append(self._sequence())
        self._depth -= 1
        return _either(parts)

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._place < len(self._pattern) and self._pattern[self._place] not in "|)":
            parts.append(self._repeated())
        return _in_turn(parts)

    def _repeated(self) -> Part:
        loops, begin = self.loops, self._place
        part = self._atom()
        while (match := _QUANTIFIER.match(self._pattern, self._place)) is not None:
            self._place = match.end()
            least, most = _bounds(match)
            if self._is("?"):
                self._place += 1  # lazy: the same texts match
            elif self._is("+"):
                self._needs_own = True  # possessive
                self._place += 1
            if most > 1:
                body = self._pattern[begin : match.start()]
                self.is_nested |= self.loops > loops or (most > 9 and "|" in body)
                self.loops += most > 9
            part = _times(part, least, most)
        return part

    def _atom(self) -> Part:
        character = self._pattern[self._place]
        if character == "(":
            return self._group()
        if character == "[":
            return _taking(self._class())
        if character == "\\":
            return self._escape()
        self._place += 1
        if character == "^":
            return _standing(Kind.START)
        if character == "$":
            return _standing(Kind.END)
        if character == ".":
            return _taking(lambda found: found != "\n")
        return _taking(_same(character))

    def _group(self) -> Part:
        match = _GROUP.match(self._pattern, self._place)
        if match is None and self._pattern.startswith("(?", self._place):
            self._needs_own = self.is_nested = True  # flags, conditions, comments: not tried here
        self._needs_own |= match is not None and match[1] in {"=", "!", "<=", "<!"}
        self._place = self._place + 1 if match is None else match.end()
        part = self._choice()
        if not self._is(")"):
            raise NotRegular
        self._place += 1
        return part

    def _escape(self) -> Part:
        letter = self._pattern[self._place + 1 : self._place + 2]
        if letter in _STANDING:
            self._place += 2
            return _standing(_STANDING[letter])
        if letter.isdigit() and letter != "0":
            self._needs_own = True
        return _taking(self._escaped())

    def _escaped(self) -> Test:
        """The test of an escape, inside a class or outside."""
        match = _UNICODE.match(self._pattern, self._place)
        if match is not None:
            self._place = match.end()
            return _category(match[2], wanted=match[1] == "p")
        letter = self._pattern[self._place + 1 : self._place + 2]
        self._place += 2
        if letter.lower() in _CLASSES:
            test = _CLASSES[letter.lower()]
            return test if letter.islower() else _not(test)
        if letter in {"x", "u"}:
            digits = 2 if letter == "x" else 4
            code = self._pattern[self._place : self._place + digits]
            self._place += digits
            return _same(chr(int(code, 16)))
        return _same(_CONTROL.get(letter, letter))

    def _class(self) -> Test:
        self._place += 1
        is_negated = self._is("^")
        self._place += is_negated
        tests: list[Test] = []
        is_first = True
        while is_first or not self._is("]"):
            if self._place >= len(self._pattern):
                raise NotRegular
            is_first = False
            tests.append(self._member())
        self._place += 1
        found = _any(tests)
        return _not(found) if is_negated else found

    def _member(self) -> Test:
        low = self._character()
        if (
            isinstance(low, str)
            and self._is("-")
            and not self._pattern.startswith("-]", self._place)
        ):
            self._place += 1
            high = self._character()
            if not isinstance(high, str):
                raise NotRegular
            return _between(low, high)
        return _same(low) if isinstance(low, str) else low

    def _character(self) -> str | Test:
        character = self._pattern[self._place]
        if character != "\\":
            self._place += 1
            return character
        letter = self._pattern[self._place + 1 : self._place + 2]
        if letter in "pPdDwWsSxu":
            return self._escaped()
        self._place += 2
        return "\b" if letter == "b" else _CONTROL.get(letter, letter)

    def _is(self, character: str) -> bool:
        return self._pattern.startswith(character, self._place)


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    simple = {"*": (0, _UNBOUNDED), "+": (1, _UNBOUNDED), "?": (0, 1)}.get(match[0])
    if simple is not None:
        return simple
    least = int(match[1])
    if match[2] is None:
        return least, least
    return least, int(match[3]) if match[3] else _UNBOUNDED


def _add(states: list[State], state: State) -> int:
    if len(states) >= _MOST_STATES:
        raise NotRegular
    states.append(state)
    return len(states) - 1


def _taking(test: Test) -> Part:
    return lambda states, following: _add(states, State(Kind.TAKE, test, following))


def _standing(kind: Kind) -> Part:
    return lambda states, following: _add(states, State(kind, None, following))


def _in_turn(parts: Sequence[Part]) -> Part:
    def write(states: list[State], following: int) -> int:
        for part in reversed(parts):
            following = part(states, following)
        return following

    return write


def _either(parts: Sequence[Part]) -> Part:
    def write(states: list[State], following: int) -> int:
        first = parts[-1](states, following)
        for part in reversed(parts[:-1]):
            first = _add(states, State(Kind.SPLIT, None, part(states, following), first))
        return first

    return write


def _times(part: Part, least: int, most: int) -> Part:
    def write(states: list[State], following: int) -> int:
        if most == _UNBOUNDED:
            loop = _add(states, State(Kind.SPLIT, None, -1, following))
            states[loop].next = part(states, loop)
            following = loop
        else:
            end = following
            for _ in range(most - least):
                following = _add(states, State(Kind.SPLIT, None, part(states, following), end))
        for _ in range(least):
            following = part(states, following)
        return following

    return write


def _same(character: str) -> Test:
    return lambda found: found == character


def _between(low: str, high: str) -> Test:
    return lambda found: low <= found <= high


def _not(test: Test) -> Test:
    return lambda found: not test(found)


def _any(tests: Sequence[Test]) -> Test:
    return lambda found: any(test(found) for test in tests)


def _category(name: str, *, wanted: bool) -> Test:
    return lambda found: unicodedata.category(found).startswith(name) is wanted

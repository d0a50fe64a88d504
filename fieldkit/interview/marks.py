"""The marks that authors of XLSForms put into texts, and safe ways to show them.

The Markdown subset and inline tags of ODK forms: headings, bold, italic, underline, lists, line
breaks, coloured spans, links. A form is untrusted, and so are answers shown inside its words: what
comes out holds a handful of tags of ours, no address to follow and nothing to load.
"""

import html
import re
from collections.abc import Callable
from typing import Final

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>])")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?=\S)", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\s]*)\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")
_TAG = re.compile(
    r"<(/?)(b|strong|i|em|u|span|font|div|p|br)(?:\s([^<>]{0,200}?))?\s*/?>", re.IGNORECASE
)
_COLOUR = re.compile(
    r"""(?:^|[\s;"'])color\s*[:=]\s*["']?(\#[0-9a-f]{3}(?:[0-9a-f]{3})?|[a-z]{3,20})(?![\w(])""",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_SAME: Final = {"strong": "b", "em": "i", "font": "span"}
_LINES: Final = frozenset({"div", "p", "br"})  # they end a line, and that is all they do here
# Escaped characters wait in the private use area, where no mark is looked for.
_HIDDEN: Final = 0xE000
_SHOWN = re.compile("[\ue021-\ue07e]")


def html_words(text: str, shape: Callable[[str], str] = str) -> str | None:
    """A text as HTML of `<b>`, `<i>`, `<u>`, coloured `<span>` and `<br>`; None when it has none.

    Tags that are not closed are closed, those that were never opened are dropped; every other
    character stands for itself. `shape` is asked for each stretch of words before it is escaped.
    """
    marked = _in_tags(text)
    if _TAG.search(marked) is None:
        return None
    written = _balanced(marked, shape)
    return written.strip("\n").replace("\n", "<br>") if "<" in written else None


def tidy(text: str) -> str:
    """A text without its marks and tags, lines kept."""
    marked = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _LINES else "", _in_tags(text))
    return _shown(_BLANK_LINES.sub("\n\n", _LINE_END.sub("", marked))).strip()


def plain_words(text: str) -> str:
    """A text of the form without marks, on one line: for lists, pages and screen readers."""
    return " ".join(tidy(text).split())


def _in_tags(text: str) -> str:
    """The text with every mark of Markdown as a tag; escaped characters are hidden."""
    text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    text = _LINK.sub(_link, text)
    text = _HEADING.sub(r"<b>\1</b>", text)
    text = _BULLET.sub("• ", text)
    text = _BOLD.sub(r"<b>\2</b>", text)
    return _ITALIC.sub(r"<i>\2</i>", text)


def _link(found: re.Match[str]) -> str:
    """A link is read, not followed: its words, and where it leads unless they say so."""
    words, address = found[1], found[2]
    hidden = "".join(chr(_HIDDEN + ord(c)) if c in "*_<>" else c for c in address)
    return words if not address or words == address else f"{words} ({hidden})"


def _balanced(marked: str, shape: Callable[[str], str]) -> str:
    parts: list[str] = []
    opened: list[str] = []
    place = 0
    for tag in _TAG.finditer(marked):
        parts.append(_text(marked[place : tag.start()], shape))
        place = tag.end()
        name = _SAME.get(tag[2].lower(), tag[2].lower())
        if name in _LINES:
            parts.append("\n" if _ends_line(parts, marked[place:]) or name == "br" else "")
        elif not tag[1]:
            opened.append(name)
            parts.append(_opening(name, tag[3] or ""))
        elif name in opened:
            while (closed := opened.pop()) != name:
                parts.append(f"</{closed}>")
            parts.append(f"</{name}>")
    parts.append(_text(marked[place:], shape))
    parts.extend(f"</{name}>" for name in reversed(opened))
    return "".join(parts)


def _ends_line(parts: list[str], rest: str) -> bool:
    return "".join(parts[-2:]).strip() != "" and rest.strip() != "" and parts[-1] != "\n"


def _opening(name: str, attributes: str) -> str:
    colour = _COLOUR.search(attributes) if name == "span" else None
    return f'<{name} style="color:{colour[1].lower()}">' if colour else f"<{name}>"


def _text(part: str, shape: Callable[[str], str]) -> str:
    return html.escape(shape(_shown(part)), quote=True)


def _shown(text: str) -> str:
    return _SHOWN.sub(lambda found: chr(ord(found[0]) - _HIDDEN), text)

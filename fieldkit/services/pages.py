"""An explanation drawn: as indented text, as a tree, as one printable page; and let out as a file.

The page needs nothing but itself: no script, no link, no picture; every text in it is escaped.
"""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from fieldkit.services import leaving, phrases
from fieldkit.services.explanation import Case, explain
from fieldkit.services.leaving import Left
from fieldkit.services.phrases import Say
from fieldkit.services.told import Line, Mark
from fieldkit.store.workspace import Store

Draw = Callable[[Line], str]
"""A way to draw one explanation as text: `text_of` or `tree_of`."""

SIGNS: Final[Mapping[Mark, str]] = {
    Mark.TITLE: "",
    Mark.MET: "\u25a0",
    Mark.NOT_MET: "\u25cb",
    Mark.OPEN: "\u25c8",
    Mark.PRESENT: "\u25cf",
    Mark.ABSENT: "\u25cb",
    Mark.UNKNOWN: "?",
    Mark.ANSWER: "",
    Mark.SILENT: "",
    Mark.NOTE: "",
    Mark.WARNING: "!",
}
ENDINGS: Final = (".txt", ".html")

# Before a line and before those below it: of one with others after it, and of the last.
_FORKS: Final = (("\u251c\u2500", "\u2502  "), ("\u2514\u2500", "   "))
# What QTextDocument and every browser draw alike; sizes for paper.
_STYLE: Final = (
    "body{font-family:'DejaVu Sans','Segoe UI',Arial,sans-serif;font-size:8pt;color:#000;"
    "background:#fff}"
    ".heading{margin:5pt 0 1pt 0}"
    "ul{margin:0 0 0 10pt;padding:0;list-style-type:none}li{margin:0}"
    "p{margin:1pt 0}.told{color:#333}.warning{font-weight:bold}"
)
_APART: Final = " \u00b7 "


def text_of(root: Line) -> str:
    """The explanation as indented lines."""
    return "\n".join(_indented(root, 0)) + "\n"


def tree_of(root: Line) -> str:
    """The explanation as a tree with branches."""
    return "\n".join((_signed(root), *_branches(root.below, ""))) + "\n"


def page_of(roots: Sequence[Line], say: Say, language: str) -> str:
    """One HTML page for one case or several rulesets of it, to print or to keep."""
    body = "".join(_section(root) for root in roots)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f"<title>{_safe(roots[0].text if roots else '')}</title><style>{_STYLE}</style></head>"
        f"<body>{body}<hr><p>{_safe(say(phrases.LEGEND))}</p>"
        f'<p class="warning">{_safe(say(phrases.PAGE_WARNING))}</p></body></html>\n'
    )


def let_out(
    store: Store,
    cases: Sequence[Case],
    out: Path,
    say: Say,
    *,
    draw: Draw = text_of,
    recipients: Sequence[str] = (),
    overwrite: bool = False,
) -> Left:
    """Write the explanation of these cases to .txt or .html, sealed when `.age` follows.

    `draw` is for text: `text_of` or `tree_of`. An export like any other: recorded, by case code.
    Raises as `leaving.check`.
    """
    leaving.check(out, ENDINGS, recipients=recipients, overwrite=overwrite)
    roots = [explain(case, say) for case in cases]
    language = cases[0].language if cases else "en"
    is_page = leaving.ending(out) == ".html"
    text = page_of(roots, say, language) if is_page else "\n".join(map(draw, roots))
    about = {case.interview.interview_id: case.interview for case in cases}
    return leaving.write(
        store,
        out,
        text.encode(),
        what="explanation",
        cases=tuple(about.values()),
        recipients=recipients,
        overwrite=overwrite,
    )


def _indented(line: Line, depth: int) -> Iterator[str]:
    yield "  " * depth + _signed(line)
    for below in line.below:
        yield from _indented(below, depth + 1)


def _branches(lines: Sequence[Line], before: str) -> Iterator[str]:
    for n, line in enumerate(lines, start=1):
        fork, rest = _FORKS[n == len(lines)]
        yield f"{before}{fork} {_signed(line)}"
        yield from _branches(line.below, before + rest)


def _section(root: Line) -> str:
    parts = [_heading(root, 1)]
    for line in root.below:
        if line.below:
            parts.append(_heading(line, 2) + _list(line.below))
        else:
            parts.append(f'<p class="{line.mark}">{_safe(_signed(line))}</p>')
    return "".join(parts)


def _heading(line: Line, level: int) -> str:
    """A heading by its role: Qt draws `h1` and `h2` at sizes of its own."""
    points = {1: 13, 2: 9.5}[level]
    words = f'<b style="font-size:{points}pt">{_safe(_signed(line))}</b>'
    return f'<p class="heading" role="heading" aria-level="{level}">{words}</p>'


def _list(lines: Sequence[Line]) -> str:
    """Lines as a list; what is brief runs on, since a page is short and a tree is there."""
    lines = [line for line in lines if line.mark is not Mark.SILENT]
    if not lines:
        return ""
    if all(line.mark is Mark.ANSWER and not line.below for line in lines):
        return f'<br><span class="told">{_run(lines)}</span>'
    if len(lines) > 1 and all(_is_brief(line) for line in lines):
        return f"<ul><li>{_run(lines)}</li></ul>"
    entries = (
        f'<li class="{line.mark}">{_safe(_signed(line))}{_list(line.below) if line.below else ""}'
        "</li>"
        for line in lines
    )
    return f"<ul>{''.join(entries)}</ul>"


def _is_brief(line: Line) -> bool:
    return line.mark is Mark.ABSENT or all(below.mark is Mark.SILENT for below in line.below)


def _run(lines: Sequence[Line]) -> str:
    """Lines one after another: of what is absent the name alone."""
    return _safe(_APART.join(_signed(line) for line in lines))


def _signed(line: Line) -> str:
    """The line with its sign, on one line whatever was typed."""
    sign = SIGNS[line.mark]
    text = " ".join(line.text.split())
    return f"{sign} {text}" if sign else text


def _safe(text: str) -> str:
    return html.escape(text, quote=True)

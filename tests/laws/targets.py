"""What is fuzzed: each target takes any bytes and lets nothing but a typed refusal through."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from fieldkit.dataset import guard
from fieldkit.errors import Known
from fieldkit.interview import script, serialise
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.navigate import pages
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.submission import read as read_submission
from fieldkit.interview.validate import violations
from fieldkit.interview.view import page_items
from fieldkit.services import forms, scripts
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes
from tests.bench.generated_forms import GeneratedForm, RepeatForm
from tests.unit.interview.driver import form

Target = Callable[[bytes], bool]
"""Whether the input was taken; False when it was refused as it should be."""

_DOCUMENT: Final = (
    "<data a='1'><a>yes</a><b c='x'>2024-02-29</b><b/><r><n>7</n></r><r><n>-0.5</n></r>"
    "<instance id='x'><root><item><name>n</name><label>N</label></item></root></instance></data>"
)
_FORM: Final = """
| survey |
||type|name|label|relevant|constraint|calculation|repeat_count|
| | integer | n | N ${w} | | . < 50 | | |
| | text | w | W | ${n} > 2 | | | |
| | select_multiple l | m | M | | | | |
| | begin_repeat | r | R | | | | ${n} |
| | decimal | d | D | | | | |
| | calculate | place | | | | position(..) * ${n} | |
| | end_repeat | | | | | | |
| | begin_repeat | s | S | | | | |
| | date | day | Day | | . <= today() | | |
| | end_repeat | | | | | | |
| | calculate | total | | | | sum(${d}) + count(${s}) | |
| choices |
| | list_name | name | label |
| | l | a | A |
| | l | b | B |
"""
_STEPS: Final = [
    {"set": {"/data/n": "3", "/data/w": "x"}},
    {"add": "/data/s"},
    {"set": {"/data/s[1]/day": "2026-01-02", "/data/r[2]/d": "1.5", "/data/m": "a b"}},
    {"special": {"/data/w": "refused"}},
    {"remove": "/data/s[1]"},
    {"finalise": True},
]


def xpath(data: bytes) -> bool:
    """Any text is evaluated in every way, or refused."""
    case = {"expr": _text(data), "context_xml": _DOCUMENT, "context": "/*[1]/*[1]"}
    try:
        return "error" not in forms.evaluate(json.dumps([case]).encode(), "UTC")[0]
    except Known:
        return False


def xform(data: bytes) -> bool:
    """Any text is a form that opens, shows its pages and can be written, or is refused."""
    try:
        definition = parse_form(_text(data), {}, allow_missing_files=True)
        _used(InterviewSession.start(definition, _world()))
    except Known:
        return False
    return True


def xlsform(data: bytes) -> bool:
    """Any Markdown is a form, or is refused."""
    try:
        text = compile_bytes(data, ".md", "fuzz").xform
        definition = parse_form(text, {}, allow_missing_files=True)
        _used(InterviewSession.start(definition, _world()))
    except Known:
        return False
    return True


def steps(data: bytes) -> bool:
    """Any bytes are a script that plays, or are refused."""
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False  # as `scripts.read_script`, which needs a file
    try:
        script.play(form(_FORM), scripts.check_steps(said), _world())
    except Known:
        return False
    return True


def cases(data: bytes) -> bool:
    """Any bytes are cases to evaluate, or are refused."""
    try:
        forms.evaluate(data, "UTC")
    except Known:
        return False
    return True


def submission(data: bytes) -> bool:
    """Any bytes are a submission that opens again, or are refused."""
    definition = form(_FORM)
    try:
        read = read_submission(definition, data)
        _used(InterviewSession.resume(definition, _world(), read.answers))
    except Known:
        return False
    return True


def workbook(data: bytes) -> bool:
    """Any bytes are a workbook within the limits, or are refused."""
    try:
        guard.inspect(data)
    except Known:
        return False
    return True


TARGETS: Final[Mapping[str, Target]] = {
    "xpath": xpath,
    "xform": xform,
    "xlsform": xlsform,
    "steps": steps,
    "cases": cases,
    "submission": submission,
    "workbook": workbook,
}


def seeds(name: str) -> list[bytes]:
    """Good inputs to begin from."""
    return _SEEDS[name]()


def mended(name: str, data: bytes) -> bytes:
    """The input with what chance would never get right: a zip's checksum of a changed part."""
    return _packed(data) if name == "workbook" and data[:1] == b"<" else data


WORDS: Final[tuple[bytes, ...]] = tuple(
    word.encode()
    for word in (
        "position(..)", "instance('x')/root/item", "current()/..", "jr:choice-name(", "once(",
        "indexed-repeat(", "count(", "sum(", "format-date(", "regex(., '", "digest(", " div 0",
        "//", "/data/", "[", "]", "(", ")", "'", '"', "..", "@", "*", "::", "|", " | ", "-", "\n",
        "<", ">", "</", "/>", "&amp;", "&#0;", "<![CDATA[", "<!DOCTYPE a>", "<?xml?>", "xmlns:",
        " relevant='", " calculate='", " nodeset='", " ref='", "<repeat", "<bind", "<itemset",
        "begin_repeat", "end_repeat", "calculate", "select_one ", "${n}", "${", "}", "| survey |",
        "| choices |", "| settings |", "9" * 40, "1e999", "0", "-1", "\u0000", "\ufeff", "\ud7ff",
        "ä", "true()", "today()", "null", "[[[[", '{"set": {', '{"add": "', "trigger", "2024-02-30",
    )
)  # fmt: skip


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _world() -> SessionEnvironment:
    return SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=1)


def _used(session: InterviewSession) -> None:
    for page in pages(session):
        page_items(session, page)
    violations(session)
    session.finalise()
    serialise.state(session)
    serialise.submission_xml(session)


def _packed(part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", part)
    return out.getvalue()


def _xpath_seeds() -> list[bytes]:
    texts = (
        "/data/a + /data/b * 2 - -1",
        "instance('x')/root/item[name = current()/../a and . != '']/label",
        "if(selected(../a, 'yes') or not(b > 3.5), 'one', concat('a', \"b\"))",
        "count(//item[position() = last()]) mod 3 div 2",
        "(a | b/@c)[2]/../following-sibling::*",
        "format-date(today() - 1, '%Y-%m-%d')",
        "weighted-checklist(1, 2, a, 1, b, 2)",
        "indexed-repeat(/data/r/n, /data/r, position(..))",
        "string-length(normalize-space(translate('a', 'b', 'c'))) >= 2",
        "join(', ', /data/r/n) = concat(/data/r/n)",
        "area('1 2 3 4;5 6 7 8;1 2 3 4') + distance('1 2')",
    )
    return [text.encode() for text in texts]


def _form_seeds() -> list[bytes]:
    made = compile_bytes(_FORM.encode(), ".md", "fuzz").xform
    small = RepeatForm(10, is_watched=True).xform()
    return [made.encode(), GeneratedForm(10).xform().encode(), small.encode()]


def _submission_seeds() -> list[bytes]:
    session = InterviewSession.start(form(_FORM), _world())
    for step in _STEPS[:3]:
        list(script.apply(session, step))
    return [serialise.submission_xml(session).encode()]


def _workbook_seeds() -> list[bytes]:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    return [_packed(sheet), sheet]


_SEEDS: Final[Mapping[str, Callable[[], list[bytes]]]] = {
    "xpath": _xpath_seeds,
    "xform": _form_seeds,
    "xlsform": lambda: [_FORM.encode()],
    "steps": lambda: [json.dumps(_STEPS).encode()],
    "cases": lambda: [
        json.dumps([{"expr": "1 + /data/a", "context_xml": _DOCUMENT, "context": "/*[1]"}]).encode()
    ],
    "submission": _submission_seeds,
    "workbook": _workbook_seeds,
}

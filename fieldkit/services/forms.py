"""Check, convert and try forms without a workspace."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit import wording
from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.interview import script
from fieldkit.interview import submission as submissions
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.services import library
from fieldkit.services.files import read_whole, require_other, write_whole
from fieldkit.services.library import LoadedForm
from fieldkit.services.questionnaire import questionnaire
from fieldkit.services.scripts import Step, read_json
from fieldkit.xforms import check as checks
from fieldkit.xforms import tables, xml
from fieldkit.xforms.check import FormProblem
from fieldkit.xpath import cases as expressions

_BARE_DOCTYPE = re.compile(r"<!DOCTYPE [^\[>]*>")


def check(form: str) -> dict[str, Any]:
    """Everything that can be said of a form before fieldwork, as `form check --json` prints it.

    Of a form that is refused: the first reason as `error`, and every reason found in `problems`.
    Of any other: its problems, and per ruleset how many indicators it feeds and which are missing
    or out of reach.
    """
    path = library.find_form(form)
    try:
        loaded = library.load_form(path)
    except Known as refusal:
        return _refused(refusal)
    definition = loaded.definition
    fed: dict[str, dict[str, object]] = {}
    found = checks.check(definition, loaded.stored.xform, loaded.compiled.sheets)
    problems = [asdict(problem) for problem in (*loaded.compiled.warnings, *found.problems)]
    for ruleset in library.rulesets_of(definition):
        problems += _unknown_indicators(loaded, ruleset.id, ruleset.stated)
        coverage = checks.coverage(definition, ruleset.id, ruleset.codes)
        problems += _unreachable(loaded, ruleset.id, coverage.unreachable)
        fed[ruleset.id] = {
            "fed": coverage.fed,
            "declared_uncovered": len(ruleset.declared_uncovered),
            "missing": [c for c in coverage.missing if c not in ruleset.declared_uncovered],
            "unreachable": list(coverage.unreachable),
        }
    return {
        "form_id": definition.form_id,
        "version": definition.version,
        "title": definition.title,
        "languages": list(definition.languages),
        "questions": sum(1 for q in definition.questions() if q.control is not None),
        "problems": problems,
        "rulesets": fed,
    }


def _refused(refusal: Known) -> dict[str, Any]:
    """A refused form: all its problems, in the order of the author's sheets."""
    problems = [
        {
            "severity": "error",
            "code": problem.code.value,
            "kind": problem.kind.value,
            "message": wording.sentence(problem),
            "where": wording.where(problem),
        }
        for problem in (refusal, *refusal.also)
    ]
    first = {name: problems[0][name] for name in ("kind", "code", "message", "where")}
    problems.sort(key=_by_row)
    return {"error": first, "problems": problems}


def _by_row(problem: Mapping[str, Any]) -> tuple[bool, str, int]:
    where = problem["where"]
    row = where.get("row", 0)
    return where.get("sheet") != "survey", str(where.get("sheet", "")), int(row)


def _unknown_indicators(
    loaded: LoadedForm, ruleset: str, codes: Collection[str]
) -> Iterator[dict[str, object]]:
    """What a ruleset does not have is a slip; a ruleset that is not here may be another's."""
    for name, ref in loaded.definition.indicators.items():
        fed, _, code = name.partition("/")
        if fed == ruleset and code not in codes:
            place = loaded.compiled.sheets.place(ref, "bind::fk:indicator")
            yield {
                "severity": "warning",
                "code": "form.indicator_unknown",
                "message": f"The ruleset {ruleset} has no indicator {code}, so nothing scores it."
                " Check the spelling.",
                "where": {**place, "ref": ref},
            }


def _unreachable(
    loaded: LoadedForm, ruleset: str, codes: Sequence[str]
) -> Iterator[dict[str, object]]:
    for code in codes:
        ref = loaded.definition.indicators[f"{ruleset}/{code}"]
        place = loaded.compiled.sheets.place(ref, "calculation")
        yield {
            "severity": "warning",
            "code": "form.indicator_unreachable",
            "message": f"No answers that the form allows make the indicator {code} present (1)."
            " Check the conditions around it and the ends of its calculation.",
            "where": {**place, "ref": ref},
        }


def convert(
    form: str,
    out: Path,
    languages: Sequence[str] = (),
    *,
    to_pdf: Callable[[str, str], bytes] | None = None,
) -> tuple[FormProblem, ...]:
    """Write a form by the ending of the name: .xml, .xlsx, .md, or a blank .html or .pdf.

    `languages` are those of the blank questionnaire; `to_pdf` makes pages of its HTML and title.
    Returns what the new file does not hold as the old one did. Raises the form's refusal,
    FILE_EXISTS when `out` is the form itself, and FORM_FILE for what cannot be written.
    """
    path, ending = library.find_form(form), out.suffix.lower()
    require_other(path, out)
    loaded = library.load_form(path)
    if ending in {".html", ".pdf"}:
        page = questionnaire(loaded.definition, languages)
        if ending == ".pdf" and to_pdf is None:
            raise Known(Code.FORM_FILE, file=out.name, detail="no pages can be made here")
        title = loaded.definition.title or loaded.definition.form_id
        data = to_pdf(page, title) if ending == ".pdf" and to_pdf else page.encode()
        write_whole(out, data, overwrite=True)
        return ()
    if ending == ".xml":
        write_whole(out, loaded.stored.xform.encode(), overwrite=True)
        return ()
    if ending not in {".md", ".xlsx"}:
        detail = "end the name in .xml, .xlsx, .md, .html or .pdf"
        raise Known(Code.FORM_FILE, file=out.name, detail=detail)
    return _write_sheets(path, out, ending)


def _write_sheets(path: Path, out: Path, ending: str) -> tuple[FormProblem, ...]:
    if path.suffix.lower() == ".xml":
        detail = "an XForm cannot be turned back into sheets: use the .xlsx or .md it was made from"
        raise Known(Code.FORM_FILE, file=path.name, detail=detail)
    source = read_whole(path)
    is_markdown = path.suffix.lower() == ".md"
    read = tables.read_markdown(tables.text_of(source, path.name)) if is_markdown else None
    sheets = read or tables.read_workbook(source)
    if ending == ".xlsx":
        write_whole(out, tables.workbook(sheets), overwrite=True)
        return ()
    write_whole(out, tables.markdown(sheets).encode(), overwrite=True)
    return tuple(tables.broken_lines(sheets))


def play(
    form: str,
    steps: Sequence[Step],
    *,
    language: str | None,
    now: datetime | None,
    seed: int,
    timezone: str,
    submission: bytes = b"",
    last_saved: bytes = b"",
) -> Mapping[str, Any]:
    """Run a script of steps: the state after loading and after each step, and the submission.

    With a submission of the form, its correction is what is run; `last_saved` is the one that
    `jr://instance/last-saved` stands for. Raises SUBMISSION_FOREIGN or SUBMISSION_BROKEN.
    """
    definition = library.load_form(library.find_form(form)).definition
    if last_saved:
        submissions.read(definition, last_saved)
    environment = SessionEnvironment(
        fixed_now=now,
        timezone=zone(timezone),
        seed=seed,
        last_saved=last_saved.decode("utf-8-sig", "replace"),
    )
    corrected = submissions.read(definition, submission) if submission else None
    played = script.play(definition, steps, environment, language, corrected)
    return {
        "states": list(played.states),
        "submission": played.submission,
        "attachments": list(played.attachments),
    }


def evaluate(cases: bytes, timezone: str) -> list[dict[str, object]]:
    """Evaluate expressions, each with its document; an error is the result of its case alone."""
    try:
        listed = read_json(cases)
    except (ValueError, RecursionError) as error:
        raise Known(Code.SCRIPT_BROKEN) from error
    if not isinstance(listed, list):
        raise Known(Code.SCRIPT_BROKEN, detail="no list of cases")
    return [_evaluated(case, zone(timezone)) for case in listed]


def zone(name: str) -> ZoneInfo:
    """A time zone by its name; raises USAGE_WRONG."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Known(Code.USAGE_WRONG, detail="no such time zone") from error


def _evaluated(case: object, timezone: ZoneInfo) -> dict[str, object]:
    try:
        if not isinstance(case, dict) or not isinstance(case.get("expr"), str):
            raise Known(Code.SCRIPT_BROKEN, detail="a case needs expr")
        # A bare document type says nothing and is dropped; one that declares is refused below.
        source = _BARE_DOCTYPE.sub("", str(case.get("context_xml") or "<root/>"), count=1)
        document = xml.read(source)
        top = document.root.parent or document.root
        timezone = zone(str(case["tz"])) if case.get("tz") else timezone
        return dict(expressions.run(case, top, timezone=timezone, namespaces=document.namespaces))
    except FieldkitError as error:
        return {
            "error": {
                "kind": error.kind.value,
                "code": error.code.value,
                "message": wording.sentence(error),
                "where": wording.where(error),
            }
        }

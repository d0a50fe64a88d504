"""What can be said of a form before fieldwork: odd places, and which indicators it can reach."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fieldkit.xforms import check_collect, check_reach, check_support, check_words
from fieldkit.xforms.conditions import Conditions
from fieldkit.xforms.findings import Finding
from fieldkit.xforms.locate import Sheets
from fieldkit.xforms.model import Control, FormDefinition, Question

Severity = Literal["error", "warning"]
_NOWHERE = Sheets()


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One finding: `code` is stable, `message` says what it is and what to do, in English.

    `where` has `sheet`, `row` and `column` where the author's workbook is known, and the `ref`.
    """

    severity: Severity
    code: str
    message: str
    where: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything found in one form."""

    problems: tuple[FormProblem, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a form feeds one ruleset; codes are without the ruleset's name."""

    fed: int
    missing: tuple[str, ...]
    unreachable: tuple[str, ...]


def check(definition: FormDefinition, xform: str = "", sheets: Sheets = _NOWHERE) -> CheckReport:
    """Findings in the order of the author's rows; a form that is refused never gets this far.

    Words in all languages and what is done in a plainer way are looked for in `xform`; `sheets`
    give the findings their cells.
    """
    conditions = Conditions(definition)
    found = list(_findings(definition, conditions))
    if xform:
        found += check_words.missing_translations(definition, xform)
        found += check_support.degraded(definition, xform)
        found += _unused_lists(definition, xform, sheets)
    problems = [FormProblem("warning", f.code, f.message, _where(f, sheets)) for f in found]
    problems.sort(key=lambda p: (p.where.get("sheet") != "survey", int(p.where.get("row", 0))))
    return CheckReport(tuple(problems))


def coverage(definition: FormDefinition, ruleset_id: str, codes: Iterable[str]) -> Coverage:
    """Which codes of a ruleset the form feeds, lacks, or feeds in a way that can never be 1."""
    wanted = tuple(codes)
    fed = {
        code.partition("/")[2]: definition.nodes[ref]
        for code, ref in definition.indicators.items()
        if code.partition("/")[0] == ruleset_id
    }
    conditions = Conditions(definition)
    return Coverage(
        sum(code in fed for code in wanted),
        tuple(code for code in wanted if code not in fed),
        tuple(
            code
            for code in wanted
            if code in fed and not check_reach.can_fire(definition, conditions, fed[code])
        ),
    )


def _findings(definition: FormDefinition, conditions: Conditions) -> Iterator[Finding]:
    for warn in definition.warnings:
        yield Finding(warn.code, warn.ref, "", {"detail": warn.detail})
    for node in definition.questions():
        is_select = node.control in {Control.SELECT_ONE, Control.SELECT, Control.RANK}
        if is_select and not node.choices and node.itemset is None:
            yield Finding("form.no_choices", node.ref, "type")
        yield from _missing_columns(node)
        if node.control is not None and node.label is None:
            yield Finding("form.no_label", node.ref, "label")
    yield from check_reach.never_asked(definition, conditions)
    yield from check_reach.unknown_choices(definition)
    yield from check_reach.never_offered(definition, conditions)
    yield from check_collect.differences(definition)


def _missing_columns(question: Question) -> Iterator[Finding]:
    """Decision F17: a list without what the question takes from it is accepted, and said."""
    itemset = question.itemset
    if itemset is None or not question.choices:
        return
    named = re.fullmatch(r"jr:itext\(\s*(.+?)\s*\)", itemset.label_ref)
    wanted = {"values": itemset.value_ref, "labels": named[1] if named else itemset.label_ref}
    for what, column in wanted.items():
        if column and not any(column in choice.columns for choice in question.choices):
            slots = {"list": itemset.list_name, "column": column, "what": what}
            yield Finding("form.list_column", question.ref, "type", slots)


def _unused_lists(definition: FormDefinition, xform: str, sheets: Sheets) -> Iterator[Finding]:
    listed = {key.partition("\t")[0] for key in sheets.choices} - {""}
    listed |= {name for name in definition.instances if definition.instances[name].children()}
    spoken = {
        word
        for _, row in sheets.survey.values()
        for word in re.split(r"[\s=;,]+", f"{row.get('type', '')} {row.get('parameters', '')}")
    }
    for name in sorted(listed - spoken):
        # A list is named by its declaration alone where nothing reads it.
        named = xform.count(f"'{name}'") + xform.count(f"&quot;{name}&quot;")
        named += xform.count(f'"{name}"') - xform.count(f'<instance id="{name}"')
        if named == 0:
            yield Finding("form.list_unused", f"choices\t{name}", "list_name", {"list": name})


def _where(found: Finding, sheets: Sheets) -> dict[str, str | int]:
    if found.ref.startswith("choices\t"):
        _, name, *values = found.ref.split("\t")
        place = sheets.choice(name, values[0]) if values else sheets.first_choice(name)
        return {**(place or {"sheet": "choices", "name": name}), "column": found.column}
    if found.code == "form.choice_never_offered":
        place = sheets.choice(found.slots["list"], found.slots["value"])
        return {**place, "column": "name", "ref": found.ref} if place else {"ref": found.ref}
    place = sheets.place(found.ref, found.column) if found.ref else {}
    if not found.ref:
        return {"sheet": "settings"}
    return {**place, "ref": found.ref}

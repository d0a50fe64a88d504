"""Forms and rulesets: find them, compile them once, keep the compiled form for next time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fieldkit import paths
from fieldkit.errors import Code, Known, refuse
from fieldkit.records import StoredForm
from fieldkit.scoring import ruleset as rulesets
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.services.compiled import compiled_form
from fieldkit.services.files import read_whole
from fieldkit.store.disk import is_there
from fieldkit.xforms.locate import located
from fieldkit.xforms.model import FormDefinition
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import CompiledForm

FORM_ENDINGS = (".md", ".xlsx", ".xml")
_SHA256 = re.compile("[0-9a-f]{64}")
_FILE_ENDINGS = (".csv", ".xml", ".geojson")


@dataclass(frozen=True, slots=True)
class LoadedForm:
    """A form ready for interviews: its definition, what the store keeps of it, how it was made."""

    definition: FormDefinition
    stored: StoredForm
    compiled: CompiledForm


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One form that can be started, as the start page lists it."""

    path: Path
    form_id: str
    title: str
    version: str
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def shipped_forms() -> tuple[FormChoice, ...]:
    """The forms that come with the program, compiled; the first call may take seconds.

    What is listed is kept: the files that are shipped stay as they are while the program runs.
    """
    choices = []
    for path in sorted(paths.shipped("forms").glob("*/form.*")):
        if path.suffix in FORM_ENDINGS:
            definition = load_form(path).definition
            choices.append(
                FormChoice(
                    path,
                    definition.form_id,
                    definition.title,
                    definition.version,
                    definition.languages,
                )
            )
    return tuple(choices)


def find_form(form: str) -> Path:
    """The file of a form, given by its path or by the id of a shipped one; FORM_FILE otherwise."""
    path = Path(form)
    if path.suffix in FORM_ENDINGS:
        if not is_there(path):
            raise Known(Code.FILE_MISSING, file=form)
        return path
    for ending in FORM_ENDINGS:
        shipped = paths.shipped("forms", form, f"form{ending}")
        if "/" not in form and "\\" not in form and is_there(shipped):
            return shipped
    raise Known(Code.FORM_FILE, file=form)


def load_form(path: Path) -> LoadedForm:
    """Compile a form, or take it from the cache of compiled forms; raises the form's refusal."""
    compiled = compiled_form(path, read_whole(path))
    files = _files_beside(path, compiled.xform)
    try:
        definition = parse_form(compiled.xform, files)
    except Known as problem:
        refuse([located(found, compiled.sheets) for found in (problem, *problem.also)])
        raise
    return LoadedForm(definition, stored_form(definition, compiled.xform, files), compiled)


def stored_form(definition: FormDefinition, xform: str, files: dict[str, bytes]) -> StoredForm:
    """What the store and an export keep of a form."""
    return StoredForm(
        definition.sha256, definition.form_id, definition.version, definition.title, xform, files
    )


def definition_of(form: StoredForm) -> FormDefinition:
    """The definition of a stored form; parsed once for each form as long as the program runs."""
    return _parsed(form.form_sha256, form.xform, tuple(sorted(form.files.items())))


def find_ruleset(ruleset_id: str) -> Ruleset:
    """A ruleset that comes with the program: ID, ID@VERSION, or the SHA-256 that a result keeps.

    Versions that were replaced stay in the folder `earlier`. Raises RULESET_UNKNOWN.
    """
    if _SHA256.fullmatch(ruleset_id):
        return _of_any_version(ruleset_id, lambda ruleset: ruleset.sha256 == ruleset_id)
    wanted, at, version = ruleset_id.partition("@")
    if at:
        return _of_any_version(
            ruleset_id, lambda ruleset: (ruleset.id, ruleset.version) == (wanted, version)
        )
    path = paths.shipped("forms", "rulesets", f"{ruleset_id}.toml")
    if not ruleset_id.replace("-", "").isalnum() or not is_there(path):
        raise Known(Code.RULESET_UNKNOWN, name=ruleset_id)
    return _ruleset(path)


def load_ruleset(name: str) -> Ruleset:
    """A ruleset as `find_ruleset` names it, or from a file that ends in .toml; raises as both."""
    return rulesets.load(Path(name)) if name.endswith(".toml") else find_ruleset(name)


def _of_any_version(name: str, is_wanted: Callable[[Ruleset], bool]) -> Ruleset:
    for path in sorted(paths.shipped("forms", "rulesets").glob("**/*.toml")):
        ruleset = _ruleset(path)
        if is_wanted(ruleset):
            return ruleset
    raise Known(Code.RULESET_UNKNOWN, name=name)


def shipped_rulesets() -> tuple[Ruleset, ...]:
    """Every ruleset that comes with the program."""
    return tuple(_ruleset(p) for p in sorted(paths.shipped("forms", "rulesets").glob("*.toml")))


def rulesets_of(definition: FormDefinition) -> tuple[Ruleset, ...]:
    """The shipped rulesets that a form feeds, by the part of its indicator codes before the slash.

    A form may feed a ruleset that is not here; its indicators are kept and exported all the same.
    """
    named = dict.fromkeys(code.partition("/")[0] for code in definition.indicators)
    known = {ruleset.id: ruleset for ruleset in shipped_rulesets()}
    return tuple(known[ruleset_id] for ruleset_id in named if ruleset_id in known)


@lru_cache(maxsize=32)
def _parsed(_sha256: str, xform: str, files: tuple[tuple[str, bytes], ...]) -> FormDefinition:
    return parse_form(xform, dict(files))


@lru_cache(maxsize=32)
def _ruleset(path: Path) -> Ruleset:
    return rulesets.load(path)


def _files_beside(path: Path, xform: str) -> dict[str, bytes]:
    """Files of the form's folder that it names as secondary instances; others stay unread."""
    try:
        names = sorted(other.name for other in path.parent.iterdir() if other.name != path.name)
    except OSError:
        return {}  # a folder that may be passed through but not listed; what is missing is said
    return {
        name: read_whole(path.with_name(name))
        for name in names
        if name.endswith(_FILE_ENDINGS) and name in xform
    }

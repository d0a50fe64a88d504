"""Forms of other organisations load and can be filled to the end, as they were published.

They are read where they are and never copied here. Set FIELDKIT_PUBLIC_FORMS to a folder with
either or both of
- `osm_fieldwork/`, unpacked from the wheel `osm-fieldwork` 0.4.1 of PyPI: forms of the
  Humanitarian OpenStreetMap Team (or have the package installed);
- `node_modules/cht-conf-test-harness/`, from `npm install cht-conf-test-harness@5.0.4`: forms of
  programmes that run the Community Health Toolkit of Medic.
"""

import importlib.util
import io
import os
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.interview.choices import values
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.submission import read
from fieldkit.interview.tree import LiveNode
from fieldkit.interview.validate import violation_code, violations
from fieldkit.records import Ref
from fieldkit.xforms.model import Control, FormDefinition, Question, Repeat
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes
from tests.laws.worlds import world

FOLDER = "FIELDKIT_PUBLIC_FORMS"
_HOT = "osm_fieldwork/xlsforms"
_MEDIC = "node_modules/cht-conf-test-harness/test/collateral/forms"
FILLABLE = (
    f"{_HOT}/transportation.xls",
    f"{_HOT}/waste_collection.xlsx",
    f"{_HOT}/education.xls",
    f"{_MEDIC}/app/samu.xml",
    f"{_MEDIC}/contact/district_hospital-create.xml",
    f"{_MEDIC}/contact/no_pages-create.xml",
)
REFUSED = (
    # A function of that toolkit alone, no function of ODK XForms.
    (f"{_MEDIC}/app/pnc_followup.xml", Code.FORM_FUNCTION),
    # A group whose relevance reads what is inside it (decision F1).
    (f"{_MEDIC}/app/add_doc.xml", Code.FORM_CYCLE),
    # A word where an expression belongs, so that it names a question that is not there.
    (f"{_HOT}/waterpoints.xls", Code.FORM_REFERENCE),
)
_TEXTS = ("1", "x", "20", "5", "100", "1990", "2000000", "0712345678", "a@b.example", "12345678")
_DATES = ("2026-11-20", "2000-01-01", "2027-01-01")
_BY_TYPE = {
    "date": _DATES,
    "dateTime": tuple(f"{day}T08:00:00.000+00:00" for day in _DATES),
    "time": ("08:00:00.000",),
    "geopoint": ("1 2 0 0",),
    "geotrace": ("1 2 0 0; 1 3 0 0",),
    "geoshape": ("1 2 0 0; 1 3 0 0; 2 3 0 0; 1 2 0 0",),
}


def place_of(name: str) -> Path:
    """Where the form is; skips, loudly, when it is nowhere."""
    roots = [Path(os.environ[FOLDER])] if FOLDER in os.environ else []
    spec = importlib.util.find_spec("osm_fieldwork")
    if spec is not None and spec.origin is not None:
        roots.append(Path(spec.origin).parents[1])
    found = next((root / name for root in roots if (root / name).exists()), None)
    if found is None:
        pytest.skip(f"PUBLIC FORM NOT HERE: {name}; see this module for how to get it ({FOLDER})")
    return found


def loaded(path: Path) -> FormDefinition:
    if path.suffix == ".xml":
        text = path.read_text("utf-8")
    else:
        text = compile_bytes(as_xlsx(path), ".xlsx", path.stem).xform
    return parse_form(text, {}, allow_missing_files=True)


def as_xlsx(path: Path) -> bytes:
    """The workbook saved anew, as a person must save an .xls of the nineties before."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        return content  # an .xlsx under the old name
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        source = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in source.sheet_names:
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(
                source.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ):
                for column, value in enumerate(cells):
                    if value != "":
                        sheet.write(row, column, value)
    return out.getvalue()


def filled(session: InterviewSession) -> int:
    """Answer every question that is asked until none is left; returns how many were answered."""
    done: set[Ref] = set()
    for repeat in [node for node in session.definition.nodes.values() if isinstance(node, Repeat)]:
        above = session.definition.graph.places.parent(repeat)
        if not (repeat.count or repeat.has_fixed_count) and above is not None:
            session.add_repeat(Ref(repeat.ref))
    while True:
        open_now = [node for node in session.root.walk() if node.ref not in done and is_asked(node)]
        if not open_now:
            return len(done)
        for node in open_now:
            done.add(node.ref)
            if not node.text and node.is_relevant:
                answer(session, node)


def is_asked(node: LiveNode) -> bool:
    model = node.model
    is_question = isinstance(model, Question) and model.in_body and model.control is not None
    return is_question and node.is_relevant and not node.readonly and model.control != Control.NOTE


def answer(session: InterviewSession, node: LiveNode) -> None:
    offered = candidates(session, node)
    for text in offered:
        session.answer(node.ref, text)
        if node.text and not violation_code(node, session.definition.graph):
            return
    # A list whose file is not here offers nothing; what must be answered fails at the end.
    assert not offered, f"no answer fits {node.ref}"


def candidates(session: InterviewSession, node: LiveNode) -> tuple[str, ...]:
    model = node.model
    assert isinstance(model, Question)
    if model.control in {Control.SELECT_ONE, Control.SELECT}:
        return tuple(values(node, session.definition.graph.compiler))
    if model.control is Control.RANK:
        return (" ".join(values(node, session.definition.graph.compiler)),)
    if model.control is Control.TRIGGER:
        return ("OK",)
    return _BY_TYPE.get(model.bind.data_type, _TEXTS)


@pytest.mark.parametrize("name", FILLABLE, ids=lambda name: Path(name).stem)
def test_a_published_form_can_be_filled_to_the_end(name: str):
    definition = loaded(place_of(name))
    session = InterviewSession.start(definition, world())

    answered = filled(session)

    session.finalise()
    assert answered > 3
    assert violations(session) == ()
    again = read(definition, serialise.submission_xml(session))
    assert again.instance_id == session.instance_id


@pytest.mark.parametrize(("name", "code"), REFUSED, ids=["pnc_followup", "add_doc", "waterpoints"])
def test_a_form_beyond_the_specification_is_refused_with_its_reason(name: str, code: Code):
    """The control: not every published form is taken, and the reason is said."""
    path = place_of(name)

    with pytest.raises(Known) as refused:
        loaded(path)

    assert refused.value.code is code
    assert refused.value.slots["ref"]

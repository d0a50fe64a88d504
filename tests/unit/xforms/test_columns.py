"""Every column and type of an XLSForm that is promised, followed from the cell to the engine."""

from collections.abc import Callable

import pytest

from fieldkit.errors import Code, Known
from fieldkit.records import Ref
from fieldkit.xforms.check import check
from fieldkit.xforms.model import Bind, FormDefinition, Question, Repeat
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes

FORM = """
| survey |
|  | type | name | label::en | label::ru | hint::en | hint::ru | guidance_hint::en | media::image::en | media::audio::en | media::big-image::en | media::video::en | required | required_message::en | required_message::ru | relevant | constraint | constraint_message::en | constraint_message::ru | calculation | default | read_only | choice_filter | appearance | repeat_count | parameters | trigger | autoplay | rows | bind::custom | instance::unit | body::accept | save_to |
|  | text | a | A | А | H | Х | G | a.png | a.mp3 | b.png | v.mp4 | yes | Must | Надо | | . != 'x' | Bad | Плохо | | d0 | | | multiline | | | | audio | 5 | b1 | kg | image/* | pa |
|  | date | d | D | Д | | | | | | | | | | | | | | | | today() | yes | | | | | | | | | | | |
|  | range | r | R | Р | | | | | | | | | | | | | | | | | | | | | start=1 end=9 step=2 | | | | | | | |
|  | select_one c | s | S | С | | | | | | | | | | | ${a} != '' | | | | | | | g = ${a} | minimal | | randomize=true seed=3 | | | | | | | |
|  | calculate | t | | | | | | | | | | | | | | | | | 1 + 1 | | | | | | | ${a} | | | | | | |
|  | calculate | e | | | | | | | | | | | | | | | | | 2 * 3 | | | | | | | | | | | | | |
|  | begin_repeat | p | P | П | | | | | | | | | | | | | | | | | | | | ${r} | | | | | | | | |
|  | text | x | X | Х | | | | | | | | | | | | | | | | now() | | | | | | | | | | | | |
|  | end_repeat | | | | | | | | | | | | | | | | | | | | | | | | | | | | | | | |
|  | image | i | I | И | | | | | | | | | | | | | | | | | | | | | max-pixels=640 | | | | | | | |
| choices |
|  | list_name | name | label::en | label::ru | media::image::en | g | geometry |
|  | c | same | C1 | К1 | c1.png | g1 | 1 2 0 0 |
|  | c | same | C2 | К2 | | g2 | 1 3 0 0 |
| settings |
|  | form_title | form_id | version | default_language | instance_name | style | allow_choice_duplicates | namespaces | client_editable | attribute::k |
|  | Title | fid | 7 | en | concat('n', ${a}) | pages | yes | fk="urn:fieldkit:form:1" | yes | v |
| entities |
|  | list_name | label | create_if |
|  | people | ${a} | ${a} != '' |
"""  # noqa: E501


@pytest.fixture(scope="module")
def made() -> tuple[FormDefinition, str]:
    xform = compile_bytes(FORM.encode(), ".md", "f").xform
    return parse_form(xform), xform


def question(definition: FormDefinition, name: str) -> Question:
    return definition.question_of(Ref(f"/data/{name}"))


def bind(definition: FormDefinition, name: str) -> Bind:
    return definition.nodes[Ref(f"/data/{name}")].bind


def words(text: object, language: str) -> str:
    assert hasattr(text, "plain")
    return str(text.plain(language))


def events(definition: FormDefinition, ref: str) -> set[str]:
    return {event for a in definition.actions if a.target == ref for event in a.events}


def media(definition: FormDefinition, form: str) -> str:
    return words(definition.texts["/data/a:label"][form], "en")


Look = Callable[[FormDefinition], object]
REACHED: dict[str, tuple[Look, object]] = {
    "label": (lambda d: words(question(d, "a").label, "ru"), "А"),
    "hint": (lambda d: words(question(d, "a").hint, "en"), "H"),
    "guidance_hint": (lambda d: words(question(d, "a").guidance, "en"), "G"),
    "required": (lambda d: bind(d, "a").required, "true()"),
    "required_message": (lambda d: words(bind(d, "a").required_message, "ru"), "Надо"),
    "constraint": (lambda d: bind(d, "a").constraint, ". != 'x'"),
    "constraint_message": (lambda d: words(bind(d, "a").constraint_message, "en"), "Bad"),
    "relevant": (lambda d: bind(d, "s").relevant.split(), ["/data/a", "!=", "''"]),
    "calculation": (lambda d: bind(d, "e").calculate, "2 * 3"),
    "default, static": (lambda d: question(d, "a").default, "d0"),
    "default, dynamic": (lambda d: events(d, "/data/d"), {"odk-instance-first-load"}),
    "default, dynamic in a repeat": (
        lambda d: events(d, "/data/p/x"),
        {"odk-instance-first-load", "odk-new-repeat"},
    ),
    "read_only": (lambda d: bind(d, "d").readonly, "true()"),
    "choice_filter": (lambda d: "[g = " in question(d, "s").itemset.nodeset, True),  # type: ignore[union-attr]
    "appearance": (lambda d: question(d, "a").appearance, "multiline"),
    "repeat_count": (
        lambda d: isinstance(d.nodes[Ref("/data/p")], Repeat) and d.nodes[Ref("/data/p")].count,  # type: ignore[union-attr]
        "/data/r",
    ),
    "parameters of a range": (
        lambda d: dict(question(d, "r").parameters),
        {"start": "1", "end": "9", "step": "2"},
    ),
    "parameters randomize and seed": (
        lambda d: question(d, "s").itemset.is_randomized,  # type: ignore[union-attr]
        True,
    ),
    "trigger": (lambda d: events(d, "/data/t"), {"xforms-value-changed"}),
    "media::image": (lambda d: media(d, "image"), "jr://images/a.png"),
    "media::audio": (lambda d: media(d, "audio"), "jr://audio/a.mp3"),
    "media::big-image": (lambda d: media(d, "big-image"), "jr://images/b.png"),
    "media::video": (lambda d: media(d, "video"), "jr://video/v.mp4"),
    "rows": (lambda d: question(d, "a").parameters["rows"], "5"),
    "instance::": (lambda d: question(d, "a").attributes[("", "unit")], "kg"),
    "image of a choice": (
        lambda d: words(d.texts["c-0"]["image"], "en"),
        "jr://images/c1.png",
    ),
    "extra columns of choices": (lambda d: question(d, "s").choices[0].columns["g"], "g1"),
    "geometry of choices": (
        lambda d: question(d, "s").choices[1].columns["geometry"],
        "1 3 0 0",
    ),
    "allow_choice_duplicates": (
        lambda d: [choice.value for choice in question(d, "s").choices],
        ["same", "same"],
    ),
    "form_title, form_id, version": (
        lambda d: (d.title, d.form_id, d.version),
        ("Title", "fid", "7"),
    ),
    "default_language": (lambda d: d.default_language, "en"),
    "instance_name": (
        lambda d: d.nodes[Ref("/data/meta/instanceName")].bind.calculate.split(),
        ["concat('n',", "/data/a", ")"],
    ),
    "namespaces": (lambda d: d.namespaces["fk"], "urn:fieldkit:form:1"),
    "client_editable": (lambda d: d.submission["client-editable"], "true"),
    "attribute::": (lambda d: d.root.attributes[("", "k")], "v"),
    "entities": (
        lambda d: d.nodes[Ref("/data/meta/entity")].attributes[("", "dataset")],
        "people",
    ),
}


@pytest.mark.parametrize("column", REACHED)
def test_a_column_reaches_the_engine(column: str, made: tuple[FormDefinition, str]) -> None:
    look, expected = REACHED[column]

    assert look(made[0]) == expected


@pytest.mark.parametrize(
    "written",
    ['autoplay="audio"', 'custom="b1"', 'accept="image/*"', 'entities:saveto="pa"',
     'class="pages"', 'max-pixels="640"'],
    ids=["autoplay", "bind::", "body::", "save_to", "style", "max-pixels"],
)  # fmt: skip
def test_a_column_for_other_programs_stays_in_the_form(
    written: str, made: tuple[FormDefinition, str]
) -> None:
    assert written in made[1]


TYPES = """
| survey |
|  | type | name | label | calculation | trigger | choice_filter |
|  | text | a | A | | | |
|  | {kind} | {name} | Q | {calculation} | | {filter} |
| choices |
|  | list_name | name | label |
|  | c | c1 | C1 |
| external_choices |
|  | list_name | name | label |
|  | c | c1 | C1 |
"""


def of_type(kind: str) -> FormDefinition:
    text = TYPES.replace("{kind}", kind).replace("{name}", "audit" if kind == "audit" else "q")
    text = text.replace("{calculation}", "1" if kind == "calculate" else "")
    text = text.replace("{filter}", "x = ${a}" if "external" in kind and "_" in kind else "")
    xform = compile_bytes(text.encode(), ".md", "f").xform
    return parse_form(xform, {}, allow_missing_files=True)


@pytest.mark.parametrize(
    ("kind", "data_type", "control"),
    [
        ("text", "string", "input"), ("integer", "int", "input"), ("decimal", "decimal", "input"),
        ("date", "date", "input"), ("time", "time", "input"), ("datetime", "dateTime", "input"),
        ("select_one c", "string", "select1"), ("select_multiple c", "string", "select"),
        ("select_one c or_other", "string", "select1"),
        ("select_one_from_file l.csv", "string", "select1"),
        ("select_multiple_from_file l.xml", "string", "select"),
        ("select_one_from_file l.geojson", "string", "select1"),
        ("rank c", "string", "rank"), ("note", "string", "note"),
        ("acknowledge", "string", "trigger"), ("trigger", "string", "trigger"),
        ("calculate", "string", None), ("hidden", "string", None), ("start", "dateTime", None),
        ("end", "dateTime", None), ("today", "date", None), ("deviceid", "string", None),
        ("username", "string", None), ("phonenumber", "string", None), ("email", "string", None),
        ("range", "int", "range"), ("geopoint", "geopoint", "input"), ("image", "binary", "upload"),
        ("file", "binary", "upload"), ("audio", "binary", "upload"),
        ("barcode", "barcode", "input"),
        ("geotrace", "geotrace", "input"), ("video", "binary", "upload"),
        ("percentage", "int", "input"),
    ],
)  # fmt: skip
def test_a_type_is_read_as_what_it_is(kind: str, data_type: str, control: str | None) -> None:
    found = question(of_type(kind), "q")

    assert (found.bind.data_type, found.control) == (data_type, control)


def test_a_type_that_is_not_done_here_is_refused_with_clause_and_advice() -> None:
    with pytest.raises(Known) as caught:
        of_type("select_one_external c")

    slots = caught.value.slots
    assert caught.value.code is Code.FORM_UNSUPPORTED
    assert (slots["row"], slots["column"]) == (3, "type")
    assert "select_one_from_file" in str(slots["detail"])
    assert "Secondary Instances" in str(slots["clause"])


@pytest.mark.parametrize(
    ("header", "sheet", "code"),
    [("relevent", "survey", "form.column_ignored"), ("note", "survey", None),
     ("bind::anything", "survey", None), ("form_titel", "settings", "form.column_ignored")],
)  # fmt: skip
def test_a_column_that_is_dropped_is_reported(header: str, sheet: str, code: str | None) -> None:
    text = (
        f"| survey |\n|  | type | name | label | {header} |\n|  | text | a | A | x |\n"
        if sheet == "survey"
        else "| survey |\n|  | type | name | label |\n|  | text | a | A |\n"
        f"| settings |\n|  | form_id | {header} |\n|  | f | x |\n"
    )

    found = compile_bytes(text.encode(), ".md", "f").warnings

    assert [p.code for p in found] == ([code] if code else [])
    for problem in found:
        assert dict(problem.where) == {"sheet": sheet, "row": 2, "column": header}


def test_a_sheet_that_is_dropped_is_reported() -> None:
    text = "| survey |\n|  | type | name | label |\n|  | text | a | A |\n| choises |\n|  | x |\n"

    (found,) = compile_bytes(text.encode(), ".md", "f").warnings

    assert (found.code, dict(found.where)) == ("form.sheet_ignored", {"sheet": "choises"})


def test_a_list_that_a_loop_uses_is_not_called_unused() -> None:
    text = TYPES.replace("{kind}", "begin_loop c").replace("{name}", "q")
    text = text.replace("{calculation}", "").replace("{filter}", "")
    text = text.replace(
        "| choices |", "|  | text | in | In | | | |\n|  | end_loop | | | | | |\n| choices |"
    )
    form = compile_bytes(text.encode(), ".md", "f")

    found = check(parse_form(form.xform), form.xform, form.sheets).problems

    assert "form.list_unused" not in [p.code for p in found]

import pytest

from fieldkit.errors import Code, Known
from fieldkit.xforms import xml
from fieldkit.xforms.model import Control, Repeat
from fieldkit.xforms.parse import needed_files, parse_form

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">'
    "<h:head><h:title> Test </h:title><model>"
)


def xform(model: str, body: str = "") -> str:
    return f"{HEAD}{model}</model></h:head><h:body>{body}</h:body></h:html>"


def data(inside: str) -> str:
    return f'<instance><data id="t" version="2">{inside}</data></instance>'


LISTED = xform(
    data("<area/>") + '<instance id="areas" src="jr://file-csv/areas.csv"/>',
    '<select1 ref="/data/area"><itemset nodeset="instance(\'areas\')/root/item">'
    '<value ref="name"/><label ref="label"/></itemset></select1>',
)


def test_id_version_and_title_are_read() -> None:
    definition = parse_form(xform(data("<a/>")))

    assert (definition.form_id, definition.version, definition.title) == ("t", "2", "Test")


def test_nodes_are_known_by_pattern_in_document_order() -> None:
    definition = parse_form(xform(data("<g><a/><b/></g><c/>")))

    assert list(definition.nodes) == ["/data", "/data/g", "/data/g/a", "/data/g/b", "/data/c"]
    assert [node.index for node in definition.nodes.values()] == [0, 1, 2, 3, 4]


def test_a_repeat_keeps_count_and_label_of_the_group_around_it() -> None:
    definition = parse_form(
        xform(
            data('<n/><r jr:template=""><a/></r>'),
            '<group ref="/data/r"><label>Rows</label><repeat nodeset="/data/r" '
            'jr:count="/data/n"><input ref="/data/r/a"><label>A</label></input></repeat></group>',
        )
    )

    repeat = definition.nodes["/data/r"]  # type: ignore[index]
    assert isinstance(repeat, Repeat)
    assert repeat.count == "/data/n"
    assert repeat.label is not None
    assert repeat.label.plain("") == "Rows"
    assert [item.kind for item in definition.body] == ["repeat"]


def test_a_file_of_choices_is_read_with_any_delimiter() -> None:
    definition = parse_form(LISTED, {"areas.csv": "\ufeffname;label\r\nn;North\r\n".encode()})

    question = definition.question_of("/data/area")  # type: ignore[arg-type]
    assert [choice.value for choice in question.choices] == ["n"]
    assert question.control is Control.SELECT_ONE
    assert definition.choice_lists["areas"].choices[0].columns["label"] == "North"


def test_a_missing_file_of_choices_is_refused_by_name_unless_allowed() -> None:
    with pytest.raises(Known) as caught:
        parse_form(LISTED)

    assert (caught.value.code, caught.value.slots["file"]) == (Code.FORM_FILE_MISSING, "areas.csv")
    assert parse_form(LISTED, allow_missing_files=True).form_id == "t"
    assert needed_files(LISTED) == ("areas.csv",)


def test_a_geojson_list_gives_points_latitude_first() -> None:
    text = LISTED.replace("file-csv/areas.csv", "file/areas.geojson").replace('"name"', '"id"')
    geojson = (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "f1", '
        b'"geometry": {"type": "Point", "coordinates": [69.2, 41.3]}, '
        b'"properties": {"label": "Field"}}]}'
    )

    definition = parse_form(text, {"areas.geojson": geojson})

    columns = definition.choice_lists["areas"].choices[0].columns
    assert columns == {"geometry": "41.3 69.2 0 0", "id": "f1", "label": "Field"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<a", Code.FORM_FILE),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', Code.FORM_FILE),
        ("<a>" * 150, Code.FORM_FILE),
        ("<a/>", Code.FORM_STRUCTURE),
        (xform(""), Code.FORM_STRUCTURE),
        (xform(data("<a/>") + "</model><model>"), Code.FORM_STRUCTURE),
        (xform(data("<a/><a/>")), Code.FORM_STRUCTURE),
        (xform(data("<a/>"), '<repeat nodeset="/data/z"/>'), Code.FORM_REFERENCE),
        (
            xform(data("<a/>") + '<setvalue event="load" ref="/data/a" value="1"/>'),
            Code.FORM_STRUCTURE,
        ),
        (
            xform(data("<a/>") + '<bind nodeset="/data/a" relevant="/data/z = 1"/>'),
            Code.FORM_REFERENCE,
        ),
        (
            xform(data("<a/>") + '<bind nodeset="/data/a" calculate="instance(\'z\')/r"/>'),
            Code.FORM_REFERENCE,
        ),
    ],
)
def test_what_is_no_whole_form_is_refused(text: str, code: Code) -> None:
    with pytest.raises(Known) as caught:
        parse_form(text)

    assert caught.value.code is code


def test_an_unknown_type_is_a_warning_and_read_as_text() -> None:
    definition = parse_form(xform(data("<a/>") + '<bind nodeset="/data/a" type="odd"/>'))

    assert [warn.code for warn in definition.warnings] == ["form.unknown_type"]


def test_written_xml_reads_back_with_its_namespaces() -> None:
    document = xml.read('<a xmlns:p="urn:p" p:k="1 &lt; 2"><p:b>x</p:b></a>')
    writer = xml.Writer(document.namespaces)
    writer.open("a", {writer.name("k", "urn:p"): "1 < 2"})
    name = writer.name("b", "urn:p")
    writer.open(name, {})
    writer.text("x\x00")
    writer.close(name)
    writer.close("a")

    again = xml.read(writer.finish())

    assert again.root.attribute("k", "urn:p") == "1 < 2"
    assert (again.root.children()[0].namespace, again.root.string()) == ("urn:p", "x")

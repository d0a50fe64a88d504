"""Lists in files beside a form: GeoJSON and CSV as the specification says they are to be read."""

import json

import pytest

from fieldkit.errors import Code, Known
from fieldkit.xforms import xml
from fieldkit.xforms.secondary import read_instances
from fieldkit.xpath.nodes import Element


def rows(source: str, content: bytes) -> list[dict[str, str]]:
    model = xml.read(
        f'<model><instance><data/></instance><instance id="list" src="{source}"/></model>'
    ).root
    (root,) = read_instances(model, {source.rpartition("/")[2]: content})["list"].children()
    return [{cell.name: cell.string() for cell in row.children()} for row in root.children()]


def geojson(**feature: object) -> bytes:
    whole = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.3522, 48.8566]}}
    return json.dumps({"type": "FeatureCollection", "features": [whole | feature]}).encode()


def test_a_feature_is_a_row_with_its_geometry() -> None:
    found = rows("jr://file/wells.geojson", geojson(properties={"name": "w1", "label": "Well"}))

    assert found == [{"name": "w1", "label": "Well", "geometry": "48.8566 2.3522 0 0"}]


def test_properties_keep_their_text_and_empty_ones_are_left_out() -> None:
    said = {"name": "w1", "depth": 12.50, "dry": True, "owner": None}
    content = geojson(properties=said).replace(b"12.5", b"12.50")

    (row,) = rows("jr://file/wells.geojson", content)

    assert row["depth"] == "12.50"
    assert row["dry"] == "true"
    assert "owner" not in row


def test_the_id_of_a_feature_goes_before_a_property_of_that_name() -> None:
    (row,) = rows("jr://file/wells.geojson", geojson(id="f1", properties={"id": "p1"}))

    assert row["id"] == "f1"


@pytest.mark.parametrize(
    ("geometry", "text"),
    [
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "2 1 0 0; 4 3 0 0"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
            "0 0 0 0; 0 1 0 0; 1 1 0 0; 0 0 0 0",
        ),
    ],
)
def test_lines_and_polygons_are_traces_and_shapes(geometry: object, text: str) -> None:
    (row,) = rows("jr://file/fields.geojson", geojson(geometry=geometry))

    assert row["geometry"] == text


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"features": [1]}',
        geojson(geometry={"type": "MultiPoint", "coordinates": [[1, 2]]}),
        geojson(geometry=None),
        geojson(properties={"tags": ["a"]}),
    ],
)
def test_what_is_no_list_of_places_is_refused_by_the_name_of_its_file(content: bytes) -> None:
    with pytest.raises(Known) as refusal:
        rows("jr://file/wells.geojson", content)

    assert refusal.value.code is Code.FORM_FILE
    assert refusal.value.slots["file"] == "wells.geojson"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_parts_it(delimiter: str, end: str) -> None:
    lines = [["name", "label"], ["v1", '"Upper"" Hill"'], ["v2", " Dale "], ["v3", ""]]
    text = end.join(delimiter.join(line) for line in lines)

    found = rows("jr://file-csv/villages.csv", b"\xef\xbb\xbf" + text.encode())

    assert [row["label"] for row in found] == ['Upper" Hill', " Dale ", ""]


def test_the_last_record_is_empty_before_there_is_one() -> None:
    model = xml.read(
        '<model><instance><data/></instance><instance id="l" src="jr://instance/last-saved"/></model>'
    ).root

    found: Element = read_instances(model, {})["l"]

    assert found.children() == []


def test_a_list_is_filtered_without_an_index_of_its_own_in_every_row() -> None:
    lines = "".join(f"v{number},Village {number},{number % 2}\n" for number in range(300))
    model = xml.read(
        "<model><instance><data/></instance>"
        '<instance id="l" src="jr://file-csv/villages.csv"/></model>'
    ).root
    found = read_instances(model, {"villages.csv": f"name,label,side\n{lines}".encode()})["l"]
    (root,) = found.children()

    kept = root.lookup("item", "side")["1"]

    assert [len(item.named("label")) for item in kept] == [1] * 150
    assert all(item._named is None for item in root.named("item"))
    assert len({id(cell.children()) for item in kept for cell in item.children()}) == 1

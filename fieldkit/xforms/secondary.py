"""Secondary instances: lists inside the form and in files beside it (CSV, XML, GeoJSON).

Decisions G11 and G12 of the conformance notes: a missing file is refused by name; a CSV may start
with a byte order mark and be parted by comma, semicolon, tab or bar.
"""

import csv
import io
import json
from collections.abc import Mapping
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.xforms import xml
from fieldkit.xpath.nodes import Element

LAST_SAVED: Final = "jr://instance/last-saved"
_DELIMITERS: Final = ",;\t|"


def read_instances(
    model: Element, files: Mapping[str, bytes], *, allow_missing: bool = False
) -> dict[str, Element]:
    """Each `<instance id>` but the first, as the element whose child is the first step of a path.

    `files` are contents by file name. `allow_missing` goes on with an empty list.
    """
    found: dict[str, Element] = {}
    for element in model.named("instance")[1:]:
        name = element.attribute("id") or ""
        if not name:
            continue
        if name in found:
            raise Known(Code.FORM_STRUCTURE, name=name, detail="two instances with one id")
        source = (element.attribute("src") or "").strip()
        if source and not element.children():
            element = _from_file(source, files, allow_missing=allow_missing)
        found[name] = element
    return found


def instance_of(source: Element) -> Element:
    """An instance that holds a copy of a document's element."""
    instance = Element("instance")
    _copy(source, instance)
    return instance


def last_saved(instances: Mapping[str, Element]) -> frozenset[str]:
    """The ids of the instances that stand for the submission saved last."""
    return frozenset(
        name for name, found in instances.items() if found.attribute("src") == LAST_SAVED
    )


def file_names(model: Element) -> tuple[str, ...]:
    """The files that the form's secondary instances need, in order."""
    sources = (element.attribute("src") or "" for element in model.named("instance")[1:])
    return tuple(_file_name(source) for source in sources if source and source != LAST_SAVED)


def _from_file(source: str, files: Mapping[str, bytes], *, allow_missing: bool) -> Element:
    if source == LAST_SAVED:
        # Each session puts the submission in its place that was saved last.
        return Element("instance", attributes={("", "src"): source})
    instance = Element("instance")
    file = _file_name(source)
    content = files.get(file)
    if content is None:
        if allow_missing:
            return instance
        raise Known(Code.FORM_FILE_MISSING, file=file)
    if source.startswith("jr://file-csv/") or file.lower().endswith(".csv"):
        _read_csv(content, instance, file)
    elif file.lower().endswith(".geojson"):
        _read_geojson(content, instance, file)
    else:
        _copy(xml.read(content, file).root, instance)
    return instance


def _file_name(source: str) -> str:
    return source.rpartition("/")[2]


def _read_csv(content: bytes, instance: Element, file: str) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not UTF-8") from problem
    header, _, _ = text.partition("\n")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not a CSV table") from problem
    root = instance.add("root")
    if not rows:
        return
    names = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) > len(names):
            raise Known(Code.FORM_FILE, file=file, row=number, detail="more cells than columns")
        item = root.add("item")
        for name, cell in zip(names, row, strict=False):
            _leaf(item, name, cell)


def _read_geojson(content: bytes, instance: Element, file: str) -> None:
    try:
        # Numbers stay as they are written.
        document = json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str)
        features = document["features"]
        root = instance.add("root")
        for feature in features:
            item = root.add("item")
            named = dict(feature.get("properties") or {})
            if feature.get("id") is not None:
                named["id"] = feature["id"]
            for name, value in named.items():
                if value is not None:
                    _leaf(item, name, _primitive(value))
            _leaf(item, "geometry", _geometry(feature["geometry"]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise Known(Code.FORM_FILE, file=file, detail="not a GeoJSON list") from problem


def _primitive(value: object) -> str:
    """A JSON primitive as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise TypeError
    return value


def _geometry(geometry: Mapping[str, object]) -> str:
    """A geometry as the text of a geopoint, geotrace or geoshape: latitude before longitude."""
    coordinates = geometry["coordinates"]
    kind = geometry["type"]
    if not isinstance(coordinates, list):
        raise TypeError
    points = {"Point": [coordinates], "LineString": coordinates}.get(str(kind))
    if points is None:
        if kind != "Polygon":
            raise ValueError
        points = coordinates[0]
    return "; ".join(f"{point[1]} {point[0]} 0 0" for point in points)


def _leaf(item: Element, name: str, text: str) -> None:
    element = item.add(name)
    if text:
        element.add_text(text)


def _copy(source: Element, target: Element) -> None:
    attributes = {(node.namespace, node.name): node.string() for node in source.attributes()}
    copy = target.add(source.name, source.namespace, attributes)
    for node in source.content():
        if isinstance(node, Element):
            _copy(node, copy)
        else:
            copy.add_text(node.string())

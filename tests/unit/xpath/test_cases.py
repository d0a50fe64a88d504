from zoneinfo import ZoneInfo

import pytest

from fieldkit.errors import Known
from fieldkit.xpath import cases
from fieldkit.xpath.nodes import Element


def document():
    top = Element.document()
    model = top.add("model")
    texts = model.add("itext")
    for language, word in (("en", "Yes"), ("ru", "Да")):
        translation = texts.add("translation", attributes={("", "lang"): language})
        text = translation.add("text", attributes={("", "id"): "yes"})
        text.add("value").add_text(word)
    data = model.add("instance").add("data")
    data.add("a", attributes={("", "unit"): "kg"}).add_text("7")
    data.add("b").add_text("x")
    listed = model.add("instance", attributes={("", "id"): "list"}).add("root")
    for name in ("one", "two"):
        listed.add("item").add("name").add_text(name)
    return top


ROOT = {"root": "/*[1]/*[2]"}
DATA = {**ROOT, "context": "/*[1]/*[2]/*[1]/*[1]"}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"expr": "1 + 1"}, {"type": "number", "value": 2}),
        ({"expr": "1 div 3"}, {"type": "number", "value": 1 / 3}),
        ({"expr": "0 div 0"}, {"type": "number", "value": "NaN"}),
        ({"expr": "-1 div 0"}, {"type": "number", "value": "-Infinity"}),
        ({"expr": "-0"}, {"type": "number", "value": "-0"}),
        ({"expr": "distance('43.2 76.9 0 0')"}, {"type": "number", "value": 0}),
        ({"expr": "1 = 1"}, {"type": "boolean", "value": True}),
        ({"expr": "1 = 1", "type": "string"}, {"type": "string", "value": "true"}),
        ({"expr": "/data/a", **ROOT}, {"type": "string", "value": "7"}),
        ({"expr": ". + 1", **DATA}, {"type": "number", "value": 8}),
        ({"expr": "../b", **DATA, "type": "number"}, {"type": "number", "value": "NaN"}),
        ({"expr": "../*", **DATA, "type": "nodeset-count"}, {"type": "nodeset-count", "value": 2}),
        ({"expr": "..", "context": "/*[1]/*[2]/*[1]/*[1]/@unit"}, {"type": "string", "value": "7"}),
        ({"expr": "instance('list')/root/item[2]/name"}, {"type": "string", "value": "two"}),
        ({"expr": "jr:itext('yes')"}, {"type": "string", "value": "Yes"}),
        ({"expr": "jr:itext('yes')", "language": "ru"}, {"type": "string", "value": "Да"}),
        ({"expr": "date('2024-5-1')"}, {"type": "string", "value": "2024-05-01"}),
        ({"expr": "date('2024-05-01') + 0"}, {"type": "number", "value": 19844 - 5 / 24}),
    ],
)  # fmt: skip
def test_a_case_gives_its_type_and_value(case, expected):
    assert cases.run(case, document(), timezone=ZoneInfo("Asia/Almaty")) == expected


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"expr": "1 +"}, "form.syntax"),
        ({"expr": "what()"}, "form.function"),
        ({"expr": "not()"}, "form.arity"),
        ({"expr": "1", "type": "nodeset-count"}, "form.syntax"),
        ({"expr": "1", "type": "colour"}, "usage.wrong"),
        ({"expr": "1", "context": "/*[9]"}, "usage.wrong"),
        ({"expr": "1", "context": "/data"}, "usage.wrong"),
        ({"expr": "1", "context": "/*[1]/@absent"}, "usage.wrong"),
    ],
)
def test_a_wrong_case_is_refused(case, code):
    with pytest.raises(Known) as refused:
        cases.run(case, document())

    assert refused.value.code == code

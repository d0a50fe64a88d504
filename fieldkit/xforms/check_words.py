"""Words that a form lacks: labels, hints and messages without a translation.

Looks at the XForm's own `<itext>`, since a definition fills a gap with the words of another
language.
"""

from collections.abc import Iterator
from typing import Final

from fieldkit.xforms import xml
from fieldkit.xforms.draft import JAVAROSA
from fieldkit.xforms.findings import Finding
from fieldkit.xforms.itext import literal_text_id
from fieldkit.xforms.model import FormDefinition
from fieldkit.xpath.nodes import Element

_MISSING: Final = "-"  # what pyxform writes where a translation is missing
_WORDS: Final = frozenset({"", "guidance"})  # forms of a text that are read, not media
_ITEM_LABEL: Final = "itextId"


def missing_translations(definition: FormDefinition, xform: str) -> Iterator[Finding]:
    """Each text that one language has and another has not."""
    root = xml.read(xform).root
    model = root.named("head")[0].named("model")[0]
    texts = _texts(model)
    for ref, what, column, text_id in _uses(root, model):
        for language, other in _gaps(definition, texts.get(text_id, {}), ""):
            slots = {"what": what, "language": language, "other": other}
            yield Finding("form.no_translation", ref, f"{column}::{language}", slots)
        if column == "hint":
            for language, other in _gaps(definition, texts.get(text_id, {}), "guidance"):
                slots = {"what": "guidance hint", "language": language, "other": other}
                yield Finding("form.no_translation", ref, f"guidance_hint::{language}", slots)
    for list_name, value, text_id in _choices(model):
        for language, other in _gaps(definition, texts.get(text_id, {}), ""):
            slots = {"what": "label", "language": language, "other": other, "value": value}
            place = f"choices\t{list_name}\t{value}"
            yield Finding("form.no_translation_choice", place, f"label::{language}", slots)


Texts = dict[str, dict[str, dict[str, bool]]]


def _texts(model: Element) -> Texts:
    """By id, form and language: whether there are words."""
    found: Texts = {}
    for block in model.named("itext"):
        for translation in block.named("translation"):
            language = translation.attribute("lang") or ""
            for text in translation.named("text"):
                forms = found.setdefault(text.attribute("id") or "", {})
                for value in text.named("value"):
                    is_said = value.string().strip() not in {"", _MISSING} or bool(value.children())
                    forms.setdefault(value.attribute("form") or "", {})[language] = is_said
    return found


def _gaps(
    definition: FormDefinition, forms: dict[str, dict[str, bool]], form: str
) -> Iterator[tuple[str, str]]:
    """The languages that lack a text which another has, each with the one that stands in."""
    said = [language for language, is_said in forms.get(form, {}).items() if is_said]
    if not said:
        return
    preferred = definition.default_language
    for language in definition.languages:
        if language not in said:
            yield language, preferred if preferred in said else said[0]


def _uses(root: Element, model: Element) -> Iterator[tuple[str, str, str, str]]:
    """Ref, kind of words, column and text id of everything that the form says of a node."""
    bodies = root.named("body")
    work = list(bodies[0].children()) if bodies else []
    while work:
        element = work.pop(0)
        work[:0] = element.children()
        parent = element.parent
        if element.name not in {"label", "hint"} or not isinstance(parent, Element):
            continue
        ref = parent.attribute("ref") or parent.attribute("nodeset") or ""
        text_id = literal_text_id(element.attribute("ref") or "")
        if text_id is not None and ref:
            yield ref, element.name, element.name, text_id
    for bind in model.named("bind"):
        for name, what, column in (
            ("constraintMsg", "message", "constraint_message"),
            ("requiredMsg", "message", "required_message"),
        ):
            text_id = literal_text_id(bind.attribute(name, JAVAROSA) or "")
            if text_id is not None:
                yield bind.attribute("nodeset") or "", what, column, text_id


def _choices(model: Element) -> Iterator[tuple[str, str, str]]:
    """List, value and text id of each translated choice."""
    for instance in model.named("instance")[1:]:
        for root in instance.children():
            for item in root.children():
                label, value = item.named(_ITEM_LABEL), item.named("name")
                if label and value:
                    yield instance.attribute("id") or "", value[0].string(), label[0].string()

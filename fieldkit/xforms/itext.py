"""The words of a form: `<itext>` with its languages, labels in place, outputs inside both.

XForms 1.1 section 8.1.3 (output) and the ODK XForms "Languages" section. pyxform writes `-` where
a translation is missing; that is read as missing, so that the default language's words stand in, or
those of the first language that has some.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.xforms.model import Node, Output, Question, Text, TextPart
from fieldkit.xpath.nodes import Element
from fieldkit.xpath.nodes import Text as TextNode

TextForms = Mapping[str, Text]
_NO_TRANSLATION = "-"
# Languages whose usual script runs from right to left (Unicode CLDR, scriptMetadata).
_RIGHT_TO_LEFT: Final = frozenset(
    [
        "ar",
        "arc",
        "arz",
        "bal",
        "bgn",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "ji",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "sdh",
        "skr",
        "syr",
        "ug",
        "ur",
        "yi",
        "arabic",
        "dari",
        "farsi",
        "hebrew",
        "pashto",
        "persian",
        "sindhi",
        "urdu",
        "uyghur",
        "yiddish",
    ]
)


@dataclass(frozen=True, slots=True)
class Itext:
    """The languages in the order of the form, the default one, and the texts by id and form."""

    languages: tuple[str, ...]
    default_language: str
    texts: Mapping[str, TextForms]

    def text(self, text_id: str, form: str = "") -> Text | None:
        """One text, in its plain or another form (guidance, image, audio, short, long)."""
        return self.texts.get(text_id, {}).get(form)


def read_itext(model: Element) -> Itext:
    """Read the `<itext>` of a model; without one there are no languages."""
    translations = [
        translation for block in model.named("itext") for translation in block.named("translation")
    ]
    languages: list[str] = []
    default = ""
    collected: dict[str, dict[str, dict[str, tuple[TextPart, ...]]]] = {}
    for translation in translations:
        language = translation.attribute("lang") or ""
        if language in languages:
            raise Known(Code.FORM_STRUCTURE, name=language, detail="two translations")
        languages.append(language)
        if _is_true(translation.attribute("default")):
            default = language
        for text in translation.named("text"):
            forms = collected.setdefault(text.attribute("id") or "", {})
            for value in text.named("value"):
                by_language = forms.setdefault(value.attribute("form") or "", {})
                by_language[language] = read_parts(value)
    default = default or (languages[0] if languages else "")
    texts = {
        text_id: {form: _text(found, default) for form, found in forms.items()}
        for text_id, forms in collected.items()
    }
    return Itext(tuple(languages), default, texts)


def read_label(element: Element | None, itext: Itext, form: str = "") -> Text | None:
    """The words of a `<label>`, `<hint>` and the like; `form` asks for another form of them."""
    if element is None:
        return None
    reference = (element.attribute("ref") or "").strip()
    if reference:
        return read_message(reference, itext, form)
    return Text({"": read_parts(element)}) if not form else None


def read_message(reference: str, itext: Itext, form: str = "") -> Text | None:
    """The words that `jr:itext('id')` names; any other expression is kept to be computed."""
    text_id = literal_text_id(reference)
    if text_id is None:
        return Text({}, reference) if not form else None
    found = itext.text(text_id, form)
    if found is None and not form:
        # A text may have only media; its words are then blank.
        return Text({}) if text_id in itext.texts else None
    return found


def is_right_to_left(language: str) -> bool:
    """Whether a language of a form is written from right to left, by its code or its name.

    XLSForms name a language as `العربية (ar)`; the code is of IANA's registry, with the script
    where that is not the usual one (`ku-Arab`).
    """
    code = language.strip().rpartition("(")[2].rstrip(") ").lower().replace("_", "-")
    parts = code.split("-")
    if set(parts) & {"latn", "cyrl"}:
        return False
    if parts[0] in _RIGHT_TO_LEFT or set(parts[1:]) & {"arab", "hebr", "thaa", "syrc", "nkoo"}:
        return True
    letters = (unicodedata.bidirectional(character) for character in language)
    return next((letter in {"R", "AL"} for letter in letters if letter in {"L", "R", "AL"}), False)


def literal_text_id(reference: str) -> str | None:
    """The id in `jr:itext('id')`, or None when the id is computed."""
    body = reference.strip()
    if not (body.startswith("jr:itext(") and body.endswith(")")):
        return None
    argument = body[len("jr:itext(") : -1].strip()
    quote = argument[:1]
    if quote not in {"'", '"'} or argument[-1:] != quote or quote in argument[1:-1]:
        return None
    return argument[1:-1]


def read_parts(element: Element) -> tuple[TextPart, ...]:
    """The text and outputs inside an element, in order.

    Blanks around the whole go: pyxform writes them around outputs, editors at the ends of lines.
    Words alone on one line keep theirs.
    """
    parts = _merge(_parts(element))
    if len(parts) == 1 and isinstance(parts[0], str) and "\n" not in parts[0]:
        return (parts[0],) if parts[0].strip() else ()
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


def _parts(element: Element) -> list[TextPart]:
    found: list[TextPart] = []
    for node in element.content():
        if isinstance(node, TextNode):
            found.append(node.string())
        elif node.name == "output":
            expression = node.attribute("value") or node.attribute("ref") or ""
            if expression.strip():
                found.append(Output(expression.strip()))
        else:
            found.extend(_parts(node))
    return found


def _merge(parts: list[TextPart]) -> list[TextPart]:
    merged: list[TextPart] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _text(by_language: dict[str, tuple[TextPart, ...]], default: str) -> Text:
    said = {language: p for language, p in by_language.items() if p != (_NO_TRANSLATION,)}
    if said:
        stand_in = said.get(default, next(iter(said.values())))
        by_language = {language: said.get(language, stand_in) for language in by_language}
    return Text(by_language)


def _is_true(text: str | None) -> bool:
    return text is not None and text.strip() not in {"false()", "false", "0"}


def outputs_of(node: Node) -> list[str]:
    """The expressions of the values in the words of a node, each once."""
    said = (node.bind.required_message, node.bind.constraint_message)
    texts = (node.label, node.hint, node.guidance, *said, *_choice_texts(node))
    return list({found: None for text in texts if text for found in _outputs(text)})


def _choice_texts(node: Node) -> Iterator[Text | None]:
    # The words of a file's rows are plain, and there may be very many.
    if isinstance(node, Question) and (node.itemset is None or "(" in node.itemset.label_ref):
        for choice in node.choices:
            yield choice.label


def _outputs(text: Text) -> Iterator[str]:
    if text.expression:
        yield text.expression
    for parts in text.by_language.values():
        for part in parts:
            if isinstance(part, Output):
                yield part.expression

"""What a form asks for that is done in a plainer way here, or not at all: said, never passed over.

Each row rests on a section of the ODK XForms specification; the form runs all the same.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from fieldkit.xforms import xml
from fieldkit.xforms.findings import Finding
from fieldkit.xforms.model import Control, FormDefinition, Question
from fieldkit.xpath.nodes import Element

_SPEC: Final = "ODK XForms specification, "
_TYPES: Final[Mapping[str, str]] = {
    "geotrace": "A line on a map is typed as points here",
    "geoshape": "An area on a map is typed as points here",
}
_MEDIA: Final[Mapping[str, str]] = {
    "video": "A video is attached as a file here, not recorded",
    "osm": "OpenStreetMap tags are not asked here; a file may be attached",
}
_DRAWN: Final = ("draw", "signature", "annotate")
_APPEARANCES: Final[Mapping[str, str]] = {
    "image-map": "The choices are shown as a list, not on a picture",
    "map": "The choices are shown as a list, not on a map",
    "printer": "Nothing is sent to a printer",
    "bearing": "The bearing is typed: a laptop has no compass",
    "ethiopian": "The date is shown in the Gregorian calendar",
    "coptic": "The date is shown in the Gregorian calendar",
    "islamic": "The date is shown in the Gregorian calendar",
    "bikram-sambat": "The date is shown in the Gregorian calendar",
    "myanmar": "The date is shown in the Gregorian calendar",
    "persian": "The date is shown in the Gregorian calendar",
}
_ACTIONS: Final[Mapping[str, str]] = {
    "setgeopoint": "No place is recorded by itself: a laptop has no receiver for it",
    "recordaudio": "Nothing is recorded in the background",
}
_PRELOADS: Final = frozenset({"simserial", "subscriberid", "phonenumber"})
_SUBMISSION: Final[Mapping[str, str]] = {
    "action": "Nothing is sent: fieldkit has no network and exports files instead",
    "auto-send": "Nothing is sent: fieldkit has no network and exports files instead",
    "auto-delete": "Nothing is deleted by itself",
}


def degraded(definition: FormDefinition, xform: str) -> Iterator[Finding]:
    """Everything that the form asks for and does not get in full."""
    for question in definition.questions():
        yield from _of_question(question)
        yield from _of_preload(question)
    for name, what in _SUBMISSION.items():
        if definition.submission.get(name):
            yield _found("", "", what, "The setting may stay for other programs", "Submission")
    root = xml.read(xform).root
    for element, target in _elements(root):
        if element.name in _ACTIONS:
            yield _found(
                target, "type", _ACTIONS[element.name], "Ask for it in a question", "Actions"
            )
        for name in ("tag", "prefix", "delimiter"):
            if element.attribute(name, "http://www.opendatakit.org/xforms") is not None:
                yield _found(
                    target,
                    "compact_tag",
                    "Compact records for text messages are not made",
                    "The column may stay for other programs",
                    "Compact Record Representation",
                )


def _of_question(question: Question) -> Iterator[Finding]:
    ref, kind = question.ref, question.bind.data_type
    if question.control is not None and kind in _TYPES:
        yield _found(
            ref, "type", _TYPES[kind], "Ask for one point where that is enough", "Data Types"
        )
    if question.control is Control.UPLOAD:
        media = question.parameters.get("mediatype", "").partition("/")[0]
        if media in _MEDIA:
            yield _found(ref, "type", _MEDIA[media], "Tell the interviewers", "Body Elements")
        if any(word in _DRAWN for word in question.appearance.split()):
            yield _found(
                ref,
                "appearance",
                "A drawing or signature is attached as a picture here, not drawn",
                "Tell the interviewers",
                "Appearances",
            )
    for word in question.appearance.split():
        name = word.partition(":")[0]
        if name == "ex":
            yield _found(
                ref,
                "appearance",
                "No other program is opened",
                "The answer is typed",
                "Appearances",
            )
        elif name in _APPEARANCES:
            yield _found(
                ref, "appearance", _APPEARANCES[name], "The answer is the same", "Appearances"
            )


def _of_preload(question: Question) -> Iterator[Finding]:
    if question.bind.preload_params in _PRELOADS:
        yield _found(
            question.ref,
            "type",
            "A laptop has no SIM card: this stays blank",
            "Ask for the number in a question if it is needed",
            "Preloaders",
        )


def _found(ref: str, column: str, what: str, todo: str, section: str) -> Finding:
    slots = {"what": what, "todo": f"{todo}.", "clause": _SPEC + section}
    return Finding("form.degraded", ref, column, slots)


def _elements(root: Element) -> Iterator[tuple[Element, str]]:
    """Every element with the node it is about."""
    work: list[tuple[Element, str]] = [(root, "")]
    while work:
        element, around = work.pop()
        ref = element.attribute("ref") or element.attribute("nodeset") or around
        yield element, ref
        work.extend((child, ref) for child in element.children())

"""A submission read back: the OpenRosa XML of a form into the answers that it was written from.

Only a submission of the same form and version is read. What the text cannot say (the values of
questions that were not relevant) is as the form begins it; calculations are made anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.ids import new_instance_key
from fieldkit.records import Address, Answer, Ref, Special, Status
from fieldkit.xforms import values, xml
from fieldkit.xforms.draft import XFORMS, is_template
from fieldkit.xforms.model import (
    ATTRIBUTE,
    FK_NAMESPACE,
    FormDefinition,
    Group,
    Node,
    Question,
    Repeat,
)
from fieldkit.xpath.nodes import Element, Text

OPENROSA: Final = "http://openrosa.org/xforms"
SPECIAL: Final = "special"
"""The attribute, in our namespace, that says why an answer is blank."""

INSTANCE_ID: Final = "instanceID"
DEPRECATED_ID: Final = "deprecatedID"
META: Final = "meta"
_VERSION: Final = "version"
_LONGEST_NAME: Final = 80  # of a foreign element, in an error


@dataclass(frozen=True, slots=True)
class Submission:
    """What a submission says; `answers` are what `InterviewSession.resume` takes.

    `deprecated_id` names the submission that this one corrected, "" for a first one.
    """

    answers: tuple[Answer, ...]
    instance_id: str
    deprecated_id: str


def fk_namespace(definition: FormDefinition) -> str:
    """The namespace that the form's own `fk` prefix stands for; ours when it declares none."""
    return definition.namespaces.get("fk", FK_NAMESPACE)


def read(definition: FormDefinition, text: str | bytes) -> Submission:
    """Read a submission of this form.

    Raises SUBMISSION_FOREIGN for one of another form or version, SUBMISSION_BROKEN for what is no
    submission at all, holds an element the form has not, or a text its type does not admit, with
    the place in `ref` and never the text.
    """
    try:
        root = xml.read(text).root
    except Known as problem:
        raise Known(Code.SUBMISSION_BROKEN, detail=str(problem.slots.get("detail", ""))) from None
    _demand_form(definition, root)
    reader = _Reader(definition)
    answers = tuple(reader.group(definition.root, root, f"/{definition.root.name}"))
    return Submission(answers, reader.ids[INSTANCE_ID], reader.ids[DEPRECATED_ID])


def _demand_form(definition: FormDefinition, root: Element) -> None:
    same = root.name == definition.root.name.rpartition(":")[2]
    form_id = root.attribute("id") or root.namespace
    version = next((a.string() for a in root.attributes() if a.name == _VERSION), "")
    written = {node.name for node in definition.root.bound}
    if not same or form_id != definition.form_id:
        raise Known(Code.SUBMISSION_FOREIGN, name=definition.form_id, detail="another form")
    if version != definition.version and f"{ATTRIBUTE}{_VERSION}" not in written:
        raise Known(Code.SUBMISSION_FOREIGN, name=definition.form_id, detail="another version")


class _Reader:
    def __init__(self, definition: FormDefinition) -> None:
        self._definition = definition
        self._derived = definition.graph.is_derived
        self._fk = fk_namespace(definition)
        self.ids = {INSTANCE_ID: "", DEPRECATED_ID: ""}

    def group(self, group: Group, element: Element, address: str) -> Iterator[Answer]:
        """The answers inside a group, in the order of the form."""
        if any(isinstance(part, Text) and part.string().strip() for part in element.content()):
            raise _broken(group.ref, "text between elements")
        yield from self._attributes(group, element, address)
        found = self._sorted(group, element)
        for child in group.children:
            elements = found.get(child.slot, [])
            if isinstance(child, Repeat):
                for instance in elements:
                    place = f"{address}/{child.name}[{new_instance_key()}]"
                    yield Answer(Address(place), Status.ADDED)
                    yield from self.group(child, instance, place)
                continue
            if len(elements) > 1:
                raise _broken(child.ref, "stands twice")
            yield from self._one(child, elements, f"{address}/{child.name}")

    def _one(self, node: Node, elements: list[Element], address: str) -> Iterator[Answer]:
        if isinstance(node, Group):
            yield from self.group(node, elements[0] if elements else Element(node.name), address)
        elif isinstance(node, Question):
            if elements:
                yield from self._attributes(node, elements[0], address)
                yield from self._leaf(node, elements[0], address)
            else:
                yield from self._default(node, address)

    def _sorted(self, group: Group, element: Element) -> dict[int, list[Element]]:
        """The elements inside by the slot of the node that they are."""
        slots = {
            (child.name.rpartition(":")[2], child.namespace): child.slot for child in group.children
        }
        plain = {"", XFORMS, self._definition.initial.namespace}
        found: dict[int, list[Element]] = {}
        for child in element.children():
            if is_template(child):
                continue
            slot = slots.get((child.name, "" if child.namespace in plain else child.namespace))
            if slot is not None:
                found.setdefault(slot, []).append(child)
            elif not self._is_meta(group, child):
                name = child.name[:_LONGEST_NAME]
                raise _broken(group.ref, "no such question", name=name)
        return found

    def _is_meta(self, group: Group, element: Element) -> bool:
        """Whether the element is metadata that the form leaves to its program."""
        local = group.name.rpartition(":")[2]
        if group is self._definition.root and element.name == META:
            for inner in element.children():
                self._note_id(inner)
            return True
        if local == META and element.name in self.ids:
            self._note_id(element)
            return True
        return False

    def _note_id(self, element: Element) -> None:
        if element.name in self.ids:
            self.ids[element.name] = element.string().strip()

    def _leaf(self, node: Question, element: Element, address: str) -> Iterator[Answer]:
        if element.children():
            raise _broken(node.ref, "elements inside a question")
        if node.name.rpartition(":")[2] in self.ids and f"/{META}/" in address.replace(":", "/"):
            self._note_id(element)
        special = element.attribute(SPECIAL, self._fk)
        if special:
            yield _special(node, address, special)
        elif not self._derived[node.index]:
            yield from _answer(node, address, element.string())

    def _attributes(self, node: Node, element: Element, address: str) -> Iterator[Answer]:
        for attribute in node.bound:
            local = attribute.name.removeprefix(ATTRIBUTE).rpartition(":")[2]
            text = element.attribute(local, attribute.namespace)
            if text and not self._derived[attribute.index]:
                yield from _answer(attribute, f"{address}/{attribute.name}", text)

    def _default(self, node: Question, address: str) -> Iterator[Answer]:
        """What was not relevant was not sent: it begins anew as the form writes it."""
        text = "" if node.default.isspace() else node.default
        text = values.from_calculation(text, node.bind.data_type)
        stored = values.TYPES[node.bind.data_type].stored(text) if text else ""
        if stored and not self._derived[node.index]:
            yield Answer(Address(address), Status.ANSWERED, stored, node.bind.data_type)


def _answer(node: Question, address: str, text: str) -> Iterator[Answer]:
    if not text:
        return
    data_type = node.bind.data_type
    if values.TYPES[data_type].decode(text) is None:
        raise _broken(node.ref, f"not a {data_type}")
    yield Answer(Address(address), Status.ANSWERED, text, data_type)


def _special(node: Question, address: str, code: str) -> Answer:
    known: Mapping[str, Special] = {special.value: special for special in Special}
    if code not in known:
        raise _broken(node.ref, "no such special answer")
    return Answer(Address(address), Status(code), "", node.bind.data_type)


def _broken(ref: Ref, detail: str, *, name: str = "") -> Known:
    slots = {"name": name} if name else {}
    return Known(Code.SUBMISSION_BROKEN, ref=ref, detail=detail, **slots)

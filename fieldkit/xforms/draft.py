"""The nodes of a form while it is being read: the primary instance as a tree that is filled in.

`parse` fills it from binds and body and then freezes it into the model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.records import Ref
from fieldkit.xforms.model import (
    ATTRIBUTE,
    Bind,
    Choice,
    Control,
    Group,
    Itemset,
    Node,
    Question,
    Repeat,
    Text,
)
from fieldkit.xpath.nodes import Element

XFORMS: Final = "http://www.w3.org/2002/xforms"
JAVAROSA: Final = "http://openrosa.org/javarosa"
_TOP: Final = Ref("")


@dataclass(slots=True, eq=False)
class Draft:
    """One node of the primary instance; `element` is its template (the first without one)."""

    name: str
    ref: Ref
    namespace: str
    element: Element
    parent: "Draft | None"
    children: list["Draft"] = field(default_factory=list)
    bound: list["Draft"] = field(default_factory=list)  # attributes that a bind or action names
    bind: Bind = field(default_factory=Bind)
    has_bind: bool = False
    is_repeat: bool = False
    first: list[Element] = field(default_factory=list)
    is_duplicated: bool = False
    in_body: bool = False
    control: Control | None = None
    appearance: str = ""
    label: Text | None = None
    hint: Text | None = None
    guidance: Text | None = None
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    count: str = ""
    has_fixed_count: bool = False

    def walk(self) -> Iterator["Draft"]:
        """This node and all below, in document order."""
        yield self
        yield from self.bound
        for child in self.children:
            yield from child.walk()


class Drafts:
    """All drafts of a form by pattern ref."""

    def __init__(self, primary: Element, namespaces: Mapping[str, str]) -> None:
        self._namespaces = namespaces
        self._prefixes = {uri: prefix for prefix, uri in namespaces.items() if prefix}
        self._plain = {"", XFORMS, primary.namespace}
        self.by_ref: dict[Ref, Draft] = {}
        self.root = self._draft(primary, None)

    def find(self, path: str, context: Ref = _TOP) -> Draft | None:
        """The node of a plain path, absolute or from a context; None when there is none.

        An attribute that the instance writes becomes a node once it is asked for.
        """
        ref = join(context, path)
        found = self.by_ref.get(ref)
        return self._bound(ref) if found is None else found

    def demand(self, path: str, context: Ref = _TOP) -> Draft:
        """The node of a path, or a refusal that names the path."""
        found = self.find(path, context)
        if found is None:
            raise Known(Code.FORM_REFERENCE, name=path.strip(), ref=join(context, path))
        return found

    def _draft(self, element: Element, parent: Draft | None) -> Draft:
        ref = Ref(f"{parent.ref if parent else ''}/{self._name(element)}")
        draft = Draft(self._name(element), ref, self._namespace(element), element, parent)
        self.by_ref[ref] = draft
        self._add_children(draft, element)
        return draft

    def _bound(self, ref: Ref) -> Draft | None:
        above, _, name = ref.rpartition("/")
        owner = self.by_ref.get(Ref(above))
        if owner is None or not name.startswith(ATTRIBUTE):
            return None
        prefix, _, local = name.removeprefix(ATTRIBUTE).rpartition(":")
        namespace = self._namespaces.get(prefix, "") if prefix else ""
        text = owner.element.attribute(local, namespace)
        if text is None:
            return None
        element = Element(local, namespace)
        if text:
            element.add_text(text)
        draft = Draft(name, ref, namespace, element, owner)
        owner.bound.append(draft)
        self.by_ref[ref] = draft
        return draft

    def _add_children(self, draft: Draft, element: Element) -> None:
        seen: set[str] = set()
        for child in element.children():
            known = self.by_ref.get(Ref(f"{draft.ref}/{self._name(child)}"))
            name = self._name(child)
            if known is None:
                seen.add(name)
                known = self._draft(child, draft)
                draft.children.append(known)
                if not is_template(child):
                    known.first.append(child)
                continue
            known.is_duplicated |= name in seen
            seen.add(name)
            if draft.element is element and not is_template(child):
                known.first.append(child)
            if is_template(child) and not is_template(known.element):
                known.element = child
            # A first instance may hold what the template lacks.
            self._add_children(known, child)

    def _name(self, element: Element) -> str:
        prefix = self._prefixes.get(element.namespace, "")
        if element.namespace in self._plain or not prefix:
            return element.name
        return f"{prefix}:{element.name}"

    def _namespace(self, element: Element) -> str:
        return "" if element.namespace in self._plain else element.namespace


def is_template(element: Element) -> bool:
    """Whether the element is a repeat's template, never an instance (jr:template)."""
    return element.attribute("template", JAVAROSA) is not None


def join(context: Ref, path: str) -> Ref:
    """The absolute pattern of a plain path without predicates."""
    path = path.strip().removeprefix("current()/")
    if path.startswith("/"):
        return Ref("/" + "/".join(step.strip() for step in path.strip("/").split("/")))
    steps = context.split("/") if context else [""]
    for step in (part.strip() for part in path.split("/")):
        if step == "..":
            steps = steps[:-1]
        elif step not in {".", ""}:
            steps.append(step)
    return Ref("/".join(steps))


def freeze(drafts: Drafts) -> tuple[Group, dict[Ref, Node]]:
    """The finished tree and its nodes by pattern ref in document order."""
    order = {draft.ref: index for index, draft in enumerate(drafts.root.walk())}
    nodes: dict[Ref, Node] = {}
    root = _freeze(drafts.root, 0, order, nodes)
    if not isinstance(root, Group):
        raise Known(Code.FORM_STRUCTURE, name=root.name, detail="the form has no questions")
    return root, {ref: nodes[ref] for ref in order}


def _freeze(draft: Draft, slot: int, order: Mapping[Ref, int], nodes: dict[Ref, Node]) -> Node:
    children = tuple(
        _freeze(child, place, order, nodes) for place, child in enumerate(draft.children)
    )
    shared = _shared(draft, slot, order[draft.ref])
    if draft.bound:
        # Behind the children, so that one list of slots holds both.
        shared["bound"] = tuple(
            _freeze(attribute, len(children) + place, order, nodes)
            for place, attribute in enumerate(draft.bound)
        )
    node: Node
    if draft.is_repeat:
        node = Repeat(
            **shared,
            children=children,
            template=_template(draft.element),
            first=tuple(draft.first),
            count=draft.count,
            has_fixed_count=draft.has_fixed_count,
        )
    elif children or draft.parent is None or _is_meta(draft):
        node = Group(**shared, children=children)
    else:
        node = Question(
            **shared,
            control=draft.control,
            default=draft.element.string(),
            choices=draft.choices,
            itemset=draft.itemset,
            parameters=draft.parameters,
        )
    nodes[draft.ref] = node
    return node


def _template(element: Element) -> Element:
    """What a new instance begins as: blank, and without instances inside, if no template says.

    ODK XForms specification, "Default values in repeats": those of a first instance are its own.
    """
    return element if is_template(element) else Element(element.name, element.namespace)


def _is_meta(draft: Draft) -> bool:
    """Whether this is the form's block of metadata, which may be empty."""
    is_below_root = draft.parent is not None and draft.parent.parent is None
    return is_below_root and draft.element.name == "meta"


def _shared(draft: Draft, slot: int, index: int) -> dict:  # type: ignore[type-arg]  # ** of a dataclass
    bound = {(attribute.namespace, attribute.element.name) for attribute in draft.bound}
    return {
        "name": draft.name,
        "ref": draft.ref,
        "index": index,
        "slot": slot,
        "bind": draft.bind,
        "namespace": draft.namespace,
        "label": draft.label,
        "hint": draft.hint,
        "guidance": draft.guidance,
        "appearance": draft.appearance,
        "attributes": {
            (node.namespace, node.name): node.string()
            for node in draft.element.attributes()
            if (node.namespace, node.name) != (JAVAROSA, "template")
            and (node.namespace, node.name) not in bound
        },
        "in_body": draft.in_body,
    }

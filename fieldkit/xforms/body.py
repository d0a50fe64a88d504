"""The body of a form: controls, groups and repeats, put onto the nodes they refer to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldkit.records import Ref
from fieldkit.xforms.draft import JAVAROSA, Draft, Drafts
from fieldkit.xforms.itext import Itext, read_label
from fieldkit.xforms.model import BodyItem, Choice, Control, Itemset, Text, Warn
from fieldkit.xpath.nodes import Element

_CONTROLS: Final = {
    "input": Control.INPUT,
    "secret": Control.INPUT,
    "textarea": Control.INPUT,
    "select1": Control.SELECT_ONE,
    "select": Control.SELECT,
    "rank": Control.RANK,
    "range": Control.RANGE,
    "trigger": Control.TRIGGER,
    "upload": Control.UPLOAD,
}
_PARAMETERS: Final = ("start", "end", "step", "mediatype", "rows")


@dataclass(frozen=True, slots=True)
class ActionElement:
    """A `<setvalue>` found in the body and the node it stands in."""

    element: Element
    source: Ref


class BodyReader:
    """Walks the body once; `actions` are the setvalues met on the way."""

    def __init__(self, drafts: Drafts, itext: Itext) -> None:
        self._drafts = drafts
        self._itext = itext
        self.actions: list[ActionElement] = []
        self.warnings: list[Warn] = []

    def read(self, body: Element) -> tuple[BodyItem, ...]:
        """The items at the top of the body."""
        return self._items(body, self._drafts.root.ref)

    def _items(self, parent: Element, context: Ref) -> tuple[BodyItem, ...]:
        found: list[BodyItem] = []
        for element in parent.children():
            if element.name == "group":
                found.append(self._group(element, context))
            elif element.name == "repeat":
                found.append(self._repeat(element, context, None))
            elif element.name in _CONTROLS:
                question = self._question(element, context)
                if question is not None:
                    found.append(question)
            elif element.name == "setvalue":
                self.actions.append(ActionElement(element, context))
        return tuple(found)

    def _group(self, element: Element, context: Ref) -> BodyItem:
        path = element.attribute("ref") or element.attribute("nodeset") or ""
        label = read_label(_child(element, "label"), self._itext)
        appearance = element.attribute("appearance") or ""
        repeats = element.named("repeat")
        draft = self._drafts.demand(path, context) if path else None
        if repeats and (draft is None or _is_same(self._drafts, repeats[0], draft, context)):
            controls = [child for child in element.children() if child.name in _SHOWN]
            if len(controls) == 1:
                return self._repeat(repeats[0], context, label, appearance)
        if draft is not None:
            draft.in_body = True
            draft.label = label or draft.label
            draft.appearance = appearance or draft.appearance
        inner = draft.ref if draft else context
        ref = draft.ref if draft else Ref("")
        return BodyItem("group", ref, label, appearance, self._items(element, inner))

    def _repeat(
        self, element: Element, context: Ref, label: Text | None, appearance: str = ""
    ) -> BodyItem:
        path = element.attribute("nodeset") or element.attribute("ref") or ""
        draft = self._drafts.demand(path, context)
        label = label or read_label(_child(element, "label"), self._itext)
        draft.is_repeat = True
        draft.in_body = True
        draft.label = label
        draft.appearance = element.attribute("appearance") or appearance
        draft.count = (element.attribute("count", JAVAROSA) or "").strip()
        fixed = (element.attribute("noAddRemove", JAVAROSA) or "").strip()
        draft.has_fixed_count = fixed in {"true()", "true", "1"}
        children = self._items(element, draft.ref)
        return BodyItem("repeat", draft.ref, label, draft.appearance, children)

    def _question(self, element: Element, context: Ref) -> BodyItem | None:
        path = element.attribute("ref") or element.attribute("nodeset") or ""
        draft = self._drafts.find(path, context)
        if draft is None:
            # Other engines let it pass; there is nothing to ask.
            self.warnings.append(Warn("form.control_of_nothing", Ref(path)))
            return None
        draft.in_body = True
        draft.control = _CONTROLS[element.name]
        draft.appearance = element.attribute("appearance") or ""
        draft.label = read_label(_child(element, "label"), self._itext)
        hint = _child(element, "hint")
        draft.hint = read_label(hint, self._itext)
        draft.guidance = read_label(hint, self._itext, "guidance")
        for name in _PARAMETERS:
            value = element.attribute(name)
            if value is not None:
                draft.parameters[name] = value
        draft.choices = tuple(self._choice(item) for item in element.named("item"))
        sets = element.named("itemset")
        if sets:
            draft.itemset = read_itemset(sets[0])
        self.actions.extend(ActionElement(child, draft.ref) for child in element.named("setvalue"))
        if _is_note(draft):
            draft.control = Control.NOTE
        return BodyItem("question", draft.ref, draft.label, draft.appearance)

    def _choice(self, item: Element) -> Choice:
        value = _child(item, "value")
        label = read_label(_child(item, "label"), self._itext)
        return Choice(value.string().strip() if value else "", label)


def read_itemset(element: Element) -> Itemset:
    """An `<itemset>`: its nodes, and where value and label stand in each."""
    nodeset = (element.attribute("nodeset") or "").strip()
    value, label = _child(element, "value"), _child(element, "label")
    is_randomized = nodeset.startswith("randomize(")
    return Itemset(
        nodeset,
        (value.attribute("ref") or "").strip() if value else "",
        (label.attribute("ref") or "").strip() if label else "",
        _list_name(nodeset),
        is_randomized,
    )


def with_static_choices(
    drafts: Drafts,
    instances: Mapping[str, Element],
    label_of: Callable[[Element, str], Text | None],
) -> None:
    """Give each question whose list stands in the form every choice of that list.

    `label_of` makes the words of an item from the itemset's label reference.
    """
    made: dict[tuple[str, str, str], tuple[Choice, ...]] = {}
    for draft in drafts.by_ref.values():
        itemset = draft.itemset
        if itemset is None or itemset.list_name not in instances:
            continue
        key = itemset.list_name, itemset.value_ref, itemset.label_ref
        if key not in made:
            made[key] = tuple(
                Choice(
                    _text(item, itemset.value_ref),
                    label_of(item, itemset.label_ref),
                    _columns(item),
                )
                for item in list_items(instances[itemset.list_name])
            )
        draft.choices = made[key] or draft.choices


def list_items(instance: Element) -> tuple[Element, ...]:
    """The rows of a list: the elements below the instance's root element."""
    return tuple(item for root in instance.children() for item in root.children())


def mark_notes(drafts: Drafts) -> None:
    """Tell notes from inputs, once binds are known."""
    for draft in drafts.by_ref.values():
        if draft.control is Control.INPUT and _is_note(draft):
            draft.control = Control.NOTE


def _is_note(draft: Draft) -> bool:
    """A note is what pyxform makes of one: an input that nothing can ever be stored in."""
    return (
        draft.control is Control.INPUT
        and draft.bind.readonly.strip() == "true()"
        and draft.bind.data_type == "string"
        and not draft.bind.calculate
        and not draft.element.string()
    )


def _is_same(drafts: Drafts, repeat: Element, draft: Draft, context: Ref) -> bool:
    path = repeat.attribute("nodeset") or repeat.attribute("ref") or ""
    return drafts.find(path, context) is draft


def _list_name(nodeset: str) -> str:
    body = nodeset.removeprefix("randomize(").strip()
    if not body.startswith("instance("):
        return ""
    argument = body[len("instance(") :].partition(")")[0].strip()
    return argument.strip("'\"")


def _columns(item: Element) -> dict[str, str]:
    return {child.name: child.string() for child in item.children()}


def _text(item: Element, name: str) -> str:
    found = item.named(name)
    return found[0].string() if found else ""


def _child(element: Element, name: str) -> Element | None:
    found = element.named(name)
    return found[0] if found else None


_SHOWN: Final = frozenset(_CONTROLS) | {"group", "repeat"}

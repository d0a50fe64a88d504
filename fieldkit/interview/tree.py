"""Live nodes: groups, repeat instances and leaves with what they hold; refs and addresses to them.

A group keeps its children by slot, fixed when the form is compiled; the slot of a repeat holds
the list of its instances. Attributes with values of their own stand in the slots behind the
children, of leaves too. Nothing here computes: `recalculate` does.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol, Union

from fieldkit.records import Address, Answer, Ref, Special
from fieldkit.xforms.draft import is_template
from fieldkit.xforms.model import ATTRIBUTE, Group, Node, Repeat
from fieldkit.xpath.nodes import Context, Element, Environment, OrderKey, leaf_content
from fieldkit.xpath.nodes import Node as XPathNode
from fieldkit.xpath.nodes import Text as TextNode
from fieldkit.xpath.values import plain_number


class _Choose(Protocol):
    def __call__(self, instances: "list[LiveNode]", inside: str) -> "LiveNode | None": ...


Slot = Union["LiveNode", list["LiveNode"]]


class LiveNode:
    """One node of a live interview; satisfies the evaluator's `Node`.

    `text` is what the draft holds; `string()` is asked only while the node is relevant. `place` is
    the position of a repeat instance from 0, `key` its stable name. `stored` is the last answer
    handed out to be saved.
    """

    __slots__ = (
        "_number", "_ref", "context", "is_attached", "is_relevant", "key", "model", "name",
        "namespace", "own_readonly", "own_relevant", "own_required", "parent", "place", "readonly",
        "required", "slots", "special", "stored", "text", "violation",
    )  # fmt: skip
    kind = "element"

    def __init__(self, model: Node, parent: "LiveNode | None") -> None:
        self.model = model
        self.name = model.name.rpartition(":")[2]
        self.namespace = model.namespace
        self.parent = parent
        self.slots: list[Slot] = []
        self.text = ""
        self._number: float | None = None
        self._ref: Ref | None = None
        self.special: Special | None = None
        self.stored: Answer | None = None
        self.own_relevant = True
        self.own_required = False
        self.own_readonly = False
        self.is_attached = True
        self.is_relevant: bool = parent.is_relevant if parent else True
        self.required: bool = parent.required if parent else False
        self.readonly: bool = parent.readonly if parent else False
        self.violation = ""
        self.place = -1
        self.key = ""
        self.context: Context

    @property
    def ref(self) -> Ref:
        """The ref by positions, kept until positions change."""
        if self._ref is None:
            start = "" if self.parent is None else self.parent.ref
            position = f"[{self.place + 1}]" if self.place >= 0 else ""
            self._ref = Ref(f"{start}/{self.model.name}{position}")
        return self._ref

    @property
    def address(self) -> Address:
        """The same place by the keys of repeat instances."""
        start = "" if self.parent is None else self.parent.address
        key = f"[{self.key}]" if self.key else ""
        return Address(f"{start}/{self.model.name}{key}")

    @property
    def shown(self) -> str:
        """The text as values show it: blank while not relevant."""
        return self.text if self.is_relevant else ""

    def set_text(self, text: str) -> None:
        """Hold another text."""
        self.text = text
        self._number = None

    def forget_ref(self) -> None:
        """Positions changed at or above: make the ref anew when next asked."""
        if self._ref is None:
            return  # making a ref makes those above it too, so nothing inside has one
        self._ref = None
        for slot in self.slots:
            for node in slot if isinstance(slot, list) else (slot,):
                node.forget_ref()

    def walk(self) -> Iterator["LiveNode"]:
        """This node and every element inside, in document order."""
        yield self
        for slot in self.slots:
            if isinstance(slot, list):
                for instance in slot:
                    yield from instance.walk()
            elif slot.kind == "element":
                yield from slot.walk()

    def walk_all(self) -> Iterator["LiveNode"]:
        """As `walk`, with the attributes that have values of their own."""
        yield self
        for slot in self.slots:
            if isinstance(slot, list):
                for instance in slot:
                    yield from instance.walk_all()
            else:
                yield from slot.walk_all()

    # The evaluator's protocol.

    def children(self) -> "Sequence[LiveNode]":
        """Element children in document order."""
        found: list[LiveNode] = []
        for slot in self.slots:
            if isinstance(slot, list):
                found.extend(slot)
            elif slot.kind == "element":
                found.append(slot)
        return found

    @property
    def bound(self) -> "Sequence[LiveNode]":
        """The attributes that have values of their own."""
        count = len(self.model.bound)
        return self.slots[-count:] if count else ()  # type: ignore[return-value]  # no repeats

    def named(self, name: str) -> "Sequence[LiveNode]":
        """Element children with a local name."""
        found: list[LiveNode] = []
        model = self.model
        if isinstance(model, Group):
            for child in model.by_local.get(name, ()):
                slot = self.slots[child.slot]
                if isinstance(slot, list):
                    found.extend(slot)
                else:
                    found.append(slot)
        return found

    def content(self) -> "Sequence[XPathNode]":
        """Element and text children."""
        return leaf_content(self)

    def attributes(self) -> Sequence[XPathNode]:
        """The attributes of this node: as the form writes them, and those with values."""
        written = (
            TextNode(value, self, place, name, namespace)
            for place, ((namespace, name), value) in enumerate(self.model.attributes.items())
        )
        return (*written, *self.bound)

    def string(self) -> str:
        """The text; of a group that of everything relevant inside."""
        if not self.slots or not isinstance(self.model, Group):
            return self.text
        return "".join(child.string() for child in self.children() if child.is_relevant)

    def number(self) -> float:
        """The text as a number, kept until it changes."""
        if self.slots and isinstance(self.model, Group):
            return plain_number(self.string())
        if self._number is None:
            self._number = plain_number(self.text)
        return self._number

    def order(self) -> OrderKey:
        """Slots and places on the way from the root."""
        start = () if self.parent is None else self.parent.order()
        return (*start, self.model.slot, self.place)


class LiveAttribute(LiveNode):
    """An attribute with a value of its own; its parent is the element that has it."""

    __slots__ = ()
    kind = "attribute"

    def __init__(self, model: Node, parent: LiveNode) -> None:
        super().__init__(model, parent)
        self.name = model.name.removeprefix(ATTRIBUTE).rpartition(":")[2]

    def order(self) -> OrderKey:
        """Behind the element, before its children."""
        start = () if self.parent is None else self.parent.order()
        return (*start, -1, self.model.slot)


class LiveRoot(LiveNode):
    """The root; `flat` holds every node that occurs once, by index of its model.

    `keys` are those that any instance ever had.
    """

    __slots__ = ("environment", "flat", "keys")

    def __init__(self, model: Group, size: int, environment: Environment) -> None:
        super().__init__(model, None)
        self.flat: list[LiveNode | None] = [None] * size
        self.environment = environment
        self.keys: set[str] = set()


def plant(model: Group, element: Element, size: int, environment: Environment) -> LiveRoot:
    """The tree of a new interview: first instances and defaults as the form writes them."""
    root = LiveRoot(model, size, environment)
    _register(root, root, is_single=True)
    _fill(root, element, root, is_single=True, with_instances=True)
    return root


def plant_bare(model: Group, element: Element, size: int, environment: Environment) -> LiveRoot:
    """A tree without instances or defaults, to be filled from saved answers."""
    root = LiveRoot(model, size, environment)
    _register(root, root, is_single=True)
    _fill(root, element, root, is_single=True, with_instances=False)
    for node in root.walk_all():
        node.set_text("")
    return root


def grow(
    parent: LiveNode, repeat: Repeat, element: Element, root: LiveRoot, key: str, *, is_bare: bool
) -> LiveNode:
    """Append an instance of a repeat to its parent group; a bare one has no defaults inside."""
    instances = instances_of(parent, repeat)
    instance = LiveNode(repeat, parent)
    instance.key = key
    root.keys.add(key)
    instance.place = len(instances)
    instances.append(instance)
    _register(instance, root, is_single=False)
    _fill(instance, element, root, is_single=False, with_instances=not is_bare)
    if is_bare:
        for node in instance.walk_all():
            node.set_text("")
    return instance


def cut(instance: LiveNode) -> None:
    """Take an instance out; those after it move up."""
    parent = instance.parent
    if parent is None:
        return
    instances = instances_of(parent, instance.model)
    instances.remove(instance)
    for place in range(instance.place, len(instances)):
        instances[place].place = place
        instances[place].forget_ref()
    for node in instance.walk_all():
        node.is_attached = False


def instances_of(parent: LiveNode, repeat: Node) -> list[LiveNode]:
    """The instances of a repeat in one instance of the group around it."""
    slot = parent.slots[repeat.slot]
    return slot if isinstance(slot, list) else [slot]


def probe_of(parent: LiveNode, repeat: Repeat) -> LiveNode:
    """A stand-in for an instance of a repeat that may have none; what its count is asked at."""
    probe = LiveNode(repeat, parent)
    probe.context = Context(probe, parent.context.root, parent.context.environment)
    return probe


def find(root: LiveRoot, ref: str) -> LiveNode | None:
    """The node at a ref; positions may be left out where there is no repeat."""
    return _find(root, ref, _by_position)


def find_address(root: LiveRoot, address: str) -> LiveNode | None:
    """The node at an address."""
    return _find(root, address, _by_key)


def pattern(ref: str) -> Ref:
    """A ref or address without what stands in brackets: the pattern in the definition."""
    steps = (step.partition("[")[0] for step in ref.split("/"))
    return Ref("/".join(steps))


def _register(node: LiveNode, root: LiveRoot, *, is_single: bool) -> None:
    node.context = Context(node, root, root.environment)
    if is_single:
        root.flat[node.model.index] = node


def _fill(
    node: LiveNode, element: Element, root: LiveRoot, *, is_single: bool, with_instances: bool
) -> None:
    model = node.model
    if not isinstance(model, Group):
        text = element.string()
        node.text = "" if text.isspace() else text
        if model.bound:
            _fill_attributes(node, element, root, is_single=is_single)
        return
    for child in model.children:
        written = element.named(child.name.rpartition(":")[2])
        if isinstance(child, Repeat):
            instances: list[LiveNode] = []
            node.slots.append(instances)
            if with_instances:
                for source in written:
                    if not is_template(source):
                        _instance(node, child, source, instances, root)
            continue
        live = LiveNode(child, node)
        node.slots.append(live)
        _register(live, root, is_single=is_single)
        source = written[0] if written else _EMPTY
        _fill(live, source, root, is_single=is_single, with_instances=with_instances)
    if model.bound:
        _fill_attributes(node, element, root, is_single=is_single)


def _fill_attributes(owner: LiveNode, element: Element, root: LiveRoot, *, is_single: bool) -> None:
    for model in owner.model.bound:
        live = LiveAttribute(model, owner)
        owner.slots.append(live)
        _register(live, root, is_single=is_single)
        live.text = element.attribute(live.name, live.namespace) or ""


def _instance(
    parent: LiveNode, repeat: Repeat, source: Element, instances: list[LiveNode], root: LiveRoot
) -> None:
    instance = LiveNode(repeat, parent)
    instance.place = len(instances)
    instances.append(instance)
    _register(instance, root, is_single=False)
    _fill(instance, source, root, is_single=False, with_instances=True)


def _find(root: LiveRoot, path: str, choose: _Choose) -> LiveNode | None:
    steps = path.strip("/").split("/")
    if steps[0].partition("[")[0] != root.model.name:
        return None
    node: LiveNode = root
    for step in steps[1:]:
        name, _, inside = step.partition("[")
        if name.startswith(ATTRIBUTE):
            return next((live for live in node.bound if live.model.name == name), None)
        if not isinstance(node.model, Group):
            return None
        child = node.model.by_name.get(name)
        if child is None:
            return None
        slot = node.slots[child.slot]
        found = choose(slot, inside.rstrip("]")) if isinstance(slot, list) else slot
        if found is None or (found is slot and inside not in {"", "1]"}):
            return None
        node = found
    return node


def _by_position(instances: list[LiveNode], inside: str) -> LiveNode | None:
    place = int(inside) if inside.isdecimal() and len(inside) < 10 else 0
    return instances[place - 1] if 1 <= place <= len(instances) else None


def _by_key(instances: list[LiveNode], inside: str) -> LiveNode | None:
    return next((instance for instance in instances if instance.key == inside), None)


_EMPTY = Element("")

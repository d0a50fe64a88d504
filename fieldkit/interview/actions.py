"""Runs a form's `setvalue` actions: at load, in a new repeat instance, after a change of value.

ODK XForms specification, "Actions" and "Events".
"""

from collections.abc import Iterator, Mapping

from fieldkit.errors import Code, Known
from fieldkit.interview.recalculate import Recalculation
from fieldkit.interview.tree import LiveNode, LiveRoot
from fieldkit.records import Ref
from fieldkit.xforms.model import Action, FormDefinition, Node, Repeat
from fieldkit.xforms.values import from_calculation

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"

_MAX_CHAIN = 20  # changes that set off changes: a guard against two that set off each other


class Actions:
    """The actions of one session; `by_hand` collects the nodes that got a value from one."""

    def __init__(
        self, definition: FormDefinition, root: LiveRoot, recalculation: Recalculation
    ) -> None:
        self._definition = definition
        self._root = root
        self._recalculation = recalculation
        self._places = definition.graph.places
        self._on_change: Mapping[Ref, tuple[Action, ...]] = {
            action.source: tuple(
                other
                for other in definition.actions
                if other.source == action.source and VALUE_CHANGED in other.events
            )
            for action in definition.actions
            if VALUE_CHANGED in action.events
        }
        self.by_hand: dict[LiveNode, None] = {}
        self._seen: dict[LiveNode, str] = {}  # sources, and the value that has set off its actions

    def load(self, event: str) -> None:
        """Run the actions of a load event, at every instance of their targets."""
        self._remember(self._root)
        for action in self._definition.actions:
            if event in action.events:
                for target in self._targets(self._root, action):
                    self._set(action, target)
        self.changed()

    def awaits(self, repeat: Repeat) -> bool:
        """Whether an action waits for new instances of a repeat."""
        return any(
            NEW_REPEAT in action.events and self._repeat_of(action) is repeat
            for action in self._definition.actions
        )

    def grown(self, instance: LiveNode) -> None:
        """Run the actions of a repeat for its new instance."""
        self._remember(instance)
        for action in self._definition.actions:
            if NEW_REPEAT in action.events and self._repeat_of(action) is instance.model:
                target = self._node(action.target)
                if self._is_inside(target, instance.model):
                    for live in list(self._below(instance, target)):
                        self._set(action, live)

    def demand_targets(self, source: LiveNode) -> None:
        """Refuse a change whose action would have to choose among repeat instances.

        A target inside a repeat that its source is outside of is one node only while the repeat
        has one instance. Raises FORM_REFERENCE with the target in `name`.
        """
        for action in self._on_change.get(source.model.ref, ()):
            if not action.path and len(self._targets(source, action)) > 1:
                raise Known(
                    Code.FORM_REFERENCE,
                    name=action.target,
                    ref=source.model.ref,
                    column="trigger",
                    detail="in more than one instance",
                )

    def changed(self) -> None:
        """Run the actions of every source whose value changed in this round, and what follows."""
        if not self._on_change:
            return
        seen = self._seen
        for _ in range(_MAX_CHAIN):
            sources = [
                live
                for live, before in self._recalculation.round.touched.items()
                if live.is_attached
                and live.model.ref in self._on_change
                and live.shown != seen.get(live, before[0])
            ]
            if not sources:
                break
            for live in sources:
                seen[live] = live.shown
                for action in self._on_change[live.model.ref]:
                    targets = self._targets(live, action)
                    if len(targets) > 1 and not action.path:
                        continue  # set off by a calculation, which nobody can refuse
                    for target in targets:
                        self._set(action, target)

        seen.clear()

    def _remember(self, live: LiveNode) -> None:
        """What the form itself puts into a question changes nothing; what an action puts does."""
        if self._on_change:
            for node in live.walk():
                if node.model.ref in self._on_change:
                    self._seen[node] = node.shown

    def _set(self, action: Action, target: LiveNode) -> None:
        text = action.literal
        if action.value:
            compiler = self._definition.graph.compiler
            expression = compiler.expression(action.value, target.model)
            text = expression.string(target.context)
        text = from_calculation(text, target.model.bind.data_type)
        self.by_hand[target] = None
        if text != target.text or target.special is not None:
            target.special = None
            self._recalculation.set_text(target, text)
            self._recalculation.run()

    def _node(self, ref: Ref) -> Node:
        return self._definition.nodes[ref]

    def _repeat_of(self, action: Action) -> Node | None:
        source = self._definition.nodes.get(action.source)
        if source is None or isinstance(source, Repeat):
            return source
        return next((g for g in self._places.ancestors(source) if isinstance(g, Repeat)), None)

    def _is_inside(self, node: Node, group: Node) -> bool:
        return node is group or any(found is group for found in self._places.ancestors(node))

    def _targets(self, source: LiveNode, action: Action) -> list[LiveNode]:
        if not action.path:
            return list(self._from(source, self._node(action.target)))
        compiler = self._definition.graph.compiler
        nodes = compiler.expression(action.path, source.model).nodes(source.context)
        return [node for node in nodes if isinstance(node, LiveNode)]

    def _from(self, source: LiveNode, target: Node) -> Iterator[LiveNode]:
        """The targets nearest to a source: those in the same repeat instances."""
        live: LiveNode = source
        while live.parent is not None and not self._is_inside(target, live.model):
            live = live.parent
        return self._below(live, target)

    def _below(self, live: LiveNode, target: Node) -> Iterator[LiveNode]:
        way = self._places.down(live.model, target)
        return _follow(live, tuple(node.slot for node in way), 0)


def _follow(live: LiveNode, slots: tuple[int, ...], start: int) -> Iterator[LiveNode]:
    if start == len(slots):
        yield live
        return
    slot = live.slots[slots[start]]
    for child in slot if isinstance(slot, list) else (slot,):
        yield from _follow(child, slots, start + 1)

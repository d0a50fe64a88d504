"""How a session's tree comes to hold its first values: defaults, metadata, saved answers."""

from collections.abc import Iterable

from fieldkit.interview.environment import LiveEnvironment
from fieldkit.interview.tree import (
    LiveNode,
    LiveRoot,
    cut,
    find_address,
    grow,
    instances_of,
    pattern,
)
from fieldkit.records import Address, Answer, Ref, Special, Status
from fieldkit.xforms.model import FormDefinition, Question, Repeat
from fieldkit.xforms.values import TYPES, from_calculation

_SPECIALS = {Status(special.value): special for special in Special}


def settle_defaults(root: LiveRoot, environment: LiveEnvironment) -> None:
    """Bring defaults into their types (G6) and give every first instance its key."""
    for node in root.walk_all():
        if node.place >= 0:
            node.key = environment.world.instance_key()
            root.keys.add(node.key)
        if isinstance(node.model, Question) and node.text:
            type_name = node.model.bind.data_type
            text = from_calculation(node.text, type_name)
            node.set_text((TYPES[type_name].stored(text) if text else "") or "")


def empty_counted(live: LiveNode) -> None:
    """Take counted instances out of a new one: their count makes them (G3: a blank one none)."""
    for node in live.walk_all():
        for child in getattr(node.model, "children", ()):
            if isinstance(child, Repeat) and child.count:
                for instance in list(reversed(instances_of(node, child))):
                    cut(instance)


def preload(root: LiveNode, environment: LiveEnvironment) -> list[LiveNode]:
    """Fill in metadata (`jr:preload`) at and below a node; returns what was filled.

    ODK XForms specification, "Preload attributes"; `end` is filled when the interview finishes.
    """
    filled = []
    for node in root.walk_all():
        bind = node.model.bind
        if bind.preload:
            text = _preloaded(bind.preload, bind.preload_params, environment)
            if text:
                node.set_text(text)
                filled.append(node)
    return filled


def end_nodes(root: LiveRoot) -> list[LiveNode]:
    """The nodes that hold the moment of finishing."""
    return [
        node
        for node in root.walk()
        if node.model.bind.preload == "timestamp" and node.model.bind.preload_params == "end"
    ]


def timestamp(environment: LiveEnvironment) -> str:
    """The present as stored: ISO 8601 with milliseconds and the session's offset."""
    return environment.now().isoformat(timespec="milliseconds")


def restore(
    root: LiveRoot, definition: FormDefinition, answers: Iterable[Answer]
) -> tuple[Answer, ...]:
    """Put saved answers back, repeat instances first; returns those that the form has no node for.

    Instances come in the order of the answers. An answer inside an instance that is not there
    (removed since) is passed over.
    """
    last: dict[Address, Answer] = {}
    for answer in answers:
        # The order of instances is that of the last adding.
        if answer.status is Status.ADDED:
            last.pop(answer.address, None)
        last[answer.address] = answer
    structure = [a for a in last.values() if a.status is Status.ADDED]
    for answer in sorted(structure, key=lambda answer: answer.address.count("[")):
        _restore_instance(root, definition, answer)
    foreign = []
    for answer in last.values():
        if answer.status in {Status.ADDED, Status.REMOVED}:
            continue
        node = find_address(root, answer.address)
        if node is not None:
            node.stored = answer
            node.special = _SPECIALS.get(answer.status)
            node.set_text(answer.value if answer.status is Status.ANSWERED else "")
        elif pattern(answer.address) not in definition.nodes:
            foreign.append(answer)
    return tuple(foreign)


def _restore_instance(root: LiveRoot, definition: FormDefinition, answer: Answer) -> None:
    repeat = definition.nodes.get(pattern(answer.address))
    above, _, key = answer.address.rstrip("]").rpartition("[")
    parent = find_address(root, Ref(above.rpartition("/")[0]))
    if isinstance(repeat, Repeat) and parent is not None and repeat.template is not None:
        instance = grow(parent, repeat, repeat.template, root, key, is_bare=True)
        instance.stored = answer


def _preloaded(kind: str, parameter: str, environment: LiveEnvironment) -> str:
    if kind == "uid":
        return f"uuid:{environment.uuid()}"
    if kind == "timestamp":
        return timestamp(environment) if parameter == "start" else ""
    if kind == "date":
        return environment.now().date().isoformat() if parameter == "today" else ""
    if kind in {"property", "context"}:
        return environment.property(parameter)
    return ""

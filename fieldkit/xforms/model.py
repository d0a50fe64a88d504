"""The nouns of a form: groups, repeats, questions, binds, choices, texts; frozen, no answers.

A tree of `Node` mirrors the form's primary instance; what the body adds (control, label,
appearance, order of showing) hangs on the same nodes. Live values are in `interview.tree`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fieldkit.records import Ref, Special

if TYPE_CHECKING:
    from fieldkit.xforms.graph import Graph
    from fieldkit.xpath.nodes import Element

FK_NAMESPACE = "urn:fieldkit:form:1"
ATTRIBUTE = "@"
"""What the name of a node that is an attribute begins with."""


class Control(StrEnum):
    """How a question is put; `note` is an input that only shows its label."""

    INPUT = "input"
    SELECT_ONE = "select1"
    SELECT = "select"
    RANK = "rank"
    RANGE = "range"
    TRIGGER = "trigger"
    NOTE = "note"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Output:
    """A value shown inside a text: `<output value="expression"/>`."""

    expression: str


TextPart = str | Output


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the form: parts per language, or an expression that yields them.

    `by_language` has the key "" for words that are the same in every language; it is empty when
    only `expression` says which words (a computed `jr:itext`).
    """

    by_language: Mapping[str, tuple[TextPart, ...]]
    expression: str = ""

    def parts(self, language: str) -> tuple[TextPart, ...]:
        """The parts in a language; the first language's where the form has none for it."""
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language.get("")
        if found is None:
            found = next(iter(self.by_language.values()), ())
        return found

    def plain(self, language: str) -> str:
        """The words without values: each output is shown as `…`; for codebooks and checks."""
        return "".join(part if isinstance(part, str) else "…" for part in self.parts(language))


@dataclass(frozen=True, slots=True)
class Choice:
    """One static choice: the value stored, its words, and the extra columns of its row."""

    value: str
    label: Text | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A named list of choices, in the order of the form."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices that come from nodes: an expression, and where value and label stand in each node."""

    nodeset: str
    value_ref: str
    label_ref: str  # "" without labels; `jr:itext(name)` for translated ones
    list_name: str = ""  # of `instance('name')`; "" for choices made from a repeat
    is_randomized: bool = False


@dataclass(frozen=True, slots=True)
class Bind:
    """What is said of a node apart from its place; expressions as text, "" where there is none.

    `fk` are our own attributes by local name: indicator, class, private, soft, special.
    """

    data_type: str = "string"
    relevant: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    calculate: str = ""
    required_message: Text | None = None
    constraint_message: Text | None = None
    preload: str = ""
    preload_params: str = ""
    fk: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What groups, repeats and questions share: a node of the primary instance.

    `ref` is the pattern: an absolute path without positions. `index` counts nodes in document
    order; `slot` is the place among the parent's children.
    """

    name: str
    ref: Ref
    index: int
    slot: int
    bind: Bind
    namespace: str = ""
    label: Text | None = None
    hint: Text | None = None
    guidance: Text | None = None
    appearance: str = ""
    attributes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (namespace, name)
    in_body: bool = False
    # Attributes whose values are computed or set; the others stay as written in `attributes`.
    bound: "tuple[Question, ...]" = field(default=(), repr=False)

    @property
    def specials(self) -> tuple[Special, ...]:
        """The special answers that `fk:special` offers, in its order."""
        known = {special.value: special for special in Special}
        words = self.bind.fk.get("special", "").replace(",", " ").split()
        return tuple(known[word] for word in words if word in known)


@dataclass(frozen=True, slots=True, eq=False)
class Question(Node):
    """A leaf: a question, a calculation or metadata; `control` is None when nobody is asked."""

    control: Control | None = None
    default: str = ""
    # Static; every value that may be stored when there are any.
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    itemset: Itemset | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)  # range: start, end, step; upload

    @property
    def is_attribute(self) -> bool:
        """Whether the value stands in an attribute; nobody is asked for it."""
        return self.name.startswith(ATTRIBUTE)

    @property
    def choice_list(self) -> str:
        """The name of the list its choices come from; "" when they are its own or it has none."""
        return self.itemset.list_name if self.itemset else ""


@dataclass(frozen=True, slots=True, eq=False)
class Group(Node):
    """A node with children, found by name as written (`by_name`) or without prefix (`by_local`)."""

    children: tuple["Node", ...] = field(default=(), repr=False)
    by_name: Mapping[str, "Node"] = field(init=False, repr=False)
    by_local: Mapping[str, tuple["Node", ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = {child.name: child for child in reversed(self.children)}
        local: dict[str, tuple[Node, ...]] = {}
        for child in self.children:
            name = child.name.rpartition(":")[2]
            local[name] = (*local.get(name, ()), child)
        object.__setattr__(self, "by_name", found)
        object.__setattr__(self, "by_local", local)


@dataclass(frozen=True, slots=True, eq=False)
class Repeat(Group):
    """A group that occurs any number of times; `label` is the surrounding group's."""

    # What a new instance starts as; instances as the form writes them, which a count takes first.
    template: "Element | None" = field(default=None, repr=False)
    first: tuple["Element", ...] = field(default=(), repr=False)
    count: str = ""  # jr:count expression
    has_fixed_count: bool = False  # jr:noAddRemove: nobody adds or removes by hand


@dataclass(frozen=True, slots=True)
class BodyItem:
    """One entry of the body in order of showing: a question, a repeat or a group, with children.

    `ref` is "" for a group that exists only to show things together.
    """

    kind: str  # "question" | "group" | "repeat"
    ref: Ref
    label: Text | None = None
    appearance: str = ""
    children: tuple["BodyItem", ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """A `setvalue`: when one of `events` happens (at `source` if not ""), `target` gets a value.

    `path` is set when the target is chosen by a predicate: an expression from the source's place.
    """

    events: tuple[str, ...]
    target: Ref
    value: str  # expression; "" when `literal` counts
    literal: str = ""
    source: Ref = field(default=Ref(""))
    path: str = ""


@dataclass(frozen=True, slots=True)
class Warn:
    """Something odd that does not stop a form from being used: code word and the node."""

    code: str
    ref: Ref
    detail: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """A form, compiled once; `sha256` is of the XForm text in UTF-8, and names it in the store."""

    form_id: str
    version: str
    title: str
    sha256: str
    languages: tuple[str, ...]  # () when the form has words in one unnamed language
    default_language: str
    root: Group = field(repr=False)
    # the primary instance as written: first instances and defaults
    initial: "Element" = field(repr=False)
    nodes: Mapping[Ref, Node] = field(repr=False)  # by pattern ref, in document order
    body: tuple[BodyItem, ...] = field(repr=False)
    choice_lists: Mapping[str, ChoiceList] = field(repr=False)
    # fk:indicator code → pattern ref of its calculation
    indicators: Mapping[str, Ref] = field(repr=False)
    namespaces: Mapping[str, str]  # prefix → URI, of the document element
    instances: Mapping[str, "Element"] = field(repr=False)  # secondary instances by id
    # itext id → form ("" | "guidance" | "image"…) → words
    texts: Mapping[str, Mapping[str, Text]] = field(repr=False)
    actions: tuple[Action, ...] = field(repr=False)
    warnings: tuple[Warn, ...] = field(repr=False)
    graph: "Graph" = field(repr=False)
    submission: Mapping[str, str] = field(default_factory=dict)

    @property
    def instance_id_ref(self) -> Ref | None:
        """Where the form keeps the instanceID, with or without a prefix; None when nowhere."""
        names = ("meta", "instanceID")
        for meta in self.root.children:
            if isinstance(meta, Group) and meta.name.rpartition(":")[2] == names[0]:
                for child in meta.children:
                    if child.name.rpartition(":")[2] == names[1]:
                        return child.ref
        return None

    def questions(self) -> Iterator[Question]:
        """Every leaf in document order, calculations and metadata too, but no attribute."""
        return (
            node
            for node in self.nodes.values()
            if isinstance(node, Question) and not node.is_attribute
        )

    def question_of(self, ref: Ref) -> Question:
        """The leaf of a pattern ref."""
        node = self.nodes[ref]
        if not isinstance(node, Question):
            raise KeyError(ref)
        return node

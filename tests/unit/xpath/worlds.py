"""A small live tree and a fixed world for the tests of this folder."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from fieldkit.xpath import evaluate
from fieldkit.xpath.nodes import Context, Element, Node, leaf_content
from fieldkit.xpath.values import plain_number

ALMATY = timezone(timedelta(hours=5))


class Live:
    """A node whose value and relevance change, as an interview's do."""

    kind = "element"
    namespace = ""

    def __init__(self, name: str, *children: "Live", value: str = "", special: str = "") -> None:
        self.name = name
        self.value = value
        self.special = special
        self.is_relevant = True
        self.parent: Live | None = None
        self._children = children
        for child in children:
            child.parent = self

    def children(self) -> "Sequence[Live]":
        return self._children

    def named(self, name: str) -> "Sequence[Live]":
        return [child for child in self._children if child.name == name]

    def content(self) -> Sequence[Node]:
        return leaf_content(self)

    def attributes(self) -> Sequence[Node]:
        return ()

    def string(self) -> str:
        return self.value or "".join(child.string() for child in self._children)

    def number(self) -> float:
        return plain_number(self.string())

    def order(self) -> tuple[int, ...]:
        if self.parent is None:
            return (0,)
        return (*self.parent.order(), self.parent.children().index(self))


class World:
    """Fixed time, countable chance, one list of villages."""

    timezone = ALMATY
    language = "en"

    def __init__(self) -> None:
        self.villages = Element("instance", attributes={("", "id"): "villages"})
        root = self.villages.add("root")
        for name, label, district in (
            ("v1", "Aksu", "d1"), ("v2", "Karasu", "d2"), ("v3", "Sarysu", "d2"),
        ):  # fmt: skip
            item = root.add("item")
            for child, text in (("name", name), ("label", label), ("district", district)):
                item.add(child).add_text(text)
        self.draws = 0

    def instance(self, instance_id: str) -> Node | None:
        return self.villages if instance_id == "villages" else None

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 20, 30, tzinfo=UTC)

    def random(self) -> float:
        self.draws += 1
        return 0.25

    def uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"

    def shuffle_seed(self, node: Node) -> str:
        return node.name

    def itext(self, text_id: str, form: str | None, context: object) -> str:
        return f"<{text_id}>"

    def choice_label(self, value: str, path_text: str, context: Context) -> str:
        return f"{path_text}:{value}" if value else ""

    def special(self, node: Node) -> str:
        return node.special if isinstance(node, Live) else ""


def household() -> Live:
    """A form of two members with two jobs each."""
    return Live(
        "data",
        Live("district", value="d2"),
        Live("age", value="17"),
        Live("note", value=""),
        Live("refused", value="", special="refused"),
        *(
            Live(
                "member",
                Live("name", value=name),
                *(Live("job", Live("pay", value=pay)) for pay in pays),
            )
            for name, pays in (("Ann", ("10", "20")), ("Ben", ("30", "")))
        ),
    )


def ask(text: str, node: Live, root: Live, as_type: str = "string", resolver=None) -> object:
    expression = evaluate.compile(text, resolver=resolver)
    return getattr(expression, as_type)(Context(node, root, World()))

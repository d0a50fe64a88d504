"""The world of a session: time, chance, device and person, words and lists.

`SessionEnvironment` is what a caller hands in; `LiveEnvironment` joins it with one session for
the evaluator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from random import Random, SystemRandom
from typing import Final
from uuid import UUID

from fieldkit import ids
from fieldkit.interview import texts
from fieldkit.interview.choices import rows, text_at
from fieldkit.interview.tree import LiveNode, LiveRoot
from fieldkit.xforms import xml
from fieldkit.xforms.compiler import Compiler
from fieldkit.xforms.model import FormDefinition, Question
from fieldkit.xforms.secondary import instance_of, last_saved
from fieldkit.xpath.nodes import Context, Element, Node

# A seeded run has keys of the form of `ids.new_instance_key`.
_KEY_LETTERS: Final = "abcdefghjkmnpqrstvwxyz"
_KEY_LENGTH: Final = 6


@dataclass(slots=True)
class SessionEnvironment:
    """Where a session gets time and chance from, and what it may know of device and person.

    Without `fixed_now` the clock runs; without a time zone it is the machine's. With a seed,
    chance and UUIDs repeat. The texts are what `jr:preload="property"` and `property()` ask for.
    """

    fixed_now: datetime | None = None
    timezone: tzinfo | None = None
    seed: int | None = None
    device_id: str = ""
    username: str = ""
    email: str = ""
    phone_number: str = ""
    last_saved: str = field(default="", repr=False)  # the submission saved last, of the same form
    _chance: Random | None = field(default=None, repr=False)
    _keys: Random | None = field(default=None, repr=False)

    def now(self) -> datetime:
        """The present in the session's zone; a fixed moment without a zone is in that zone."""
        moment = self.fixed_now
        if moment is None:
            return datetime.now(UTC).astimezone(self.timezone)
        if moment.tzinfo is None and self.timezone is not None:
            return moment.replace(tzinfo=self.timezone)
        return moment.astimezone(self.timezone)

    def zone(self) -> tzinfo:
        """The zone in which a date without a time begins."""
        return self.timezone or self.now().tzinfo or UTC

    def property(self, name: str) -> str:
        """What is known of device and person; blank if nothing."""
        return {
            "deviceid": self.device_id,
            "username": self.username,
            "email": self.email,
            "phonenumber": self.phone_number,
        }.get(name, "")

    def random(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self._generator().random()

    def uuid(self) -> str:
        """A random UUID (version 4)."""
        return str(UUID(int=self._generator().getrandbits(128), version=4))

    def instance_key(self) -> str:
        """A key for a new repeat instance; with a seed, the same keys in every run."""
        if self.seed is None:
            return ids.new_instance_key()
        if self._keys is None:
            self._keys = Random(f"keys {self.seed}")  # noqa: S311
        return "".join(self._keys.choices(_KEY_LETTERS, k=_KEY_LENGTH))

    def _generator(self) -> Random:
        if self._chance is None:
            # Not for keys: sampling and shuffling only, repeatable with a seed.
            self._chance = (
                SystemRandom() if self.seed is None else Random(self.seed)  # noqa: S311
            )
        return self._chance


class LiveEnvironment:
    """The evaluator's environment for one session."""

    def __init__(
        self, definition: FormDefinition, world: SessionEnvironment, language: str
    ) -> None:
        self._definition = definition
        self._instances = _with_last_saved(definition.instances, world.last_saved)
        self.world = world
        self.language = language
        self.instance_id = ""
        self.deprecated_id = ""
        self.root: LiveRoot | None = None

    @property
    def timezone(self) -> tzinfo:
        """The zone in which a date without a time begins."""
        return self.world.zone()

    @property
    def compiler(self) -> Compiler:
        """The definition's compiled expressions."""
        return self._definition.graph.compiler

    def instance(self, instance_id: str) -> Element | None:
        """A secondary instance; its first child is the first step of a path."""
        return self._instances.get(instance_id)

    def now(self) -> datetime:
        """The present in the session's zone."""
        return self.world.now()

    def random(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self.world.random()

    def uuid(self) -> str:
        """A random UUID."""
        return self.world.uuid()

    def shuffle_seed(self, node: Node) -> str:
        """The interview's name and the node's address: the same in every session of it."""
        address = node.address if isinstance(node, LiveNode) else node.name
        return f"{self.instance_id} {address}"

    def property(self, name: str) -> str:
        """What is known of device and person; blank if nothing."""
        return self.world.property(name)

    def itext(self, text_id: str, form: str | None, context: Context) -> str:
        """A text of the form in the session's language, as it reads where it is asked for."""
        text = self._definition.texts.get(text_id, {}).get(form or "")
        if text is None or self.root is None:
            return ""
        live = context.current if isinstance(context.current, LiveNode) else self.root
        return texts.render(text, live, self.language, self.compiler)

    def choice_label(self, value: str, path_text: str, context: Context) -> str:
        """The words of a choice of the question that a path names (`jr:choice-name`)."""
        node = self._question(path_text, context)
        if node is None or not value:
            return ""
        for found, label in labelled(node, self.language, self.compiler):
            if found == value:
                return label
        return ""

    def special(self, node: Node) -> str:
        """The special code of an answer; blank if it has none."""
        special = getattr(node, "special", None)
        return special.value if special is not None and node.is_relevant else ""

    def _question(self, path_text: str, context: Context) -> LiveNode | None:
        model = getattr(context.current, "model", None)
        if model is None:
            return None
        expression = self.compiler.expression(path_text.strip(), model)
        for node in expression.nodes(
            Context(context.current, context.root, context.environment, context.current)
        ):
            if isinstance(node, LiveNode):
                return node
        return self._by_pattern(path_text)

    def _by_pattern(self, path_text: str) -> LiveNode | None:
        # A question that is not relevant still has words for its choices.
        found = next((n for r, n in self._definition.nodes.items() if r == path_text.strip()), None)
        if found is None or self.root is None:
            return None
        live = self.root.flat[found.index]
        return live if isinstance(live, LiveNode) else None


def _with_last_saved(instances: Mapping[str, Element], submission: str) -> Mapping[str, Element]:
    """The form's lists, the last submission among them where the form asks for it.

    The first interview finds it empty, as one whose form asks for no such thing never looks.
    """
    asked = last_saved(instances)
    if not asked or not submission:
        return instances
    saved = instance_of(xml.read(submission).root)
    return {**instances, **dict.fromkeys(asked, saved)}


def labelled(live: LiveNode, language: str, compiler: Compiler) -> list[tuple[str, str]]:
    """The choices offered now, each with its words."""
    question = live.model
    if not isinstance(question, Question):
        return []
    itemset = question.itemset
    if itemset is None:
        return [
            (choice.value, texts.render(choice.label, live, language, compiler))
            for choice in question.choices
        ]
    return [
        (
            text_at(row, itemset.value_ref, live, compiler),
            text_at(row, itemset.label_ref, live, compiler),
        )
        for row in rows(live, compiler)
    ]

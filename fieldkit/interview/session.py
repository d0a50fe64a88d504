"""The one mutable object of the domain: a live interview; every method returns what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from fieldkit.errors import Code, Known
from fieldkit.interview import loading
from fieldkit.interview.actions import FIRST_LOAD, LOAD, Actions
from fieldkit.interview.changes import Changes, Ledger, collect
from fieldkit.interview.choices import as_stored, is_on_scale
from fieldkit.interview.environment import LiveEnvironment, SessionEnvironment
from fieldkit.interview.recalculate import Recalculation
from fieldkit.interview.submission import Submission
from fieldkit.interview.tree import (
    LiveNode,
    LiveRoot,
    cut,
    find,
    find_address,
    grow,
    instances_of,
    plant,
    plant_bare,
)
from fieldkit.records import Address, Answer, Ref, Special, Status
from fieldkit.xforms.collector import collector_off
from fieldkit.xforms.model import Control, FormDefinition, Question, Repeat
from fieldkit.xforms.values import TYPES
from fieldkit.xpath.nodes import Element

__all__ = ["Changes", "InterviewSession"]

INSTANCE_ID: Final = "meta/instanceID"
DEPRECATED_ID: Final = "meta/deprecatedID"
TRIGGERED: Final = "OK"


class InterviewSession:
    """A live interview of one form.

    `opening` is what starting or resuming changed; its answers must be saved by the caller.
    `instance_id` names the submission; it is among the answers, whether the form has a node for it
    or not. Not for use by two threads.
    """

    def __init__(
        self, definition: FormDefinition, world: SessionEnvironment, language: str | None
    ) -> None:
        """Use `start` or `resume`."""
        self.definition = definition
        self.environment = LiveEnvironment(
            definition, world, language if language is not None else definition.default_language
        )
        self.opening = Changes()
        self._ledger = Ledger()

    @classmethod
    @collector_off()
    def start(
        cls,
        definition: FormDefinition,
        environment: SessionEnvironment,
        language: str | None = None,
    ) -> "InterviewSession":
        """Open a new interview: defaults, metadata, first-load actions."""
        session = cls(definition, environment, language)
        graph = definition.graph
        root = plant(
            definition.root, definition.initial, len(graph.vertices_of), session.environment
        )
        session._adopt(root)
        loading.settle_defaults(root, session.environment)
        session._touch_new(root)
        loading.preload(root, session.environment)
        for node in root.walk():
            if node.place >= 0:
                session._log_added(node)
        with session._recalculation.setting_up():
            session._recalculation.is_opening = True
            session._settle(root)
            session._recalculation.is_opening = False
            session._actions.load(FIRST_LOAD)
            session._actions.load(LOAD)
        session._name()
        session.opening = session._collect()
        return session

    @classmethod
    @collector_off()
    def resume(
        cls,
        definition: FormDefinition,
        environment: SessionEnvironment,
        answers: Iterable[Answer],
        language: str | None = None,
    ) -> "InterviewSession":
        """Open an interview from its saved answers, each address at most once, oldest first.

        Gives the session that the answers were saved from; only actions on every load may change
        something, and then `opening` says what.
        """
        session = cls(definition, environment, language)
        graph = definition.graph
        root = plant_bare(
            definition.root, definition.initial, len(graph.vertices_of), session.environment
        )
        session._adopt(root)
        for answer in loading.restore(root, definition, answers):
            if answer.address.endswith(INSTANCE_ID):
                session.environment.instance_id = answer.value
            elif answer.address.endswith(DEPRECATED_ID):
                session.environment.deprecated_id = answer.value
        session._recalculation.keeps_stored = True
        session._settle(root)
        session._recalculation.keeps_stored = False
        session._collect()
        session._actions.load(LOAD)
        session._name()
        session.opening = session._collect()
        return session

    @classmethod
    def revise(
        cls,
        definition: FormDefinition,
        environment: SessionEnvironment,
        submission: Submission,
        language: str | None = None,
    ) -> "InterviewSession":
        """Open a submission to correct it: it gets a name of its own and says what it replaces.

        ODK XForms specification, metadata `deprecatedID`. Nothing is stored yet, so `opening` has
        every answer.
        """
        session = cls.resume(definition, environment, submission.answers, language)
        earlier = session.opening
        session._rename(submission.instance_id)
        renamed = session._collect()
        answers = (*submission.answers, *earlier.answers, *renamed.answers)
        session.opening = replace(earlier, answers=answers)
        return session

    @property
    def instance_id(self) -> str:
        """The name of the submission."""
        return self.environment.instance_id

    @property
    def deprecated_id(self) -> str:
        """The name of the submission that this one corrects; "" for a first one."""
        return self.environment.deprecated_id

    @property
    def language(self) -> str:
        """The language of the form's words; "" when the form has none named."""
        return self.environment.language

    def answer(self, ref: Ref, text: str) -> Changes:
        """Answer a question; "" clears it.

        What the type or the choices refuse leaves the node blank and is said in `refused`; what
        breaks a constraint is kept and flagged. Raises INTERVIEW_REF for a ref that is no question,
        FORM_REFERENCE when a trigger would set more than one repeat instance.
        """
        live = self._question(ref)
        refused = {}
        stored = ""
        if text:
            stored, reason = self._admit(live, text)
            if reason:
                refused[live.ref] = reason
        return self._put(live, stored, None, refused)

    def mark(self, ref: Ref, special: Special) -> Changes:
        """Give a special answer: it satisfies required and reads as blank."""
        return self._put(self._question(ref), "", special, {})

    def add_repeat(self, ref: Ref) -> Changes:
        """Add an instance at the end of a repeat, `/data/child`."""
        above, _, name = ref.rpartition("/")
        parent = find(self.root, above)
        repeat = next(
            (c for c in getattr(parent and parent.model, "children", ()) if c.name == name), None
        )
        if parent is None or not isinstance(repeat, Repeat):
            raise Known(Code.INTERVIEW_REF, ref=ref)
        if repeat.count or repeat.has_fixed_count:
            raise Known(Code.INTERVIEW_REF, ref=ref, detail="the form counts this repeat")
        self._grow(parent, repeat)
        self._recalculation.run()
        self._actions.changed()
        return self._collect()

    def remove_repeat(self, ref: Ref) -> Changes:
        """Remove an instance of a repeat, `/data/child[2]`, with everything in it."""
        live = find(self.root, ref)
        if live is None or not isinstance(live.model, Repeat):
            raise Known(Code.INTERVIEW_REF, ref=ref)
        if live.model.count or live.model.has_fixed_count:
            raise Known(Code.INTERVIEW_REF, ref=ref, detail="the form counts this repeat")
        self._cut(live)
        self._recalculation.run()
        self._actions.changed()
        return self._collect()

    def set_language(self, name: str) -> Changes:
        """Show the form's words in another of its languages."""
        if name not in {*self.definition.languages, self.language}:
            raise Known(Code.INTERVIEW_REF, name=name, detail="no such language")
        if name == self.language:
            return Changes()
        self.environment.language = name
        self._recalculation.mark_language()
        self._recalculation.run()
        self._actions.changed()
        for node in self.root.walk():
            if node.model.in_body:
                self._recalculation.round.texts[node] = None
                if isinstance(node.model, Question) and (node.model.choices or node.model.itemset):
                    self._recalculation.round.choices[node] = None
        return self._collect()

    def finalise(self) -> Changes:
        """Compute everything once more, calculations overwritten by hand too (F16)."""
        for node in loading.end_nodes(self.root):
            self._recalculation.set_text(node, loading.timestamp(self.environment))
        self._settle(self.root)
        self._keep_name()
        return self._collect()

    def node(self, ref: Ref) -> LiveNode:
        """The live node at a ref; INTERVIEW_REF if there is none now."""
        live = find(self.root, ref)
        if live is None:
            raise Known(Code.INTERVIEW_REF, ref=ref)
        return live

    def address_of(self, ref: Ref) -> Address:
        """The address of a ref as it stands now."""
        return self.node(ref).address

    def ref_of(self, address: Address) -> Ref | None:
        """The ref of an address, None when its instance is gone."""
        live = find_address(self.root, address)
        return live.ref if live is not None else None

    def _adopt(self, root: LiveRoot) -> None:
        self.root = root
        self.environment.root = root
        self._recalculation = Recalculation(root, self.definition.graph)
        self._recalculation.grow = self._grow
        self._recalculation.cut = self._cut
        self._actions = Actions(self.definition, root, self._recalculation)

    def _settle(self, live: LiveNode) -> None:
        self._recalculation.mark_all(live)
        self._recalculation.run()

    def _name(self) -> None:
        if self.instance_id:
            return
        ref = self.definition.instance_id_ref
        found = find(self.root, ref) if ref is not None else None
        if found is not None and found.text:
            self.environment.instance_id = found.text
            return
        self.environment.instance_id = f"uuid:{self.environment.uuid()}"
        if found is None:
            address = Address(f"/{self.root.model.name}/{INSTANCE_ID}")
            self._ledger.answers.append(Answer(address, Status.ANSWERED, self.instance_id))
        else:
            self._ledger.by_hand[found] = None
            self._recalculation.set_text(found, self.instance_id)
            self._recalculation.run()

    def _keep_name(self) -> None:
        """A form may compute its instanceID; once given it names what was saved, and stays."""
        ref = self.definition.instance_id_ref
        found = find(self.root, ref) if ref is not None else None
        if found is not None and found.text != self.instance_id:
            self._recalculation.set_text(found, self.instance_id)
            self._recalculation.run()

    def _rename(self, before: str) -> None:
        ref = self.definition.instance_id_ref
        named = find(self.root, ref) if ref is not None else None
        self.environment.instance_id = ""
        if named is not None:
            self._recalculation.set_text(named, "")
        self._name()
        if not before:
            return
        self.environment.deprecated_id = before
        beside = None
        if ref is not None:
            beside = find(self.root, ref.replace("instanceID", "deprecatedID"))
        if beside is None:
            address = Address(f"/{self.root.model.name}/{DEPRECATED_ID}")
            self._ledger.answers.append(Answer(address, Status.ANSWERED, before))
        else:
            self._ledger.by_hand[beside] = None
            self._recalculation.set_text(beside, before)
            self._recalculation.run()

    def _question(self, ref: Ref) -> LiveNode:
        live = self.node(ref)
        if not isinstance(live.model, Question):
            raise Known(Code.INTERVIEW_REF, ref=ref, detail="not a question")
        return live

    def _admit(self, live: LiveNode, text: str) -> tuple[str, str]:
        """The text to store, and "type" or "choice" when it is refused."""
        model = live.model
        if isinstance(model, Question) and model.control is Control.TRIGGER:
            return (TRIGGERED, "") if text in {TRIGGERED, "1", "true"} else ("", "type")
        chosen = as_stored(live, text, self.definition.graph.compiler)
        if chosen is None:
            return "", "choice"
        stored = TYPES[model.bind.data_type].stored(chosen)
        if stored is not None and isinstance(model, Question) and not _is_admitted(model, stored):
            return "", "choice"
        return (stored, "") if stored is not None else ("", "type")

    def _put(
        self, live: LiveNode, text: str, special: Special | None, refused: Mapping[Ref, str]
    ) -> Changes:
        if text != live.text or special is not live.special:
            self._actions.demand_targets(live)
            live.special = special
            self._ledger.by_hand[live] = None
            self._recalculation.set_text(live, text)
            self._recalculation.run()
            self._actions.changed()
        return self._collect(refused)

    def _grow(self, parent: LiveNode, repeat: Repeat, number: int = 1) -> None:
        template = repeat.template
        if template is None:
            return
        # Where actions wait for a new instance, each one must find those before it as they end up.
        at_once = 1 if self._actions.awaits(repeat) else number
        for _ in range(0, number, at_once):
            with self._recalculation.setting_up():
                grown = [self._stand(parent, repeat, template) for _ in range(at_once)]
                self._recalculation.run()
                for instance in grown:
                    self._actions.grown(instance)

    def _stand(self, parent: LiveNode, repeat: Repeat, template: Element) -> LiveNode:
        """Put a new instance at the end of a repeat; what it computes waits."""
        key = self.environment.world.instance_key()
        while key in self.root.keys:
            key = self.environment.world.instance_key()
        place = len(instances_of(parent, repeat))
        written = repeat.first[place : place + 1] if repeat.count else ()
        source = written[0] if written else template
        instance = grow(parent, repeat, source, self.root, key, is_bare=False)
        loading.empty_counted(instance)
        for node in instance.walk():
            if node.place >= 0:
                node.key = node.key or self.environment.world.instance_key()
                self._log_added(node)
        self._touch_new(instance)
        loading.preload(instance, self.environment)
        self._ledger.added.append(instance)
        self._recalculation.mark_all(instance)
        self._recalculation.mark_structure(parent, repeat)
        return instance

    def _cut(self, instance: LiveNode) -> None:
        parent, repeat = instance.parent, instance.model
        if parent is None or not isinstance(repeat, Repeat):
            return
        self._ledger.removed.append(instance.ref)
        self._ledger.answers.append(Answer(instance.address, Status.REMOVED))
        after = instances_of(parent, repeat)[instance.place + 1 :]
        cut(instance)
        self._recalculation.mark_structure(parent, repeat)
        for later in after:
            self._recalculation.mark_positions(later)

    def _log_added(self, instance: LiveNode) -> None:
        instance.stored = Answer(instance.address, Status.ADDED)
        self._ledger.answers.append(instance.stored)

    def _touch_new(self, live: LiveNode) -> None:
        for node in live.walk_all():
            self._recalculation.round.touched[node] = ("", True, False, False)
            self._recalculation.round.written[node] = None

    def _collect(self, refused: Mapping[Ref, str] | None = None) -> Changes:
        self._ledger.by_hand.update(self._actions.by_hand)
        self._actions.by_hand.clear()
        ended = self._recalculation.new_round()
        return collect(ended, self._ledger, self.definition.graph, self.language, refused or {})


def _is_admitted(question: Question, text: str) -> bool:
    return question.control is not Control.RANGE or is_on_scale(question, text)

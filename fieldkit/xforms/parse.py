"""XForm XML to `FormDefinition`: reads, checks what must hold for any form, and compiles.

ODK XForms specification (getodk.github.io/xforms-spec): structure, binds, actions, itext.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fieldkit.errors import Code, Known, refuse
from fieldkit.records import Ref
from fieldkit.xforms import secondary, values, xml
from fieldkit.xforms.body import ActionElement, BodyReader, mark_notes
from fieldkit.xforms.body import with_static_choices as give_static_choices
from fieldkit.xforms.collector import collector_off
from fieldkit.xforms.draft import JAVAROSA, Draft, Drafts, freeze
from fieldkit.xforms.graph import build_graph, gathering
from fieldkit.xforms.itext import literal_text_id, read_itext, read_message
from fieldkit.xforms.model import (
    FK_NAMESPACE,
    Action,
    Bind,
    ChoiceList,
    FormDefinition,
    Text,
    Warn,
)
from fieldkit.xpath.nodes import Element

_NO_FILES: Final[Mapping[str, bytes]] = {}
_REPEAT_EVENT: Final = "odk-new-repeat"
_EVENTS: Final = frozenset(
    {"odk-instance-first-load", "odk-instance-load", "xforms-value-changed", _REPEAT_EVENT}
)
_PREDICATE = re.compile(r"\[[^\]]*\]")
# xforms-ready is the older name of the first load (JavaRosa).
_EVENT_SYNONYMS: Final = {"xforms-ready": "odk-instance-first-load"}


def parse_form(
    xform_text: str,
    files: Mapping[str, bytes] = _NO_FILES,
    *,
    allow_missing_files: bool = False,
) -> FormDefinition:
    """Compile a form; `files` are the contents of its secondary instances by file name.

    Raises `Known` FORM_CYCLE (`name` holds every node of the loop), FORM_REFERENCE, FORM_SYNTAX,
    FORM_FUNCTION, FORM_ARITY, FORM_TYPE, FORM_STRUCTURE, FORM_FILE or FORM_FILE_MISSING, with the
    node in `ref` and the bind's attribute in `column` where one is at fault.
    """
    with collector_off():
        return _Parser(xform_text, files, allow_missing_files).parse()


def needed_files(xform_text: str) -> tuple[str, ...]:
    """The names of the files that a form reads beside itself."""
    return secondary.file_names(_model(xml.read(xform_text).root))


def _model(root: Element) -> Element:
    models = [model for head in root.named("head") for model in head.named("model")]
    if len(models) != 1:
        detail = "more than one model" if models else "no model"
        raise Known(Code.FORM_STRUCTURE, name=root.name, detail=detail)
    return models[0]


class _Parser:
    def __init__(self, text: str, files: Mapping[str, bytes], allow_missing: bool) -> None:
        self._text = text
        self._document = xml.read(text)
        self._head = next(iter(self._document.root.named("head")), None)
        self._model = _model(self._document.root)
        self._primary = self._read_primary()
        self._drafts = Drafts(self._primary, self._document.namespaces)
        self._itext = read_itext(self._model)
        self._instances = secondary.read_instances(self._model, files, allow_missing=allow_missing)
        self._warnings: list[Warn] = []
        self._problems: list[Known] = []
        self._fk_namespaces = {FK_NAMESPACE, self._document.namespaces.get("fk", FK_NAMESPACE)}

    def parse(self) -> FormDefinition:
        namespaces = {p: uri for p, uri in self._document.namespaces.items() if p}
        reader = BodyReader(self._drafts, self._itext)
        bodies = self._document.root.named("body")
        body = reader.read(bodies[0]) if bodies else ()
        self._warnings.extend(reader.warnings)
        self._read_binds()
        mark_notes(self._drafts)
        give_static_choices(self._drafts, self._instances, self._item_label)
        actions = self._read_actions(reader.actions)
        lists, indicators = self._choice_lists(), self._indicators()
        self._check_duplicates()
        root, nodes = freeze(self._drafts)
        try:
            graph = build_graph(root, nodes, actions, self._instances, namespaces)
        except Known as problem:
            self._problems += [problem, *problem.also]
        refuse(self._problems)
        return FormDefinition(
            form_id=self._primary.attribute("id") or self._primary.namespace,
            version=self._version(),
            title=self._title(),
            sha256=hashlib.sha256(self._text.encode("utf-8")).hexdigest(),
            languages=self._itext.languages,
            default_language=self._itext.default_language,
            root=root,
            initial=self._primary,
            nodes=nodes,
            body=body,
            choice_lists=lists,
            indicators=indicators,
            namespaces=namespaces,
            instances=self._instances,
            texts=self._itext.texts,
            actions=actions,
            warnings=tuple(self._warnings),
            graph=graph,
            submission=self._submission(),
        )

    def _read_primary(self) -> Element:
        instances = self._model.named("instance")
        children = instances[0].children() if instances else ()
        if len(children) != 1:
            raise Known(Code.FORM_STRUCTURE, name="instance", detail="no primary instance")
        return children[0]

    def _version(self) -> str:
        for attribute in self._primary.attributes():
            if attribute.name == "version":
                return attribute.string()
        return ""

    def _title(self) -> str:
        titles = self._head.named("title") if self._head else ()
        return titles[0].string().strip() if titles else ""

    def _submission(self) -> dict[str, str]:
        found = self._model.named("submission")
        return {node.name: node.string() for node in found[0].attributes()} if found else {}

    def _read_binds(self) -> None:
        for element in self._model.named("bind"):
            path = (element.attribute("nodeset") or element.attribute("ref") or "").strip()
            draft = self._drafts.find(path)
            if draft is None:
                # Other engines let it pass; nothing can depend on it.
                self._warnings.append(Warn("form.bind_of_nothing", Ref(path)))
                continue
            bind = self._bind(element, draft)
            draft.bind = _merge(draft.bind, bind) if draft.has_bind else bind
            draft.has_bind = True

    def _bind(self, element: Element, draft: Draft) -> Bind:
        def said(name: str) -> str:
            return (element.attribute(name) or "").strip()

        def message(name: str) -> Text | None:
            value = element.attribute(name, JAVAROSA)
            if value is None:
                return None
            is_reference = literal_text_id(value) is not None or value.startswith("jr:itext(")
            return read_message(value, self._itext) if is_reference else Text({"": (value,)})

        type_name = values.data_type(said("type"))
        if type_name not in values.TYPES:
            self._warnings.append(Warn("form.unknown_type", draft.ref, type_name))
            type_name = "string"
        return Bind(
            data_type=type_name,
            relevant=said("relevant"),
            required=said("required"),
            readonly=said("readonly"),
            constraint=said("constraint"),
            calculate=said("calculate"),
            required_message=message("requiredMsg"),
            constraint_message=message("constraintMsg"),
            preload=(element.attribute("preload", JAVAROSA) or "").strip(),
            preload_params=(element.attribute("preloadParams", JAVAROSA) or "").strip(),
            fk={
                node.name: node.string().strip()
                for node in element.attributes()
                if node.namespace in self._fk_namespaces
            },
        )

    def _item_label(self, item: Element, label_ref: str) -> Text | None:
        if not label_ref:
            return None
        body = label_ref.strip()
        if body.startswith("jr:itext(") and body.endswith(")"):
            found = item.named(body[len("jr:itext(") : -1].strip())
            return self._itext.text(found[0].string()) if found else None
        found = item.named(body)
        return Text({"": (found[0].string(),)}) if found else None

    def _choice_lists(self) -> dict[str, ChoiceList]:
        lists: dict[str, ChoiceList] = {}
        for draft in self._drafts.by_ref.values():
            if draft.itemset and draft.itemset.list_name and draft.choices:
                name = draft.itemset.list_name
                lists.setdefault(name, ChoiceList(name, draft.choices))
            elif draft.choices:
                lists[draft.ref] = ChoiceList(draft.ref, draft.choices)
        return lists

    def _read_actions(self, found: list[ActionElement]) -> tuple[Action, ...]:
        at_top = [ActionElement(e, Ref("")) for e in self._model.named("setvalue")]
        actions = []
        for item in (*at_top, *found):
            with gathering(self._problems):
                actions.append(self._action(item))
        return tuple(actions)

    def _action(self, item: ActionElement) -> Action:
        element = item.element
        names = (element.attribute("event") or "").split()
        events = tuple(_EVENT_SYNONYMS.get(name, name) for name in names)
        unknown = [event for event in events if event not in _EVENTS]
        if unknown:
            raise Known(Code.FORM_STRUCTURE, name=unknown[0], ref=item.source, detail="event")
        path = element.attribute("ref") or element.attribute("nodeset") or ""
        if not path and element.attribute("bind"):
            path = self._path_of_bind(element.attribute("bind") or "")
        target = self._drafts.demand(_PREDICATE.sub("", path), item.source)
        value = (element.attribute("value") or "").strip()
        literal = element.string() if not value else ""
        chosen = path if "[" in path else ""
        return Action(events, target.ref, value, literal, item.source, chosen)

    def _path_of_bind(self, bind_id: str) -> str:
        for bind in self._model.named("bind"):
            if bind.attribute("id") == bind_id:
                return bind.attribute("nodeset") or ""
        raise Known(Code.FORM_REFERENCE, name=bind_id, detail="no such bind")

    def _check_duplicates(self) -> None:
        for draft in self._drafts.by_ref.values():
            if draft.is_duplicated and not draft.is_repeat:
                self._problems.append(
                    Known(
                        Code.FORM_STRUCTURE, name=draft.name, ref=draft.ref, detail="stands twice"
                    )
                )

    def _indicators(self) -> dict[str, Ref]:
        found: dict[str, Ref] = {}
        for draft in self._drafts.by_ref.values():
            code = draft.bind.fk.get("indicator", "")
            if not code:
                continue
            if code in found:
                self._problems.append(
                    Known(
                        Code.FORM_STRUCTURE,
                        name=(found[code], draft.ref),
                        ref=draft.ref,
                        column="bind::fk:indicator",
                        detail="one indicator fed twice",
                    )
                )
            found[code] = draft.ref
        return found


def _merge(first: Bind, second: Bind) -> Bind:
    """Two binds of one node: the later one says what the earlier left open."""
    blank = Bind()
    changed = {
        name: getattr(second, name)
        for name in Bind.__slots__
        if getattr(second, name) != getattr(blank, name)
    }
    return replace(first, **changed)

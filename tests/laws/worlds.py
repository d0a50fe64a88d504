"""Random forms and random interviews over them, drawn by a `Random` that hypothesis can shrink.

A form is a tree of groups, repeats inside repeats, and questions. Every expression reads only what
stands before it, so that there is no loop: beside it, above it, or counted and summed from outside
a repeat.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from xml.sax.saxutils import quoteattr

from fieldkit.errors import Known
from fieldkit.interview.changes import Changes
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref, Special
from fieldkit.xforms.model import Control, FormDefinition, Question, Repeat
from fieldkit.xforms.parse import parse_form

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Any</h:title><model>'
)
_LIST = "".join(
    f"<item><name>{name}</name><label>{name}</label><kind>{kind}</kind></item>"
    for name, kind in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "y"))
)
_VALUES = {"int": ("", "0", "1", "2", "7", "-3"), "string": ("", "x", "y", "two words")}
_CHOSEN = {Control.SELECT_ONE: ("", "a", "b", "c", "d"), Control.SELECT: ("", "a", "a b", "c d")}


@dataclass
class _Place:
    """Something that an expression may read: its way from the root, repeats among it."""

    way: tuple[str, ...]
    repeats: tuple[tuple[str, ...], ...]
    is_number: bool


@dataclass
class _Form:
    chance: Random
    size: int
    has_filters: bool
    places: list[_Place] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    count: int = 0


def form_text(chance: Random, *, has_repeats: bool = True, has_filters: bool = True) -> str:
    """An XForm with up to thirty nodes."""
    form = _Form(chance, chance.randint(2, 30), has_filters)
    instance, body = _children(form, ("data",), (), has_repeats=has_repeats, depth=0)
    return (
        f"{_HEAD}<instance><data id='any' version='1'>{instance}</data></instance>"
        f"<instance id='list'><root>{_LIST}</root></instance>{''.join(form.binds)}"
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )


def form(chance: Random, *, has_repeats: bool = True, has_filters: bool = True) -> FormDefinition:
    """A compiled random form."""
    return parse_form(form_text(chance, has_repeats=has_repeats, has_filters=has_filters))


def started(definition: FormDefinition) -> InterviewSession:
    """A new interview at a fixed moment with fixed chance."""
    return InterviewSession.start(definition, world())


def world() -> SessionEnvironment:
    return SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=5)


def act(session: InterviewSession, chance: Random) -> Changes | None:
    """Do one thing that a person could do now; None when it was refused."""
    nodes = [node for node in session.root.walk() if node.model.in_body]
    questions = [node for node in nodes if isinstance(node.model, Question)]
    instances = [node for node in nodes if node.place >= 0]
    what = chance.randrange(8)
    try:
        if what == 0 and instances:
            return session.remove_repeat(chance.choice(instances).ref)
        if what in {1, 2}:
            added = list(_addable(session.root))
            if added:
                return session.add_repeat(chance.choice(added))
        if not questions:
            return None
        asked = chance.choice(questions)
        if what == 3:
            return session.mark(asked.ref, chance.choice(list(Special)))
        return session.answer(asked.ref, any_answer(asked, chance))
    except Known:
        return None


def any_answer(asked: LiveNode, chance: Random) -> str:
    """A text that the question's type admits; a choice may not be offered now."""
    model = asked.model
    assert isinstance(model, Question)
    if model.control in _CHOSEN:
        return chance.choice(_CHOSEN[model.control])
    return chance.choice(_VALUES.get(model.bind.data_type, ("",)))


def _addable(node: LiveNode) -> Iterator[Ref]:
    for child in getattr(node.model, "children", ()):
        if isinstance(child, Repeat):
            yield Ref(f"{node.ref}/{child.name}")
    for inner in node.children():
        yield from _addable(inner)


def _children(
    form: _Form,
    way: tuple[str, ...],
    repeats: tuple[tuple[str, ...], ...],
    *,
    has_repeats: bool,
    depth: int,
) -> tuple[str, str]:
    instance, body = [], []
    wanted = form.size if depth == 0 else form.chance.randint(1, 6)
    while len(body) < wanted and (form.count < form.size or not body):
        form.count += 1
        name = f"n{form.count}"
        here = (*way, name)
        kind = form.chance.randrange(10)
        if kind == 0 and depth < 3:
            _bind(form, here, repeats, "string", ("relevant",))
            inner = _children(form, here, repeats, has_repeats=has_repeats, depth=depth + 1)
            instance.append(f"<{name}>{inner[0]}</{name}>")
            body.append(f'<group ref="{_text(here)}"><label>{name}</label>{inner[1]}</group>')
        elif kind == 1 and depth < 3 and has_repeats:
            _bind(form, here, repeats, "string", ("relevant",))
            inner = _children(form, here, (*repeats, here), has_repeats=True, depth=depth + 1)
            form.places.append(_Place(here, (*repeats, here), is_number=False))
            instance.append(f"<{name} jr:template=''>{inner[0]}</{name}>")
            body.append(f'<group><repeat nodeset="{_text(here)}">{inner[1]}</repeat></group>')
        else:
            body.append(_leaf(form, here, repeats))
            instance.append(f"<{name}/>")
    return "".join(instance), "".join(body)


def _leaf(form: _Form, here: tuple[str, ...], repeats: tuple[tuple[str, ...], ...]) -> str:
    chance, at, label = form.chance, _text(here), f"<label>{here[-1]}</label>"
    kind = chance.randrange(7)
    if kind < 2:
        _bind(form, here, repeats, "string" if kind else "decimal", ("calculate", "relevant"))
        control = ""
    elif kind == 2:
        _bind(form, here, repeats, "string", ("relevant", "required"))
        control = f'<input ref="{at}">{label}</input>'
    elif kind == 3:
        condition = f"[kind = {_read(form, here, repeats)}]" if form.has_filters else ""
        _bind(form, here, repeats, "string", ("relevant",))
        name = chance.choice(("select1", "select"))
        rows = f"instance('list')/root/item{condition}"
        control = (
            f'<{name} ref="{at}">{label}<itemset nodeset={quoteattr(rows)}>'
            f'<value ref="name"/><label ref="label"/></itemset></{name}>'
        )
    else:
        _bind(form, here, repeats, "int", ("relevant", "constraint", "required", "readonly"))
        control = f'<input ref="{at}">{label}</input>'
    form.places.append(_Place(here, repeats, is_number=kind == 0 or kind > 3))
    return control


def _bind(
    form: _Form,
    here: tuple[str, ...],
    repeats: tuple[tuple[str, ...], ...],
    type_name: str,
    columns: tuple[str, ...],
) -> None:
    said = ""
    for column in columns:
        if column == "calculate" or form.chance.random() < 0.25:
            text = _expression(form, here, repeats, is_condition=column != "calculate")
            said += f" {column}={quoteattr(text)}"
    form.binds.append(f'<bind nodeset="{_text(here)}" type="{type_name}"{said}/>')


def _expression(
    form: _Form,
    here: tuple[str, ...],
    repeats: tuple[tuple[str, ...], ...],
    *,
    is_condition: bool,
) -> str:
    chance = form.chance
    one, other = (_read(form, here, repeats) for _ in range(2))
    if is_condition:
        return chance.choice(
            (f"{one} > 1", f"{one} != ''", f"selected({one}, 'a')", f"{one} = {other}",
             f"not({one} > 0 and {other} != 'x')", f"string-length({one}) < 3 or {other} = 2")
        )  # fmt: skip
    return chance.choice(
        (one, f"{one} + {other}", f"concat({one}, '-', {other})", f"coalesce({one}, 0) + 1",
         f"if({one} > 1, {other}, {one})", f"count-selected({one}) * 2", "position(..)")
        if repeats and len(here) == len(repeats[-1]) + 1
        else (one, f"{one} + {other}", f"concat({one}, '-', {other})", f"coalesce({one}, 0) + 1",
              f"if({one} > 1, {other}, {one})", f"count-selected({one}) * 2")
    )  # fmt: skip


def _read(form: _Form, here: tuple[str, ...], repeats: tuple[tuple[str, ...], ...]) -> str:
    """A way to read one earlier node from here."""
    if not form.places or form.chance.random() < 0.1:
        return form.chance.choice(("0", "1", "'x'", "'a'"))
    place = form.chance.choice(form.places)
    if place.repeats and place.way == place.repeats[-1]:
        return f"count({_text(place.way)})"
    if place.repeats != repeats[: len(place.repeats)]:
        whole = _text(place.way)
        kind = form.chance.randrange(4)
        if kind == 0 and place.is_number:
            return f"sum({whole})"
        if kind == 1:
            return f"string-length(join(' ', {whole}))"
        return f"count({whole}[. != ''])" if kind == 2 else f"({whole})[1]"
    if not place.repeats and form.chance.random() < 0.5:
        return _text(place.way)
    common = 0
    while common < min(len(here), len(place.way)) and here[common] == place.way[common]:
        common += 1
    return "../" * (len(here) - common) + "/".join(place.way[common:])


def _text(way: tuple[str, ...]) -> str:
    return "/" + "/".join(way)

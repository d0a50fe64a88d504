"""A small form, two interviews and an export that the tests of workbooks share."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

from fieldkit.dataset import seal
from fieldkit.dataset.export import Device, Export, ExportCase
from fieldkit.records import (
    Address,
    Event,
    Interview,
    InterviewState,
    Ref,
    Revision,
    Special,
    Status,
    StoredForm,
)
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.xforms.model import (
    Bind,
    Choice,
    Control,
    FormDefinition,
    Group,
    Node,
    Question,
    Repeat,
    Text,
)

EN, RU = "English (en)", "Русский (ru)"
KEY = bytes(range(32))
XFORM = "<h:html>example</h:html>"
FORM = hashlib.sha256(XFORM.encode()).hexdigest()
DEVICE = Device("5d1f0c52-0000-4000-8000-000000000001", "K7Q2", seal.public_key(KEY))


def text(en: str, ru: str) -> Text:
    return Text({EN: (en,), RU: (ru,)})


def question(ref: str, control: Control | None = Control.INPUT, **more: Any) -> Question:
    bind = Bind(more.pop("data_type", "string"), fk=more.pop("fk", {}))
    name = ref.rsplit("/", 1)[1]
    label = more.pop("label", text(f"{name}?", f"{name}, да?"))
    return Question(name, Ref(ref), 0, 0, bind, label=label, control=control, **more)


YES_NO = (
    Choice("yes", text("Yes", "Да")),
    Choice("no", text("No", "Нет")),
)
WHO = (
    Choice("boss", text("Employer", "Работодатель")),
    Choice("agent", text("Agent", "Посредник")),
)


def definition() -> FormDefinition:
    toy = Repeat(
        "toy", Ref("/data/child/toy"), 0, 0, Bind(), children=(question("/data/child/toy/kind"),)
    )
    child = Repeat(
        "child",
        Ref("/data/child"),
        0,
        0,
        Bind(),
        label=text("Child", "Ребёнок"),
        children=(
            question("/data/child/age", data_type="int"),
            question("/data/child/name"),
            toy,
        ),
    )
    pay = Group(
        "pay",
        Ref("/data/pay"),
        0,
        0,
        Bind(),
        children=(
            question(
                "/data/pay/paid", Control.SELECT_ONE, choices=YES_NO, fk={"special": SPECIALS}
            ),
            question("/data/pay/by", Control.SELECT, choices=WHO),
            question("/data/pay/amount", data_type="decimal", fk={"class": "sensitive"}),
            question("/data/pay/name"),
            question("/data/pay/thanks", Control.NOTE),
        ),
    )
    root = Group(
        "data",
        Ref("/data"),
        0,
        0,
        Bind(),
        children=(
            question("/data/site"),
            question("/data/started", data_type="date"),
            question("/data/story"),
            pay,
            child,
            question("/data/withheld", None),
        ),
    )
    nodes: dict[Ref, Node] = {}

    def walk(node: Node) -> None:
        nodes[node.ref] = node
        for each in node.children if isinstance(node, Group) else ():
            walk(each)

    walk(root)
    # What only a live interview needs stays unmade.
    unmade: dict[str, Any] = dict.fromkeys((each.name for each in fields(FormDefinition)), None)
    return FormDefinition(
        **unmade
        | dict[str, Any](
            form_id="example",
            version="1",
            title="Example",
            sha256=FORM,
            languages=(EN, RU),
            default_language=EN,
            root=root,
            nodes=nodes,
            body=(),
            choice_lists={},
            indicators={"some-rules/work.withheld": Ref("/data/withheld")},
            namespaces={},
            instances={},
            texts={},
            actions=(),
            warnings=(),
        )
    )


SPECIALS = "dont_know refused not_applicable"


def interview(n: int, state: InterviewState = InterviewState.FINISHED) -> Interview:
    return Interview(
        f"00000000-0000-4000-8000-{n:012d}",
        f"K7Q2-{n:04d}-A",
        "example",
        "1",
        FORM,
        DEVICE.device_id,
        n * 100,
        "2026-11-20T08:00:00.000Z",
        state,
        RU,
        "North field",
        "2026-11-20T09:00:00.000Z",
    )


def values(**changed: str) -> Mapping[Ref, str]:
    plain = {
        "/data/site": "plot 7",
        "/data/started": "2026-04-01",
        "/data/story": "=1+1",
        "/data/pay/paid": "no",
        "/data/pay/by": "boss agent",
        "/data/pay/amount": "1200.50",
        "/data/pay/name": "",
        "/data/child[1]/age": "9",
        "/data/child[1]/name": "",
        "/data/child[1]/toy[1]/kind": "ball",
        "/data/child[2]/age": "11",
        "/data/child[2]/name": "",
        "/data/withheld": "1",
    } | {ref.replace("__", "/"): text for ref, text in changed.items()}
    return {Ref(ref): text for ref, text in plain.items()}


ADDRESSES = {
    Ref("/data/child[1]"): Address("/data/child[k7q2ab]"),
    Ref("/data/child[2]"): Address("/data/child[m3x9pd]"),
    Ref("/data/child[1]/toy[1]"): Address("/data/child[k7q2ab]/toy[t5t5t5]"),
}


def case(n: int = 1, **changed: Any) -> ExportCase:
    made = ExportCase(
        interview(n),
        values(),
        specials={},
        addresses=ADDRESSES,
        indicators={"some-rules/work.withheld": "1"},
    )
    return replace(made, **changed)


def revision(seq: int, value: str, n: int = 1, address: str = "/data/story") -> Revision:
    return Revision(
        f"rev-{seq}",
        DEVICE.device_id,
        seq,
        interview(n).interview_id,
        Address(address),
        Status.ANSWERED,
        value,
        "string",
        () if seq == 1 else (f"rev-{seq - 1}",),
        "interviewer",
        "",
        "2026-11-20T08:00:00.000Z",
        360,
        seq,
        "boot",
        "" if seq == 1 else "0" * 64,
        "1" * 64,
    )


def event(seq: int) -> Event:
    return Event(
        DEVICE.device_id,
        seq,
        "export",
        "",
        {"file": "x"},
        "2026-11-20T08:00:00.000Z",
        360,
        seq,
        "boot",
        "0" * 64,
        "2" * 64,
    )


def export(*cases: ExportCase, **changed: Any) -> Export:
    cases = cases or (case(1), case(2))
    made = Export(
        cases=cases,
        definitions={FORM: definition()},
        forms={FORM: StoredForm(FORM, "example", "1", "Example", XFORM, {"a.csv": b"\x00\xff"})},
        rulesets=cast(Mapping[str, Ruleset], {}),
        revisions=(revision(1, "=1+1"), revision(2, "later")),
        events=(event(3),),
        interviews=tuple(each.interview for each in cases),
        device=DEVICE,
        practice=False,
        created_utc="2026-11-21T10:00:00.000Z",
        program_version="0.1.0",
    )
    return replace(made, **changed)


REFUSED = {Ref("/data/pay/paid"): Special.REFUSED}
BLOB = base64.b64encode(bytes(range(256))).decode()

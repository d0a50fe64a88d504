import math

import pytest

from fieldkit.errors import Code, Known
from fieldkit.xpath import evaluate
from fieldkit.xpath.nodes import Context
from fieldkit.xpath.syntax import Axis
from tests.unit.xpath.worlds import World, ask, household


class ChildSlots:
    """Resolves `/data/x` and `../x`, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def resolve(self, path):
        self.asked.append((path.origin, tuple(step.test.name for step in path.steps)))
        names = [step.test.name for step in path.steps]
        axes = [step.axis for step in path.steps]
        if path.origin == "absolute" and len(names) == 2 and names[1] != "member":
            return lambda ctx: next(iter(ctx.root.named(names[1])), None)
        if path.origin in ("relative", "current") and axes == [Axis.PARENT, Axis.CHILD]:
            return lambda ctx: next(iter(ctx.current.parent.named(names[1])), None)
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("../district", "d2"),
        ("/data/age + 1", "18"),
        ("count(/data/member)", "2"),
        ("sum(/data/member/job/pay[. != ''])", "60"),
        ("sum(/data/member/job/pay)", "NaN"),
        ("/data/member[2]/name", "Ben"),
        ("/data/member[name = 'Ben']/job[1]/pay", "30"),
        ("join(' ', /data/member/name)", "Ann Ben"),
        ("indexed-repeat(/data/member/name, /data/member, 2)", "Ben"),
        ("indexed-repeat(/data/member/job/pay, /data/member, 1, /data/member/job, 2)", "20"),
        ("indexed-repeat(/data/member/name, /data/member, 3)", ""),
        ("indexed-repeat(/data/member/name, /data/member, ../note)", ""),
        ("instance('villages')/root/item[name = 'v2']/label", "Karasu"),
        ("instance('villages')/root/item[district = current()/../district][2]/label", "Sarysu"),
        (
            "instance('villages')/root/item[district = /data/district and name != 'v2']/label",
            "Sarysu",
        ),
        ("count(instance('villages')/root/item[position() = 2 and district = 'd2'])", "1"),
        ("count(instance('villages')/root/item[district = 'd2' and position() = 1])", "0"),
        ("pulldata('villages', 'label', 'name', 'v3')", "Sarysu"),
        ("pulldata('absent', 'label', 'name', 'v3')", ""),
        ("instance('absent')/root/item", ""),
        ("jr:choice-name(../district, '/data/district')", "/data/district:d2"),
        ("jr:itext('a')", "<a>"),
        ("fk:special(/data/refused)", "refused"),
        ("fk:special(/data/age)", ""),
        ("today()", "2026-03-02"),
        ("now()", "2026-03-02T01:30:00.000+05:00"),
        ("format-date(today() - 1, '%e %b %Y')", "1 Mar 2026"),
        ("format-date('2021-01-03', 'week %W')", "week 53"),
        ("format-date('2024-05-08', '%W')", "19"),
        ("int((today() - date('1990-03-03')) div 365.25)", "35"),
        ("if(/data/age < 18, 'child', 'adult')", "child"),
        ("if(true(), 1, 'a') + 1", "2"),
        ("once('new')", "17"),
        ("string(-0)", "0"),
        ("string(number(' -5.5'))", "-5.5"),
        ("string(number('2026-03-02'))", "20514"),
        ("current()[. = 17]/../district", "d2"),
        ("1e3", None),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 div 3 * 3 = 1", "true"),
        ("10000000000000000000000", "10000000000000000000000"),
        ("0.0000001", "0.0000001"),
    ],
)
def test_expressions_of_forms(text, expected):
    root = household()
    age = root.named("age")[0]

    if expected is None:
        with pytest.raises(Known) as refused:
            ask(text, age, root)
        assert refused.value.code is Code.FORM_SYNTAX
    else:
        assert ask(text, age, root) == expected
        assert ask(text, age, root, resolver=ChildSlots()) == expected


def test_a_repeat_knows_its_position():
    root = household()
    job = root.named("member")[1].named("job")[1]

    assert ask("position(.)", job, root, "number") == 2
    assert ask("position(..)", job.named("pay")[0], root, "number") == 2
    assert ask("position(../..)", job.named("pay")[0], root, "number") == 2


def test_indexed_repeat_means_the_instances_beside_the_own_node():
    root = household()
    pay = root.named("member")[1].named("job")[0].named("pay")[0]

    assert ask("indexed-repeat(/data/member/job/pay, /data/member/job, 1)", pay, root) == "30"


@pytest.mark.parametrize("resolver", [None, ChildSlots()], ids=["walk", "slots"])
def test_what_is_not_relevant_reads_as_blank(resolver):
    root = household()
    root.named("age")[0].is_relevant = False
    note = root.named("note")[0]

    def told(text, as_type="string"):
        return ask(text, note, root, as_type, resolver)

    assert told("../age") == ""
    assert math.isnan(told("../age", "number"))
    assert told("../age", "boolean") is False
    assert told("../age", "nodes") == []
    assert told("../age = ''", "boolean") is True
    assert told("../age != '17'", "boolean") is True
    assert told("../age != 17", "boolean") is True
    assert told("../age = 17 or ../age > 1", "boolean") is False
    assert told("../absent = ''", "boolean") is False


def test_what_is_not_relevant_drops_out_of_node_sets():
    root = household()
    second = root.named("member")[1]
    second.is_relevant = False
    note = root.named("note")[0]

    assert ask("count(/data/member)", note, root, "number") == 1
    assert ask("count(/data/member[position() = 2])", note, root, "number") == 0


def test_a_resolver_is_asked_only_for_paths_from_the_own_node():
    resolver = ChildSlots()
    text = "../age + count(/data/member[name = ../age and /data/note = current()/../age]/job)"

    evaluate.compile(text, resolver=resolver)

    assert resolver.asked == [
        ("relative", ("", "age")),
        ("absolute", ("data", "note")),
        ("current", ("", "age")),
    ]


def test_inside_a_predicate_resolved_paths_start_at_the_own_node():
    root = household()
    age = root.named("age")[0]
    text = "count(/data/member/job[pay > current()/../age])"

    assert ask(text, age, root, "number", ChildSlots()) == 2


@pytest.mark.parametrize(
    ("text", "static_type"),
    [
        ("a", "nodes"), ("a | b", "nodes"), ("a = 1", "boolean"), ("a + 1", "number"),
        ("'a'", "string"), ("today()", "string"), ("if(a, b, c)", "nodes"),
        ("if(a, 1, 2)", "number"), ("if(a, 1, b)", "string"), ("-a", "number"),
    ],
)  # fmt: skip
def test_the_type_is_known_before_there_are_answers(text, static_type):
    assert evaluate.compile(text).static_type == static_type


@pytest.mark.parametrize(
    "text", ["now()", "random() + 1", "a[. = uuid()]", "once(1)", "randomize(a)"]
)
def test_chance_and_time_make_an_expression_volatile(text):
    assert evaluate.compile(text).is_volatile


def test_a_seeded_shuffle_is_not_volatile_and_stays_the_same():
    expression = evaluate.compile("randomize(/data/member/job/pay, 42)")
    root = household()
    context = Context(root, root, World())

    assert not expression.is_volatile
    assert expression.nodes(context) == expression.nodes(context)


def test_once_is_no_dependency_but_reads_the_own_node():
    expression = evaluate.compile("once(../a)")

    assert expression.reads_self
    assert len(expression.reads) == 1


@pytest.mark.parametrize(
    ("text", "code", "slots"),
    [
        ("1 +", Code.FORM_SYNTAX, {"column": 4}),
        ("a b", Code.FORM_SYNTAX, {"column": 3}),
        ("'open", Code.FORM_SYNTAX, {"column": 1}),
        ("unbound:a", Code.FORM_SYNTAX, {}),
        ("count('a')", Code.FORM_SYNTAX, {}),
        ("1 and whatever()", Code.FORM_FUNCTION, {"name": "whatever", "column": 7}),
        ("true() or substr('a')", Code.FORM_ARITY, {"name": "substr", "column": 11}),
        ("weighted-checklist(1, 2, a)", Code.FORM_ARITY, {"name": "weighted-checklist"}),
        ("indexed-repeat(a, b, 1, c)", Code.FORM_ARITY, {"name": "indexed-repeat"}),
        ("regex(a, '(')", Code.FORM_SYNTAX, {}),
    ],
)
def test_a_wrong_expression_is_refused_when_it_is_compiled(text, code, slots):
    with pytest.raises(Known) as refused:
        evaluate.compile(text)

    assert refused.value.code is code
    assert slots.items() <= refused.value.slots.items()


def test_prefixes_and_a_default_namespace_are_respected():
    root = household()
    name = "urn:test"
    root.named("age")[0].namespace = name
    context = Context(root, root, World())

    def count(text, namespaces=None):
        return len(evaluate.compile(text, namespaces=namespaces).nodes(context))

    assert count("age") == 1
    assert count("t:age", {"t": name}) == 1
    assert count("t:note", {"t": name}) == 0
    assert count("age", {"": ""}) == 0
    assert count("t:*", {"t": name}) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("//pay", 4), ("//job[1]", 2), ("(//job)[1]", 1), ("//pay/ancestor::member", 2),
        ("/data/member/job/../name", 2), ("//pay/text()", 3), ("/data/age/following::pay", 4),
        ("//member[2]/preceding-sibling::*", 5), ("//member[2]/preceding-sibling::*[1]/name", 1),
        ("//pay[. = 30]/preceding::pay", 2), ("/", 1), ("/descendant-or-self::node()", 25),
        ("//name | //age | //name", 3), ("//job/parent::member/descendant::pay", 4),
        ("//member[1]/following-sibling::member", 1), ("/data/self::data", 1), ("//comment()", 0),
        ("//job/ancestor-or-self::job", 4), ("/data/age/@*", 0),
    ],
)  # fmt: skip
def test_axes(text, count):
    root = household()

    assert len(ask(text, root, root, "nodes")) == count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("count(/data/namespace::*)", "3"),
        ("string(/data/namespace::q)", "urn:q"),
        ("local-name(/data/namespace::node()[1])", "jr"),
        ("count(/data/namespace::q | /data/namespace::q)", "1"),
        ("count(/data/namespace::none)", "0"),
        ("count(/data/namespace::text())", "0"),
        ("local-name(/data/namespace::q/..)", "data"),
        ("count(/data/namespace::q/node())", "0"),
    ],
)
def test_the_namespaces_of_a_form_are_in_scope_everywhere(text, said):
    names = {"jr": "urn:jr", "q": "urn:q"}
    root = household()
    context = Context(root, root, World())

    assert evaluate.compile(text, namespaces=names).string(context) == said


def test_the_order_of_a_shuffle_is_that_of_javarosa():
    root = household()

    found = ask("randomize(//pay, 42)", root, root, "nodes")

    # JavaRosa 5.1 and web-forms 0.22 put four rows in the order 1, 4, 3, 2.
    assert [node.string() for node in found] == ["10", "", "30", "20"]

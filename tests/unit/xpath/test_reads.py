import pytest

from fieldkit.xpath import evaluate
from fieldkit.xpath.syntax import TestKind as Kind


def shown(text):
    """The reads as short texts: origin, path, and what of it if not the value."""
    return {
        " ".join(
            [read.origin, "/".join(_step(step) for step in read.steps) or "."]
            + ([read.purpose.value] if read.purpose.value != "value" else [])
        )
        for read in evaluate.compile(text).reads
    }


def _step(step):
    test = {Kind.ANY: "*", Kind.NODE: "node()", Kind.TEXT: "text()"}.get(step.test.kind)
    return f"{'' if step.axis == 'child' else step.axis + '::'}{test or step.test.name}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2", set()),
        (".", {"relative self::node()"}),
        ("../a + /data/b", {"relative parent::node()/a", "absolute data/b"}),
        ("current()[a]/b", {"current a", "current b"}),
        ("instance('x')[a]/root", {"instance:x a", "instance:x root"}),
        ("current()/../a", {"current parent::node()/a"}),
        (
            "instance('x')/root/item[name = current()/../a][b > 1]/label",
            {
                "instance:x root/item/label",
                "instance:x root/item presence",
                "instance:x root/item/name",
                "instance:x root/item/b",
                "current parent::node()/a",
            },
        ),
        (
            "/data/r[x = ../y]/z",
            {
                "absolute data/r presence",
                "absolute data/r/x",
                "absolute data/r/parent::node()/y",
                "absolute data/r/z",
            },
        ),
        ("../r[./x]", {"relative parent::node()/r presence", "relative parent::node()/r/x",
                       "relative parent::node()/r"}),
        ("count(/data/r)", {"absolute data/r presence"}),
        ("position(..)", {"relative parent::node() presence"}),
        ("//a", {"absolute descendant-or-self::node()/a"}),
        ("/data/*", {"absolute data/*"}),
        ("(a | ../b)[c]/d", {"relative a/d", "relative parent::node()/b/d", "relative a/c",
                             "relative parent::node()/b/c"}),
        (
            "indexed-repeat(/data/r/x, /data/r, ../n)",
            {"absolute data/r/x", "absolute data/r presence", "relative parent::node()/n"},
        ),
        ("jr:choice-name(../q, ' /data/q ')", {"relative parent::node()/q",
                                               "absolute data/q choices"}),
        ("jr:choice-name('a', 'not a path!')", set()),
        ("once(../a)", {"relative parent::node()/a"}),
        ("string()", {"relative ."}),
        ("pulldata('x', 'c', 'k', ../a)", {"instance:x */item/c", "instance:x */item/k",
                                           "relative parent::node()/a"}),
        ("randomize(instance('x')/root/item, ../s)", {"instance:x root/item",
                                                      "relative parent::node()/s"}),
        ("instance(../name)/root", {"instance:* root", "relative parent::node()/name"}),
        ("sum(if(../a, /data/b, /data/c))", {"relative parent::node()/a", "absolute data/b",
                                             "absolute data/c"}),
        ("fk:special(../a)", {"relative parent::node()/a"}),
        ("a or b and not(c)", {"relative a", "relative b", "relative c"}),
    ],
)  # fmt: skip
def test_everything_an_expression_can_look_at_is_named(text, expected):
    found = shown(text)

    assert expected <= found
    extra = found - expected
    assert all(read.endswith(("presence", "/b/c", "/c")) for read in extra), extra

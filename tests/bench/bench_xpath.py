"""Times 20 typical form expressions: compiled closures beside an alternative, in the same run.

    python tests/bench/bench_xpath.py [--rounds 15]

The alternative is elementpath or lxml if either can be imported, for the expressions that it can
evaluate; otherwise our own parser and compiler run before each evaluation, which is what an
engine without compilation pays at least. Arms alternate, and ratios are of medians: absolute
times on a shared machine say little.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from fieldkit.xpath import evaluate, grammar
from fieldkit.xpath.cases import DocumentEnvironment
from fieldkit.xpath.nodes import Context, Element
from fieldkit.xpath.syntax import Axis, LocationPath

CALLS = 200
EXPRESSIONS = (
    "/data/q1 = 'yes'",
    "/data/q2 > 17 and /data/q2 < 65",
    "selected(/data/q3, 'b')",
    "not(selected(/data/q3, 'none'))",
    "if(/data/q1 = 'yes', /data/q2 * 12, 0)",
    "/data/q4 + /data/q5 + /data/q6 + /data/q7",
    "coalesce(/data/empty, /data/q1)",
    ". >= 0 and . <= 120",
    ". <= today()",
    "int((today() - date('1990-03-03')) div 365.25)",
    "concat(/data/q1, ' ', /data/q3)",
    "string-length(.) > 3",
    "round(/data/q4 div /data/q5, 2)",
    "count-selected(/data/q3) > 1",
    "regex(., '^[0-9]+$')",
    "count(/data/member)",
    "sum(/data/member/pay)",
    "count(/data/member[age < 18])",
    "instance('list')/root/item[name = /data/key]/label",
    "../q2 != '' and (../q1 = 'no' or ../q2 < 10)",
)


class Slots:
    """Resolves single children of the root and of the parent, as a form engine does."""

    def __init__(self, single: frozenset[str]) -> None:
        self._single = single

    def resolve(self, path: LocationPath):
        names = [step.test.name for step in path.steps]
        if len(names) != 2 or names[1] not in self._single:
            return None
        name = names[1]
        if path.origin == "absolute":
            return lambda ctx: ctx.root.named(name)[0]
        if path.steps[0].axis is Axis.PARENT:
            return lambda ctx: ctx.current.parent.named(name)[0]
        return None


def document() -> Element:
    top = Element.document()
    data = top.add("data")
    values = {"q1": "yes", "q2": "34", "q3": "a b c", "empty": "", "key": "k321"}
    values |= {f"q{number}": str(number * 1.5) for number in range(4, 8)}
    for name, text in values.items():
        data.add(name).add_text(text)
    for number in range(20):
        member = data.add("member")
        member.add("age").add_text(str(number * 3))
        member.add("pay").add_text(str(number * 100))
    root = top.add("instance", attributes={("", "id"): "list"}).add("root")
    for number in range(500):
        item = root.add("item")
        item.add("name").add_text(f"k{number}")
        item.add("label").add_text(f"Label {number}")
    return top


def alternative(context: Context) -> tuple[str, Callable[[str], Callable[[], object]]]:
    """Return the name of the other arm and what prepares an expression for it."""
    for name in ("elementpath", "lxml"):
        try:
            __import__(name)
        except ImportError:
            continue
        return name, partial(_library, name)

    def parsed_each_time(text: str) -> Callable[[], object]:
        # The analysis is kept by text, so it is asked for again here.
        return lambda: (grammar.parse(text), evaluate.compile(text).value(context))

    return "parse per evaluation", parsed_each_time


def _library(name: str, text: str) -> Callable[[], object]:
    from xml.etree import ElementTree

    source = ElementTree.tostring(_plain(document().children()[0]))
    if name == "lxml":
        from lxml import etree

        tree, found = etree.fromstring(source), etree.XPath(text)
        return lambda: found(tree)
    import elementpath

    tree = ElementTree.fromstring(source)
    token = elementpath.XPath1Parser().parse(text)
    return lambda: token.evaluate(elementpath.XPathContext(tree))


def _plain(element: Element):
    from xml.etree import ElementTree

    made = ElementTree.Element(element.name)
    made.text = "" if element.children() else element.string()
    made.extend(_plain(child) for child in element.children())
    return made


def microseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    top = document()
    data = top.children()[0]
    now = datetime(2026, 3, 1, tzinfo=UTC)
    world = DocumentEnvironment(top, timezone=UTC, language="", now=now)
    context = Context(data.named("q2")[0], data, world)
    names = frozenset(child.name for child in data.children()) - {"member"}
    name, prepare = alternative(context)
    print(f"{'expression':56} compiled us   {name} us   ratio   compile us")
    totals = [0.0, 0.0, 0.0]
    for text in EXPRESSIONS:
        compiled = evaluate.compile(text, resolver=Slots(names))
        try:
            other = prepare(text)
            other()
        except Exception as refused:  # noqa: BLE001 - the libraries raise what they like
            print(f"{text[:56]:56} {name} cannot: {type(refused).__name__}")
            continue
        arms = (
            lambda compiled=compiled: compiled.value(context),
            other,
            lambda text=text: (grammar.parse(text), evaluate.compile(text)),
        )
        times: list[list[float]] = [[], [], []]
        for _ in range(rounds):
            for arm, found in zip(arms, times, strict=True):
                found.append(microseconds(arm))
        ours, theirs, compiling = (statistics.median(found) for found in times)
        for place, value in enumerate((ours, theirs, compiling)):
            totals[place] += value
        print(f"{text[:56]:56} {ours:8.2f} {theirs:12.2f} {theirs / ours:9.1f} {compiling:9.1f}")
    ours, theirs, compiling = totals
    print(f"{'sum':56} {ours:8.2f} {theirs:12.2f} {theirs / ours:9.1f} {compiling:9.1f}")


if __name__ == "__main__":
    main()

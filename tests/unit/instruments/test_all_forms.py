"""What holds for every form: names that mean one thing, classes, words, and the rules they feed."""

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fieldkit.interview import serialise
from fieldkit.scoring import ruleset as rulesets
from fieldkit.services.forms import check
from fieldkit.xforms.model import Group, Node, Question
from fieldkit.xforms.xlsform import compile_workbook
from tests.unit.instruments.assembling import INSTRUMENTS, ROOT
from tests.unit.instruments.paths import walk
from tests.unit.instruments.playing import form

CLASSES = {"direct", "quasi", "sensitive", "free", "safe"}
SPECIALS = {"none", "dont_know", "refused", "not_applicable"}
ENGLISH, RUSSIAN = "English (en)", "Russian (ru)"
UNKIND = re.compile("illegal|victim|slave", re.IGNORECASE)
UNKIND_RUSSIAN = re.compile(
    "нелегал|гастарбайтер|рабын|рабств|жертв|преступни|виноват|незаконн", re.IGNORECASE
)
RULESETS = sorted(path.stem for path in (ROOT / "forms/rulesets").glob("*.toml"))


def nodes(instrument: str) -> list[Node]:
    return list(form(ROOT / "forms" / instrument / "form.md").nodes.values())


def asked(instrument: str) -> list[Question]:
    return [n for n in nodes(instrument) if isinstance(n, Question) and n.control is not None]


def meaning(question: Question) -> tuple[object, ...]:
    """What must be the same wherever a name stands."""
    label = question.label.plain(ENGLISH) if question.label else ""
    fk = question.bind.fk
    return (
        *(question.control, question.bind.data_type, question.choice_list, label),
        *(fk.get("class"), fk.get("private"), fk.get("special")),
    )


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_question_is_classed_and_says_which_special_answers_it_takes(
    instrument: str,
) -> None:
    for question in asked(instrument):
        assert question.bind.fk["class"] in CLASSES, question.name
        assert {*question.bind.fk["special"].split()} <= SPECIALS, question.name


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_calculation_is_classed(instrument: str) -> None:
    computed = [n for n in nodes(instrument) if n.bind.calculate and n.name != "instanceName"]

    assert [n.name for n in computed if n.bind.fk.get("class") not in CLASSES] == []


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_flag_is_computed_because_a_question_would_raise_it_with_none_too(
    instrument: str,
) -> None:
    marks = {q.name: q.bind.fk.get("beside", "") for q in asked(instrument)}

    assert [name for name, mark in marks.items() if mark.startswith("flag")] == []


def test_a_name_in_two_forms_means_the_same() -> None:
    meanings: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for instrument in INSTRUMENTS:
        for question in asked(instrument):
            if question.name != "cov_translation":
                meanings[question.name].add(meaning(question))

    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
    assert len({meaning(asked("adult-worker")[2]), meaning(asked("adult-worker")[3])}) == 2


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_constraint_says_what_it_wants(instrument: str) -> None:
    silent = [
        q.name for q in asked(instrument) if q.bind.constraint and q.bind.constraint_message is None
    ]

    assert silent == []


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_question_and_heading_has_words_that_blame_nobody(instrument: str) -> None:
    for node in nodes(instrument):
        is_spoken = isinstance(node, Group) or (isinstance(node, Question) and node.control)
        if not is_spoken or node.name in {"data", "meta"}:
            continue
        assert node.label is not None, node.name
        choices = node.choices if isinstance(node, Question) else ()
        for text in (node.label, node.hint, *(choice.label for choice in choices)):
            if text is not None:
                assert not UNKIND.search(text.plain(ENGLISH)), node.name
                assert not UNKIND_RUSSIAN.search(text.plain(RUSSIAN)), node.name


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_soft_check_asks_for_the_reason(instrument: str) -> None:
    names = {node.name for node in nodes(instrument)}

    for question in asked(instrument):
        if "soft" in question.bind.fk:
            reason = question.bind.fk["soft-message"].strip().rpartition("/")[2]
            assert reason in names, question.name


@pytest.mark.parametrize("ruleset", RULESETS)
def test_every_indicator_of_a_ruleset_is_fed_by_a_form_or_declared(ruleset: str) -> None:
    rules = rulesets.load(ROOT / "forms/rulesets" / f"{ruleset}.toml")
    fed = {code for name in INSTRUMENTS for code in form_codes(name, ruleset)}

    assert fed <= {*rules.stated}
    assert {*rules.codes} - fed == {*rules.declared_uncovered}


def form_codes(instrument: str, ruleset: str) -> set[str]:
    """The codes of one ruleset that a form feeds."""
    fed = form(ROOT / "forms" / instrument / "form.md").indicators
    return {code.partition("/")[2] for code in fed if code.startswith(f"{ruleset}/")}


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_pyxform_converts_a_form_without_a_warning(instrument: str) -> None:
    compiled = compile_workbook(ROOT / "forms" / instrument / "form.md")

    assert compiled.warnings == ()
    assert ElementTree.fromstring(compiled.xform).tag.endswith("html")


def test_a_warning_of_pyxform_would_be_seen(tmp_path: Path) -> None:
    words = (ROOT / "forms/statement/form.md").read_text(encoding="utf-8")
    worse = tmp_path / "form.md"
    worse.write_text(words.replace("label::Uzbek (uz)", "label::Uzbek"), encoding="utf-8")

    assert compile_workbook(worse).warnings


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_check_finds_no_error_and_no_warning(instrument: str) -> None:
    report = check(str(ROOT / "forms" / instrument / "form.md"))

    assert report["problems"] == []
    assert not [fed for fed in report["rulesets"].values() if fed["missing"] or fed["unreachable"]]


@pytest.mark.parametrize("is_good", [True, False])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_submission_of_a_filled_interview_is_well_formed(
    instrument: str, is_good: bool
) -> None:
    """Read by the parser of the standard library, which knows nothing of our writer."""
    session = walk(instrument, is_good=is_good).session

    root = ElementTree.fromstring(serialise.submission_xml(session))

    assert root.attrib["id"] == instrument
    assert root.attrib["version"]
    told = {element.tag.rpartition("}")[2] for element in root.iter() if element.text}
    assert "instanceID" in told
    answered = {str(answer.address).rpartition("/")[2] for answer in serialise.answers(session)}
    assert len(answered & told) > 5


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_sources_page_names_the_version_of_the_form(instrument: str) -> None:
    told = (ROOT / "forms" / instrument / "SOURCES.md").read_text("utf-8")

    version = form(ROOT / "forms" / instrument / "form.md").version

    assert f"version {version}" in told


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_date_is_compared_with_a_date_and_not_with_a_text(instrument: str) -> None:
    source = (ROOT / "forms" / instrument / "source.md").read_text("utf-8")

    # By XPath alone a text is no number, and the comparison would always be false.
    assert re.findall(r"[<>]=? *'\d{4}-\d\d-\d\d'", source) == []

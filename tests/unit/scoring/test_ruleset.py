"""Reading a ruleset's file: what the shipped one holds, and what a broken one is told."""

import re
from collections import Counter
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.scoring.indicators import Confidence, Kind, Provenance, Strength
from fieldkit.scoring.ruleset import Ruleset, load, parse

PACKAGE = Path(__file__).resolve().parents[3] / "fieldkit"


def test_the_adult_ruleset_has_the_published_list(adult: Ruleset) -> None:
    """Counts: 22 indicators of involuntariness, 55 of penalty and one recording device."""
    assert len(adult.indicators) == 78
    assert Counter(each.kind for each in adult.indicators) == {
        Kind.INVOLUNTARINESS: 22,
        Kind.PENALTY: 56,
    }
    assert Counter(each.strength for each in adult.indicators) == {
        Strength.STRONG: 52,
        Strength.MEDIUM: 25,
        Strength.NONE: 1,
    }


def test_the_adult_ruleset_names_the_four_criteria_and_keeps_the_fourth_outside(
    adult: Ruleset,
) -> None:
    entering = {each.id: each.enters_determination for each in adult.criteria}

    assert entering == {
        "unfree_recruitment": True,
        "work_and_life_under_duress": True,
        "impossibility_of_leaving": True,
        "penalty_or_menace": False,
    }


def test_the_adult_ruleset_says_in_both_languages_that_its_grades_are_recalled(
    adult: Ruleset,
) -> None:
    assert not adult.status_verified
    assert adult.notices["en"] == "grades recalled, not checked against print"
    assert set(adult.notices) == set(adult.languages) == {"en", "ru"}


def test_no_grade_of_the_adult_ruleset_passes_for_verified(adult: Ruleset) -> None:
    assert not [each.code for each in adult.indicators if each.is_grade_verified]


def test_each_source_key_that_a_statement_gives_is_in_the_list_of_sources(adult: Ruleset) -> None:
    origins = [each.origin for each in (*adult.indicators, *adult.criteria)]
    given = {
        key
        for origin in (*origins, adult.rule_origin)
        if origin is not None
        for key in re.findall(r"\b[A-Z]{2,}\d*\b", origin.source)
    }

    assert given - {source.key for source in adult.sources} == set()


def test_no_module_knows_an_indicator_or_a_criterion(adult: Ruleset) -> None:
    names = {*adult.codes, *(each.id for each in adult.criteria)}

    knowing = [
        (path.name, name)
        for path in sorted(PACKAGE.rglob("*.py"))
        for name in names
        if name in path.read_text("utf-8")
    ]

    assert knowing == []


def test_line_ends_of_windows_make_no_other_ruleset(small: Ruleset, small_text: str) -> None:
    assert parse(small_text.replace("\n", "\r\n").encode()) == small


def test_one_changed_grade_makes_another_hash(small: Ruleset, small_text: str) -> None:
    changed = small_text.replace('strength = "medium"', 'strength = "weak"', 1)

    assert parse(changed.encode()).sha256 != small.sha256


def test_an_indicator_brings_its_label_definition_and_origin(small: Ruleset) -> None:
    indicator = small.indicator("work.i.medium")

    assert (indicator.labels["ru"], indicator.definition) == ("б", "B.")
    assert indicator.provenance is Provenance.RECALLED
    assert indicator.confidence is Confidence.MIDDLE
    assert indicator.source == "NOTE"


def test_an_indicator_that_is_not_there_is_refused_by_name(small: Ruleset) -> None:
    with pytest.raises(Known) as caught:
        small.indicator("work.i.strongest")

    assert caught.value.code is Code.INDICATOR_UNKNOWN
    assert caught.value.slots == {"name": "work.i.strongest"}


def test_a_criterion_built_on_another_reads_grades_when_that_one_does(small_text: str) -> None:
    text = small_text.replace(
        "[determination]",
        "[[criteria]]\n"
        'id = "both"\nlabel.en = "B"\nlabel.ru = "О"\n'
        'provenance = "ours"\nconfidence = "H"\nsource = "made up"\n'
        'rule.all = [{ criterion = "work" }, { criterion = "menace" }]\n\n[determination]',
    )

    ruleset = parse(text.encode())

    reads = {each.id: each.reads_grades for each in ruleset.criteria}
    assert reads == {"work": True, "menace": False, "many": False, "both": True}


def test_a_framework_without_a_verdict_loads(small_text: str) -> None:
    """The 11 indicators of forced labour have neither grades nor a rule."""
    before, _, after = small_text.partition("[determination]")

    ruleset = parse((before + "[[sources]]" + after.partition("[[sources]]")[2]).encode())

    assert ruleset.rule is None
    assert not any(each.enters_determination for each in ruleset.criteria)


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Known) as caught:
        load(tmp_path / "none.toml")

    assert caught.value.code is Code.FILE_MISSING
    assert caught.value.slots == {"file": "none.toml"}


BREAKS = {
    "mistyped key": ('strength = "strong"', 'strenght = "strong"', "indicators[1].strenght"),
    "key of the top": ('id = "small"', 'id = "small"\nextra = 1', "extra"),
    "missing": ('version = "1"\n', "", "version"),
    "empty text": ('version = "1"', 'version = " "', "version"),
    "number for text": ('version = "1"', "version = 1", "version"),
    "text for flag": ("print = true", 'print = "yes"', "verified_against_print"),
    "word": ('kind = "other"', 'kind = "others"', "indicators[6].kind"),
    "word in a rule": ('kind = ["penalty"] } },', 'kind = ["pain"] } },', "kind"),
    "empty words": ('stage = ["work"], kind', "stage = [], kind", "stage"),
    "text for a list": ('["leave.p.medium"]\n', '"leave.p.medium"\n', "declared_uncovered"),
    "number in a list": ('["leave.p.medium"]\n', "[1]\n", "declared_uncovered"),
    "text for a table": ('definition.en = "F."', 'definition = "F."', "indicators[6].definition"),
    "definition": ('definition.en = "F."', 'definition.ru = "Е."', "indicators[6].definition.en"),
    "languages": ('label.ru = "е"\n', "", "indicators[6].label"),
    "no English": ('title.en = "Small"\n', "", "title.en"),
    "text for tables": ("rule.any = [{ crit", 'rule.any = ["a", { crit', "determination.rule.any"),
    "table for tables": ("[[sources]]", "[sources]", "sources"),
    "code twice": ('code = "other.note"', 'code = "work.i.strong"', "indicators[6]"),
    "criterion twice": ('id = "menace"', 'id = "work"', "criteria[2]"),
    "source twice": (
        "[[sources]]",
        '[[sources]]\nkey = "NOTE"\ntext = "Again"\nread = true\n[[sources]]',
        "sources[2]",
    ),
    "criterion of an indicator": ('"not_applicable"', '"none"', "indicators[6].criterion"),
    "uncovered": ('["leave.p.medium"]\n', '["leave"]\n', "declared_uncovered"),
    "unknown criterion": ('{ criterion = "many" }', '{ criterion = "all" }', "criterion"),
    "unknown code": ('["leave.p.medium", "w', '["leave", "w', "codes"),
    "no selection": ('kind = ["penalty"] }\n', 'kind = ["other"], stage = ["work"] }\n', "present"),
    "too many": ("at_least = 3", "at_least = 5", "present"),
    "none at least": ("at_least = 3", "at_least = 0", "at_least"),
    "a flag at least": ("at_least = 3", "at_least = true", "at_least"),
    "key of a selection": ("codes = [", "code = [", "present.code"),
    "two words": (
        "rule.any = [{ crit",
        'rule.criterion = "work"\nrule.any = [{ crit',
        "determination.rule",
    ),
    "at least of any": ("rule.any = [{", "rule.at_least = 2\nrule.any = [{", "rule.at_least"),
    "empty any": (
        'rule.any = [{ criterion = "work" }, { criterion = "many" }]',
        "rule.any = []",
        "determination.rule.any",
    ),
    "no rule": ('rule.present = { kind = ["penalty"] }\n', "", "criteria[2].rule"),
}


@pytest.mark.parametrize(("old", "new", "place"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_ruleset_is_refused_with_the_place(
    small_text: str, old: str, new: str, place: str
) -> None:
    assert old in small_text

    with pytest.raises(Known) as caught:
        parse(small_text.replace(old, new, 1).encode())

    assert caught.value.code is Code.RULESET_BROKEN
    assert str(caught.value.slots["name"]).endswith(place)


@pytest.mark.parametrize(
    ("content", "detail"), [(b"id = \xff", "not UTF-8"), (b"id = ", "not TOML")]
)
def test_what_is_no_toml_is_refused(content: bytes, detail: str) -> None:
    with pytest.raises(Known) as caught:
        parse(content)

    assert caught.value.code is Code.RULESET_BROKEN
    assert str(caught.value.slots["detail"]).startswith(detail)

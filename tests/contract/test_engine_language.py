"""The language of forms on small farm surveys: each behaviour that the field relies on."""

import pytest

from fieldkit.interview import view
from fieldkit.records import Special
from fieldkit.xforms.itext import is_right_to_left
from tests.unit.interview.driver import Interview, form

CROPS = """
| choices |
| | list_name | name | label |
| | crop | maize | Maize |
| | crop | beans | Beans |
| | crop | rice | Rice |
"""


def survey(columns: str, *rows: str, rest: str = "") -> str:
    names = f"| | type | name | label | {columns} |" if columns else "| | type | name | label |"
    return "\n".join(["| survey |", names, *(f"| | {row} |" for row in rows), rest])


def computed(expression: str, interview: Interview | None = None) -> str:
    """What a calculation gives at the end of the farm survey below."""
    markdown = FARM.replace("@expression", expression)
    filled = Interview.of(markdown)
    filled.answer("farm", "Hill farm").answer("told", "2026-03-05").answer("pay", "7")
    filled.add("worker").answer("worker[1]/name", "a").answer("worker[2]/name", "b")
    filled.answer("worker[1]/days", "1.5").answer("grown", "maize rice")
    return filled.value("result")


FARM = survey(
    "calculation",
    "text | farm | Farm | ",
    "date | told | Told on | ",
    "integer | pay | Pay | ",
    "select_multiple crop | grown | Grown | ",
    "begin_repeat | worker | Worker | ",
    "text | name | Name | ",
    "decimal | days | Days | ",
    "end_repeat | | | ",
    "calculate | result | | @expression",
    rest=CROPS,
)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("join(', ', ${name})", "a, b"),
        ("indexed-repeat(${name}, ${worker}, 2)", "b"),
        ("indexed-repeat(${name}, ${worker}, 3)", ""),
        ("${worker}[position() = 2]/name", "b"),
        ("/data/worker[last()]/name", "b"),
        ("count(${worker}[name = 'b'])", "1"),
        ("count(/data/worker/following-sibling::*)", "3"),
        ("count(//name)", "2"),
        ("position(/data/worker[2])", "2"),
        ("sum(${days})", ""),
        ("sum(${days}[. != ''])", "1.5"),
        ("count-non-empty(${days})", "1"),
        ("selected(${grown}, 'rice')", "true"),
        ("selected-at(${grown}, 1)", "rice"),
        ("count-selected(${grown})", "2"),
        ("jr:choice-name(selected-at(${grown}, 0), '${grown}')", "Maize"),
        ("format-date(${told}, '%e %b %Y')", "5 Mar 2026"),
        ("date(${told} + 30)", "2026-04-04"),
        ("decimal-date-time(${told})", "20517"),
        ("regex(${farm}, '^[A-Z][a-z]+ ')", "true"),
        ("substr(${farm}, 0, 4)", "Hill"),
        ("round(${pay} div 3, 2)", "2.33"),
        ("checklist(1, 2, ${pay} = 7, ${farm} = '')", "true"),
        ("weighted-checklist(2, 5, ${pay} = 7, 3, ${farm} = '', 4)", "true"),
        ("digest('farm', 'MD5', 'hex')", "e67ed91b512d4579faed79c9dd162f35"),
        ("if(${pay} > 5, 'much', 'little')", "much"),
        ("coalesce(${days}, 'none')", "1.5"),
        ("/data/@id", "test"),
    ],
)
def test_a_calculation_gives_what_the_language_says(expression: str, text: str) -> None:
    assert computed(expression) == text


@pytest.mark.parametrize(
    ("seed", "order"),
    [
        ("42", "maize teff rice beans"),
        ("7", "teff beans maize rice"),
        ("-5", "teff rice maize beans"),
        ("1234567890", "rice beans teff maize"),
        ("", "rice beans teff maize"),
    ],
)
def test_a_seeded_order_is_that_of_the_reference(seed: str, order: str) -> None:
    # Orders as JavaRosa 5.1 and web-forms 0.22 gave them, both the same.
    interview = Interview.of(
        survey(
            "parameters",
            "integer | farm | Farm | ",
            "select_one crop | crop | Crop | randomize=true, seed=${farm}",
            rest=CROPS + "| | crop | teff | Teff |",
        )
    )

    assert interview.answer("farm", seed).state()["choices"]["/data/crop"] == order.split()


def test_an_order_without_a_seed_stays_as_it_was_shown() -> None:
    interview = Interview.of(
        survey("parameters", "select_one crop | free | Crop | randomize=true", rest=CROPS)
    )
    choices = interview.state()["choices"]

    assert interview.answer("free", "maize").state()["choices"] == choices
    assert interview.resumed().state()["choices"] == choices


def test_a_change_sets_what_waits_for_it_once() -> None:
    interview = Interview.of(
        survey(
            "calculation | trigger",
            "integer | pay | Pay | | ",
            "integer | asked | Asked | coalesce(${asked}, 0) + 1 | ${pay}",
        )
    )

    interview.answer("pay", "5").answer("pay", "5").answer("pay", "6")

    assert interview.value("asked") == "2"


def test_what_a_default_sets_sets_off_what_waits_for_it_as_well() -> None:
    interview = Interview.of(
        survey(
            "default | calculation | trigger",
            "text | village | Village | concat('Hill', ' side') | | ",
            "text | copy | Copy | | ${village} | ${village}",
            "text | plain | Plain | as written | | ",
            "text | second | Second | | ${plain} | ${plain}",
        )
    )

    assert interview.value("copy") == "Hill side"
    assert interview.value("second") == ""


def test_a_new_instance_begins_with_its_dynamic_default() -> None:
    interview = Interview.of(
        survey(
            "default",
            "begin_repeat | field | Field | ",
            "text | code | Code | concat('F', position(..))",
            "end_repeat | | | ",
        )
    )

    interview.add("field")

    assert [interview.value(f"field[{n}]/code") for n in (1, 2)] == ["F1", "F2"]


def test_a_count_makes_and_takes_instances_as_it_changes() -> None:
    interview = Interview.of(
        survey(
            "repeat_count",
            "integer | workers | Workers | ",
            "begin_repeat | worker | Worker | ${workers}",
            "text | name | Name | ",
            "end_repeat | | | ",
        )
    )

    counts = []
    for answer in ("2", "3", "1", ""):
        interview.answer("workers", answer)
        counts.append(len([r for r in interview.state()["relevant"] if r.endswith("]")]))

    assert counts == [2, 3, 1, 1]


def test_another_choice_asks_which_one() -> None:
    interview = Interview.of(survey("", "select_one crop or_other | crop | Crop", rest=CROPS))

    interview.answer("crop", "other")

    assert interview.is_relevant("crop_other")
    assert not interview.answer("crop", "rice").is_relevant("crop_other")


@pytest.mark.parametrize(
    ("answer", "kept"), [("0.75", "0.75"), ("0.3", ""), ("1.25", ""), ("-0.25", "")]
)
def test_a_range_takes_only_its_marks(answer: str, kept: str) -> None:
    interview = Interview.of(
        survey("parameters", "range | share | Share | start=0 end=1 step=0.25")
    )

    interview.answer("share", answer)

    assert interview.value("share") == kept
    assert bool(interview.last.refused) is not bool(kept)


def test_a_ranking_ranks_everything_or_is_not_taken() -> None:
    interview = Interview.of(survey("", "rank crop | best | Best", rest=CROPS))

    assert interview.answer("best", "rice maize beans").value("best") == "rice maize beans"
    assert interview.answer("best", "rice").value("best") == ""


def test_a_filter_clears_only_the_choices_that_went() -> None:
    interview = Interview.of(
        survey(
            "choice_filter",
            "text | without | Without | ",
            "select_multiple crop | grown | Grown | name != ${without}",
            rest=CROPS,
        )
    )
    interview.answer("grown", "maize rice").answer("without", "rice")

    assert interview.value("grown") == "maize"
    assert interview.answer("without", "").value("grown") == "maize"


def test_lists_in_files_are_looked_up_as_lists_in_the_form() -> None:
    interview = Interview.of(
        survey(
            "choice_filter | calculation | parameters",
            "text | district | District | | | ",
            "select_one_from_file villages.csv | village | Village | at = ${district} | | ",
            "select_one_from_file wells.geojson | well | Well | | | value=id, label=label",
            "xml-external | stock | | | | ",
            "calculate | head | | | pulldata('villages', 'head', 'name', ${village}) | ",
            "calculate | place | | | instance('wells')/root/item[id = ${well}]/geometry | ",
            "calculate | kilos | | | sum(instance('stock')/root/bin/kg) | ",
        ),
        villages_csv=b'\xef\xbb\xbfname;label;at;head\nv1;"Upper; Hill";n;Ana\nv2;Dale;s;Bo\n',
        wells_geojson=b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "w1",'
        b' "properties": {"label": "Old well"}, "geometry": {"type": "Point",'
        b' "coordinates": [29.5, -1.25]}}]}',
        stock_xml=b"<root><bin><kg>4</kg></bin><bin><kg>5</kg></bin></root>",
    )
    interview.answer("district", "n").answer("village", "v1").answer("well", "w1")

    assert interview.state()["choice_labels"]["/data/village"] == ["Upper; Hill"]
    assert interview.value("head") == "Ana"
    assert interview.value("place") == "-1.25 29.5 0 0"
    assert interview.value("kilos") == "9"
    assert interview.answer("district", "s").value("village") == ""


_BILINGUAL = ["label", "hint", "constraint_message", "required_message"]
_TEXTS = (
    ("Farm", "mazraa", "", "", "", "", "", ""),
    (
        "On ${farm}?", "fi ${farm}?", "at ${farm}", "fi ${farm}", "${workers} on ${farm}?",
        "${workers} fi ${farm}?", "say for ${farm}", "qul ${farm}",
    ),
)  # fmt: skip
MESSAGES = "\n".join(
    [
        "| survey |",
        "| | type | name | constraint | required | "
        + " | ".join(f"{c}::{lang}" for c in _BILINGUAL for lang in ("English (en)", "Arabic (ar)"))
        + " |",
        f"| | text | farm | | | {' | '.join(_TEXTS[0])} |",
        f"| | integer | workers | . < 10 | yes | {' | '.join(_TEXTS[1])} |",
    ]
)


def test_every_text_of_a_question_follows_answers_and_language() -> None:
    interview = Interview.of(MESSAGES, "English (en)").answer("farm", "Hill")
    empty = interview.state()
    broken = interview.answer("workers", "12").state()
    arabic = interview.speak("Arabic (ar)").state()

    assert empty["labels"]["/data/workers"] == "On Hill?"
    assert empty["hints"]["/data/workers"] == "at Hill"
    assert empty["messages"]["/data/workers"] == "say for Hill"
    assert broken["messages"]["/data/workers"] == "12 on Hill?"
    assert arabic["labels"]["/data/workers"] == "fi Hill?"
    assert arabic["messages"]["/data/workers"] == "12 fi Hill?"


def test_a_screen_hears_which_way_the_words_run() -> None:
    interview = Interview.of(MESSAGES, "English (en)")
    ref = interview.ref("farm")

    assert not view.item(interview.session, ref).is_right_to_left
    interview.speak("Arabic (ar)")
    assert view.item(interview.session, ref).is_right_to_left


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("العربية (ar)", True),
        ("Arabic (ar)", True),
        ("دری", True),
        ("Dari", True),
        ("Kurdî (ku-Arab)", True),
        ("Kurdî (ku)", False),
        ("Русский (ru)", False),
        ("O‘zbek (uz)", False),
        ("Arabic (ar-Latn)", False),
        ("", False),
    ],
)
def test_a_language_says_which_way_it_runs(language: str, expected: bool) -> None:
    assert is_right_to_left(language) is expected


SPECIALS = """
| survey |
| | type | name | label | required | relevant | calculation | bind::fk:special |
| | integer | pay | Pay | yes | | | dont_know refused |
| | text | why | Why? | | fk:special(${pay}) = 'refused' | | |
| | calculate | said | | | | coalesce(fk:special(${pay}), ${pay}) | |
| | calculate | is_blank | | | | ${pay} = '' | |
"""


@pytest.mark.parametrize("special", list(Special))
def test_a_special_answer_is_an_answer_that_reads_as_blank(special: Special) -> None:
    interview = Interview.of(SPECIALS)
    assert "pay" in interview.violations()

    interview.mark("pay", special)

    assert interview.violations() == {}
    assert interview.value("pay") == ""
    assert interview.value("is_blank") == "true"
    assert interview.value("said") == special.value
    assert interview.is_relevant("why") is (special is Special.REFUSED)
    assert interview.resumed().state() == interview.state()


def test_an_answer_takes_the_place_of_a_special_one() -> None:
    interview = Interview.of(SPECIALS).mark("pay", Special.REFUSED).answer("pay", "5")

    assert interview.state()["special"] == {}
    assert interview.value("said") == "5"
    assert "pay" in interview.answer("pay", "").violations()


def test_a_repeat_that_the_form_keeps_cannot_be_added_to() -> None:
    markdown = survey(
        "body::jr:noAddRemove", "begin_repeat | field | Field | true()",
        "text | crop | Crop | ", "end_repeat | | | ",
    )  # fmt: skip

    assert form(markdown).nodes["/data/field"].has_fixed_count  # type: ignore[attr-defined]


def test_the_name_of_a_record_follows_its_answers() -> None:
    interview = Interview.of(
        survey("", "text | farm | Farm")
        + '\n| settings |\n| | form_id | instance_name |\n| | t | concat("Farm ", ${farm}) |\n'
    )

    assert interview.answer("farm", "Hill").value("meta/instanceName") == "Farm Hill"

"""Why a case is judged so: in words, from result to answer, with what stands beside kept apart."""

import html.parser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.records import Interview, Ref, Special
from fieldkit.scoring.explain import ReasonCode
from fieldkit.scoring.truth import Outcome, Truth
from fieldkit.services import (
    assessment,
    explanation,
    interviews,
    judgements,
    leaving,
    library,
    pages,
    phrases,
)
from fieldkit.services.assessment import IndicatorLine
from fieldkit.services.explanation import Case
from fieldkit.services.judgements import JudgementTicket
from fieldkit.services.told import Line, Mark, fact_name, indicator_line
from fieldkit.services.withheld import WITHHELD
from fieldkit.services.workspaces import Workspace
from fieldkit.store import answers as stored_answers

FORMS = Path(__file__).resolve().parents[2] / "data" / "forms"

Told = Callable[..., tuple[Interview, Case]]


@pytest.fixture
def told(workspace: Workspace) -> Told:
    """Answer the small form by name and give the case back as it is told."""

    def tell(form: str = "beside.md", **answers: str) -> tuple[Interview, Case]:
        loaded = library.load_form(FORMS / form)
        opened = interviews.start(workspace, loaded, language="", site="S1")
        for name, value in answers.items():
            changes = opened.session.answer(Ref(f"/data/{name}"), value)
            ticket = interviews.ticket(opened.interview.interview_id, changes.answers)
            interviews.save(workspace, ticket)
        cases = explanation.cases(workspace, opened.interview)
        return opened.interview, cases[0] if cases else None  # type: ignore[return-value]

    return tell


def lines(root: Line) -> Iterator[Line]:
    yield root
    for below in root.below:
        yield from lines(below)


def find(root: Line, text: str) -> Line:
    return next(line for line in lines(root) if text in line.text)


def texts(root: Line) -> Sequence[str]:
    return [line.text for line in lines(root)]


def test_a_criterion_is_followed_back_to_question_and_answer(told: Told) -> None:
    _, case = told(agrees="yes", shut="yes", hit_who="foreman")

    root = explanation.explain(case, str)

    duress = find(root, "Work and life under duress: met")
    assert duress.mark is Mark.MET
    assert duress.below[0].text == "It is met by what is present:"
    fact = find(duress.below[0], "Limited freedom of movement")
    assert fact.mark is Mark.PRESENT
    assert [line.text for line in fact.below] == ["Shut in? \u2190 Yes"]


def test_an_open_criterion_says_what_to_ask_again(told: Told) -> None:
    _, case = told(agrees="yes", shut="yes")

    root = explanation.explain(case, str)

    ask = find(root, "What to ask again")
    assert "Who hit you?" in texts(ask)
    assert find(root, "Work and life under duress: open").mark is Mark.OPEN


def test_what_to_ask_again_tells_what_was_refused_and_spares_a_child(told: Told) -> None:
    _, case = told(agrees="yes", shut="yes")
    refused = [
        replace(item, special=Special.REFUSED) if item.label == "Who hit you?" else item
        for item in case.assessment.lines["duress.penalty.physical_violence"].evidence
    ]
    lines_of = dict(case.assessment.lines)
    hit = lines_of["duress.penalty.physical_violence"]
    lines_of["duress.penalty.physical_violence"] = replace(hit, evidence=tuple(refused))

    assessed = replace(case.assessment, lines=lines_of)
    ask = find(explanation.explain(replace(case, assessment=assessed), str), "What to ask again")

    assert "Who hit you? \u2190 refused to answer" in texts(ask)
    assert "A child is questioned once" in ask.below[0].text
    assert "Do not press for what was refused" in ask.below[0].text


def test_grades_not_verified_are_said_where_they_decide_and_not_where_nothing_is(
    told: Told,
) -> None:
    _, case = told(agrees="yes", shut="no", hit_who="foreman")

    root = explanation.explain(case, str)

    assert find(root, "Physical violence").text.endswith("grade not verified against print)")
    absent = case.assessment.lines["duress.involuntariness.limited_freedom"]
    assert "not verified" not in indicator_line(absent, str).text
    assert any("Grades not verified against print" in text or "other grades" in text
               for text in texts(root))  # fmt: skip


def test_the_respondents_word_and_the_official_article_stand_apart_from_the_result(
    told: Told,
) -> None:
    _, case = told(agrees="yes", word="slavery", article="126, police")
    _, without = told(agrees="yes")

    root = explanation.explain(case, str)

    beside = find(root, phrases.BESIDE_TITLE)
    assert find(beside, "The respondent's own word").below[0].text == "Which word? \u2190 slavery"
    assert find(beside, "The official article").below[0].text == "Which article? \u2190 126, police"
    assert case.assessment.determination == without.assessment.determination
    outside = [line for line in root.below if line is not beside]
    assert not any("slavery" in text or "126" in text for line in outside for text in texts(line))


def test_an_act_of_a_husband_raises_a_flag_and_counts_against_nobody(told: Told) -> None:
    _, case = told(agrees="yes", shut="yes", hit_who="husband")

    root = explanation.explain(case, str)

    flag = find(root, "An act of a partner or relative; it never counts against the employer")
    assert [line.text for line in flag.below] == ["Who hit you? \u2190 My husband"]
    assert find(root, "Protection, whoever did it").mark is Mark.WARNING
    duress = case.assessment.determination.criterion("work_and_life_under_duress")
    assert duress.status is not Outcome.MET


def test_a_contradiction_is_shown_and_changes_nothing(told: Told) -> None:
    _, case = told(agrees="yes", shut="no", name="The guard")

    contradiction = find(explanation.explain(case, str), "Goes out freely, and is locked in")

    assert "Shut in? \u2190 No" in texts(contradiction)


def test_an_answer_that_names_a_person_is_on_no_page(told: Told) -> None:
    _, case = told(agrees="yes", shut="no", name="Invented Person", hit_who="foreman")

    root = explanation.explain(case, str)

    assert f"Who shut it? \u2190 {WITHHELD}" in texts(root)
    assert "Invented Person" not in pages.text_of(root) + pages.page_of([root], str, "en")


def test_a_follow_up_that_names_the_case_adds_its_article(told: Told, workspace: Workspace) -> None:
    interview, _ = told(agrees="yes")
    told("followup.md", about=interview.case_code.lower().replace("-", " "), article="128")
    told("followup.md", about="ZZZZ-0001-Z", article="of another case")

    (case,) = explanation.cases(workspace, interview)

    article = find(explanation.explain(case, str), "Official case: article and body \u2190 128")
    assert article.below[0].text.startswith("from record ")
    assert "of another case" not in pages.text_of(explanation.explain(case, str))


def test_judgements_are_told_with_who_when_and_why_after_all_else(
    told: Told, workspace: Workspace
) -> None:
    interview, case = told(agrees="yes")
    ticket = JudgementTicket(
        interview.interview_id, "", Outcome.MET, "I saw the lock.", "M4",
        case.assessment.ruleset, case.assessment.determination,
    )  # fmt: skip
    judgements.record(workspace, interview, ticket)
    (judged,) = explanation.cases(workspace, interview)

    root = explanation.explain(judged, str)

    line = find(root, "M4, ")
    assert "the whole case: met; the ruleset gave: open" in line.text
    assert line.below[0].text == "I saw the lock."
    assert judged.assessment == case.assessment
    assert "Nobody has written down a judgement yet." in texts(explanation.explain(case, str))


def test_a_case_can_be_told_by_a_ruleset_from_a_file(
    told: Told, workspace: Workspace, tmp_path: Path
) -> None:
    interview, case = told(agrees="yes", shut="yes", hit_who="foreman")
    text = library.find_ruleset("ilo2012-adult")
    path = tmp_path / "old.toml"
    source = Path(__file__).resolve().parents[3] / "forms" / "rulesets" / f"{text.id}.toml"
    path.write_text(source.read_text("utf-8").replace(text.version, "2020.01"), "utf-8")

    (other,) = explanation.cases(workspace, interview, ruleset=library.load_ruleset(str(path)))

    assert other.assessment.determination.version == "2020.01"
    assert other.assessment.determination.criteria == case.assessment.determination.criteria


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ["ilo2012-adult", "ilo2012-child", "icls2018"])
def test_no_two_facts_of_a_ruleset_are_told_by_one_name(name: str, language: str) -> None:
    ruleset = library.find_ruleset(name)
    facts = [ruleset.indicator(code) for code in ruleset.stated]

    names = [
        fact_name(IndicatorLine(fact, fact.labels[language], Truth.TRUE, ()), str) for fact in facts
    ]

    assert sorted(set(names)) == sorted(names)


def test_every_reason_and_every_grade_has_its_words() -> None:
    assert phrases.REASON.keys() == set(ReasonCode)
    assert phrases.OUTCOME.keys() == set(Outcome)


class _Checked(html.parser.HTMLParser):
    """Whether tags close in order, and which there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in {"meta", "hr", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_lets_no_markup_in(told: Told) -> None:
    _, case = told(agrees="yes", word="<script>alert(1)</script><img src=x>")

    page = pages.page_of([explanation.explain(case, str)], str, "en")
    checked = _Checked()
    checked.feed(page)

    assert checked.open == []
    assert not checked.seen & {"script", "img", "a", "link"}
    assert "&lt;script&gt;" in page


def test_the_tree_has_a_branch_for_every_line(told: Told) -> None:
    _, case = told(agrees="yes", shut="yes")
    root = explanation.explain(case, str)

    drawn = pages.tree_of(root).splitlines()

    assert len(drawn) == len(list(lines(root))) == len(pages.text_of(root).splitlines())
    assert drawn[1].startswith("\u251c\u2500 ")
    assert drawn[-1].startswith("\u2514\u2500 ")


def test_a_page_that_leaves_is_an_event_that_names_the_case_by_code(
    told: Told, workspace: Workspace, tmp_path: Path
) -> None:
    interview, case = told(agrees="yes", word="slavery")

    left = pages.let_out(workspace, [case], tmp_path / "page.html", str)

    (event,) = [e for e in stored_answers.events(workspace) if e.kind == "export"]
    assert event.detail == {
        "what": "explanation",
        "sealed": "false",
        "interviews": "1",
        "sha256": left.sha256,
        "case_codes": interview.case_code,
    }
    assert "slavery" in (tmp_path / "page.html").read_text("utf-8")


def test_a_sealed_page_opens_only_with_the_key(
    told: Told, workspace: Workspace, tmp_path: Path
) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    _, case = told(agrees="yes", word="slavery")
    out = tmp_path / "page.html.age"

    left = pages.let_out(workspace, [case], out, str, recipients=[str(identity.to_public())])

    assert left.sealed
    assert b"slavery" not in out.read_bytes()
    assert b"slavery" in pyrage.decrypt(out.read_bytes(), [identity])


@pytest.mark.parametrize(
    ("name", "recipients", "code"),
    [
        ("page.pdf", (), Code.FILE_UNWRITABLE),
        ("page.html.age", (), Code.WORKBOOK_RECIPIENT),
        ("page.html", ("age1x",), Code.WORKBOOK_RECIPIENT),
    ],
    ids=["another kind", "nobody to open it", "a key and no seal"],
)
def test_what_cannot_leave_is_refused_before_anything_is_written(
    told: Told,
    workspace: Workspace,
    tmp_path: Path,
    name: str,
    recipients: Sequence[str],
    code: Code,
) -> None:
    _, case = told(agrees="yes")

    with pytest.raises(Known) as refused:
        pages.let_out(workspace, [case], tmp_path / name, str, recipients=recipients)

    assert refused.value.code is code
    assert list(tmp_path.glob("page*")) == []
    assert leaving.ending(Path("a.html.age")) == ".html"


def test_assessments_and_explanations_agree(told: Told, workspace: Workspace) -> None:
    interview, case = told(agrees="yes", shut="yes", hit_who="foreman")

    (assessed,) = assessment.assess(interviews.session_of(workspace, interview))

    assert case.assessment.determination == assessed.determination


def test_every_mark_of_the_shipped_forms_has_its_words() -> None:
    """A flag without words would be shown by its bare name."""
    marks = {
        node.bind.fk["beside"]
        for choice in library.shipped_forms()
        for node in library.load_form(choice.path).definition.questions()
        if "beside" in node.bind.fk
    }

    assert {mark for mark in marks if "." in mark} == phrases.ABOUT.keys()
    assert {mark for mark in marks if "." not in mark} == {
        "word", "article", "against", "opinion", "told",
    }  # fmt: skip

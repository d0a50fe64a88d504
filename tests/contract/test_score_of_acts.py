"""Whose act it was and how it came about: shipped forms, a workspace and `case score`."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.main import main
from fieldkit.records import Ref
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.services import exchange, interviews, library, workspaces
from fieldkit.services.reporting import analyse
from fieldkit.services.workspaces import Workspace

HIT = "duress.penalty.physical_violence"
LOCKED = "duress.penalty.locked_in"
KEPT = "duress.involuntariness.limited_freedom"
ADULT = {
    "vis_date": "2025-09-20",
    "vis_country": "KZ",
    "con_age": "yes",
    "con_talk": "yes",
    "con_stats": "yes",
    "rec_status": "hired",
    "hrs_call": "cannot_refuse",  # strong, so that any penalty at work would meet the dimension
}
CHILD = {
    "cv_date": "2025-09-20",
    "cv_country": "KZ",
    "gc_consent": "yes",
    "as_agree": "yes",
    "ag_age": "15",
    "wk_does": "works",
    "wk_call": "yes",
    "wk_forced": "yes",
}
NOT_OF_THE_EMPLOYER = {
    "official_own": ("official", "officials"),
    "partner": ("family", "others"),
    "coworker": ("coworker", "others"),
    "other_person": ("stranger", "others"),
    "unknown_person": ("stranger", "others"),
}

Score = Callable[..., dict[str, Any]]
Explain = Callable[..., str]


def _keep(workspace: Workspace, form: str, answers: Mapping[str, str]) -> str:
    """Write an interview down as the window does and return its case code."""
    definition = library.load_form(library.find_form(form))
    opened = interviews.start(workspace, definition, language="", site="S1")
    refs = {node.name: ref for ref, node in opened.session.definition.nodes.items()}
    for name, value in answers.items():
        changes = opened.session.answer(Ref(refs[name]), value)
        assert not changes.refused, name
        interviews.save(
            workspace, interviews.ticket(opened.interview.interview_id, changes.answers)
        )
    return opened.interview.case_code


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run `case score --explain` over an interview with these answers."""

    def run(form: str, answers: Mapping[str, str], ruleset: str, *words: str) -> str:
        folder = tmp_path / f"w{len(list(tmp_path.iterdir()))}"
        with workspaces.create(folder, passphrase=None, practice=True) as made:
            case = _keep(made, form, answers)
        capsys.readouterr()
        command = ["case", "score", str(folder), case, "--explain", "--ruleset", ruleset, *words]
        assert main(command) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def scored(told: Callable[..., str]) -> Score:
    def run(form: str, answers: Mapping[str, str], ruleset: str) -> dict[str, Any]:
        [case] = json.loads(told(form, answers, ruleset, "--json"))["cases"]
        found: dict[str, Any] = case
        return found

    return run


def _act(name: str, who: str, what: str = "done") -> dict[str, str]:
    return {name: what, f"{name}_who": who, f"{name}_when": "work"}


def _values(case: Mapping[str, Any]) -> dict[str, str]:
    lines = [line for part in case["explanation"] for line in part["indicators"]]
    return {line["code"]: line["value"] for line in lines}


def _flags(case: Mapping[str, Any]) -> set[str]:
    return {each["about"] for each in case["beside"] if each["kind"] == "flag"}


@pytest.mark.parametrize("who", NOT_OF_THE_EMPLOYER)
@pytest.mark.parametrize(
    ("form", "said", "act", "ruleset"),
    [
        ("adult-worker", ADULT, "trt_hit", "ilo2012-adult"),
        ("child-worker", CHILD, "ct_hit", "ilo2012-child"),
    ],
)
def test_an_act_of_somebody_else_never_meets_a_criterion_and_raises_a_flag(
    scored: Score, form: str, said: dict[str, str], act: str, ruleset: str, who: str
) -> None:
    of_other = scored(form, said | _act(act, who), ruleset)
    of_foreman = scored(form, said | _act(act, "foreman"), ruleset)

    assert _values(of_other)[HIT] != "1"
    assert of_other["criteria"]["work_and_life_under_duress"]["status"] != "met"
    assert of_other["criteria"]["penalty_or_menace"]["status"] != "met"
    assert NOT_OF_THE_EMPLOYER[who][ruleset.endswith("child")] in _flags(of_other)
    assert _values(of_foreman)[HIT] == "1"  # the control: the same act of the employer's side
    assert of_foreman["criteria"]["work_and_life_under_duress"]["status"] == "met"
    assert not _flags(of_foreman)


def test_the_flag_stands_in_the_explanation_in_words(told: Explain) -> None:
    adult = told("adult-worker", ADULT | _act("trt_hit", "official_own"), "ilo2012-adult")
    child = told("child-worker", CHILD | _act("ct_hit", "parent"), "ilo2012-child")

    assert "Protection, whoever did it" in adult
    assert "Protection, whoever did it" in child


def test_actual_threatened_and_seen_are_told_apart(scored: Score) -> None:
    found = {}
    for what in ("done", "threatened", "others"):
        said = ADULT | _act("trt_hit", "foreman", what)
        case = scored("adult-worker", said, "ilo2012-adult")
        lines = [line for part in case["explanation"] for line in part["indicators"]]
        hit = next(line for line in lines if line["code"] == HIT)
        told = next(each for each in hit["because"] if each["ref"].endswith("/trt_hit"))
        found[what] = (hit["value"], told["value"], told["answer"])

    assert {value for value, _, _ in (found["done"], found["threatened"])} == {"1"}
    assert found["others"][0] != "1"  # seen with others: counts in the rules of 2018 alone
    assert [told for _, told, _ in found.values()] == ["done", "threatened", "others"]
    assert len({answer for _, _, answer in found.values()}) == 3


def test_what_was_seen_with_others_counts_in_the_rules_of_2018(scored: Score) -> None:
    case = scored("adult-worker", ADULT | _act("trt_hit", "foreman", "others"), "icls2018")

    assert _values(case)["coercion.threats_or_violence"] == "1"


def test_a_ban_on_going_out_is_not_counted_again_as_locked_in(scored: Score) -> None:
    kept = {
        **{name: value for name, value in ADULT.items() if name != "hrs_call"},
        "mov_out": "no",
        "mov_stop": "rule",
        "mov_who": "employer",
        "mov_call": "free",
        "mov_talk": "yes",
        "trt_locked": "no",
    }

    case = scored("adult-worker", kept, "ilo2012-adult")
    shut = scored("adult-worker", kept | _act("trt_locked", "guard"), "ilo2012-adult")

    assert (_values(case)[KEPT], _values(case)[LOCKED]) == ("1", "0")
    assert case["criteria"]["work_and_life_under_duress"]["status"] == "undetermined"
    assert (_values(shut)[KEPT], _values(shut)[LOCKED]) == ("1", "1")
    assert shut["criteria"]["work_and_life_under_duress"]["status"] == "met"


def test_a_grade_that_decides_is_named_as_not_verified(scored: Score, told: Explain) -> None:
    """A medium involuntariness and one blow: the strong grade of the blow decides."""
    said = {name: value for name, value in ADULT.items() if name != "hrs_call"}
    said |= {"hrs_home": "yes", **_act("trt_hit", "foreman")}

    case = scored("adult-worker", said, "ilo2012-adult")
    text = told("adult-worker", said, "ilo2012-adult")

    assert HIT in case["sensitivity"]["would_change_determination"]
    labels = {
        line["code"]: line["label"] for part in case["explanation"] for line in part["indicators"]
    }
    sensitivity = text.rpartition("verified against print")[0]
    assert labels[HIT] in sensitivity
    assert f"If {labels[HIT]} during the work were medium" in text


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A pool of an adult and a child."""
    folder = tmp_path_factory.mktemp("pools")
    with workspaces.create(folder / "w", passphrase=None, practice=True) as made:
        _keep(made, "adult-worker", ADULT | _act("trt_hit", "foreman"))
        _keep(made, "child-worker", CHILD | _act("ct_hit", "foreman"))
        exchange.export_workbook(made, folder / "a.xlsx")
    with workspaces.create_pool(folder / "p", passphrase=None, practice=True) as opened:
        exchange.pool_add(opened, [folder / "a.xlsx"])
        yield opened


@pytest.mark.parametrize("ruleset", library.shipped_rulesets(), ids=lambda each: each.id)
def test_a_pool_is_counted_by_every_ruleset(pool: Workspace, ruleset: Ruleset) -> None:
    criteria = analyse(pool, ruleset.id, kind="criteria")
    indicators = analyse(pool, ruleset.id, kind="indicators", by="form")

    expected = [each.id for each in ruleset.criteria]
    expected += ["determination"] if ruleset.rule else []
    expected += [f"reading.{each.id}" for each in ruleset.readings]
    assert [row[0] for row in criteria.rows] == expected
    assert {row[1] for row in indicators.rows} == set(ruleset.codes)

"""The forms beside the interviews: what may be handed over, deadlines, visits, statements."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldkit.interview import serialise
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.validate import violations
from fieldkit.records import Ref
from tests.unit.instruments.playing import ROOT, form, play_script, script

FOLLOW = ROOT / "forms/follow-up/form.md"
OVER = {"fa_kind": "referral", "fa_over": "yes", "fa_to": "shelter"}


def filled(name: str, **changed: str) -> InterviewSession:
    """The scripted record of a form, with some answers changed, in the order of the form."""
    definition = form(ROOT / "forms" / name / "form.md")
    steps = [dict(step.get("set", {})) for step in script(name) if "set" in step]
    refs = {node.name: str(ref) for ref, node in definition.nodes.items()}
    extra = {refs[question]: answer for question, answer in changed.items()}
    kept = [{"set": step} for step in steps if not any("fr_paid[" in ref for ref in step)]
    return play_script([*kept, {"set": extra}], definition)


def state(session: InterviewSession) -> dict[str, str]:
    values: dict[str, str] = serialise.state(session)["values"]
    return {ref.rpartition("/")[2]: value for ref, value in values.items()}


def open_names(session: InterviewSession) -> set[str]:
    return {found.ref.rpartition("/")[2] for found in violations(session)}


@pytest.mark.parametrize(
    ("recorded", "used", "is_allowed"),
    [
        ("named", "named", True),
        ("named", "anonymous", True),
        ("anonymous", "anonymous", True),
        ("anonymous", "named", False),
        ("no", "anonymous", False),
        ("no", "named", False),
        ("named", "no", False),
        ("no", "no", False),
    ],
)
def test_never_more_is_handed_over_than_the_person_allowed(
    recorded: str, used: str, is_allowed: bool
) -> None:
    session = filled("follow-up", **OVER, fa_recorded=recorded, fa_consent=used)

    assert ("fa_consent" not in open_names(session)) is is_allowed


def test_a_hand_over_cannot_be_finished_without_what_was_recorded() -> None:
    session = filled("follow-up", **OVER, fa_recorded="", fa_consent="named")

    assert {"fa_recorded", "fa_consent"} <= open_names(session)


@pytest.mark.parametrize(
    ("signed", "used", "is_open"),
    [
        ("yes", "named", False),
        ("no", "named", True),
        ("", "named", True),
        ("no", "anonymous", False),
    ],
)
def test_nobody_is_named_in_a_complaint_without_signing_for_it(
    signed: str, used: str, is_open: bool
) -> None:
    session = filled("follow-up", fa_consent=used, fa_named=signed)

    assert ("fa_named" in open_names(session)) is is_open


def test_where_nothing_is_handed_over_nobody_is_asked_for_a_consent() -> None:
    session = filled("follow-up", fa_kind="call", fa_over="")

    asked = {live.name for live in session.root.walk() if live.is_relevant}
    assert not asked & {"fa_over", "fa_to", "fa_recorded", "fa_consent", "fa_what", "fa_named"}
    assert not violations(session)


@pytest.mark.parametrize("zone", ["Asia/Almaty", "UTC", "America/Los_Angeles"])
@pytest.mark.parametrize("decided", ["2024-02-20", "2025-03-01", "2025-12-28", "2025-03-05"])
@pytest.mark.parametrize("passed", [0, 9, 10, 11])
def test_ten_days_run_from_the_day_of_the_decision(zone: str, decided: str, passed: int) -> None:
    start = date.fromisoformat(decided)
    day, end = start + timedelta(days=passed), start + timedelta(days=10)
    session = InterviewSession.start(form(FOLLOW), SessionEnvironment(timezone=ZoneInfo(zone)))

    session.answer(Ref("/data/fa/fa_date"), day.isoformat())
    session.answer(Ref("/data/fd/fd_detained"), decided)

    assert state(session)["fd_until"] == end.isoformat()
    assert float(state(session)["fd_left"]) == 10 - passed
    relevant: dict[str, Any] = serialise.state(session)["relevant"]
    assert relevant["/data/fd/fd_counter"] is True
    assert relevant["/data/fd/fd_late"] is (passed >= 10)


def test_without_a_decision_nothing_is_counted() -> None:
    session = filled("follow-up", fd_detained="")

    assert state(session)["fd_until"] == state(session)["fd_left"] == ""
    relevant = serialise.state(session)["relevant"]
    assert not relevant["/data/fd/fd_counter"]
    assert not relevant["/data/fd/fd_late"]


def test_the_counter_is_shown_with_its_day() -> None:
    session = filled("follow-up")
    label = session.node(Ref("/data/fd/fd_counter")).model.label

    assert label is not None
    assert "${" not in serialise.submission_xml(session)
    assert state(session)["fd_until"] == "2026-09-30"


def test_trap_85_a_decision_is_not_in_the_future() -> None:
    later = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()

    assert "fd_detained" in open_names(filled("follow-up", fd_detained=later))


def test_a_visit_that_finds_nothing_has_nothing_open() -> None:
    session = filled("farm-observation")

    assert not violations(session)
    assert state(session)["sp_children_n"] == "0"


@pytest.mark.parametrize(
    "name", ["sv_code", "sv_date", "sv_region", "sv_type", "sv_sector", "sv_season", "sv_access"]
)
def test_a_visit_without_its_place_and_time_is_not_finished(name: str) -> None:
    assert open_names(filled("farm-observation", **{name: ""})) == {name}


def test_trap_60_a_denial_stays_as_told_and_changes_no_indicator() -> None:
    denial = "nobody is kept here, everybody may leave"
    session = filled("statement", es_deny=denial)

    assert state(session)["es_deny"] == denial
    assert denial in serialise.submission_xml(session)
    assert dict(serialise.indicators(session)) == {}
    assert not violations(filled("statement", es_deny=""))


def test_trap_98_claim_payments_and_their_dates_are_kept_line_by_line() -> None:
    definition = form(FOLLOW)
    session = play_script(script("follow-up"), definition)

    lines = [live for live in session.root.walk() if live.name == "fr_payment_date"]
    paid = [live.shown for live in session.root.walk() if live.name == "fr_payment_amount"]
    assert [live.shown for live in lines] == ["2026-09-23", "2026-10-01"]
    assert paid == ["100000", "50000"]
    assert state(session)["fr_claimed_amount"] == "300000"
    assert state(session)["fr_claimed_currency"] == "KZT"
    xml = serialise.submission_xml(session)
    assert xml.count("<fr_paid>") == 2

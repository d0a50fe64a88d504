"""Whole interviews at a realistic speed: one where nothing is wrong, one where everything is.

The speed is ours, meant to be slow rather than quick: a question is read aloud at 150 words a
minute, thought about for 2 seconds, answered by a tap in 2 or in writing in 8, and 1 second goes
on the next page. Notes are read. What the interviewer fills in alone is not read aloud. The
opening is given 3 minutes more, for trust is not hurried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.tree import LiveNode
from fieldkit.records import Ref, Special
from fieldkit.xforms.model import Control, Question, Repeat
from tests.unit.instruments.playing import ROOT, form

WORDS_A_SECOND: Final = 150 / 60
THINK, TAP, WRITE, TURN = 2.0, 2.0, 8.0, 1.0
OPENING: Final = 180.0
LINES: Final = 3
"""Lines of a repeat in the worst case."""

UNREAD: Final = (
    "cov_",
    "vis_",
    "prv_",
    "ass_",
    "con_how",
    "cv_",
    "ci_",
    "sv_",
    "sp_",
    "so_",
    "sn_",
)
"""How names begin of what the interviewer answers without reading it aloud."""
ALONE: Final = ("cov_", "vis_", "ass_", "cv_", "ci_")
"""How names begin of the pages before and after the talk."""
NOT_SO: Final = {
    *("doc_checks", "liv_ill", "ref_not", "ref_contact", "clo_more", "ass_word", "ass_article"),
    *("ass_against", "hz_hurt", "cl_why", "wk_refuse", "fw_saw", "gc_trusted", "as_near"),
}
"""Texts about something wrong: on the good way there is nothing to write."""

GOOD: Final = (
    *("no", "none", "nobody", "same", "nothing", "self", "free", "not_due", "all_paid", "yes"),
    *("hired", "permission", "let_paid", "good", "own", "not_long", "enough", "nothing_promised"),
)
"""Options of a good answer, the best first."""
YES_IS_GOOD: Final = {
    *("con_told", "con_age", "con_talk", "con_stats", "con_use", "con_quote", "mov_talk"),
    *("clo_safe", "hrs_refuse", "liv_other", "liv_told", "liv_ppe", "as_told", "as_agree"),
    *("as_stop", "gc_consent", "mp_light", "mp_leave", "mc_reg", "mb_feed", "sc_read", "pro_read"),
    *("wk_rest", "ct_eat", "cl_home", "fw_know", "fw_asked", "sc_now", "cl_trust", "fa_signed"),
}
FIXED: Final[Mapping[str, str]] = {
    "vis_country": "KZ",
    "vis_date": "2026-09-20",
    "pro_sex": "woman",
    "pro_birth": "30",
    "rec_status": "hired",
    "doc_had": "had",
    "hrs_start_from": "08:00:00",
    "hrs_start_to": "17:00:00",
    "hrs_start_break": "60",
    "hrs_peak": "8",
    "hrs_days_worked": "5",
    "hrs_days_off": "9",
    "vis_persons": "1",
    "lev_notice": "week",
    "mov_out": "free",
    "mov_call": "free",
    "pay_enough": "enough",
    "pay_basis": "month",
    "liv_lack": "none",
    "rec_cross": "inside",
    "fa_case": "PR4C-0001-K",
    "ag_age": "16",
    "ag_year": "2010-04",
    "ag_start": "15",
    "pay_contract": "written",
}
BAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("con_told", "con_age", "con_talk", "con_stats", "con_use"), "yes"),
    **dict.fromkeys(("con_quote", "as_told", "as_agree", "as_stop", "gc_consent"), "yes"),
    "vis_country": "KZ",
    "vis_date": "2024-09-20",
    "vis_persons": "60",
    "pro_sex": "woman",
    "pro_birth": "80",
    "rec_status": "hired_family",
    "doc_had": "had",
    "doc_holder": "fixer",
    "hrs_start_from": "05:00:00",
    "hrs_start_to": "23:00:00",
    "hrs_peak": "5",
    "hrs_days_worked": "7",
    "hrs_days_off": "9",
    "hrs_call": "cannot_refuse",
    "hrs_refuse": "punished",
    "fam_age": "12",
    "mat_gate": "born",
    "lev_tried": "tried",
    "int_rel": "acts_as",
    "mp_month": "8",
    "led_amount_amount": "5",
    "led_back_amount": "9",
    "fa_case": "PR4C-0001-K",
    "rec_p_work": "different",
    "liv_view": "not_fit",
    "liv_given": "employer",
    "liv_other": "no",
    "lev_wait": "longer",
    "rec_would": "no",
    "out_told": "police",
    "rec_cross": "checkpoint",
    "ag_age": "13",
    "ag_year": "2013-04",
    "ag_from": "13",
    "ag_to": "13",
    "ag_start": "9",
    "wk_does": "works",
}
"""Answers of the worst case that are not simply the opposite of good."""
WORSE: Final = ("done", "yes", "worse", "nothing_paid", "constant", "other", "here", "no")


@dataclass
class Walk:
    """What was asked on the way, and how long it takes."""

    session: InterviewSession
    asked: list[str] = field(default_factory=list)
    notes: int = 0
    seconds: float = OPENING
    alone: float = 0.0
    """Seconds of the whole that the interviewer spends before and after the talk."""

    @property
    def minutes(self) -> float:
        """How long the talk with the person takes."""
        return (self.seconds - self.alone) / 60

    @property
    def minutes_in_all(self) -> float:
        """The talk, the visit page and the assessment."""
        return self.seconds / 60


@lru_cache
def walk(instrument: str, is_good: bool, language: str = "English (en)") -> Walk:
    """One whole interview, asked in the order of the form until nothing more is asked."""
    definition = form(ROOT / "forms" / instrument / "form.md")
    session = InterviewSession.start(definition, SessionEnvironment(), language)
    done = Walk(session)
    seen: set[Ref] = set()
    while True:
        waiting = [live for live in session.root.walk() if _is_open(live, seen)]
        if not waiting:
            return done
        for live in waiting:
            seen.add(live.ref)
            if live.is_relevant:
                _put(done, live, is_good, language)
        if not is_good:
            _more_lines(session)


def _is_open(live: LiveNode, seen: set[Ref]) -> bool:
    model = live.model
    asked = isinstance(model, Question) and model.control is not None
    return asked and live.is_relevant and live.ref not in seen


def _more_lines(session: InterviewSession) -> None:
    for ref, model in session.definition.nodes.items():
        if isinstance(model, Repeat) and not model.count:
            there = [live for live in session.root.walk() if live.model is model]
            if there and there[0].is_relevant and len(there) < LINES:
                session.add_repeat(Ref(ref))


def _put(done: Walk, live: LiveNode, is_good: bool, language: str) -> None:
    model = live.model
    assert isinstance(model, Question)
    before = done.seconds
    _speak(done, live, is_good, language)
    if model.name.startswith(ALONE):
        done.alone += done.seconds - before


def _speak(done: Walk, live: LiveNode, is_good: bool, language: str) -> None:
    model = live.model
    assert isinstance(model, Question)
    label = model.label.plain(language) if model.label else ""
    words = 0 if model.name.startswith(UNREAD) else len(label.split())
    done.seconds += words / WORDS_A_SECOND + TURN
    if model.control is Control.NOTE:
        done.notes += 1
        return
    text = _answer(model, is_good)
    if is_good and model.name in NOT_SO:
        text = ""
        if Special.NOT_APPLICABLE in model.specials:
            done.session.mark(live.ref, Special.NOT_APPLICABLE)
    if text:
        refused = done.session.answer(live.ref, text).refused
        assert not refused, (model.name, text)
    writes = not model.choices and model.bind.data_type == "string"
    done.seconds += THINK + (WRITE if writes and text else TAP)
    done.asked.append(model.name)


def _answer(model: Question, is_good: bool) -> str:
    fixed = (FIXED if is_good else BAD).get(model.name, "")
    if fixed:
        return fixed
    options = [choice.value for choice in model.choices]
    if options:
        return _option(model, options, is_good)
    kinds = {"date": "2026-09-20", "dateTime": "2026-09-20T10:00:00.000+05:00", "time": "08:00:00"}
    if model.bind.data_type in {"int", "decimal"}:
        return "1" if is_good else "3"
    if model.bind.constraint and model.bind.data_type == "string":
        return "2026-04"
    return kinds.get(model.bind.data_type, "told")


def _option(model: Question, options: list[str], is_good: bool) -> str:
    if not is_good and model.control is Control.SELECT:
        alone = {"none", "nobody", "nothing", "unsure"}
        return " ".join([option for option in options if option not in alone][:3])
    if is_good and model.name in YES_IS_GOOD and "yes" in options:
        return "yes"
    wanted = GOOD if is_good else WORSE
    found = [option for option in wanted if option in options]
    return found[0] if found else options[0 if is_good else -1]

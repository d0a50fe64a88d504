"""The coverage table of the adult interview as plain Python: answers → the 78 indicators.

Written from the table of conditions alone, without sight of the form's formulas, so that the two
can disagree. An answer is a text; a question with a special answer, or not asked, has none.
"""

from collections.abc import Callable, Mapping
from typing import Final

Answers = Mapping[str, str]
Truth = bool | None
"""True present, False absent, None unknown."""

EMPLOYERS_SIDE: Final = frozenset(
    {
        "employer",
        "employer_family",
        "foreman",
        "guard",
        "intermediary",
        "transporter",
        "sent_by_employer",
        "official_for_employer",
    }
)
STAGES: Final = {"recruitment": "recruitment", "duress": "work", "leaving": "leaving"}
"""First part of a code → the word of the list `when`."""

_ALL: Final = ("recruitment", "duress", "leaving")
_LATER: Final = ("duress", "leaving")
ACTS: Final = {
    "trt_report": ("threat_denunciation", _ALL),
    "trt_phone": ("phone_confiscated", ("duress",)),
    "trt_fine": ("financial_penalty", _ALL),
    "trt_extra": ("extra_work", _LATER),
    "trt_worse": ("conditions_worsened", _LATER),
    "trt_rights": ("rights_removed", _ALL),
    "trt_things": ("assets_withheld", _ALL),
    "trt_food": ("other_punishment", _ALL),
    "trt_apart": ("isolation", ("duress",)),
    "trt_locked": ("locked_in", _LATER),
    "trt_watch": ("surveillance", _LATER),
    "trt_hit": ("physical_violence", _ALL),
    "trt_seen": ("violence_before_others", _LATER),
    "trt_family": ("family_threats", _ALL),
    "trt_dismiss": ("dismissal", _LATER),
    "trt_future": ("future_employment_excluded", _ALL),
    "trt_shun": ("community_excluded", _ALL),
    "trt_shame": ("blackmail", _ALL),
    "trt_faith": ("religious_retribution", _ALL),
    "trt_sex": ("sexual_violence", _ALL),
}
"""Act block → the penalty that it alone decides, and at which stages that is an indicator."""

_COUNTS_AS_DONE: Final = {
    "trt_watch": frozenset({"constant"}),
    "trt_seen": frozenset({"done", "threatened", "others"}),
}
_DONE: Final = frozenset({"done", "threatened"})
_ABSENT_BY_NO_ALONE: Final = frozenset({"trt_watch", "trt_wages"})
_YES_NO: Final = {
    "recruitment.involuntariness.birth_or_descent": "rec_birth",
    "recruitment.involuntariness.coercive_recruitment": "rec_force",
    "recruitment.involuntariness.sale": "rec_sold",
    "recruitment.involuntariness.debt_linked": "rec_advance",
    "duress.involuntariness.illicit_activities": "hrs_crime",
    "duress.involuntariness.employer_household": "hrs_home",
    "duress.involuntariness.prior_dependency": "rec_before",
    "duress.involuntariness.employer_influence": "mov_life",
    "leaving.involuntariness.training_benefit_lock": "lev_benefit",
}
_KEPT: Final = frozenset({"same", "better", "nothing_promised"})
_BROKEN: Final = frozenset({"worse", "different"})
_FACETS: Final = ("cond", "contract", "house", "papers", "place", "pay")
_KEEPERS: Final = frozenset({"employer", "foreman", "intermediary"})
_OUTSIDE: Final = frozenset({"fixer", "official"})
_HOLDS_BACK: Final = frozenset({"short", "no"})
_UNPAID: Final = frozenset({"part_unpaid", "nothing_paid"})


def indicators(answers: Answers, employers_in_between: int = 0) -> dict[str, str]:
    """Every indicator by code: "1", "0" or "" for unknown.

    `employers_in_between`: how many people in between gave orders, paid, or took the worker over.
    """
    found: dict[str, Truth] = {}
    for code, question in _YES_NO.items():
        found[code] = {"yes": True, "no": False}.get(answers.get(question, ""))
    for code, rule in _RULES.items():
        found[code] = rule(answers)
    for act, (penalty, stages) in ACTS.items():
        for stage in stages:
            found[f"{stage}.penalty.{penalty}"] = _act(answers, act, STAGES[stage])
    for stage, word in STAGES.items():
        papers = _papers(answers, word, employers_in_between)
        found[f"{stage}.penalty.documents_confiscated"] = papers
    for stage in _LATER:
        found[f"{stage}.penalty.wages_withheld"] = _wages(answers, STAGES[stage])
    found["unstaged.penalty.any"] = _unstaged(answers, employers_in_between)
    return {code: "" if value is None else str(int(value)) for code, value in found.items()}


def _either(present: bool, absent: bool) -> Truth:
    """Present wins over absent; neither is unknown."""
    if present:
        return True
    return False if absent else None


def _some(answers: Answers, question: str) -> frozenset[str]:
    """What was ticked in a question that takes several options."""
    return frozenset(answers.get(question, "").split())


def _is_done(answers: Answers, act: str) -> bool:
    return answers.get(act, "") in _COUNTS_AS_DONE.get(act, _DONE)


def _is_by_employer(answers: Answers, act: str) -> bool:
    return bool(_some(answers, f"{act}_who") & EMPLOYERS_SIDE)


def _act(answers: Answers, act: str, stage: str) -> Truth:
    """Present when the employer's side did it then; absent when no, or who and when do not fit."""
    who, when = _some(answers, f"{act}_who"), _some(answers, f"{act}_when")
    is_done = _is_done(answers, act)
    fits = _is_by_employer(answers, act) and stage in when
    is_told = bool(who) and bool(when) and "unsure" not in when
    is_elsewhere = is_done and is_told and not fits and act not in _ABSENT_BY_NO_ALONE
    return _either(is_done and fits, answers.get(act) == "no" or is_elsewhere)


def _papers(answers: Answers, stage: str, employers_in_between: int) -> Truth:
    when = _some(answers, "doc_when")
    back = answers.get("doc_leave" if stage == "leaving" else "doc_get", "")
    on_side = keeper_is_on_side(answers, employers_in_between) is True
    fits = {
        "recruitment": "recruitment" in when,
        "work": bool(when & {"recruitment", "work"}),
        "leaving": True,
    }[stage]
    at_another_stage = on_side and bool(when) and "unsure" not in when and not fits
    clear = is_clear(answers, employers_in_between) or at_another_stage
    taken = _act(answers, "trt_papers", stage)
    return _either(
        (on_side and back in _HOLDS_BACK and fits) or taken is True, clear and taken is False
    )


def keeper_is_on_side(answers: Answers, employers_in_between: int) -> Truth:
    """Whether the papers lie on the employer's side; an outsider may be the one in between."""
    holder = answers.get("doc_holder", "")
    if holder in _OUTSIDE and employers_in_between:
        return {"yes": True, "no": False}.get(answers.get("doc_holder_same", ""))
    return holder in _KEEPERS if holder else None


def is_clear(answers: Answers, employers_in_between: int) -> bool:
    """Whether there were no papers to keep, or they are elsewhere, or given back when asked for."""
    return (
        answers.get("doc_had", "") in {"left_home", "never", "lost"}
        or keeper_is_on_side(answers, employers_in_between) is False
        or answers.get("doc_get") == answers.get("doc_leave") == "yes"
    )


def _wages(answers: Answers, stage: str) -> Truth:
    unpaid = answers.get("pay_status", "") in _UNPAID
    would_lose = answers.get("pay_lose", "") in {"all", "part"} or _has_left(answers)
    withheld = unpaid and (stage == "work" or would_lose)
    said = _act(answers, "trt_wages", stage)
    paid = answers.get("pay_status", "") in {"all_paid", "not_due"}
    return _either(withheld or said is True, paid and answers.get("trt_wages") == "no")


def _has_left(answers: Answers) -> bool:
    """Whether the person is gone; who left once and is there again is not."""
    how = answers.get("lev_how", "")
    if answers.get("lev_can") == "already_left" or how not in {"", "still_there"}:
        return True
    return not how and answers.get("lev_tried") == "left"


def _unstaged(answers: Answers, employers_in_between: int) -> Truth:
    parts = [_act_without_stage(answers, act) for act in (*ACTS, "trt_papers", "trt_wages")]
    parts.append(_papers_without_stage(answers, employers_in_between))
    parts.append(False if answers.get("pay_status") else None)
    return _either(True in parts, all(part is False for part in parts))


def _act_without_stage(answers: Answers, act: str) -> Truth:
    who, when = _some(answers, f"{act}_who"), _some(answers, f"{act}_when") - {"unsure"}
    if answers.get(act) == "no":
        return False
    if not _is_done(answers, act):
        return None
    if when or (who and not _is_by_employer(answers, act)):
        return False
    return True if who else None


def _papers_without_stage(answers: Answers, employers_in_between: int) -> Truth:
    if _some(answers, "doc_when") - {"unsure"} or is_clear(answers, employers_in_between):
        return False
    on_side = keeper_is_on_side(answers, employers_in_between)
    return True if on_side and answers.get("doc_get") in _HOLDS_BACK else None


def _nature(answers: Answers) -> Truth:
    work = answers.get("rec_p_work", "")
    return _either(work == "different" and answers.get("rec_would") == "no", work in _KEPT)


def _conditions(answers: Answers) -> Truth:
    facets = [answers.get(f"rec_p_{facet}", "") for facet in _FACETS]
    is_worse = any(facet in _BROKEN for facet in facets)
    return _either(
        is_worse and answers.get("rec_would") == "no", all(facet in _KEPT for facet in facets)
    )


def _marriage(answers: Answers) -> Truth:
    promise = answers.get("rec_marry", "")
    return _either(promise in _BROKEN, promise in _KEPT)


def _overtime(answers: Answers) -> Truth:
    over = over_the_limit(answers)
    refuse, why = answers.get("hrs_refuse", ""), _some(answers, "hrs_why")
    own_wish = why == {"own_wish"}
    return _either(
        over is True and refuse in {"no", "punished"} and not own_wish,
        over is False or refuse in {"yes", "lose_time"} or own_wish,
    )


def over_the_limit(answers: Answers) -> Truth:
    """Whether the hours are over the Kazakh limit: 10 a day, 12 above the week in a month, consent.

    A break not told may be up to two hours; a day or month whose bounds disagree is not known.
    """
    if answers.get("vis_country") != "KZ":
        return None
    low, high = _day(answers)
    days = _days_a_month(answers)
    month = 40 * 30 / 7
    extra_low = None if low is None or days is None else max(0.0, low * days - month)
    extra_high = None if high is None or days is None else max(0.0, high * days - month)
    consent = answers.get("hrs_consent", "")
    has_overtime = (low is not None and low > 8) or (extra_low is not None and extra_low > 0)
    if (
        (low is not None and low > 10)
        or (extra_low is not None and extra_low > 12)
        or (has_overtime and consent == "no")
    ):
        return True
    if high is None or extra_high is None or high > 10 or extra_high > 12:
        return None
    return False if consent == "yes" or (high <= 8 and extra_high == 0) else None


def _day(answers: Answers) -> tuple[float | None, float | None]:
    """The length of a usual day, at least and at most, in hours."""
    start, stop = (answers.get(f"hrs_start_{end}", "") for end in ("from", "to"))
    peak, rest = answers.get("hrs_peak", ""), answers.get("hrs_start_break", "")
    if not start or not stop or start == stop:
        return None, float(peak) if peak else None
    span = (_hour(stop) - _hour(start)) % 24
    if not rest:
        return span - 2, span
    worked = span - float(rest) / 60
    return (worked, worked) if worked > 0 else (None, None)


def _hour(clock: str) -> float:
    hours, minutes = clock.split(":")[:2]
    return int(hours) + int(minutes) / 60


def _days_a_month(answers: Answers) -> float | None:
    if off := answers.get("hrs_days_off", ""):
        return 30 - float(off)
    worked = answers.get("hrs_days_worked", "")
    return float(worked) * 30 / 7 if worked else None


def _on_call(answers: Answers) -> Truth:
    call = answers.get("hrs_call", "")
    return _either(call == "cannot_refuse", call in {"no", "can_refuse"})


def _freedom(answers: Answers) -> Truth:
    out, call, talk = (answers.get(f"mov_{what}", "") for what in ("out", "call", "talk"))
    kept_in = out == "escort" or (
        out == "no" and bool(_some(answers, "mov_stop") & {"rule", "fence", "guard"})
    )
    is_limited = kept_in or call in {"listened", "limited", "no"} or talk == "no"
    is_free = out in {"free", "permission"} and call in {"free", "no_network"} and talk == "yes"
    return _either(_is_by_employer(answers, "mov") and is_limited, is_free)


def _housing(answers: Answers) -> Truth:
    given, view = answers.get("liv_given", ""), answers.get("liv_view", "")
    lack = _some(answers, "liv_lack")
    is_bound = given in {"employer", "intermediary"} and answers.get("liv_other") != "yes"
    return _either(
        is_bound and (view == "not_fit" or len(lack - {"none"}) >= 3),
        (lack == {"none"} and view in {"good", "bearable"}) or given == "own",
    )


def _substances(answers: Answers) -> Truth:
    given = _some(answers, "liv_subst")
    return _either("illegal" in given, given == {"none"})


def _debt(answers: Answers) -> Truth:
    tricks = _some(answers, "led_trick")
    return _either(
        bool(tricks & {"false_record", "high_price", "low_value", "interest"}),
        answers.get("led_any") == "no" or tricks == {"none"},
    )


def _dependency(answers: Answers) -> Truth:
    things = _some(answers, "liv_depend")
    return _either(len(things - {"none"}) >= 2, things == {"none"})


def _resign(answers: Answers) -> Truth:
    can, how = answers.get("lev_can", ""), answers.get("lev_how", "")
    is_owner = answers.get("lev_notice") == "owner"
    return _either(
        can in {"not_let", "held"} or is_owner or how == "bought_out",
        can in {"let_paid", "let_unpaid"} or how == "self",
    )


def _waiting(answers: Answers) -> Truth:
    wait = answers.get("lev_wait", "")
    return _either(wait == "longer", wait == "no")


def _indefinite(answers: Answers) -> Truth:
    debt, end = answers.get("lev_debt", ""), answers.get("led_end", "")
    return _either(debt == "yes" and end in {"unknown", "never"}, debt == "no")


_RULES: Final[Mapping[str, Callable[[Answers], Truth]]] = {
    "recruitment.involuntariness.deceptive_nature": _nature,
    "recruitment.involuntariness.deceptive_conditions": _conditions,
    "recruitment.involuntariness.deceptive_marriage": _marriage,
    "duress.involuntariness.forced_overtime": _overtime,
    "duress.involuntariness.on_call": _on_call,
    "duress.involuntariness.limited_freedom": _freedom,
    "duress.involuntariness.degrading_living": _housing,
    "duress.involuntariness.induced_addiction": _substances,
    "duress.involuntariness.inflated_debt": _debt,
    "duress.involuntariness.multiple_dependency": _dependency,
    "leaving.involuntariness.no_freedom_to_resign": _resign,
    "leaving.involuntariness.waiting_for_wages": _waiting,
    "leaving.involuntariness.indefinite_debt_work": _indefinite,
}

"""The coverage table of the child interview as plain Python: answers → the 81 indicators.

Written from the table of conditions and the decision rules, with the form's formulas known in
part: it finds slips, not a wrong reading of the table. An answer is a text; a question with a
special answer, or not asked, has none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tests.unit.instruments.oracle import EMPLOYERS_SIDE, STAGES, Answers, Truth
from tests.unit.instruments.oracle_child_labour import Work, over_the_legal_week

WHO_COUNTS: Final = EMPLOYERS_SIDE | {"relative"}
"""A relative other than a parent is a third party; a parent, or a stranger, is not counted."""

_ALL: Final = ("recruitment", "duress", "leaving")
_LATER: Final = ("duress", "leaving")
ACTS: Final = {
    "ct_police": ("threat_denunciation", _ALL),
    "ct_hit": ("physical_violence", _ALL),
    "ct_food": ("other_punishment", _ALL),
    "ct_rights": ("rights_removed", _ALL),
    "ct_faith": ("religious_retribution", _ALL),
    "ct_things": ("assets_withheld", _ALL),
    "ct_threat": ("family_threats", _ALL),
    "ct_future": ("future_employment_excluded", _ALL),
    "ct_shun": ("community_excluded", _ALL),
    "ct_fine": ("financial_penalty", _ALL),
    "ct_shame": ("blackmail", _ALL),
    "ct_home": ("parents_livelihood", _ALL),
    "ct_body": ("sexual_violence", _ALL),
    "ct_phone": ("phone_confiscated", ("duress",)),
    "ct_apart": ("isolation", ("duress",)),
    "ct_worse": ("conditions_worsened", _LATER),
    "ct_lock": ("locked_in", _LATER),
    "ct_seen": ("violence_before_others", _LATER),
    "ct_watch": ("surveillance", _LATER),
    "ct_send": ("dismissal", _LATER),
    "ct_extra": ("extra_work", _LATER),
}
"""Act block → the penalty that it decides, and at which stages that is an indicator."""

_COUNTS_AS_DONE: Final = {
    "ct_watch": frozenset({"constant"}),
    "ct_seen": frozenset({"done", "threatened", "others"}),
}
_DONE: Final = frozenset({"done", "threatened"})
_YES_NO: Final = {
    "recruitment.involuntariness.birth_or_descent": "ar_birth",
    "recruitment.involuntariness.condition_of_parents_job": "ar_cond",
    "duress.involuntariness.illicit_activities": "wk_bad",
    "duress.involuntariness.employer_household": "wk_home",
}
_KEPT: Final = frozenset({"same", "better", "nothing_promised"})
_BROKEN: Final = frozenset({"worse", "different"})
_PAIRS: Final = {
    "recruitment.involuntariness.deceptive_nature": ("ar_p_work", frozenset({"different"})),
    "recruitment.involuntariness.deceptive_conditions": ("ar_p_other", _BROKEN),
    "recruitment.involuntariness.deceptive_education": ("sc_promise", _BROKEN),
}


def indicators(answers: Answers, tasks: Sequence[Work] = ()) -> dict[str, str]:
    """Every indicator by code: "1", "0" or "" for unknown."""
    found: dict[str, Truth] = {}
    for code, question in _YES_NO.items():
        found[code] = {"yes": True, "no": False}.get(answers.get(question, ""))
    for code, (question, broken) in _PAIRS.items():
        told = answers.get(question, "")
        found[code] = _either(told in broken, told in _KEPT)
    for code, rule in _RULES.items():
        found[code] = rule(answers)
    found["duress.involuntariness.forced_overtime"] = _overtime(answers, tasks)
    for act, (penalty, stages) in ACTS.items():
        for stage in stages:
            found[f"{stage}.penalty.{penalty}"] = _act(answers, act, STAGES[stage])
    for stage, word in STAGES.items():
        found[f"{stage}.penalty.documents_confiscated"] = _papers(answers, word)
    for stage in _LATER:
        found[f"{stage}.penalty.wages_withheld"] = _wages(answers, STAGES[stage])
    found["unstaged.penalty.any"] = _unstaged(answers)
    return {code: "" if value is None else str(int(value)) for code, value in found.items()}


def _either(present: bool, absent: bool) -> Truth:
    """Present wins over absent; neither is unknown."""
    if present:
        return True
    return False if absent else None


def _some(answers: Answers, question: str) -> frozenset[str]:
    """What was ticked in a question that takes several options."""
    return frozenset(answers.get(question, "").split())


def _counts(answers: Answers, act: str) -> bool:
    return bool(_some(answers, f"{act}_who") & WHO_COUNTS)


def _is_done(answers: Answers, act: str) -> bool:
    read = act != "ct_body" or answers.get("ct_body_read") == "yes"
    return answers.get(act, "") in _COUNTS_AS_DONE.get(act, _DONE) and read


def _act(answers: Answers, act: str, stage: str) -> Truth:
    """Present when somebody who counts did it then; absent by a clear no alone."""
    at_stage = stage in _some(answers, f"{act}_when")
    present = _is_done(answers, act) and _counts(answers, act) and at_stage
    return _either(present, answers.get(act) == "no")


def _is_clear(answers: Answers) -> bool:
    """Whether the papers are at hand, lost, given back when asked for, or kept by an outsider."""
    holder, who = answers.get("ct_paper", ""), _some(answers, "ct_paper_when_who")
    by_outsider = holder in {"fixer", "official"} and bool(who) and not who & WHO_COUNTS
    at_hand = holder in {"self", "self_place", "lost"}
    return at_hand or by_outsider or answers.get("ct_paper_when") == "no"


def _papers(answers: Answers, stage: str) -> Truth:
    held = answers.get("ct_paper", "") in {"employer", "foreman", "intermediary"}
    kept = _act(answers, "ct_paper_when", stage)
    return _either(held and kept is True, _is_clear(answers))


def _wages(answers: Answers, stage: str) -> Truth:
    owed = answers.get("cp_owed", "")
    said = _act(answers, "ct_nopay", stage)
    paid = owed in {"all_paid", "not_due"}
    unpaid = owed in {"part_unpaid", "nothing_paid"}
    return _either(unpaid or said is True, paid and said is False)


def _unstaged(answers: Answers) -> Truth:
    parts = [_act_without_stage(answers, act) for act in (*ACTS, "ct_nopay")]
    parts.append(False if _is_clear(answers) else _act_without_stage(answers, "ct_paper_when"))
    return _either(True in parts, all(part is False for part in parts))


def _act_without_stage(answers: Answers, act: str) -> Truth:
    who, when = _some(answers, f"{act}_who"), _some(answers, f"{act}_when") - {"unsure"}
    if answers.get(act) == "no":
        return False
    if answers.get(act, "") not in _COUNTS_AS_DONE.get(act, _DONE):
        return None
    if when or (who and not _counts(answers, act)):
        return False
    return True if who and _is_done(answers, act) else None


def _force(answers: Answers) -> Truth:
    """Whoever did it counts, but not the child's own parent alone."""
    by_parent = _some(answers, "ar_force_who") == {"parent"}
    told = answers.get("ar_force", "")
    return _either(told == "yes" and not by_parent, told == "no")


def _sale(answers: Answers) -> Truth:
    paid = answers.get("ar_paid", "")
    return _either(paid == "yes" and answers.get("ar_paid_for") == "yes", paid == "no")


def _debt(answers: Answers) -> Truth:
    debt = answers.get("ar_debt", "")
    return _either(debt in {"known", "unknown", "never"}, debt == "none")


def _endless(answers: Answers) -> Truth:
    debt = answers.get("ar_debt", "")
    return _either(debt in {"unknown", "never"}, debt == "none")


def _against_parents(answers: Answers) -> Truth:
    """Somebody else arranged it: another one offered the work, or told the child to work."""
    told, who = answers.get("ar_will", ""), answers.get("fw_who", "")
    by_other = bool(who) and who != "parent"
    return _either(told == "yes" and by_other, told == "no")


def _overtime(answers: Answers, tasks: Sequence[Work]) -> Truth:
    over, forced = over_the_legal_week(answers, tasks), answers.get("wk_forced", "")
    return _either(over is True and forced == "yes", over is False or forced == "no")


def _on_call(answers: Answers) -> Truth:
    call = answers.get("wk_call", "")
    return _either(call == "yes" and answers.get("wk_forced") == "yes", call == "no")


def _freedom(answers: Answers) -> Truth:
    out, talk = answers.get("ct_out", ""), answers.get("ct_talk", "")
    is_limited = out in {"escort", "no"} or talk in {"listened", "limited", "no"}
    is_free = out in {"free", "permission"} and talk in {"free", "no_network"}
    return _either(is_limited and _counts(answers, "ct_out"), is_free)


def _housing(answers: Answers) -> Truth:
    lack, view = _some(answers, "ct_sleep"), answers.get("ct_view", "")
    return _either(
        view == "not_fit" or len(lack - {"none"}) >= 3,
        lack == {"none"} and view in {"good", "bearable"},
    )


def _substances(answers: Answers) -> Truth:
    given = _some(answers, "ct_drink")
    made = answers.get("ct_drink_made") == "yes"
    return _either(bool(given & {"alcohol", "illegal"}) and made, given == {"none"})


def _hazard(answers: Answers) -> Truth:
    near, forced = _some(answers, "hz_what"), answers.get("wk_forced", "")
    bare = answers.get("hz_ppe") == "no"
    return _either(
        bool(near - {"none"}) and forced == "yes" and bare, near == {"none"} or forced == "no"
    )


def _dependency(answers: Answers) -> Truth:
    things = _some(answers, "ar_depend")
    return _either(len(things - {"none"}) >= 2, things == {"none"})


def _leave(answers: Answers) -> Truth:
    home = answers.get("cl_home", "")
    return _either(home == "no" and _counts(answers, "cl_keep"), home in {"yes", "ask"})


def _waiting(answers: Answers) -> Truth:
    wait = answers.get("cl_wait", "")
    return _either(wait == "longer", wait == "no")


def _parents(answers: Answers) -> Truth:
    does, lives = answers.get("wk_does", ""), answers.get("fw_with", "")
    case = answers.get("fw_parents_fl", "")
    with_parent = lives in {"mother", "father", "both"}
    return _either(
        case == "met" and with_parent and does == "works",
        does in {"present", "helps"} or (bool(lives) and not with_parent) or case == "not_met",
    )


_RULES: Final[Mapping[str, Callable[[Answers], Truth]]] = {
    "recruitment.involuntariness.coercive_recruitment": _force,
    "recruitment.involuntariness.sale": _sale,
    "recruitment.involuntariness.debt_linked": _debt,
    "recruitment.involuntariness.against_parents_will": _against_parents,
    "duress.involuntariness.on_call": _on_call,
    "duress.involuntariness.limited_freedom": _freedom,
    "duress.involuntariness.degrading_living": _housing,
    "duress.involuntariness.forced_substances": _substances,
    "duress.involuntariness.hazardous_without_protection": _hazard,
    "duress.involuntariness.multiple_dependency": _dependency,
    "leaving.involuntariness.no_freedom_to_leave": _leave,
    "leaving.involuntariness.waiting_for_wages": _waiting,
    "leaving.involuntariness.indefinite_debt_work": _endless,
    "parents.automatic.parents_in_forced_labour": _parents,
}

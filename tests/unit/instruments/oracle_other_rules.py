"""The proposed table for ICLS 2018 and the 11 ILO indicators as plain Python: answers → codes.

Written from the table alone, as `oracle.py` is for the adult rules, on whose indicators it rests.
An act counts at any stage; ICLS also counts what was seen or known of others.
"""

from collections.abc import Sequence
from typing import Final

from tests.unit.instruments import oracle
from tests.unit.instruments.oracle import EMPLOYERS_SIDE, Answers, Truth

WITNESSED: Final = frozenset({"others"})
NONE_SEEN: Final[frozenset[str]] = frozenset()
THREATS: Final = (
    *("trt_report", "trt_papers", "trt_phone", "trt_wages", "trt_fine", "trt_extra", "trt_worse"),
    *("trt_rights", "trt_things", "trt_food", "trt_apart", "trt_locked", "trt_hit", "trt_seen"),
    *("trt_family", "trt_dismiss", "trt_future", "trt_shun", "trt_shame", "trt_faith", "trt_sex"),
)


def icls(answers: Answers, between: int) -> dict[str, str]:
    """The codes of icls2018 that the adult form feeds."""
    ilo = _Ilo(answers, between)
    birth = ilo.all(
        "recruitment.involuntariness", "birth_or_descent", "sale", "coercive_recruitment"
    )
    end = ilo.all("leaving.involuntariness", "no_freedom_to_resign", "training_benefit_lock")
    found: dict[str, Truth] = {
        "involuntary.birth_or_transaction": _any(birth),
        "involuntary.different_nature": ilo["recruitment.involuntariness.deceptive_nature"],
        "involuntary.abusive_overtime": _any(
            ilo.all("duress.involuntariness", "forced_overtime", "on_call")
        ),
        "involuntary.hazardous_conditions": _dangers(answers, "liv_told"),
        "involuntary.low_or_no_wages": _low_pay(answers),
        "involuntary.degrading_living": ilo["duress.involuntariness.degrading_living"],
        "involuntary.other_employers": _other_employers(answers),
        "involuntary.longer_than_agreed": {"yes": True, "no": False}.get(
            answers.get("lev_longer", "")
        ),
        "involuntary.no_freedom_to_terminate": _any(end),
        "coercion.threats_or_violence": _acts(
            answers, WITNESSED, "trt_hit", "trt_sex", "trt_seen", "trt_family"
        ),
        "coercion.movement_restricted": _any(
            [_act(answers, "trt_locked", WITNESSED), _guarded(answers, ilo)]
        ),
        "coercion.debt_manipulation": _any(ilo.debts()),
        "coercion.wages_or_benefits_withheld": _any(
            [_unpaid(answers), _acts(answers, WITNESSED, "trt_wages", "trt_things")]
        ),
        "coercion.documents_withheld": _any(
            [_papers(answers, between), _act(answers, "trt_papers", WITNESSED)]
        ),
        "coercion.vulnerability_abused": _acts(
            answers, WITNESSED, "trt_report", "trt_dismiss", "trt_rights"
        ),
    }
    return _texts(found)


def ilo11(answers: Answers, between: int) -> dict[str, str]:
    """The codes of ilo11 that the adult form feeds."""
    ilo = _Ilo(answers, between)
    deceptions = ("deceptive_nature", "deceptive_conditions", "deceptive_marriage")
    free = ilo["duress.involuntariness.limited_freedom"]
    found: dict[str, Truth] = {
        "deception": _any(ilo.all("recruitment.involuntariness", *deceptions)),
        "restriction_of_movement": _any(
            [free, _acts(answers, NONE_SEEN, "trt_locked", "trt_watch")]
        ),
        "isolation": _act(answers, "trt_apart", NONE_SEEN),
        "physical_and_sexual_violence": _acts(answers, NONE_SEEN, "trt_hit", "trt_sex", "trt_seen"),
        "intimidation_and_threats": _any([_threat(answers, act) for act in THREATS]),
        "retention_of_identity_documents": _any(
            [_papers(answers, between), _act(answers, "trt_papers", NONE_SEEN)]
        ),
        "withholding_of_wages": _any([_unpaid(answers), _act(answers, "trt_wages", NONE_SEEN)]),
        "debt_bondage": _any(ilo.debts()),
        "abusive_working_and_living_conditions": _any(
            [ilo["duress.involuntariness.degrading_living"], _dangers(answers, "liv_ppe")]
        ),
        "excessive_overtime": oracle.over_the_limit(answers),
    }
    return _texts(found)


class _Ilo:
    """The adult indicators of an interview by code."""

    def __init__(self, answers: Answers, between: int) -> None:
        self._found = oracle.indicators(answers, between)

    def __getitem__(self, code: str) -> Truth:
        return {"1": True, "0": False}.get(self._found[code])

    def all(self, head: str, *tails: str) -> list[Truth]:
        """Several codes with one beginning."""
        return [self[f"{head}.{tail}"] for tail in tails]

    def debts(self) -> list[Truth]:
        """The three codes that speak of debt."""
        return [
            self["recruitment.involuntariness.debt_linked"],
            self["duress.involuntariness.inflated_debt"],
            self["leaving.involuntariness.indefinite_debt_work"],
        ]


def _texts(found: dict[str, Truth]) -> dict[str, str]:
    return {code: "" if value is None else str(int(value)) for code, value in found.items()}


def _any(facts: Sequence[Truth]) -> Truth:
    if True in facts:
        return True
    return None if None in facts else False


def _acts(answers: Answers, seen: frozenset[str], *acts: str) -> Truth:
    return _any([_act(answers, act, seen) for act in acts])


def _act(answers: Answers, act: str, seen: frozenset[str]) -> Truth:
    """An act at any stage; `seen`: the answers that count without a known actor."""
    told = answers.get(act, "")
    done = {"trt_watch": {"constant"}, "trt_seen": {"done", "threatened", "others"}}
    if told in done.get(act, {"done", "threatened"}):
        return _by_employer(answers, act)
    if told in seen:
        return True
    return False if told == "no" else None


def _by_employer(answers: Answers, act: str) -> Truth:
    who = set(answers.get(f"{act}_who", "").split())
    return bool(who & EMPLOYERS_SIDE) if who else None


def _threat(answers: Answers, act: str) -> Truth:
    told = answers.get(act, "")
    if told == "threatened":
        return _by_employer(answers, act)
    return False if told in {"no", "done", "others"} else None


def _dangers(answers: Answers, question: str) -> Truth:
    """Dangers at work, and no to a question about them."""
    dangers = set(answers.get("liv_hazard", "").split())
    if dangers == {"none"} or answers.get(question) == "yes":
        return False
    return True if dangers - {"none"} and answers.get(question) == "no" else None


def _low_pay(answers: Answers) -> Truth:
    enough, basis = answers.get("pay_enough", ""), answers.get("pay_basis", "")
    if enough in {"not_enough", "nothing"} or basis == "keep":
        return True
    return False if enough == "enough" and basis else None


def _other_employers(answers: Answers) -> Truth:
    made, whom = answers.get("hrs_home", ""), set(answers.get("hrs_home_for", "").split())
    if made == "no":
        return False
    return "other" in whom if made == "yes" and whom else None


def _guarded(answers: Answers, ilo: _Ilo) -> Truth:
    """Freedom limited by a guard, a gate or an escort; by something else is neither."""
    limited = ilo["duress.involuntariness.limited_freedom"]
    kept = set(answers.get("mov_stop", "").split()) & {"fence", "guard"}
    if limited and (kept or answers.get("mov_out") == "escort"):
        return True
    return False if limited is False else None


def _unpaid(answers: Answers) -> Truth:
    paid = {"all_paid": False, "not_due": False, "part_unpaid": True, "nothing_paid": True}
    return paid.get(answers.get("pay_status", ""))


def _papers(answers: Answers, between: int) -> Truth:
    """Papers on the employer's side that are not given back, on request or at leaving."""
    if oracle.keeper_is_on_side(answers, between) and (
        answers.get("doc_get") in {"short", "no"} or answers.get("doc_leave") in {"short", "no"}
    ):
        return True
    return False if oracle.is_clear(answers, between) else None

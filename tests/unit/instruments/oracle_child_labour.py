"""The measures of child labour as plain Python: age, hours and dangers → the rows of three rules.

Written from the table of measures and the definitions of the rules, with the form's formulas
known: it finds slips, not a wrong reading of the table. Every age in the range given is tried:
present when it holds for all, absent for none.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import Final, NamedTuple

from tests.unit.instruments.oracle import Answers, Truth

YOUNGEST: Final = 3
OLDEST: Final = 30
"""Ages the form takes."""


class Work(NamedTuple):
    """One task of last week; days and hours a day are texts, empty when not told."""

    task: str
    days: str
    hours: str


class Span(NamedTuple):
    """At least and at most; `inf` when nothing bounds it above."""

    low: float
    high: float


def ages(answers: Answers) -> range | None:
    """Every age the child may have, or None when nothing bounds it.

    An age is taken as told when it rests on no estimate, no paper says another, and the year of
    birth does not speak against it; else the bounds asked for hold, or the year of birth alone.
    """
    age, by_birth = answers.get("ag_age", ""), _ages_by_birth(answers)
    sources = set(answers.get("ag_src", "").split())
    is_certain = not (
        not age
        or sources & {"estimate", "event", "class"}
        or answers.get("ag_other") == "yes"
        or (by_birth is not None and int(age) not in by_birth)
    )
    if is_certain:
        return range(int(age), int(age) + 1)
    low, high = answers.get("ag_from", ""), answers.get("ag_to", "")
    if not low and not high:
        return None if age else by_birth
    return range(int(low or YOUNGEST), int(high or OLDEST) + 1)


def _ages_by_birth(answers: Answers) -> range | None:
    """The two ages that somebody born in this year may have on the day of the talk."""
    born, today = answers.get("ag_year", "")[:4], answers.get("cv_date", "")[:4]
    if not born or not today:
        return None
    oldest = int(today) - int(born)
    return range(oldest - 1, oldest + 1)


def week(answers: Answers, tasks: Sequence[Work]) -> Span:
    """Hours of economic work in the week; a part not told is nothing at least and open above."""
    if answers.get("wk_does") in {"present", "helps"}:
        return Span(0, 0)
    told = [task for task in tasks if task.days == "0" or (task.days and task.hours)]
    low = sum(float(task.days) * float(task.hours or 0) for task in told)
    return Span(low, low if tasks and len(told) == len(tasks) else inf)


def over_the_legal_week(answers: Answers, tasks: Sequence[Work]) -> Truth:
    """More than 24 hours at 14–15, 36 at 16–17, any under 14; the ages of a child alone."""
    hours = week(answers, tasks)
    span = ages(answers) or range(YOUNGEST, 18)
    limits = {0 if age < 14 else 24 if age < 16 else 36 for age in span if age < 18}
    return _join({_above(hours, limit) for limit in limits}) if limits else None


def sdg(answers: Answers, tasks: Sequence[Work]) -> dict[str, Truth]:
    """The hours rule as a whole, housework, and hazard or a worst form, for every age in turn."""
    hours, housework = week(answers, tasks), _number(answers.get("wk_house", ""))
    if answers.get("wk_does") == "present":
        housework = Span(0, 0)

    def by_hours(age: int) -> Truth:
        if 15 <= age <= 17:
            return _above(hours, 43)
        least = 1 if 5 <= age <= 11 else 14 if 12 <= age <= 14 else inf
        return _reaches(hours, least)

    worst = _any(given_for_the_child(answers), barred(answers, tasks), _building(answers, tasks))
    nothing = worst is False and _exposed(answers) is False
    if answers.get("wk_does") == "present":
        worst, nothing = False, True
    elif answers.get("wk_does") == "helps":
        nothing = barred(answers, tasks) is False and _exposed(answers) is False
        nothing = nothing and given_for_the_child(answers) is not True
    else:
        nothing = nothing and answers.get("wk_forced") == "no"
    found = True if worst else False if nothing else None
    return {
        "target_population": _for_every(answers, lambda age: 5 <= age <= 17),
        "hours": _for_every(answers, by_hours),
        "hours.household": _for_every(
            answers, lambda age: _above(housework, 21) if 5 <= age <= 14 else False
        ),
        "hazardous_or_worst_form": _for_every(
            answers, lambda age: found if 5 <= age <= 17 else False
        ),
    }


def kz(answers: Answers, tasks: Sequence[Work]) -> dict[str, Truth]:
    """The flags of Kazakh law on minors; nothing is said of another country, or of none."""
    hours = week(answers, tasks)
    works = {"works": True, "helps": False, "present": False}.get(answers.get("wk_does", ""))
    rows: dict[str, Callable[[int], Truth]] = {
        "contract.under_14": lambda age: works if age < 14 else False,
        "hours.age_14_15": lambda age: _above(hours, 24) if 14 <= age <= 15 else False,
        "hours.age_16_17": lambda age: _above(hours, 36) if 16 <= age <= 17 else False,
        "overtime": lambda age: _over(hours, age),
        "night_work": lambda age: _night(answers) if age < 18 else False,
        "order944.tobacco_cotton": lambda age: _fields(answers, tasks) if age < 18 else False,
        "order944.pesticides": lambda age: _spray(answers) if age < 18 else False,
        "order944.load": lambda age: _load(answers) if age < 18 else False,
        "order944.responsible_for_children": (
            lambda age: _care(answers, tasks) if age < 18 else False
        ),
    }
    if answers.get("cv_country") != "KZ":
        return dict.fromkeys(rows)
    return {code: _for_every(answers, test) for code, test in rows.items()}


def conventions(answers: Answers, tasks: Sequence[Work], *, is_locked_in: bool) -> dict[str, Truth]:
    """The rows of Conventions 138 and 182 and Recommendation 190 that the form feeds.

    `is_locked_in`: locked in at work, by the table of forced labour.
    """
    idle = answers.get("wk_does") in {"helps", "present"}
    near = _some(answers, "hz_what")
    bad = {"yes": True, "no": False}.get(answers.get("wk_bad", ""))
    return {
        "c138.minimum_age": _for_every(answers, lambda age: _too_young(answers, age)),
        "c138.hazardous_18": _for_every(answers, lambda age: _unprotected(answers, age)),
        "c182.a_slavery": _like_slavery(answers, is_idle=idle),
        "c182.c_illicit_activities": False if idle else bad,
        "c182.d_hazardous_work": _for_every(answers, lambda age: _hazardous(answers, tasks, age)),
        "r190.abuse": False if idle else _abuse(answers),
        "r190.underground_height_confined": (False if idle else "height" in near if near else None),
        "r190.machinery_tools_loads": False if idle else _machines(answers),
        "r190.unhealthy_environment": _unhealthy(answers),
        "r190.difficult_conditions": (
            False if idle else _difficult(answers, tasks, is_locked_in=is_locked_in)
        ),
    }


def _too_young(answers: Answers, age: int) -> Truth:
    """Work under 14 is below every minimum, from 16 below none; between, it depends."""
    works = {"works": True, "helps": False, "present": False}.get(answers.get("wk_does", ""))
    if age >= 16 or works is False:
        return False
    return works if age < 14 else None


def _unprotected(answers: Answers, age: int) -> Truth:
    """Dangers under 16, and at 16 and 17 without full protection."""
    exposed = _exposed(answers)
    if age >= 18 or exposed is False:
        return False
    bare = age < 16 or answers.get("hz_ppe") in {"no", "some"}
    return True if exposed and bare else None


def _like_slavery(answers: Answers, *, is_idle: bool) -> Truth:
    endless = answers.get("ar_debt") in {"unknown", "never"}
    if given_for_the_child(answers) or answers.get("ar_birth") == "yes" or endless:
        return True
    no = all(answers.get(n) == "no" for n in ("ar_paid", "ar_birth", "ar_force", "wk_forced"))
    return False if is_idle or (no and answers.get("ar_debt") == "none") else None


def _machines(answers: Answers) -> Truth:
    near, load = _some(answers, "hz_what"), _load(answers)
    if near & {"machines", "loads"} or (load and answers.get("cv_country") == "KZ"):
        return True
    return False if near and load is False else None


def _unhealthy(answers: Answers) -> Truth:
    near, spray = _some(answers, "hz_what"), _spray(answers)
    if near & {"chemicals", "heat", "frost", "dust"} or spray:
        return True
    told = bool(near) or answers.get("wk_does") == "helps"
    is_there = answers.get("wk_does") == "present"
    return False if is_there or (told and spray is False) else None


def _difficult(answers: Answers, tasks: Sequence[Work], *, is_locked_in: bool) -> Truth:
    night, long = _night(answers), _above(week(answers, tasks), 43)
    if night or long or is_locked_in:
        return True
    free = answers.get("ct_lock") == "no"
    return False if night is False and long is False and free else None


def given_for_the_child(answers: Answers) -> Truth:
    """Whether money or goods were given for the child itself."""
    if answers.get("ar_paid") == "no":
        return False
    told = answers.get("ar_paid") == answers.get("ar_paid_for") == "yes"
    return True if told else None


def barred(answers: Answers, tasks: Sequence[Work]) -> Truth:
    """Whether the list in force bars it: Order 944, known in four items, in Kazakhstan alone."""
    found = _any(_fields(answers, tasks), _spray(answers), _load(answers), _care(answers, tasks))
    return None if found and answers.get("cv_country") != "KZ" else found


def _hazardous(answers: Answers, tasks: Sequence[Work], age: int) -> Truth:
    if age >= 18:
        return False
    found = barred(answers, tasks)
    return found if found or _exposed(answers) is False else None


def _abuse(answers: Answers) -> Truth:
    read = answers.get("ct_body_read") == "yes"
    done = {"done", "threatened"}
    if {answers.get("ct_hit"), answers.get("ct_shout")} & done:
        return True
    if answers.get("ct_body") in done and read:
        return True
    clear = all(answers.get(name) == "no" for name in ("ct_hit", "ct_shout", "ct_body"))
    return False if clear else None


def _exposed(answers: Answers) -> Truth:
    near = _some(answers, "hz_what")
    if answers.get("wk_does") == "present":
        return False
    if near - {"none"} or _spray(answers):
        return True
    clear = near == {"none"} or answers.get("wk_does") == "helps"
    return False if clear and _spray(answers) is False else None


def _spray(answers: Answers) -> Truth:
    if answers.get("wk_does") == "present":
        return False
    return {"yes": True, "no": False}.get(answers.get("hz_spray", ""))


def _building(answers: Answers, tasks: Sequence[Work]) -> Truth:
    """A hazardous industry whatever is near; absent once every task was told."""
    if answers.get("wk_does") in {"helps", "present"}:
        return False
    if any(work.task == "build" for work in tasks):
        return True
    return False if tasks and all(work.task not in {"", "other"} for work in tasks) else None


def _load(answers: Answers) -> Truth:
    if answers.get("wk_does") in {"helps", "present"}:
        return False
    return _above(_number(answers.get("hz_load", "")), 4.1)


def _fields(answers: Answers, tasks: Sequence[Work]) -> Truth:
    is_field = any(work.task.startswith(("tob_", "cot_")) for work in tasks)
    return _by_task(answers, tasks, {"tobacco", "cotton"}, is_field)


def _care(answers: Answers, tasks: Sequence[Work]) -> Truth:
    return _by_task(answers, tasks, {"carers"}, any(work.task == "nanny" for work in tasks))


def _by_task(answers: Answers, tasks: Sequence[Work], near: set[str], is_found: bool) -> Truth:
    """From the tasks and from what is near; absent needs both told, and no task in other words."""
    seen = _some(answers, "hz_what")
    if answers.get("wk_does") in {"helps", "present"}:
        return False
    if is_found or seen & near:
        return True
    is_told = bool(tasks) and all(work.task not in {"", "other"} for work in tasks)
    return False if is_told and seen else None


def _night(answers: Answers) -> Truth:
    often, near = answers.get("wk_night", ""), _some(answers, "hz_what")
    if answers.get("wk_does") in {"helps", "present"}:
        return False
    if often in {"often", "sometimes"} or "night" in near:
        return True
    return False if often == "never" and near else None


def _over(hours: Span, age: int) -> Truth:
    return _above(hours, 0 if age < 14 else 24 if age < 16 else 36) if age < 18 else False


def _some(answers: Answers, question: str) -> frozenset[str]:
    return frozenset(answers.get(question, "").split())


def _number(text: str) -> Span:
    return Span(float(text), float(text)) if text else Span(0, inf)


def _above(span: Span, limit: float) -> Truth:
    return True if span.low > limit else False if span.high <= limit else None


def _reaches(span: Span, limit: float) -> Truth:
    return True if span.low >= limit else False if span.high < limit or limit == inf else None


def _any(*parts: Truth) -> Truth:
    return True if True in parts else False if all(part is False for part in parts) else None


def _for_every(answers: Answers, test: Callable[[int], Truth]) -> Truth:
    return _join({test(age) for age in ages(answers) or range(YOUNGEST, OLDEST + 1)})


def _join(found: set[Truth]) -> Truth:
    """True when all are, False when all are, None otherwise."""
    return found.pop() if len(found) == 1 else None

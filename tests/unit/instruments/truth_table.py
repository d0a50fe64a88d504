"""Answers that make each indicator of the adult form present, absent or unknown.

The conditions are those of the coverage table of the interview's content; they are written here
again, from the table and not from the form, so that the two can disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Answers = Mapping[str, str]

CONSENTED: Final[Answers] = {
    "vis_date": "2025-09-20",
    "vis_country": "KZ",
    "con_age": "yes",
    "con_talk": "yes",
    "rec_status": "hired",
}
"""What opens the questions about the work."""

ACT_OF: Final = {
    "threat_denunciation": "trt_report",
    "phone_confiscated": "trt_phone",
    "financial_penalty": "trt_fine",
    "extra_work": "trt_extra",
    "conditions_worsened": "trt_worse",
    "rights_removed": "trt_rights",
    "assets_withheld": "trt_things",
    "other_punishment": "trt_food",
    "isolation": "trt_apart",
    "locked_in": "trt_locked",
    "surveillance": "trt_watch",
    "physical_violence": "trt_hit",
    "violence_before_others": "trt_seen",
    "family_threats": "trt_family",
    "dismissal": "trt_dismiss",
    "future_employment_excluded": "trt_future",
    "community_excluded": "trt_shun",
    "blackmail": "trt_shame",
    "religious_retribution": "trt_faith",
    "sexual_violence": "trt_sex",
}
"""Penalty → the act block that alone decides it."""

STAGE_OF: Final = {"recruitment": "recruitment", "duress": "work", "leaving": "leaving"}
"""First part of a code → the word of the list `when`."""

PENALTIES_ALL_NO: Final[Answers] = {
    **dict.fromkeys(ACT_OF.values(), "no"),
    "trt_papers": "no",
    "trt_wages": "no",
    "doc_had": "had",
    "doc_holder": "self",
    "pay_status": "all_paid",
}

LONG_DAY: Final[Answers] = {
    "hrs_start_from": "06:00:00",
    "hrs_start_to": "20:00:00",
    "hrs_start_break": "60",
}
SHORT_DAY: Final[Answers] = {
    "hrs_start_from": "08:00:00",
    "hrs_start_to": "16:00:00",
    "hrs_start_break": "60",
    "hrs_days_worked": "5",
}
PAIRS_KEPT: Final[Answers] = {
    f"rec_p_{facet}": kept
    for facet, kept in (
        ("cond", "same"),
        ("contract", "better"),
        ("house", "nothing_promised"),
        ("papers", "same"),
        ("place", "same"),
        ("pay", "same"),
    )
}
HELD: Final[Answers] = {"doc_had": "had", "doc_holder": "employer", "doc_how": "taken"}


@dataclass(frozen=True, slots=True)
class Case:
    """One line: with these answers, this indicator has this value ("1", "0" or "")."""

    code: str
    name: str
    answers: Answers
    expected: str

    @property
    def id(self) -> str:
        """What the test report shows."""
        return f"{self.code}-{self.name}"


def cases() -> tuple[Case, ...]:
    """Every case of the table; each indicator has all three values at least once."""
    return (*_plain(), *_acts(), *_documents(), *_wages(), *_unstaged())


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

# code tail, expected, then the answers, as words `question=value`; a blank value is not answered.
_WRITTEN: Final = """
recruitment.involuntariness.deceptive_nature 1 rec_p_work=different rec_would=no
recruitment.involuntariness.deceptive_nature 0 rec_p_work=same
recruitment.involuntariness.deceptive_nature 0 rec_p_work=nothing_promised
recruitment.involuntariness.deceptive_nature ? rec_p_work=different
recruitment.involuntariness.deceptive_nature ? rec_p_work=different rec_would=maybe
recruitment.involuntariness.deceptive_nature ? rec_p_work=worse rec_would=no
recruitment.involuntariness.deceptive_conditions 1 rec_p_pay=worse rec_would=no
recruitment.involuntariness.deceptive_conditions ? rec_p_pay=worse rec_would=yes
recruitment.involuntariness.deceptive_conditions ? rec_p_pay=same rec_p_house=same
recruitment.involuntariness.deceptive_marriage 1 rec_marry=different
recruitment.involuntariness.deceptive_marriage 1 rec_marry=worse
recruitment.involuntariness.deceptive_marriage 0 rec_marry=nothing_promised
recruitment.involuntariness.deceptive_marriage ? rec_marry=
duress.involuntariness.on_call 1 hrs_call=cannot_refuse
duress.involuntariness.on_call 0 hrs_call=can_refuse
duress.involuntariness.on_call 0 hrs_call=no
duress.involuntariness.on_call ? hrs_call=
duress.involuntariness.limited_freedom 1 mov_out=no mov_stop=rule mov_who=employer
duress.involuntariness.limited_freedom 1 mov_out=escort mov_who=guard
duress.involuntariness.limited_freedom 1 mov_out=free mov_call=listened mov_talk=yes mov_who=foreman
duress.involuntariness.limited_freedom 1 mov_out=free mov_call=free mov_talk=no mov_who=employer
duress.involuntariness.limited_freedom 0 mov_out=free mov_call=free mov_talk=yes
duress.involuntariness.limited_freedom 0 mov_out=permission mov_call=no_network mov_talk=yes
duress.involuntariness.limited_freedom ? mov_out=no mov_stop=far mov_who=employer
duress.involuntariness.limited_freedom ? mov_out=no mov_stop=rule
duress.involuntariness.limited_freedom ? mov_out=no mov_stop=rule mov_who=partner
duress.involuntariness.limited_freedom ? mov_out=free mov_call=free
duress.involuntariness.limited_freedom ? mov_out=free mov_call=free mov_talk=partly
duress.involuntariness.degrading_living 1 liv_given=employer liv_other=no liv_view=not_fit
duress.involuntariness.degrading_living 1 liv_given=intermediary liv_lack=bed+wash+drink
duress.involuntariness.degrading_living 0 liv_given=own liv_lack=bed+wash+drink
duress.involuntariness.degrading_living 0 liv_given=employer liv_lack=none liv_view=bearable
duress.involuntariness.degrading_living ? liv_given=employer liv_other=yes liv_view=not_fit
duress.involuntariness.degrading_living ? liv_given=employer liv_other=no liv_lack=bed+wash
duress.involuntariness.degrading_living ? liv_given=employer liv_lack=space liv_view=bad
duress.involuntariness.degrading_living ? liv_view=not_fit liv_lack=bed+wash+drink
duress.involuntariness.induced_addiction 1 liv_subst=alcohol+illegal
duress.involuntariness.induced_addiction 0 liv_subst=none
duress.involuntariness.induced_addiction ? liv_subst=alcohol
duress.involuntariness.inflated_debt 1 led_any=yes led_trick=false_record
duress.involuntariness.inflated_debt 1 led_any=yes led_trick=hidden+interest
duress.involuntariness.inflated_debt 0 led_any=no
duress.involuntariness.inflated_debt 0 led_any=yes led_trick=none
duress.involuntariness.inflated_debt ? led_any=yes led_trick=hidden
duress.involuntariness.inflated_debt ? led_any=yes
duress.involuntariness.multiple_dependency 1 liv_depend=housing+papers
duress.involuntariness.multiple_dependency 0 liv_depend=none
duress.involuntariness.multiple_dependency ? liv_depend=housing
leaving.involuntariness.no_freedom_to_resign 1 lev_can=not_let
leaving.involuntariness.no_freedom_to_resign 1 lev_can=held
leaving.involuntariness.no_freedom_to_resign 1 lev_notice=owner
leaving.involuntariness.no_freedom_to_resign 1 lev_how=bought_out
leaving.involuntariness.no_freedom_to_resign 1 lev_can=let_paid lev_notice=owner
leaving.involuntariness.no_freedom_to_resign 0 lev_can=let_unpaid lev_notice=week
leaving.involuntariness.no_freedom_to_resign 0 lev_can=already_left lev_how=self
leaving.involuntariness.no_freedom_to_resign ? lev_can=already_left lev_how=fled
leaving.involuntariness.no_freedom_to_resign ? lev_others=brought_back
leaving.involuntariness.waiting_for_wages 1 lev_wait=longer
leaving.involuntariness.waiting_for_wages 0 lev_wait=no
leaving.involuntariness.waiting_for_wages ? lev_wait=within
leaving.involuntariness.indefinite_debt_work 1 lev_debt=yes led_end=unknown
leaving.involuntariness.indefinite_debt_work 1 lev_debt=yes led_end=never
leaving.involuntariness.indefinite_debt_work 0 lev_debt=no
leaving.involuntariness.indefinite_debt_work ? lev_debt=yes led_end=known
leaving.involuntariness.indefinite_debt_work ? lev_debt=yes
leaving.involuntariness.indefinite_debt_work ? lev_debt=partly led_any=yes led_end=never
"""


def _plain() -> Iterator[Case]:
    for code, question in _YES_NO.items():
        for answer, expected in (("yes", "1"), ("no", "0"), ("partly", ""), ("", "")):
            yield Case(code, answer or "blank", {question: answer}, expected)
    for line in _WRITTEN.split("\n")[1:-1]:
        code, expected, *words = line.split()
        pairs = (word.split("=") for word in words)
        answers = {question: value.replace("+", " ") for question, value in pairs}
        yield Case(code, "+".join(words), answers, expected.replace("?", ""))
    yield from _conditions_and_hours()


def _conditions_and_hours() -> Iterator[Case]:
    conditions = "recruitment.involuntariness.deceptive_conditions"
    yield Case(conditions, "all-six-kept", PAIRS_KEPT, "0")
    yield Case(conditions, "five-kept", {**PAIRS_KEPT, "rec_p_pay": ""}, "")
    overtime = "duress.involuntariness.forced_overtime"
    ordered = {"hrs_refuse": "no", "hrs_why": "ordered"}
    week = {"hrs_start_from": "08:00:00", "hrs_start_to": "17:00:00", "hrs_start_break": "60"}
    for name, answers, expected in (
        ("long-day", {**LONG_DAY, **ordered}, "1"),
        ("punished", {**LONG_DAY, **ordered, "hrs_refuse": "punished"}, "1"),
        ("also-own-wish", {**LONG_DAY, **ordered, "hrs_why": "own_wish ordered"}, "1"),
        ("seven-days", {**week, **ordered, "hrs_days_worked": "7"}, "1"),
        ("within", {**SHORT_DAY, **ordered}, "0"),
        ("may-refuse", {**LONG_DAY, "hrs_refuse": "yes"}, "0"),
        ("loses-the-time", {**LONG_DAY, "hrs_refuse": "lose_time"}, "0"),
        ("own-wish", {**LONG_DAY, "hrs_refuse": "no", "hrs_why": "own_wish"}, "0"),
        ("hours-not-told", ordered, ""),
        ("who-decides-not-told", LONG_DAY, ""),
        ("never-asked", {**LONG_DAY, "hrs_refuse": "never_asked"}, ""),
        ("days-not-told", {**week, **ordered}, ""),
        ("only-the-longest-day", {"hrs_peak": "14", **ordered}, ""),
        ("other-country", {**LONG_DAY, **ordered, "vis_country": "other"}, ""),
        ("consent-not-told", {**week, **ordered, "hrs_start_break": "30", "hrs_days_off": "9"}, ""),
    ):
        yield Case(overtime, name, answers, expected)
    tight = {**week, **ordered, "hrs_start_break": "50", "hrs_days_off": "9"}
    yield Case(overtime, "no-written-consent", {**tight, "hrs_consent": "no"}, "1")
    yield Case(overtime, "written-consent", {**tight, "hrs_consent": "yes"}, "0")


def act(question: str, what: str, who: str, when: str) -> dict[str, str]:
    """The answers of one act block; a blank part is not answered."""
    return {question: what, f"{question}_who": who, f"{question}_when": when}


def _acts() -> Iterator[Case]:
    for code in PENALTY_CODES:
        stage_word, _, tail = code.split(".")
        if tail not in ACT_OF:
            continue
        question, stage = ACT_OF[tail], STAGE_OF[stage_word]
        other = "leaving" if stage != "leaving" else "recruitment"
        watched = tail == "surveillance"
        done = "constant" if watched else "done"
        lesser = "sometimes" if watched else "threatened"
        unfit = "" if watched else "0"
        witnessed = "1" if tail == "violence_before_others" else ""
        for name, answers, expected in (
            ("done", act(question, done, "employer", stage), "1"),
            ("two-actors", act(question, done, "partner foreman", f"{stage} {other}"), "1"),
            ("lesser", act(question, lesser, "sent_by_employer", stage), "" if watched else "1"),
            ("no", {question: "no"}, "0"),
            ("another-actor", act(question, done, "official_own", stage), unfit),
            ("another-stage", act(question, done, "employer", other), unfit),
            ("actor-not-told", act(question, done, "", stage), ""),
            ("stage-not-told", act(question, done, "employer", ""), ""),
            ("also-at-this-stage", act(question, done, "employer", f"{stage} unsure"), "1"),
            ("perhaps-at-this-stage", act(question, done, "employer", f"{other} unsure"), ""),
            ("not-asked", {}, ""),
        ):
            yield Case(code, name, answers, expected)
        if not watched:
            seen = act(question, "others", "employer", stage)
            yield Case(code, "others", seen, witnessed)


def _documents() -> Iterator[Case]:
    no_act = {"trt_papers": "no"}
    for stage_word, stage in STAGE_OF.items():
        code = f"{stage_word}.penalty.documents_confiscated"
        back = "doc_leave" if stage == "leaving" else "doc_get"
        kept = {**HELD, back: "no", "doc_when": stage}
        returned = {**HELD, "doc_get": "yes", "doc_leave": "yes", **no_act}
        for name, answers, expected in (
            ("held", kept, "1"),
            ("pledge", {**kept, "doc_how": "pledge", back: "short"}, "1"),
            ("act", act("trt_papers", "threatened", "intermediary", stage), "1"),
            ("present-wins", {"doc_had": "lost", **act("trt_papers", "done", "guard", stage)}, "1"),
            ("left-at-home", {"doc_had": "left_home", **no_act}, "0"),
            ("never-had", {"doc_had": "never", **no_act}, "0"),
            ("fixer", {"doc_had": "had", "doc_holder": "fixer", "doc_get": "no", **no_act}, "0"),
            ("own-place", {"doc_had": "had", "doc_holder": "self_place", **no_act}, "0"),
            ("returned", returned, "0"),
            ("act-of-another", {**returned, **act("trt_papers", "done", "partner", stage)}, "0"),
            ("asked-never", HELD, ""),
            ("act-not-asked", {"doc_had": "lost"}, ""),
            ("holder-not-told", {"doc_had": "had", **no_act}, ""),
        ):
            yield Case(code, name, answers, expected)
    at_work = {**HELD, "doc_get": "no", "doc_leave": "no", "doc_when": "work", **no_act}
    yield Case("recruitment.penalty.documents_confiscated", "taken-at-work", at_work, "0")
    before = {**at_work, "doc_when": "recruitment"}
    yield Case("duress.penalty.documents_confiscated", "taken-before-and-held", before, "1")
    unsure = {**at_work, "doc_when": "work unsure"}
    yield Case("recruitment.penalty.documents_confiscated", "perhaps-before", unsure, "")
    no_stage = {**at_work, "doc_when": ""}
    yield Case("duress.penalty.documents_confiscated", "stage-not-told", no_stage, "")


def _wages() -> Iterator[Case]:
    work, leaving = "duress.penalty.wages_withheld", "leaving.penalty.wages_withheld"
    unpaid = {"pay_status": "nothing_paid"}
    for code, stage in ((work, "work"), (leaving, "leaving")):
        for name, answers, expected in (
            ("threatened", act("trt_wages", "threatened", "employer", stage), "1"),
            ("paid", {"pay_status": "all_paid", "trt_wages": "no"}, "0"),
            ("not-due", {"pay_status": "not_due", "trt_wages": "no"}, "0"),
            ("late", {"pay_status": "late_paid", "trt_wages": "no"}, ""),
            ("threat-not-asked", {"pay_status": "all_paid"}, ""),
            ("not-told", {"trt_wages": "no"}, ""),
        ):
            yield Case(code, name, answers, expected)
    yield Case(work, "part-unpaid", {"pay_status": "part_unpaid", "trt_wages": "no"}, "1")
    yield Case(leaving, "would-lose-it", {**unpaid, "pay_lose": "part"}, "1")
    yield Case(leaving, "left-without-it", {**unpaid, "lev_how": "fled"}, "1")
    yield Case(leaving, "would-not-lose-it", {**unpaid, "pay_lose": "no", "trt_wages": "no"}, "")
    yield Case(leaving, "loss-not-told", unpaid, "")


def _unstaged() -> Iterator[Case]:
    code = "unstaged.penalty.any"
    for name, answers, expected in (
        ("act", act("trt_hit", "done", "employer", ""), "1"),
        ("unsure", act("trt_hit", "threatened", "employer", "unsure"), "1"),
        ("papers", {**HELD, "doc_get": "no"}, "1"),
        ("none", PENALTIES_ALL_NO, "0"),
        ("staged", {**PENALTIES_ALL_NO, **act("trt_hit", "done", "employer", "work")}, "0"),
        ("another-actor", {**PENALTIES_ALL_NO, **act("trt_hit", "done", "partner", "")}, "0"),
        ("actor-not-told", {**PENALTIES_ALL_NO, **act("trt_hit", "done", "", "")}, ""),
        ("one-not-asked", {**PENALTIES_ALL_NO, "trt_fine": ""}, ""),
        ("pay-not-told", {**PENALTIES_ALL_NO, "pay_status": ""}, ""),
        ("nothing-asked", {}, ""),
    ):
        yield Case(code, name, answers, expected)


_THREE_STAGES: Final = (
    "threat_denunciation documents_confiscated sexual_violence physical_violence other_punishment"
    " rights_removed religious_retribution assets_withheld family_threats"
    " future_employment_excluded community_excluded financial_penalty blackmail"
)
_WORK_AND_LEAVING: Final = (
    "conditions_worsened locked_in violence_before_others surveillance wages_withheld dismissal"
    " extra_work"
)
PENALTY_CODES: Final = (
    *(f"{stage}.penalty.{tail}" for stage in STAGE_OF for tail in _THREE_STAGES.split()),
    *(f"{s}.penalty.{tail}" for s in ("duress", "leaving") for tail in _WORK_AND_LEAVING.split()),
    "duress.penalty.phone_confiscated",
    "duress.penalty.isolation",
)
"""The penalties of the ruleset, less the one without a stage."""

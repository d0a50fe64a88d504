"""The words of an explanation, in English, marked for the translators; `ui` holds the catalogue.

The window and the command line say the same sentences: each takes a `Say`, which gives a sentence
back in the reader's language. Placeholders are filled in afterwards.
"""

from collections.abc import Callable, Mapping
from typing import Final

from fieldkit.records import InterviewState, Special
from fieldkit.scoring.explain import ReasonCode
from fieldkit.scoring.indicators import Kind as FactKind
from fieldkit.scoring.indicators import Stage, Strength
from fieldkit.scoring.truth import Outcome
from fieldkit.services.beside import Kind
from fieldkit.wording.mark import QT_TRANSLATE_NOOP

Say = Callable[[str], str]
"""A sentence of this module in the language of the reader."""

CONTEXT: Final = "explanation"

OUTCOME: Final[Mapping[Outcome, str]] = {
    Outcome.MET: QT_TRANSLATE_NOOP("explanation", "met"),
    Outcome.NOT_MET: QT_TRANSLATE_NOOP("explanation", "not met"),
    Outcome.UNDETERMINED: QT_TRANSLATE_NOOP("explanation", "open: the answers allow both"),
}
STRENGTH: Final[Mapping[Strength, str]] = {
    Strength.STRONG: QT_TRANSLATE_NOOP("explanation", "strong"),
    Strength.MEDIUM: QT_TRANSLATE_NOOP("explanation", "medium"),
    Strength.WEAK: QT_TRANSLATE_NOOP("explanation", "weak"),
    Strength.NONE: "",
}
STAGE: Final[Mapping[Stage, str]] = {
    Stage.RECRUITMENT: QT_TRANSLATE_NOOP("explanation", "during recruitment"),
    Stage.WORK: QT_TRANSLATE_NOOP("explanation", "during the work"),
    Stage.LEAVING: QT_TRANSLATE_NOOP("explanation", "when leaving"),
}
STAGED: Final = QT_TRANSLATE_NOOP("explanation", "{indicator} {stage}")
NO_RULESET: Final = QT_TRANSLATE_NOOP(
    "explanation",
    "No ruleset fits: the person was not asked what one needs (a child in the form for adults, no "
    "employer, no consent for the child), or the form has none. Not scored, in no share.",
)
STATE: Final[Mapping[InterviewState, str]] = {
    InterviewState.DRAFT: QT_TRANSLATE_NOOP(
        "explanation", "The interview is not finished: its answers may still change."
    ),
    InterviewState.FINISHED: QT_TRANSLATE_NOOP("explanation", "The interview is finished."),
    InterviewState.DECLINED: QT_TRANSLATE_NOOP(
        "explanation", "No consent: counted as a visit, not scored."
    ),
    InterviewState.WITHDRAWN: QT_TRANSLATE_NOOP(
        "explanation", "Consent was taken back: erased, not scored."
    ),
    InterviewState.SEALED: QT_TRANSLATE_NOOP(
        "explanation", "Sealed for the organisation: its answers are not on this laptop."
    ),
}
SPECIAL: Final[Mapping[Special, str]] = {
    Special.DONT_KNOW: QT_TRANSLATE_NOOP("explanation", "does not know"),
    Special.REFUSED: QT_TRANSLATE_NOOP("explanation", "refused to answer"),
    Special.NOT_APPLICABLE: QT_TRANSLATE_NOOP("explanation", "does not apply"),
}
REASON: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.MET_BY: QT_TRANSLATE_NOOP("explanation", "It is met by what is present:"),
    ReasonCode.ALSO_PRESENT: QT_TRANSLATE_NOOP(
        "explanation", "Also present; it is met without these:"
    ),
    ReasonCode.PRESENT: QT_TRANSLATE_NOOP("explanation", "Present, and not enough:"),
    ReasonCode.MISSING: QT_TRANSLATE_NOOP(
        "explanation", "One of these was needed, and the answers say that none is there"
    ),
    ReasonCode.OPEN: QT_TRANSLATE_NOOP(
        "explanation", "One of these is needed, and the answers do not tell"
    ),
    ReasonCode.UNKNOWN: QT_TRANSLATE_NOOP(
        "explanation", "Not known; the result stands whatever they are:"
    ),
    ReasonCode.GRADE_NOT_VERIFIED: QT_TRANSLATE_NOOP(
        "explanation", "The grades of these are not verified against print:"
    ),
    ReasonCode.RESTS_ON: QT_TRANSLATE_NOOP("explanation", "The result rests on:"),
    ReasonCode.OUTSIDE_DETERMINATION: QT_TRANSLATE_NOOP(
        "explanation", "Met, and no part of the result:"
    ),
    ReasonCode.FACTS_REMAIN: QT_TRANSLATE_NOOP(
        "explanation", "These facts stand, whatever the result is:"
    ),
    ReasonCode.RULESET_NOT_VERIFIED: QT_TRANSLATE_NOOP(
        "explanation", "The ruleset is not verified against print:"
    ),
}
BESIDE: Final[Mapping[Kind, str]] = {
    Kind.WORD: QT_TRANSLATE_NOOP("explanation", "The respondent's own word"),
    Kind.ARTICLE: QT_TRANSLATE_NOOP("explanation", "The official article, as written"),
    Kind.AGAINST: QT_TRANSLATE_NOOP("explanation", "Facts that speak against it"),
    Kind.OPINION: QT_TRANSLATE_NOOP("explanation", "What the interviewer thought"),
    Kind.FLAG: QT_TRANSLATE_NOOP("explanation", "Protection, whoever did it"),
    Kind.CONTRADICTION: QT_TRANSLATE_NOOP("explanation", "Answers that contradict each other"),
    Kind.TOLD: QT_TRANSLATE_NOOP("explanation", "Told by another, in no share unless asked for"),
}
ABOUT: Final[Mapping[str, str]] = {
    "flag.family": QT_TRANSLATE_NOOP(
        "explanation", "An act of a partner or relative; it never counts against the employer"
    ),
    "flag.official": QT_TRANSLATE_NOOP(
        "explanation",
        "An act of an official on his or her own; it never counts against the employer",
    ),
    "flag.coworker": QT_TRANSLATE_NOOP(
        "explanation", "An act of another worker; it never counts against the employer"
    ),
    "flag.stranger": QT_TRANSLATE_NOOP(
        "explanation", "An act of a stranger or somebody else; it never counts against the employer"
    ),
    "flag.other_hurt": QT_TRANSLATE_NOOP("explanation", "Hurt by somebody outside the job"),
    "flag.parent": QT_TRANSLATE_NOOP(
        "explanation", "An act of a parent; it never counts against the employer"
    ),
    "flag.officials": QT_TRANSLATE_NOOP(
        "explanation", "An act of an official, on his or her own or for the employer"
    ),
    "flag.others": QT_TRANSLATE_NOOP(
        "explanation", "An act of another worker, a partner or a stranger"
    ),
    "flag.alone": QT_TRANSLATE_NOOP("explanation", "The child works without its parents"),
    "flag.sexual": QT_TRANSLATE_NOOP("explanation", "Sexual violence or a threat of it"),
    "flag.child": QT_TRANSLATE_NOOP("explanation", "A child works or is in danger"),
    "flag.counter": QT_TRANSLATE_NOOP("explanation", "Risk of a counter-complaint"),
    "flag.urgent": QT_TRANSLATE_NOOP("explanation", "Something cannot wait"),
    "flag.care": QT_TRANSLATE_NOOP("explanation", "Not let to a doctor"),
    "flag.assessed": QT_TRANSLATE_NOOP("explanation", "The interviewer sees a need for protection"),
    "contradiction.papers": QT_TRANSLATE_NOOP(
        "explanation", "Papers are not held, and papers were taken or threatened"
    ),
    "contradiction.wages": QT_TRANSLATE_NOOP(
        "explanation", "All is paid or not due, and wages were kept or threatened"
    ),
    "contradiction.leaving": QT_TRANSLATE_NOOP("explanation", "Could leave, and could not"),
    "contradiction.hours": QT_TRANSLATE_NOOP(
        "explanation", "Long hours, and the person says that they are not long"
    ),
    "contradiction.locked": QT_TRANSLATE_NOOP("explanation", "Goes out freely, and is locked in"),
    "contradiction.debt": QT_TRANSLATE_NOOP(
        "explanation", "No debt or advance, and an advance or debt"
    ),
}

NEEDED_KIND: Final[Mapping[FactKind, str]] = {
    FactKind.INVOLUNTARINESS: QT_TRANSLATE_NOOP("explanation", "no free consent"),
    FactKind.PENALTY: QT_TRANSLATE_NOOP("explanation", "a penalty or the threat of one"),
}
NEEDED_STRONG: Final = QT_TRANSLATE_NOOP("explanation", "at least one strong fact")
NEEDED: Final = QT_TRANSLATE_NOOP("explanation", "{sentence}: {of}")

CASE: Final = QT_TRANSLATE_NOOP("explanation", "Case {case}")
RESULT: Final = QT_TRANSLATE_NOOP("explanation", "Result by this ruleset: {state}")
NO_RESULT: Final = QT_TRANSLATE_NOOP(
    "explanation", "This ruleset gives no overall result, only its criteria."
)
READING: Final = QT_TRANSLATE_NOOP("explanation", "Another reading, {reading}: {state}")
COMBINATION: Final = QT_TRANSLATE_NOOP("explanation", "In the words of the framework: {name}")
CRITERION: Final = QT_TRANSLATE_NOOP("explanation", "{criterion}: {state}")
GRADE: Final = QT_TRANSLATE_NOOP("explanation", "{indicator} ({grade})")
NOT_VERIFIED: Final = QT_TRANSLATE_NOOP("explanation", "grade not verified against print")
NOT_ASKED: Final = QT_TRANSLATE_NOOP("explanation", "not asked or not answered")
NO_QUESTION: Final = QT_TRANSLATE_NOOP("explanation", "no question of this form feeds it")
ANSWER: Final = QT_TRANSLATE_NOOP("explanation", "{question} \u2190 {answer}")
ASK_AGAIN: Final = QT_TRANSLATE_NOOP("explanation", "What to ask again")
ASK_GENTLY: Final = QT_TRANSLATE_NOOP(
    "explanation",
    "Do not press for what was refused. A child is questioned once: adults add what is missing.",
)
ASK_WHOLE: Final = QT_TRANSLATE_NOOP("explanation", "For the result")
TOGETHER: Final = QT_TRANSLATE_NOOP("explanation", " together with ")
MORE: Final = QT_TRANSLATE_NOOP("explanation", "More such sets: {n}")
MORE_THAN: Final = QT_TRANSLATE_NOOP("explanation", "More such sets: {n} and further ones")
NOTHING_SETTLES: Final = QT_TRANSLATE_NOOP(
    "explanation", "Too much is open to say what would settle it; ask all that is not known."
)
IF_GRADE: Final = QT_TRANSLATE_NOOP(
    "explanation", "If {indicator} were {grade}, the result would be {state}"
)
IF_GRADE_CRITERION: Final = QT_TRANSLATE_NOOP(
    "explanation", "If {indicator} were {grade}, {criterion} would be {state}"
)
SENSITIVE: Final = QT_TRANSLATE_NOOP(
    "explanation", "What other grades would change (not verified against print: {n})"
)
NOT_SENSITIVE: Final = QT_TRANSLATE_NOOP(
    "explanation",
    "Grades not verified against print: {n}. No other grade of one of them would change a result.",
)
BESIDE_TITLE: Final = QT_TRANSLATE_NOOP("explanation", "Beside the score, and no part of it")
FROM: Final = QT_TRANSLATE_NOOP("explanation", "from record {case}")
JUDGEMENTS: Final = QT_TRANSLATE_NOOP(
    "explanation", "What persons judge; no judgement changes the result"
)
NO_JUDGEMENT: Final = QT_TRANSLATE_NOOP("explanation", "Nobody has written down a judgement yet.")
JUDGED: Final = QT_TRANSLATE_NOOP(
    "explanation", "{by}, {when}: {about} {says}; the ruleset gave: {computed}"
)
JUDGED_WHOLE: Final = QT_TRANSLATE_NOOP("explanation", "the whole case:")
JUDGED_ABOUT: Final = QT_TRANSLATE_NOOP("explanation", "{criterion}:")
NO_COMPUTED: Final = QT_TRANSLATE_NOOP("explanation", "no overall result")
OTHER_VERSION: Final = QT_TRANSLATE_NOOP("explanation", "beside version {version} of the ruleset")
RULESET: Final = QT_TRANSLATE_NOOP(
    "explanation", "{title}. Ruleset {id}, version {version}, SHA-256 {sha256}."
)
FORM: Final = QT_TRANSLATE_NOOP("explanation", "Form {form}, version {version}.")
SILENT: Final = QT_TRANSLATE_NOOP("explanation", "Where the sources are silent")
NO_VERDICT: Final = QT_TRANSLATE_NOOP(
    "explanation",
    "A survey measure, not a verdict: it says nothing of guilt. Never show it to the respondent "
    "or the employer.",
)
PRACTICE: Final = QT_TRANSLATE_NOOP("explanation", "PRACTICE: invented people only, not a finding.")
PAGE_WARNING: Final = QT_TRANSLATE_NOOP(
    "explanation", "This page holds answers. Keep it as you keep the interview."
)
LEGEND: Final = QT_TRANSLATE_NOOP(
    "explanation",
    "Signs: \u25a0 met, \u25cb not met or absent, \u25c8 open; "
    "\u25cf present, ? not known; ! attention.",
)

"""How far a second coder agrees with the form, or two coders with each other, and where not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fieldkit.errors import Code, Known
from fieldkit.interview import serialise
from fieldkit.interview.evidence import evidence
from fieldkit.interview.session import InterviewSession
from fieldkit.records import WITHOUT_ANSWERS
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.scoring.truth import Truth
from fieldkit.services import codings, interviews
from fieldkit.services.codings import FORM, Coding
from fieldkit.services.table_files import PlainTable
from fieldkit.store import interviews as stored
from fieldkit.store.workspace import Store

if TYPE_CHECKING:
    from fieldkit.analysis.agreement import Agreement

SOURCE: Final = (
    "kappa: Cohen 1960; 95 % interval: large-sample error of Fleiss, Cohen and Everitt 1969, "
    "withheld below 18 cases (2k², Cicchetti 1981); interval of the share: Wilson 1927"
)

_AGREEMENT_COLUMNS: Final = (
    "indicator",
    "label",
    "n",
    "equal",
    "share",
    "share_low",
    "share_high",
    "kappa",
    "kappa_low",
    "kappa_high",
    "why_not_given",
)


@dataclass(frozen=True, slots=True)
class IndicatorAgreement:
    """One indicator that both coded in at least one case."""

    code: str
    label: str
    agreement: "Agreement"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One case and indicator that got two codes, with the refs of the answers to look at."""

    case_code: str
    code: str
    label: str
    first: Truth
    second: Truth
    note: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodingReport:
    """Two coders side by side; `first` is `codings.FORM` or a pseudonym.

    `equal` of `compared` codes are the same, over all indicators; they are no independent
    observations, so that there is no kappa of them. `left_out` counts codes of indicators that the
    ruleset no longer has.
    """

    ruleset_id: str
    first: str
    second: str
    cases: int
    compared: int
    equal: int
    left_out: int
    indicators: tuple[IndicatorAgreement, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One case and indicator that both coded."""

    case_code: str
    code: str
    first: Truth
    second: Truth
    note: str
    refs: tuple[str, ...]


def report(
    store: Store, ruleset: Ruleset, *, coder: str = "", against: str = FORM, language: str = "en"
) -> CodingReport:
    """Compare a coder with the form as it stands now, or with another coder.

    `coder` may be left out where there is but one. Raises USAGE_WRONG when there is none, when one
    must be named, and for a name that nobody coded under.
    """
    by_coder = codings.latest(store, ruleset.id)
    coder = coder or _only(by_coder)
    for name in {coder, against} - {FORM}:
        if name not in by_coder:
            raise Known(Code.USAGE_WRONG, name=name, detail="nobody coded under this name")
    pairs: list[_Pair] = []
    left_out = 0
    for interview_id, second in by_coder[coder].items():
        interview = stored.interview(store, interview_id)
        if interview.state in WITHOUT_ANSWERS:
            continue
        session = interviews.session_of(store, interview)
        coding = by_coder.get(against, {}).get(interview_id)
        first = _by_form(session, ruleset) if against == FORM else coding.codes if coding else {}
        left_out += len(second.codes.keys() - set(ruleset.codes))
        pairs += _pairs(interview.case_code, session, ruleset, first, second)
    labels = {i.code: i.labels.get(language) or i.labels["en"] for i in ruleset.indicators}
    return CodingReport(
        ruleset_id=ruleset.id,
        first=against,
        second=coder,
        cases=len({pair.case_code for pair in pairs}),
        compared=len(pairs),
        equal=sum(pair.first is pair.second for pair in pairs),
        left_out=left_out,
        indicators=tuple(_by_indicator(pairs, labels)),
        disagreements=tuple(
            Disagreement(
                pair.case_code,
                pair.code,
                labels[pair.code],
                pair.first,
                pair.second,
                pair.note,
                pair.refs,
            )
            for pair in pairs
            if pair.first is not pair.second
        ),
    )


def as_tables(found: CodingReport) -> Mapping[str, PlainTable]:
    """The report as two tables: agreement by indicator, and every disagreement."""
    return {
        "agreement": PlainTable(
            _AGREEMENT_COLUMNS,
            tuple(
                (
                    line.code,
                    line.label,
                    line.agreement.n,
                    line.agreement.observed.n,
                    line.agreement.observed.share,
                    line.agreement.observed.low,
                    line.agreement.observed.high,
                    line.agreement.kappa,
                    line.agreement.low,
                    line.agreement.high,
                    line.agreement.gap and line.agreement.gap.value,
                )
                for line in found.indicators
            ),
        ),
        "disagreements": PlainTable(
            ("case_code", "indicator", "label", found.first, found.second, "note", "refs"),
            tuple(
                (
                    each.case_code,
                    each.code,
                    each.label,
                    _word(each.first),
                    _word(each.second),
                    each.note,
                    " ".join(each.refs),
                )
                for each in found.disagreements
            ),
        ),
    }


def _only(by_coder: Mapping[str, Mapping[str, Coding]]) -> str:
    if len(by_coder) == 1:
        return next(iter(by_coder))
    named = ", ".join(sorted(by_coder))
    raise Known(
        Code.USAGE_WRONG,
        detail=f"name the coder: {named}" if by_coder else "nobody has coded by this ruleset yet",
    )


def _by_form(session: InterviewSession, ruleset: Ruleset) -> Mapping[str, Truth]:
    prefix = f"{ruleset.id}/"
    return {
        code.removeprefix(prefix): Truth.from_text(text)
        for code, text in serialise.indicators(session).items()
        if code.startswith(prefix)
    }


def _pairs(
    case_code: str,
    session: InterviewSession,
    ruleset: Ruleset,
    first: Mapping[str, Truth],
    second: Coding,
) -> Iterator[_Pair]:
    for code in ruleset.codes:
        if code in first and code in second.codes:
            told = evidence(session, f"{ruleset.id}/{code}")
            refs = tuple(str(item.ref) for item in told)
            note = second.notes.get(code, "")
            yield _Pair(case_code, code, first[code], second.codes[code], note, refs)


def _by_indicator(
    pairs: Sequence[_Pair], labels: Mapping[str, str]
) -> Iterator[IndicatorAgreement]:
    from fieldkit.analysis.agreement import agreement

    for code, label in labels.items():
        both = [(pair.first, pair.second) for pair in pairs if pair.code == code]
        if both:
            yield IndicatorAgreement(code, label, agreement(both))


def _word(truth: Truth) -> str:
    return truth.value or "?"

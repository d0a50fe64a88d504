"""What a person thinks of a case: kept beside what the ruleset computes, never merged with it."""

from dataclasses import dataclass

from fieldkit.scoring.truth import Outcome

WHOLE = ""
"""`Judgement.about` of a judgement on the determination as a whole."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's judgement of one case under one ruleset, as it was written down.

    `about` is `WHOLE` or the id of a criterion. `computed` is what the ruleset gave at that moment,
    `None` where it gives no overall result. `by` is a code of the person, never a name. Nothing
    replaces a judgement: a later one stands after it.
    """

    judgement_id: str
    interview_id: str
    about: str
    says: Outcome
    reason: str
    by: str
    ruleset_id: str
    ruleset_version: str
    ruleset_sha256: str
    computed: Outcome | None
    wall_utc: str
    device_id: str

    @property
    def differs(self) -> bool:
        """Whether the person and the ruleset said different things at that moment."""
        return self.computed is not None and self.says is not self.computed

"""What an export is made of: plain frozen values gathered by the caller from store and sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.records import (
    Address,
    Event,
    Interview,
    Ref,
    Revision,
    Special,
    StoredForm,
)
from fieldkit.scoring.determine import Determination
from fieldkit.scoring.judgement import Judgement
from fieldkit.scoring.ruleset import Ruleset
from fieldkit.xforms.model import FormDefinition


@dataclass(frozen=True, slots=True)
class Device:
    """The laptop that writes the workbook; its public key is the raw 32 bytes of Ed25519."""

    device_id: str
    code: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class ExportCase:
    """One interview as the readable sheets show it: the state of its live tree.

    `values` has every leaf of the tree, calculations included; blank where nothing stands.
    `relevant` says which leaves the form put; a leaf it does not name counts as put when it is in
    `values`. `addresses` names every repeat instance (`/data/child[2]` → `/data/child[k7q2ab]`).
    `indicators` has the codes of the form (`ilo2012-adult/duress…`) with "1", "0" or "".
    `scores` is by ruleset id; empty for a case that was declined or is not scorable. `judgements`
    are those of persons, in the order of time.
    """

    interview: Interview
    values: Mapping[Ref, str]
    relevant: Mapping[Ref, bool] = field(default_factory=dict)
    specials: Mapping[Ref, Special] = field(default_factory=dict)
    addresses: Mapping[Ref, Address] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Determination] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """All that goes into one workbook.

    `definitions` and `forms` are by form hash; `rulesets` by id. `languages` are those in which
    labels are written, in that order; empty takes every language of the forms. `revisions` and
    `events` are the exact history, and may hold more than the readable sheets show.
    """

    cases: tuple[ExportCase, ...]
    definitions: Mapping[str, FormDefinition]
    forms: Mapping[str, StoredForm]
    rulesets: Mapping[str, Ruleset]
    revisions: tuple[Revision, ...]
    events: tuple[Event, ...]
    interviews: tuple[Interview, ...]
    device: Device
    practice: bool
    created_utc: str
    program_version: str
    languages: tuple[str, ...] = ()

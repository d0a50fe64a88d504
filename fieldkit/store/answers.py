"""The write path of answers, and reading them back: revisions, projection, history."""

from collections.abc import Iterator, Sequence

from fieldkit.records import Address, Answer, CurrentAnswer, Event, Revision, Saved
from fieldkit.store.workspace import Store


def save(
    store: Store,
    interview_id: str,
    answers: Sequence[Answer],
    *,
    actor: str,
    reason: str = "",
    revision_ids: Sequence[str] | None = None,
    position: Address | None = None,
) -> Saved:
    """Append answers in one transaction; returning means they are on disk.

    After any error nothing may be taken as saved, nor as lost: call again with the same
    `revision_ids` (one for each answer, made beforehand), and what is there already is not
    written twice. A save of a finished interview raises INTERVIEW_FINISHED, except in a pool,
    where it is how a person settles a conflict: the new revision replaces every head.
    """
    raise NotImplementedError


def answers(store: Store, interview_id: str) -> tuple[CurrentAnswer, ...]:
    """The current answers of an interview: repeat instances first, in the order of adding.

    Addresses in conflict are left out, so that whatever is computed sees them as unknown;
    `merge.conflicts` has both sides. Removed instances and what was in them are left out too.
    """
    raise NotImplementedError


def revisions(store: Store, interview_id: str | None = None) -> Iterator[Revision]:
    """The whole history of answers, by device and sequence."""
    raise NotImplementedError


def events(store: Store, interview_id: str | None = None) -> Iterator[Event]:
    """The whole history of events, by device and sequence; of one interview if named."""
    raise NotImplementedError


def record_event(store: Store, kind: str, detail: dict[str, str], interview_id: str = "") -> Event:
    """Append one event, e.g. `export`; `detail` never holds an answer."""
    raise NotImplementedError

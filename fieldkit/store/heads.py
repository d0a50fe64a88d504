"""Which revisions stand, and what follows for the current answers: pure, the same in any order.

A revision replaces those of its parents that are at its address; the removal of a repeat instance
replaces also those beneath it. What nothing replaces is a head. Heads of one address that say the
same (status, value, type) agree; heads that differ are a conflict. A removed instance with a head
left beneath it, made by someone who did not know of the removal, is a conflict at the instance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.records import Address, CurrentAnswer, Revision, Status

COUNTED = frozenset({Status.ANSWERED, Status.DONT_KNOW, Status.REFUSED, Status.NOT_APPLICABLE})
"""What counts as answered: an answer, or the reason why there is none."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An address whose heads differ; nothing is chosen until a person writes a new revision."""

    interview_id: str
    address: Address
    heads: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the revisions of one interview amount to.

    `current` has removed and cleared addresses too. An address in conflict is not in it, nor is
    anything beneath an instance in conflict; such an instance itself stands there as added, so
    that what it holds is unknown rather than absent.
    """

    current: tuple[CurrentAnswer, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def answered(self) -> int:
        """The number of addresses with an answer or the reason why there is none."""
        return sum(current.status in COUNTED for current in self.current)


def heads_of(revisions: Iterable[Revision]) -> dict[Address, tuple[Revision, ...]]:
    """Heads by address, in ascending order of (sequence, device, hash)."""
    all_revisions = list(revisions)
    by_id: dict[str, list[Revision]] = {}
    for revision in all_revisions:
        by_id.setdefault(revision.revision_id, []).append(revision)
    replaced = {
        parent.revision_id for revision in all_revisions for parent in _replaced(revision, by_id)
    }
    found = [revision for revision in all_revisions if revision.revision_id not in replaced]
    # A circle of parents has no head; only damage or malice makes one, and it must not make
    # answers disappear: whatever no head leads to is a head itself.
    reached = _reached(found, by_id)
    found += [revision for revision in all_revisions if revision.revision_id not in reached]
    heads: dict[Address, list[Revision]] = {}
    for revision in sorted(found, key=_order):
        heads.setdefault(revision.address, []).append(revision)
    return {address: tuple(heads[address]) for address in sorted(heads)}


def standing(revisions: Iterable[Revision]) -> Standing:
    """Current answers and conflicts of one interview's revisions."""
    all_revisions = list(revisions)
    heads = heads_of(all_revisions)
    torn = _conflicts(heads)
    instances = sorted(address for address in torn if address.endswith("]"))
    current: list[CurrentAnswer] = []
    for address, standing_here in heads.items():
        if any(is_beneath(address, instance) for instance in instances):
            continue
        if address in torn:
            current += _kept_instance(address, all_revisions)
        else:
            current.append(_current(standing_here[0]))
    conflicts = tuple(
        Conflict(differing[0].interview_id, address, differing)
        for address, differing in sorted(torn.items())
    )
    return Standing(tuple(current), conflicts)


def is_beneath(address: str, instance: str) -> bool:
    """Whether an address is inside a group or repeat instance."""
    return address.startswith(instance + "/")


def instances_above(address: str) -> tuple[Address, ...]:
    """The repeat instances an address is in, outermost first."""
    steps = address.split("/")
    return tuple(
        Address("/".join(steps[: n + 1])) for n in range(len(steps) - 1) if steps[n].endswith("]")
    )


def _replaced(revision: Revision, by_id: Mapping[str, list[Revision]]) -> list[Revision]:
    """Parents that a revision may replace; one that names a stranger replaces nothing."""
    return [
        parent
        for parent_id in revision.parents
        if parent_id != revision.revision_id
        for parent in by_id.get(parent_id, ())
        if parent.address == revision.address
        or (revision.status is Status.REMOVED and is_beneath(parent.address, revision.address))
    ]


def _reached(found: list[Revision], by_id: Mapping[str, list[Revision]]) -> set[str]:
    reached = {revision.revision_id for revision in found}
    pending = list(found)
    while pending:
        for parent in _replaced(pending.pop(), by_id):
            if parent.revision_id not in reached:
                reached.add(parent.revision_id)
                pending += by_id[parent.revision_id]
    return reached


def _conflicts(
    heads: Mapping[Address, tuple[Revision, ...]],
) -> dict[Address, tuple[Revision, ...]]:
    torn = {address: here for address, here in heads.items() if not _agree(here)}
    removed = {a for a, here in heads.items() if a not in torn and here[0].status is Status.REMOVED}
    for address, here in heads.items():
        above = [instance for instance in instances_above(address) if instance in removed]
        if above and any(revision.status is not Status.REMOVED for revision in here):
            torn[above[0]] = torn.get(above[0], heads[above[0]]) + here
    return torn


def _agree(heads: tuple[Revision, ...]) -> bool:
    return len({(head.status, head.value, head.value_type) for head in heads}) == 1


def _kept_instance(address: Address, revisions: list[Revision]) -> list[CurrentAnswer]:
    added = [r for r in revisions if r.address == address and r.status is Status.ADDED]
    return [_current(max(added, key=_order))] if added else []


def _current(revision: Revision) -> CurrentAnswer:
    return CurrentAnswer(
        address=revision.address,
        status=revision.status,
        value=revision.value,
        value_type=revision.value_type,
        seq=revision.seq,
        device_id=revision.device_id,
        revision_id=revision.revision_id,
    )


def _order(revision: Revision) -> tuple[int, str, str]:
    return (revision.seq, revision.device_id, revision.hash)

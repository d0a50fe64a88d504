"""Check a store for damage: pages, chains, triggers, projections."""

from dataclasses import dataclass

from fieldkit.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be; free of answers."""

    check: str  # quick_check, integrity_check, cipher_integrity_check, chain, trigger, projection
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of all checks."""

    ok: bool
    findings: tuple[Finding, ...]
    revisions: int
    events: int


def verify(store: Store) -> VerifyReport:
    """Run every check; nothing is changed."""
    raise NotImplementedError

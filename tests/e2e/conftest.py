"""What each proof leaves as it found it."""

from collections.abc import Iterator

import pytest

from fieldkit.store import key

_STRONG = key.STRONG


@pytest.fixture(autouse=True)
def keys_cost_what_they_cost() -> Iterator[None]:
    """A proof that makes keys cheap to derive, in this process, does so for itself alone."""
    yield
    key.STRONG = _STRONG  # type: ignore[misc]

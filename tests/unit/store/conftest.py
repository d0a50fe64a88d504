"""Fixtures of the store's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.store.workspace import Kind, Store
from tests.unit.store.making import practice


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with practice(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Store]:
    with practice(tmp_path / "pool", Kind.POOL) as opened:
        yield opened

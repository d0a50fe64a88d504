"""Vaults as older versions wrote them open, migrate, keep everything; a failure changes nothing."""

import shutil
from pathlib import Path

import pytest

from fieldkit.errors import Bug, Code, Known
from fieldkit.records import InterviewState
from fieldkit.store import migrations, schema, upgrade
from fieldkit.store.answers import answers, events, revisions, save
from fieldkit.store.attachments import add, attachments
from fieldkit.store.interviews import consents, interviews
from fieldkit.store.merge import content_sha256
from fieldkit.store.repair import repair
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e import figures
from tests.unit.store.making import StepClock, begin, said

VAULTS = Path(__file__).parents[2] / "data" / "vaults"
PHRASES = {"v1": "a vault of version one", "v2": "a vault of version two"}


def opened(folder: Path, version: str = "v1") -> Store:
    return open_store(folder, passphrase=PHRASES[version], clock=StepClock())


@pytest.fixture(params=["v1", "v2"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["workspace", "practice", "pool"])
def old(request: pytest.FixtureRequest, tmp_path: Path, version: str) -> Path:
    shutil.copytree(VAULTS / version / request.param, tmp_path / request.param)
    return tmp_path / request.param


def test_there_is_a_vault_of_every_version_before_this_one() -> None:
    assert sorted(p.name for p in VAULTS.iterdir()) == [
        f"v{n}" for n in range(1, schema.SCHEMA_VERSION)
    ]


def test_an_old_vault_opens_migrates_and_verifies(old: Path, version: str) -> None:
    figures.add("26.old_vaults", vaults=1)
    with opened(old, version) as store:
        assert verify(store).ok
        assert store.vault.rows("PRAGMA user_version") == [(schema.SCHEMA_VERSION,)]
        assert [e.kind for e in events(store)].count(upgrade.MIGRATED) == 1
    with opened(old, version) as store:  # and only once
        assert [e.kind for e in events(store)].count(upgrade.MIGRATED) == 1
    figures.add("26.old_vaults", opened=1)


def test_what_was_said_is_still_there_and_goes_on(tmp_path: Path) -> None:
    shutil.copytree(VAULTS / "v1" / "workspace", tmp_path / "w")

    with opened(tmp_path / "w") as store:
        first, second = interviews(store)
        assert (first.site, second.state) == ("s0", InterviewState.FINISHED)
        assert {a.value for a in answers(store, first.interview_id)} == {"30", "", "Айгүл"}
        assert consents(store, first.interview_id) == {"interview": "given"}
        assert len(list(revisions(store))) == 6
        save(store, first.interview_id, [said("/d/age", "33")], actor="m2")
        begin(store)
        assert verify(store).ok


def test_version_two_kept_what_was_erased_and_what_stands_beside_the_database(
    tmp_path: Path,
) -> None:
    shutil.copytree(VAULTS / "v2" / "workspace", tmp_path / "w")

    with opened(tmp_path / "w", "v2") as store:
        assert [i.state for i in interviews(store)] == [
            InterviewState.DRAFT,
            InterviewState.FINISHED,
            InterviewState.WITHDRAWN,
        ]
        first = interviews(store)[0].interview_id
        assert {a.value for a in answers(store, first)} == {"31", "", "Айгүл"}
        assert store.safeguard.restored == 0
        save(store, first, [said("/d/age", "33")], actor="m2")
        pieces = [b"taken in by the version that follows"]
        add(store, first, pieces, media_type="text/plain", ending="txt", is_cleaned=True)
        assert verify(store).ok
    with opened(tmp_path / "w", "v2") as store:
        assert len(attachments(store)) == 1
        assert verify(store).ok


def test_a_snapshot_of_version_two_is_ground_for_a_repair(tmp_path: Path) -> None:
    shutil.copytree(VAULTS / "v2" / "workspace", tmp_path / "w")
    content = bytearray((tmp_path / "w" / "vault.db").read_bytes())
    content[5_000] ^= 1
    (tmp_path / "w" / "vault.db").write_bytes(content)

    report = repair(tmp_path / "w", tmp_path / "new", passphrase=PHRASES["v2"], clock=StepClock())

    assert report.is_whole
    with opened(tmp_path / "new", "v2") as store:
        assert len(interviews(store)) == 3
        assert verify(store).ok


def test_an_old_pool_holds_what_it_held(tmp_path: Path, version: str) -> None:
    shutil.copytree(VAULTS / version / "pool", tmp_path / "w")

    with opened(tmp_path / "w", version) as store:
        assert len(interviews(store)) == {"v1": 1, "v2": 3}[version]
        assert len(content_sha256(store)) == 64


def test_a_failed_migration_leaves_the_old_file_byte_for_byte(
    old: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.name: p.read_bytes() for p in old.iterdir()}
    statements = schema.third_version

    def broken() -> tuple[str, ...]:
        return (*statements(), "INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(schema, "third_version", broken)
    with pytest.raises(Bug):
        opened(old, version)
    after = {p.name: p.read_bytes() for p in old.iterdir() if p.name != "lock"}

    figures.add("26.old_vaults", failed=1, unchanged=after == before)
    assert after == before
    monkeypatch.setattr(schema, "third_version", statements)
    with opened(old, version) as store:
        assert verify(store).ok
    figures.add("26.old_vaults", control_mended=1)
    assert not list(old.glob("*.next*"))


def test_rows_that_a_migration_would_lose_stop_it(
    old: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (old / "vault.db").read_bytes()
    statements = schema.third_version
    monkeypatch.setattr(schema, "third_version", lambda: (*statements(), "DELETE FROM device"))

    with pytest.raises(Known) as refused:
        opened(old, version)

    assert refused.value.code is Code.STORE_DAMAGED
    assert (old / "vault.db").read_bytes() == before


def test_every_trigger_is_there_after_the_tables_were_made_anew(old: Path, version: str) -> None:
    """A rebuilt table silently loses its triggers; the opening puts back and asserts each."""
    with opened(old, version) as store:
        found = dict(store.vault.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        assert found == schema.triggers()
        assert migrations.missing_triggers(store.vault.connection) == ()


def test_an_old_vault_is_never_opened_as_it_is(tmp_path: Path) -> None:
    from fieldkit.store import database, key

    shutil.copytree(VAULTS / "v1" / "practice", tmp_path / "w")
    opened_key = key.unlock(tmp_path / "w" / key.FILE_NAME, key.PRACTICE_PASSPHRASE)

    with pytest.raises(Bug):
        database.open_vault(tmp_path / "w", opened_key)

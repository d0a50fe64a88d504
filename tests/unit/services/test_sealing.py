"""A sealed interview: only the organisation opens it, and this laptop has nothing of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.ids import Instant, SystemClock
from fieldkit.records import Interview, InterviewState
from fieldkit.services import (
    erasure,
    exchange,
    interviews,
    recovery,
    repairs,
    sealing,
    workspaces,
)
from fieldkit.services.workspaces import Workspace
from fieldkit.store import key
from fieldkit.store.answers import answers, revisions
from fieldkit.store.interviews import interview as listed
from tests.e2e import figures
from tests.unit.services.conftest import Begin, finish

PHRASE = "four words without sense"
SITE = "S-17"


class Later:
    """The machine's clock, moved on by days."""

    days = 0

    def instant(self) -> Instant:
        now = SystemClock().instant()
        day = int(now.wall_utc[8:10])
        moved = now.wall_utc[:5] + "12-" + f"{day:02d}" + now.wall_utc[10:]
        return replace(now, wall_utc=moved) if self.days else now


@pytest.fixture
def identity() -> str:
    return recovery.make_key().identity


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identity: str) -> Iterator[Workspace]:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    with workspaces.create(tmp_path / "real", passphrase=PHRASE, clock=Later()) as made:
        recovery.add_and_prove(made, identity)
        yield made


@pytest.fixture
def two(real: Workspace, begin: Begin) -> tuple[Interview, Interview]:
    """One finished interview and one draft."""
    done, draft = (begin(real, SITE, agrees="yes", shut=shut) for shut in ("yes", "no"))
    finish(real, done)
    return listed(real, done.interview.interview_id), draft.interview


def test_what_was_sealed_is_gone_here_and_whole_for_the_organisation(
    real: Workspace, two: tuple[Interview, Interview], identity: str, tmp_path: Path
) -> None:
    done, draft = two
    before = answers(real, done.interview_id)

    (sealed,) = sealing.seal(real, [done])

    left = listed(real, done.interview_id)
    assert (left.state, left.case_code, left.site) == (
        InterviewState.SEALED,
        done.case_code,
        "",
    )
    assert answers(real, done.interview_id) == ()
    assert {r.interview_id for r in revisions(real)} == {draft.interview_id}
    assert workspaces.verify(real).ok
    file = real.folder / sealing.FOLDER / sealed.file
    assert done.case_code not in sealed.file
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        report = exchange.pool_add(pool, [file], identities=[identity])
        assert (report.refusals, report.interviews_new) == ((), 1)
        assert answers(pool, done.interview_id) == before
        assert listed(pool, done.interview_id).state is InterviewState.FINISHED
    figures.record("11.sealing", sealed=1, left_here=0, opened_by_the_organisation=1)


def test_neither_the_passphrase_nor_another_key_opens_a_sealed_file(
    real: Workspace, two: tuple[Interview, Interview], tmp_path: Path
) -> None:
    (sealed,) = sealing.seal(real, two[:1])
    stranger = recovery.make_key().identity
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        for identities in ([], [stranger]):
            report = exchange.pool_add(
                pool, [real.folder / sealing.FOLDER / sealed.file], identities=identities
            )
            assert report.refusals[0].error.code is Code.WORKBOOK_SEALED
            figures.add("11.sealing", control_refused=1)


def test_a_sealed_interview_leaves_with_no_export_and_no_pool_loses_it(
    real: Workspace, two: tuple[Interview, Interview], identity: str, tmp_path: Path
) -> None:
    done, draft = two
    (sealed,) = sealing.seal(real, [done])
    exchange.export_workbook(real, tmp_path / "rest.xlsx")
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        exchange.pool_add(pool, [tmp_path / "rest.xlsx"])
        assert [i.interview_id for i in interviews.listed(pool)] == [draft.interview_id]
        file = real.folder / sealing.FOLDER / sealed.file
        exchange.pool_add(pool, [file], identities=[identity])
        exchange.pool_add(pool, [tmp_path / "rest.xlsx"])

        assert len(answers(pool, done.interview_id)) > 0


def test_only_finished_interviews_are_sealed_and_only_with_a_proven_key(
    real: Workspace, two: tuple[Interview, Interview], workspace: Workspace
) -> None:
    with pytest.raises(Known) as draft:
        sealing.seal(real, two[1:])
    with pytest.raises(Known) as nobody:
        sealing.set_grace(workspace, 24)

    assert draft.value.code is Code.INTERVIEW_NOT_READY
    assert nobody.value.code is Code.KEY_UNPROVEN
    assert not (real.folder / sealing.FOLDER).exists()


def test_interviews_are_sealed_by_themselves_after_the_time_of_grace(
    real: Workspace, two: tuple[Interview, Interview], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sealing.seal_due(real) == ()
    sealing.set_grace(real, 24)
    assert sealing.seal_due(real) == ()

    monkeypatch.setattr(Later, "days", 30)
    (sealed,) = sealing.seal_due(real)

    assert sealed.case_code == two[0].case_code
    assert sealing.seal_due(real) == ()
    sealing.set_grace(real, None)
    assert sealing.grace_hours(real) is None


def test_an_export_seals_what_is_finished_where_the_policy_says_so(
    real: Workspace, two: tuple[Interview, Interview], identity: str, tmp_path: Path
) -> None:
    done, draft = two
    assert sealing.seal_exported(real) == ()
    sealing.set_at_export(real, True)
    exchange.export_workbook(real, tmp_path / "all.xlsx")

    (sealed,) = sealing.seal_exported(real)

    assert sealed.case_code == done.case_code
    assert listed(real, done.interview_id).state is InterviewState.SEALED
    assert listed(real, draft.interview_id).state is InterviewState.DRAFT
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        exchange.pool_add(pool, [tmp_path / "all.xlsx"])
        assert len(answers(pool, done.interview_id)) > 0


def test_the_policy_comes_back_with_the_history(
    real: Workspace, two: tuple[Interview, Interview], tmp_path: Path
) -> None:
    sealing.set_grace(real, 6)
    sealing.set_at_export(real, True)
    real.close()
    (real.folder / "vault.db").write_bytes(b"")
    repairs.repair(real.folder, tmp_path / "mended", passphrase=PHRASE)

    with workspaces.open_workspace(tmp_path / "mended", passphrase=PHRASE) as mended:
        assert (sealing.grace_hours(mended), sealing.is_at_export(mended)) == (6, True)


def test_nothing_is_due_where_there_is_no_recovery_key(workspace: Workspace) -> None:
    assert sealing.seal_due(workspace) == ()


def test_a_sealed_interview_can_still_be_withdrawn(
    real: Workspace, two: tuple[Interview, Interview], identity: str, tmp_path: Path
) -> None:
    done, _ = two
    (sealed,) = sealing.seal(real, [done])
    erasure.withdraw(real, done.case_code)
    exchange.export_workbook(real, tmp_path / "rest.xlsx")

    assert listed(real, done.interview_id).state is InterviewState.WITHDRAWN
    assert workspaces.verify(real).ok
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        file = real.folder / sealing.FOLDER / sealed.file
        exchange.pool_add(pool, [file], identities=[identity])
        exchange.pool_add(pool, [tmp_path / "rest.xlsx"])
        assert answers(pool, done.interview_id) == ()

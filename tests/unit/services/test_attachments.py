"""Photos and recordings through the services: cleaned, bound by an answer, handed over, sealed."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import python_calamine

from fieldkit.errors import Code, Known
from fieldkit.interview import view
from fieldkit.media import clean
from fieldkit.records import InterviewState, Ref
from fieldkit.services import (
    attachments,
    erasure,
    exchange,
    interviews,
    library,
    recovery,
    scripts,
    sealing,
    unsealing,
    workspaces,
)
from fieldkit.services.attachments import Attachment, attach
from fieldkit.services.interviews import OpenInterview
from fieldkit.services.library import LoadedForm
from fieldkit.services.workspaces import Workspace
from fieldkit.store import key
from fieldkit.store.answers import answers, events
from fieldkit.store.interviews import interview as listed
from fieldkit.store.parts import ADDED
from tests.unit.media import making
from tests.unit.services.conftest import finish, give

FORM = Path(__file__).resolve().parents[2] / "data" / "forms" / "photo.md"
ROOM = Ref("/data/room")


@pytest.fixture(scope="session")
def pictures(home: Path) -> LoadedForm:
    return library.load_form(FORM)


@pytest.fixture
def opened(workspace: Workspace, pictures: LoadedForm) -> OpenInterview:
    return begun(workspace, pictures)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0042.jpg"
    path.write_bytes(making.jpeg())
    return path


def begun(workspace: Workspace, form: LoadedForm) -> OpenInterview:
    started = interviews.start(workspace, form, language="", site="S-3")
    give(workspace, started, "agrees", "yes")
    return started


def taken(workspace: Workspace, opened: OpenInterview, path: Path) -> Attachment:
    """Answer the question of the room by a file, saved."""
    found, changes = attachments.answered_by(workspace, opened, ROOM, path)
    interviews.save(workspace, interviews.ticket(opened.interview.interview_id, changes.answers))
    return found


def read(workspace: Workspace, opened: OpenInterview, name: str) -> bytes:
    return b"".join(attachments.content(workspace, opened.interview.interview_id, name))


def refused(do: Callable[[], object]) -> Code:
    with pytest.raises(Known) as why:
        do()
    return why.value.code


def test_a_photo_is_kept_without_its_place_and_the_answer_names_what_is_kept(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    kept = taken(workspace, opened, photo)

    content = read(workspace, opened, kept.name)
    assert any(mark in photo.read_bytes() for mark in making.MARKS)  # the control
    assert not any(mark in content for mark in making.MARKS)
    assert kept.name == hashlib.sha256(content).hexdigest() + ".jpg"
    assert (kept.media_type, kept.n_bytes, kept.is_cleaned) == ("image/jpeg", len(content), True)
    assert opened.session.node(ROOM).text == kept.name
    assert kept.name in {a.value for a in answers(workspace, opened.interview.interview_id)}
    assert attachments.attachments(workspace, opened.interview.interview_id) == (kept,)
    told = [e.detail for e in events(workspace) if e.kind == ADDED]
    assert "IMG_0042" not in str(told)
    assert workspaces.verify(workspace).ok


def test_metadata_are_kept_on_purpose_only(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    whole = attach(workspace, opened.interview.interview_id, photo, keep_metadata=True)
    cleaned = attach(workspace, opened.interview.interview_id, photo)

    assert whole is not None
    assert cleaned is not None
    assert read(workspace, opened, whole.name) == photo.read_bytes()
    assert (whole.is_cleaned, cleaned.is_cleaned) == (False, True)
    assert whole.name != cleaned.name


def test_what_cannot_be_taken_in_is_refused_and_leaves_nothing(
    workspace: Workspace,
    opened: OpenInterview,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interview_id = opened.interview.interview_id
    paper, torn, nothing = tmp_path / "a.pdf", tmp_path / "b.jpg", tmp_path / "c.jpg"
    paper.write_bytes(b"%PDF-1.4 " + bytes(100))
    torn.write_bytes(making.jpeg()[:300])
    nothing.write_bytes(b"")
    pipe = tmp_path / "pipe.jpg"
    if hasattr(os, "mkfifo"):  # somebody would wait for ever who opens it
        os.mkfifo(pipe)
    codes = [
        refused(lambda: attach(workspace, interview_id, tmp_path / "none.jpg")),
        refused(lambda: attach(workspace, interview_id, tmp_path)),
        refused(lambda: attach(workspace, interview_id, pipe)),
        refused(lambda: attach(workspace, interview_id, paper, accepts="image/*")),
        refused(lambda: attach(workspace, interview_id, paper, accepts="application/*")),
        refused(lambda: attach(workspace, interview_id, torn)),
        refused(lambda: attach(workspace, interview_id, nothing)),
        refused(lambda: attach(workspace, "nobody", photo)),
    ]
    monkeypatch.setattr(attachments, "MOST_BYTES", 200)
    codes.append(refused(lambda: attach(workspace, interview_id, photo)))

    assert codes == [
        Code.FILE_MISSING,
        Code.FILE_MISSING,
        Code.FILE_MISSING,
        Code.MEDIA_KIND,
        Code.MEDIA_UNCLEANED,
        Code.MEDIA_DAMAGED,
        Code.MEDIA_DAMAGED,
        Code.INTERVIEW_UNKNOWN,
        Code.MEDIA_TOO_LARGE,
    ]
    assert attachments.attachments(workspace, interview_id) == ()
    assert workspaces.verify(workspace).ok


def test_progress_is_told_and_may_stop_it(
    workspace: Workspace, opened: OpenInterview, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 200_000)
    told: list[tuple[int, int]] = []

    def heard(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < 3

    stopped = attach(workspace, opened.interview.interview_id, path, progress=heard)
    kept = attachments.attachments(workspace, opened.interview.interview_id)
    whole = attach(workspace, opened.interview.interview_id, path, progress=lambda *_: True)

    assert stopped is None
    assert kept == ()
    assert [total for _, total in told] == [1_000_000] * 3
    assert told == sorted(told)
    assert whole is not None
    assert whole.n_bytes == 1_000_000


@pytest.mark.parametrize(
    ("media_type", "accepts", "is_taken"),
    [
        ("image/jpeg", "", True),
        ("image/jpeg", "image/*", True),
        ("image/jpeg", "audio/*", False),
        ("image/jpeg", "image/png", False),
        ("image/png", "image/jpeg, image/png", True),
        ("text/plain", "application/*", True),
        ("application/pdf", "image/*,application/pdf", True),
        ("imagery/jpeg", "image/*", False),
    ],
)
def test_a_question_takes_the_kinds_that_its_form_names(
    media_type: str, accepts: str, *, is_taken: bool
) -> None:
    assert attachments.is_accepted(media_type, accepts) is is_taken


def test_only_an_upload_question_that_is_asked_is_answered_by_a_file(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    give(workspace, opened, "agrees", "no")
    codes = [
        refused(lambda ref=ref: attachments.answered_by(workspace, opened, Ref(ref), photo))
        for ref in ("/data/room", "/data/note", "/data/nothing")
    ]

    assert codes == [Code.INTERVIEW_REF] * 3
    assert attachments.attachments(workspace, opened.interview.interview_id) == ()


def test_a_finished_interview_takes_no_file(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    finish(workspace, opened)

    assert refused(lambda: taken(workspace, opened, photo)) is Code.INTERVIEW_FINISHED


# ---- handing over ---------------------------------------------------------------------------


def test_a_copy_leaves_in_clear_or_sealed_and_is_an_event(
    workspace: Workspace, opened: OpenInterview, photo: Path, tmp_path: Path
) -> None:
    kept = taken(workspace, opened, photo)
    organisation = recovery.make_key()
    clear, sealed = tmp_path / "out.jpg", tmp_path / "out.jpg.age"

    attachments.save_copy(workspace, opened.interview.interview_id, kept.name, clear)
    left = attachments.save_copy(
        workspace,
        opened.interview.interview_id,
        kept.name,
        sealed,
        recipients=[organisation.recipient],
    )
    report = unsealing.unseal([sealed], tmp_path / "hq", [organisation.identity])

    content = read(workspace, opened, kept.name)
    assert clear.read_bytes() == content
    assert sealed.read_bytes().startswith(b"age-encryption.org")
    assert left.sha256 == hashlib.sha256(sealed.read_bytes()).hexdigest()
    assert [u.name for u in report.unsealed] == [kept.name]
    assert (tmp_path / "hq" / kept.name).read_bytes() == content
    told = [e.detail for e in events(workspace) if e.kind == "export"]
    assert [(d["what"], d["sealed"]) for d in told] == [
        ("attachment", "false"),
        ("attachment", "true"),
    ]


@pytest.mark.parametrize("made", making.MADE)
def test_headquarters_sees_the_kind_that_the_name_was_given_by(made: str) -> None:
    """The laptop names by the file that was chosen, headquarters by what was kept of it."""
    source = io.BytesIO(making.MADE[made][1]())

    kept = io.BytesIO(b"".join(clean.cleaned(source)))

    assert clean.kind_in(kept) == clean.kind_in(source)


def test_a_copy_with_another_ending_or_over_a_file_is_refused(
    workspace: Workspace, opened: OpenInterview, photo: Path, tmp_path: Path
) -> None:
    kept = taken(workspace, opened, photo)
    interview_id = opened.interview.interview_id

    def copied(name: str, out: Path, *recipients: str) -> Code:
        return refused(
            lambda: attachments.save_copy(workspace, interview_id, name, out, recipients)
        )

    assert copied("0" * 64 + ".jpg", tmp_path / "x.jpg") is Code.ATTACHMENT_UNKNOWN
    assert copied(kept.name, tmp_path / "x.png") is Code.FILE_UNWRITABLE
    assert copied(kept.name, photo) is Code.FILE_EXISTS
    assert copied(kept.name, tmp_path / "x.jpg.age") is Code.WORKBOOK_RECIPIENT
    assert copied(kept.name, tmp_path / "x.jpg.age", "age1nonsense") is Code.WORKBOOK_RECIPIENT
    assert sorted(p.name for p in tmp_path.iterdir()) == ["IMG_0042.jpg", "w"]


def test_damaged_content_never_leaves_as_a_file(
    workspace: Workspace, opened: OpenInterview, photo: Path, tmp_path: Path
) -> None:
    kept = taken(workspace, opened, photo)
    workspace.vault.connection.set_authorizer(None)
    workspace.vault.write("DROP TRIGGER attachment_part_no_update")
    workspace.vault.write("UPDATE attachment_part SET content = x'00'")
    organisation = recovery.make_key()

    for out, recipients in (("x.jpg", ()), ("x.jpg.age", (organisation.recipient,))):
        code = refused(
            lambda out=out, recipients=recipients: attachments.save_copy(
                workspace, opened.interview.interview_id, kept.name, tmp_path / out, recipients
            )
        )
        assert code is Code.STORE_DAMAGED
        assert not (tmp_path / out).exists()


# ---- sealing --------------------------------------------------------------------------------

PHRASE = "four words without sense"


@pytest.fixture
def organisation() -> recovery.RecoveryKey:
    return recovery.make_key()


@pytest.fixture
def real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, organisation: recovery.RecoveryKey
) -> Iterator[Workspace]:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    with workspaces.create(tmp_path / "real", passphrase=PHRASE) as made:
        recovery.add_and_prove(made, organisation.identity)
        yield made


def two_files(real: Workspace, form: LoadedForm, tmp_path: Path) -> tuple[OpenInterview, set[str]]:
    """A finished interview with a photo and a long text, and their names."""
    begun_one = begun(real, form)
    photo, text = tmp_path / "p.jpg", tmp_path / "t.txt"
    photo.write_bytes(making.jpeg())
    text.write_bytes("слово ".encode() * 60_000)
    kept = taken(real, begun_one, photo)
    other = attach(real, begun_one.interview.interview_id, text)
    finish(real, begun_one)
    assert other is not None
    return begun_one, {kept.name, other.name}


def test_attachments_are_sealed_with_their_interview_and_only_the_organisation_opens_them(
    real: Workspace, pictures: LoadedForm, organisation: recovery.RecoveryKey, tmp_path: Path
) -> None:
    opened, names = two_files(real, pictures, tmp_path)
    interview_id = opened.interview.interview_id
    contents = {name: read(real, opened, name) for name in names}

    (sealed,) = sealing.seal(real, [listed(real, interview_id)])

    folder = real.folder / sealing.FOLDER
    files = [folder / name for name in sealed.attachments]
    assert len(files) == 2
    assert attachments.attachments(real, interview_id) == ()
    assert listed(real, interview_id).state is InterviewState.SEALED
    (told,) = [e.detail for e in events(real) if e.kind == "interview.sealed"]
    assert set(told["attachments"].split()) == {
        hashlib.sha256(f.read_bytes()).hexdigest() for f in files
    }
    assert workspaces.verify(real).ok
    hq = tmp_path / "hq"
    stranger = unsealing.unseal(files, hq, [recovery.make_key().identity])
    assert [r.error.code for r in stranger.refusals] == [Code.WORKBOOK_SEALED] * 2
    assert list(hq.iterdir()) == []
    report = unsealing.unseal(sorted(folder.iterdir()), hq, [organisation.identity])
    assert (report.refusals, report.workbooks) == ((), (sealed.file,))
    assert {p.name: p.read_bytes() for p in hq.iterdir()} == contents
    with workspaces.create_pool(tmp_path / "pool", passphrase=PHRASE) as pool:
        workbook = [folder / sealed.file]
        merged = exchange.pool_add(pool, workbook, identities=[organisation.identity])
        assert merged.refusals == ()
        shown = {a.value for a in answers(pool, interview_id)}
        assert shown & names  # the answer names the file that headquarters has now
        assert ADDED in {e.kind for e in events(pool, interview_id)}
        assert workspaces.verify(pool).ok


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_sealing_that_fails_before_the_erasure_leaves_no_file_and_the_interview(
    real: Workspace,
    pictures: LoadedForm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
) -> None:
    """At the first file, the second, or the workbook."""
    opened, names = two_files(real, pictures, tmp_path)
    fresh = sealing._fresh
    asked = []

    def full(workspace: Workspace, ending: str) -> Path:
        asked.append(ending)
        path = fresh(workspace, ending)
        return path.parent / "no such folder" / path.name if len(asked) == failing else path

    monkeypatch.setattr(sealing, "_fresh", full)
    with pytest.raises(Known) as refused:
        sealing.seal(real, [listed(real, opened.interview.interview_id)])

    assert refused.value.code is Code.FILE_UNWRITABLE
    assert list((real.folder / sealing.FOLDER).iterdir()) == []
    assert listed(real, opened.interview.interview_id).state is InterviewState.FINISHED
    assert {n: bool(read(real, opened, n)) for n in names} == dict.fromkeys(names, True)


def test_an_erasure_that_fails_takes_no_sealed_file_away(
    real: Workspace, pictures: LoadedForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been committed all the same: the files may be all there is."""
    opened, _ = two_files(real, pictures, tmp_path)
    seal = sealing.stored_erasure.seal

    def committed_and_failed(*given: object, **named: object) -> None:
        seal(*given, **named)  # type: ignore[arg-type]
        raise Known(Code.STORE_FAILED)

    monkeypatch.setattr(sealing.stored_erasure, "seal", committed_and_failed)
    with pytest.raises(Known):
        sealing.seal(real, [listed(real, opened.interview.interview_id)])

    assert listed(real, opened.interview.interview_id).state is InterviewState.SEALED
    assert len(list((real.folder / sealing.FOLDER).iterdir())) == 3


def test_an_altered_sealed_file_is_refused_and_leaves_nothing(
    real: Workspace, pictures: LoadedForm, organisation: recovery.RecoveryKey, tmp_path: Path
) -> None:
    opened, _ = two_files(real, pictures, tmp_path)
    (sealed,) = sealing.seal(real, [listed(real, opened.interview.interview_id)])
    folder = real.folder / sealing.FOLDER
    large = max((folder / n for n in sealed.attachments), key=lambda p: p.stat().st_size)
    sound = large.read_bytes()
    damaged = [sound[:-1], sound[:200_000], sound[:-9] + b"!" + sound[-8:], b"", b"junk" * 99]

    codes = []
    for n, content in enumerate(damaged):
        path = tmp_path / f"d{n}.age"
        path.write_bytes(content)
        report = unsealing.unseal([path], tmp_path / "hq", [organisation.identity])
        codes += [refusal.error.code for refusal in report.refusals]

    assert codes == [Code.WORKBOOK_DAMAGED] * 3 + [Code.WORKBOOK_FOREIGN] * 2
    assert list((tmp_path / "hq").iterdir()) == []


# ---- pools and consent ----------------------------------------------------------------------


def test_the_workbook_names_the_files_and_a_pool_takes_it_twice_with_one_result(
    workspace: Workspace, opened: OpenInterview, photo: Path, tmp_path: Path, pool: Workspace
) -> None:
    kept = taken(workspace, opened, photo)
    finish(workspace, opened)
    exchange.export_workbook(workspace, tmp_path / "all.xlsx")

    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "all.xlsx"))
    assert "SHA-256" in str(book.get_sheet_by_name("about").to_python())
    assert kept.name in str(book.get_sheet_by_name("cases").to_python())
    first = exchange.pool_add(pool, [tmp_path / "all.xlsx"])
    again = exchange.pool_add(pool, [tmp_path / "all.xlsx"])

    assert first.refusals == again.refusals == ()
    assert first.content_sha256 == again.content_sha256
    interview_id = opened.interview.interview_id
    assert kept.name in {a.value for a in answers(pool, interview_id)}
    assert ADDED in {e.kind for e in events(pool, interview_id)}
    assert attachments.attachments(pool, interview_id) == ()
    assert workspaces.verify(pool).ok
    erasure.withdraw(workspace, interview_id)
    exchange.export_workbook(workspace, tmp_path / "later.xlsx")
    exchange.pool_add(pool, [tmp_path / "later.xlsx"])
    assert ADDED not in {e.kind for e in events(pool, interview_id)}


def test_of_a_declined_interview_not_even_the_names_of_files_leave(
    workspace: Workspace, opened: OpenInterview, photo: Path, tmp_path: Path, pool: Workspace
) -> None:
    kept = taken(workspace, opened, photo)
    give(workspace, opened, "agrees", "no")
    finish(workspace, opened)
    exchange.export_workbook(workspace, tmp_path / "all.xlsx")
    exchange.pool_add(pool, [tmp_path / "all.xlsx"])

    assert ADDED in {e.kind for e in events(workspace, opened.interview.interview_id)}
    left = list(events(pool, opened.interview.interview_id))
    assert left
    assert kept.name not in str(left)


# ---- scripts --------------------------------------------------------------------------------


def test_a_script_answers_by_a_file_beside_it(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    said: list[dict[str, object]] = []
    steps = scripts.check_steps([{"attach": {str(ROOM): photo.name}}])

    for _ in range(2):
        scripts.play_into(
            workspace, opened, steps, say=lambda s: said.append(dict(s)), beside=photo.parent
        )

    (kept,) = attachments.attachments(workspace, opened.interview.interview_id)
    assert view.item(opened.session, ROOM).value == kept.name
    assert [s["saved"] for s in said] == [ROOM, ROOM]
    assert said[0] == said[1]


def test_a_script_step_without_a_folder_or_of_another_shape_is_refused(
    workspace: Workspace, opened: OpenInterview, photo: Path
) -> None:
    steps = scripts.check_steps([{"attach": {str(ROOM): photo.name}}])

    codes = [
        refused(lambda: scripts.play_into(workspace, opened, steps, say=lambda _: None)),
        refused(lambda: scripts.check_steps([{"attach": {str(ROOM): 3}}])),
        refused(lambda: scripts.check_steps([{"attach": str(ROOM)}])),
    ]

    assert codes == [Code.SCRIPT_BROKEN] * 3

"""What is found in a place after a failure, held to what the program had said before it."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.dataset import seal, workbook_read
from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.ids import SystemClock
from fieldkit.records import InterviewState
from fieldkit.services import attachments, interviews, sealing
from fieldkit.store import backup, key
from fieldkit.store.answers import events, revisions
from fieldkit.store.schema import SEALED
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e.opened_pages import in_clear
from tests.e2e.world import PHRASES, Place, Truth, ids_by_interview

GONE = {InterviewState.WITHDRAWN, InterviewState.SEALED}


@dataclass
class Told:
    """What the lines of a program say: what was begun, and what was acknowledged."""

    saved: dict[str, set[str]] = field(default_factory=dict)
    withdrawing: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    sealing: set[str] = field(default_factory=set)
    sealed: dict[str, str] = field(default_factory=dict)
    phrases: set[int] = field(default_factory=lambda: {0})
    backups: dict[str, set[str]] = field(default_factory=dict)
    attached: dict[str, set[str]] = field(default_factory=dict)
    is_pooled: bool = False

    def hear(self, line: str) -> None:
        """Take in one line; lines of other kinds are for others."""
        match line.split():
            case ["saved", interview_id, revision_id]:
                self.saved.setdefault(interview_id, set()).add(revision_id)
            case ["withdrawing", interview_id]:
                self.withdrawing.add(interview_id)
            case ["withdrawn", interview_id]:
                self.withdrawn.add(interview_id)
            case ["sealing", interview_id]:
                self.sealing.add(interview_id)
            case ["sealed", interview_id, file]:
                self.sealed[interview_id] = file
            case ["changing", number]:
                self.phrases.add(int(number))
            case ["changed", number]:
                self.phrases = {int(number)}
            case ["backed-up", name]:
                self.backups[name] = set().union(*self.saved.values())
            case ["attached", interview_id, name]:
                self.attached.setdefault(interview_id, set()).add(name)
            case ["pooled"]:
                self.is_pooled = True


@dataclass(frozen=True)
class Left:
    """What opening a workspace found; `why` where it did not open or is not sound."""

    why: tuple[str, ...] = ()
    phrase: int = -1
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    n_revisions: int = 0
    states: Mapping[str, InterviewState] = field(default_factory=dict)
    attached: Mapping[str, frozenset[str]] = field(default_factory=dict)  # those that are whole
    sealed_files: Mapping[str, str] = field(default_factory=dict)  # sha256 by interview, as told
    sealed_attached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, frozenset[str] | None] = field(default_factory=dict)  # content by sha256
    readable: frozenset[str] = frozenset()  # words that somebody with the key finds on the disk


class Looker:
    """Opens what is left of places, each different folder or file once."""

    def __init__(self) -> None:
        self._lefts: dict[bytes, Left] = {}
        self._files: dict[str, frozenset[str] | None] = {}
        self._backups: dict[bytes, Left] = {}

    @property
    def n_different(self) -> int:
        return len(self._lefts)

    def judge(self, place: Place, told: Told) -> list[str]:
        """Everything in a place that does not hold; the place is opened, and so changed, by it."""
        truth = place.truth
        found = self._workspace(place)
        problems = [f"workspace: {why}" for why in found.why]
        if found.phrase >= 0:
            if found.phrase not in told.phrases:
                problems.append("workspace: another passphrase than was acknowledged")
            for interview_id, word in truth.words.items():
                state = found.states.get(interview_id)
                promised = {*truth.revisions[interview_id], *told.saved.get(interview_id, ())}
                problems += _of_interview(interview_id, state, promised, found, told)
                names = {*truth.attached[interview_id], *told.attached.get(interview_id, ())}
                problems += _of_attachments(interview_id, state, names, found)
                if state in GONE and word in found.readable:
                    problems.append(f"{state.value}, and its words are still on the disk")
        problems += ["a sealed file is not whole" for ids in found.files.values() if ids is None]
        return problems + self._of_backups(place, told) + self._of_others(place, told)

    def _workspace(self, place: Place) -> Left:
        mark = digest(place.workspace)
        if mark not in self._lefts:
            self._lefts[mark] = self._open(place.opened, place.truth, place.workspace)
        return self._lefts[mark]

    def _open(self, opening: Callable[[], Store], truth: Truth, folder: Path) -> Left:
        try:
            with opening() as store:
                opened_by = store.key
                ids = ids_by_interview(store)
                n = sum(1 for _ in revisions(store))
                states = {i.interview_id: i.state for i in interviews.listed(store)}
                attached = {each: _whole_in(store, each) for each in states}
                sealed = {e.interview_id: e.detail for e in events(store) if e.kind == SEALED}
                why = tuple(f"{found.check} {found.detail}" for found in verify(store).findings)
        except (FieldkitError, OSError, ValueError) as error:
            return Left((f"does not open: {_named(error)}",))
        readable = {
            word
            for _, data in in_clear(folder, opened_by)
            for word in truth.words.values()
            if word.encode() in data
        }
        files = {
            hashlib.sha256(data).hexdigest(): self._sealed(data, truth.identity)
            for path in folder.glob(f"{sealing.FOLDER}/*{sealing.ATTACHMENT_ENDING}")
            if (data := path.read_bytes()) is not None
        }
        return Left(
            why,
            _phrase_of(folder),
            {interview_id: frozenset(each) for interview_id, each in ids.items()},
            n,
            states,
            attached,
            {each: detail["file"] for each, detail in sealed.items()},
            {each: tuple(detail["attachments"].split()) for each, detail in sealed.items()},
            files,
            frozenset(readable),
        )

    def _sealed(self, data: bytes, identity: str) -> frozenset[str] | None:
        """Revisions in a sealed workbook, the hash of a sealed attachment; None for half a file."""
        mark = hashlib.sha256(data).hexdigest()
        if mark not in self._files:
            try:
                clear = seal.unseal(data, [identity])
                self._files[mark] = (
                    frozenset(r.revision_id for r in workbook_read.read(clear).revisions)
                    if clear.startswith(b"PK")
                    else frozenset([hashlib.sha256(clear).hexdigest()])
                )
            except FieldkitError:
                self._files[mark] = None
        return self._files[mark]

    def _of_backups(self, place: Place, told: Told) -> list[str]:
        """Whatever bears a backup's name is one: it is restored, and holds what it must."""
        problems = []
        there = {path.name: path for path in place.backups.glob("*.backup")}
        problems += ["an acknowledged backup is gone" for name in told.backups if name not in there]
        for name, path in there.items():
            mark = hashlib.sha256(path.read_bytes()).digest()
            if mark not in self._backups:
                self._backups[mark] = self._restored(path, place)
            found = self._backups[mark]
            problems += [f"a backup: {why}" for why in found.why]
            held = frozenset[str]().union(*found.ids.values())
            if found.phrase >= 0 and not told.backups.get(name, set()) <= held:
                problems.append("a backup lacks what was saved before it")
        return problems

    def _restored(self, path: Path, place: Place) -> Left:
        into = place.base / "restored"

        def opening() -> Store:
            try:
                return backup.restore(path, into, passphrase=PHRASES[0], clock=SystemClock())
            except Known as error:
                if error.code is not Code.KEY_WRONG_PASSPHRASE:
                    raise
            return backup.restore(path, into, passphrase=PHRASES[1], clock=SystemClock())

        found = self._open(opening, place.truth, into)
        shutil.rmtree(into, ignore_errors=True)
        return found

    def _of_others(self, place: Place, told: Told) -> list[str]:
        """The pool has all of what was brought, once, or nothing; the old workspace is whole."""
        problems = []
        truth = place.truth
        pool = self._other(place.pool, truth, PHRASES[0])
        problems += [f"pool: {why}" for why in pool.why]
        in_pool = frozenset[str]().union(*pool.ids.values())
        if pool.phrase >= 0 and in_pool != set(truth.brought) and (told.is_pooled or in_pool):
            problems.append("pool: a part of what was brought")
        if pool.n_revisions != len(in_pool):
            problems.append("pool: something twice")
        old = self._other(place.old, truth, None)
        problems += [f"old: {why}" for why in old.why]
        if old.phrase >= 0 and frozenset[str]().union(*old.ids.values()) != set(truth.old):
            problems.append("old: answers lost")
        return problems

    def _other(self, folder: Path, truth: Truth, phrase: str | None) -> Left:
        mark = digest(folder)
        if mark not in self._lefts:
            self._lefts[mark] = self._open(
                lambda: open_store(folder, passphrase=phrase, clock=SystemClock()), truth, folder
            )
        return self._lefts[mark]


def _of_interview(
    interview_id: str, state: InterviewState | None, promised: set[str], found: Left, told: Told
) -> list[str]:
    """An interview is whole here, or was withdrawn, or is whole in its sealed file."""
    there = found.ids.get(interview_id, frozenset())
    if state is InterviewState.WITHDRAWN:
        asked = interview_id in told.withdrawing
        return ["withdrawn and still here"] * bool(there) + ["withdrawn unasked"] * (not asked)
    if state is InterviewState.SEALED:
        file = found.files.get(found.sealed_files.get(interview_id, ""))
        problems = ["sealed and still here"] * bool(there)
        problems += ["sealed unasked"] * (interview_id not in told.sealing)
        return problems + ["sealed, and its file is gone or not whole"] * (
            file is None or not promised <= file
        )
    problems = [f"lost: {len(promised - there)} answers"] * bool(promised - there)
    problems += ["acknowledged as withdrawn, and is not"] * (interview_id in told.withdrawn)
    return problems + ["acknowledged as sealed, and is not"] * (interview_id in told.sealed)


def _of_attachments(
    interview_id: str, state: InterviewState | None, names: set[str], found: Left
) -> list[str]:
    """What was attached is whole, here or sealed, and what is listed is never half."""
    if state is InterviewState.WITHDRAWN:
        return []
    if state is InterviewState.SEALED:
        sealed = (found.files.get(sha256) for sha256 in found.sealed_attached[interview_id])
        held = frozenset[str]().union(*(each or () for each in sealed))
        missing = {name.partition(".")[0] for name in names} - held
        return [f"sealed without {len(missing)} attachments"] * bool(missing)
    missing = names - found.attached.get(interview_id, frozenset())
    return [f"lost: {len(missing)} attachments"] * bool(missing)


def _whole_in(store: Store, interview_id: str) -> frozenset[str]:
    """The attachments of an interview; raises STORE_DAMAGED where one is not whole."""
    listed = attachments.attachments(store, interview_id)
    for each in listed:
        for _ in attachments.content(store, interview_id, each.name):
            pass
    return frozenset(each.name for each in listed)


def digest(folder: Path) -> bytes:
    """What tells two folders apart: names and bytes, but for the shared memory of SQLite."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith("-shm"):
            name = str(path.relative_to(folder.parent)).encode()
            whole.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()


def _phrase_of(folder: Path) -> int:
    """Which passphrase opens a folder; 0 for one that is for practice."""
    if key.read_header(folder / key.FILE_NAME).is_practice:
        return 0
    for n, phrase in enumerate(PHRASES):
        with suppress(FieldkitError):
            key.unlock(folder / key.FILE_NAME, phrase)
            return n
    return -1


def _named(error: BaseException) -> str:
    if isinstance(error, FieldkitError):
        return f"{error.code} {dict(error.slots)}"
    return type(error).__name__


def all_of(lines: Iterable[str]) -> Told:
    told = Told()
    for line in lines:
        told.hear(line)
    return told

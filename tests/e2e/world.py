"""A laptop in the middle of a study, what is done with it, and what must hold after any failure.

A `Place` is a folder with a workspace, a pool, a workspace of the oldest schema, a workbook that
was brought, and a folder for backups. Each work says, one line each, what it begins and what it has
acknowledged; `judge` holds what is found later to these lines.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from fieldkit.dataset import seal, workbook_read
from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.ids import SystemClock, new_uuid
from fieldkit.records import Address, Answer, InterviewState, Ref, Status
from fieldkit.services import erasure, exchange, interviews, library, recovery, sealing, workspaces
from fieldkit.store import access, backup, key, rekey
from fieldkit.store.answers import events, revisions
from fieldkit.store.schema import SEALED
from fieldkit.store.verify import verify
from fieldkit.store.workspace import Store, open_store
from tests.e2e.opened_pages import in_clear

DATA: Final = Path(__file__).resolve().parents[1] / "data"
FORM: Final = DATA / "forms" / "marked.md"
OLDEST: Final = DATA / "vaults" / "v1" / "practice"
PHRASES: Final = ("seven quiet herons over wet stones", "nine loud herons under dry stones")

Say = Callable[[str], None]
Work = Callable[["Place", Store, Say], Store]
"""One work on the open workspace; the store to go on with is returned."""


@dataclass(frozen=True)
class Place:
    """The folders of one laptop; `truth.json` beside them says what they hold."""

    base: Path

    @property
    def workspace(self) -> Path:
        return self.base / "w"

    @property
    def pool(self) -> Path:
        return self.base / "pool"

    @property
    def old(self) -> Path:
        return self.base / "old"

    @property
    def brought(self) -> Path:
        return self.base / "brought.xlsx"

    @property
    def backups(self) -> Path:
        return self.base / "backups"

    @cached_property
    def truth(self) -> "Truth":
        return Truth(**json.loads((self.base.parent / "truth.json").read_text("utf-8")))

    def opened(self) -> Store:
        """The workspace, by whichever passphrase is right now."""
        try:
            return open_store(self.workspace, passphrase=PHRASES[1], clock=SystemClock())
        except Known as error:
            if error.code is not Code.KEY_WRONG_PASSPHRASE:
                raise
        return open_store(self.workspace, passphrase=PHRASES[0], clock=SystemClock())

    def phrase(self) -> str:
        """The passphrase that is right now."""
        for phrase in PHRASES[1:]:
            with suppress(FieldkitError):
                key.unlock(self.workspace / key.FILE_NAME, phrase)
                return phrase
        return PHRASES[0]


@dataclass(frozen=True)
class Truth:
    """What a place held at first: revision ids by interview, and the word that marks each."""

    identity: str
    draft: str
    revisions: Mapping[str, list[str]]
    words: Mapping[str, str]
    brought: list[str]
    old: list[str]


def make(base: Path, *, finished: int = 4) -> Place:
    """A place in a new folder; what is in it beside."""
    key.STRONG = key.PRACTICE  # type: ignore[misc]  # the cost of a guess is not what is tried
    place, identity, words = Place(base), recovery.make_key().identity, {}
    place.backups.mkdir(parents=True)
    with workspaces.create(place.workspace, passphrase=PHRASES[0], clock=SystemClock()) as store:
        recovery.add_and_prove(store, identity)
        for n in range(finished + 1):
            word = f"mulberry-lantern-{n:02}"
            interview_id = _interviewed(store, word, is_finished=n > 0)
            words[interview_id] = word
        held = _ids(store)
        exchange.export_workbook(store, place.brought)
    workspaces.create_pool(place.pool, passphrase=PHRASES[0], clock=SystemClock()).close()
    shutil.copytree(OLDEST, place.old)
    whole = base / "whole"
    shutil.copytree(OLDEST, whole)
    with open_store(whole, passphrase=None, clock=SystemClock()) as old:
        old_ids = [revision.revision_id for revision in revisions(old)]
    shutil.rmtree(whole)
    truth = Truth(
        identity,
        next(iter(words)),
        {interview_id: sorted(ids) for interview_id, ids in held.items()},
        words,
        sorted(set().union(*held.values())),
        old_ids,
    )
    (base.parent / "truth.json").write_text(json.dumps(vars(truth)), "utf-8")
    return place


def _interviewed(store: Store, word: str, *, is_finished: bool) -> str:
    opened = interviews.start(store, library.load_form(FORM), language="", site=f"site {word}")
    for name, text in {"a": word, "b": f"{word} told " * 40, "shut": "yes"}.items():
        changes = opened.session.answer(Ref(f"/data/{name}"), text)
        interviews.save(
            store, interviews.ticket(opened.interview.interview_id, changes.answers), actor="m1"
        )
    if is_finished:
        _, closing = interviews.closing(opened.session)
        interviews.finish(store, opened.interview.interview_id, closing)
    return opened.interview.interview_id


def _ids(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for revision in revisions(store):
        found.setdefault(revision.interview_id, set()).add(revision.revision_id)
    return found


# ---- what is done ---------------------------------------------------------------------------


def save_one(place: Place, store: Store, say: Say) -> Store:
    """An answer of the draft, by the window's path."""
    draft, revision_id = place.truth.draft, new_uuid()
    told = Answer(Address("/data/b"), Status.ANSWERED, f"{place.truth.words[draft]} {revision_id}")
    interviews.save(
        store, interviews.SaveTicket(draft, (told,), told.address, (revision_id,)), actor="m1"
    )
    say(f"saved {draft} {revision_id}")
    return store


def back_up(place: Place, store: Store, say: Say) -> Store:
    file = place.backups / f"{new_uuid()}.backup"
    backup.backup(store, file)
    say(f"backed-up {file.name}")
    return store


def change_key(place: Place, store: Store, say: Say) -> Store:
    """A new key and a new passphrase, in new files that are swapped for the old."""
    now = place.phrase()
    fresh = PHRASES[1 - PHRASES.index(now)]
    say(f"changing {PHRASES.index(fresh)}")
    store.close()
    again = rekey.rekey(store.folder, passphrase=now, new_passphrase=fresh, clock=SystemClock())
    say(f"changed {PHRASES.index(fresh)}")
    return again


def change_passphrase(place: Place, store: Store, say: Say) -> Store:
    fresh = PHRASES[1 - PHRASES.index(place.phrase())]
    say(f"changing {PHRASES.index(fresh)}")
    access.change_passphrase(store, fresh, with_device=False)
    say(f"changed {PHRASES.index(fresh)}")
    return store


def snapshot(place: Place, store: Store, say: Say) -> Store:
    store.safeguard.snapshot()
    return store


def bring_up(place: Place, store: Store, say: Say) -> Store:
    """The workspace of the oldest schema, opened: copied, migrated, swapped."""
    open_store(place.old, passphrase=None, clock=SystemClock()).close()
    say("brought-up")
    return store


def withdraw(place: Place, store: Store, say: Say) -> Store:
    if (interview_id := _a_finished(store)) is not None:
        say(f"withdrawing {interview_id}")
        erasure.withdraw(store, interview_id)
        say(f"withdrawn {interview_id}")
    return store


def seal_one(place: Place, store: Store, say: Say) -> Store:
    if (interview_id := _a_finished(store)) is not None:
        say(f"sealing {interview_id}")
        (sealed,) = sealing.seal(store, [interviews.find(store, interview_id)])
        say(f"sealed {interview_id} {sealed.file}")
    return store


def add_to_pool(place: Place, store: Store, say: Say) -> Store:
    with workspaces.open_pool(place.pool, passphrase=PHRASES[0]) as pool:
        report = exchange.pool_add(pool, [place.brought])
    for refusal in report.refusals:
        raise refusal.error
    say("pooled")
    return store


def _a_finished(store: Store) -> str | None:
    return next(
        (i.interview_id for i in interviews.listed(store) if i.state is InterviewState.FINISHED),
        None,
    )


WORKS: Final[Mapping[str, Work]] = {
    "save": save_one,
    "backup": back_up,
    "rekey": change_key,
    "passphrase": change_passphrase,
    "snapshot": snapshot,
    "upgrade": bring_up,
    "withdraw": withdraw,
    "seal": seal_one,
    "pool": add_to_pool,
}


# ---- what is found --------------------------------------------------------------------------


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
    sealed_files: Mapping[str, str] = field(default_factory=dict)  # sha256 by interview, as told
    files: Mapping[str, frozenset[str] | None] = field(default_factory=dict)  # ids by sha256
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
                promised = {*truth.revisions[interview_id], *told.saved.get(interview_id, ())}
                state = found.states.get(interview_id)
                problems += _of_interview(interview_id, state, promised, found, told)
                if state in {InterviewState.WITHDRAWN, InterviewState.SEALED} and (
                    word in found.readable
                ):
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
                ids = _ids(store)
                n = sum(1 for _ in revisions(store))
                states = {i.interview_id: i.state for i in interviews.listed(store)}
                told = {e.interview_id: e.detail["file"] for e in events(store) if e.kind == SEALED}
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
            for path in folder.glob(f"{sealing.FOLDER}/*{sealing.ENDING}")
            if (data := path.read_bytes()) is not None
        }
        return Left(
            why,
            _phrase_of(folder),
            {interview_id: frozenset(each) for interview_id, each in ids.items()},
            n,
            states,
            told,
            files,
            frozenset(readable),
        )

    def _sealed(self, data: bytes, identity: str) -> frozenset[str] | None:
        """The revisions in a sealed file; None where it is not whole."""
        mark = hashlib.sha256(data).hexdigest()
        if mark not in self._files:
            try:
                payload = workbook_read.read(seal.unseal(data, [identity]))
                self._files[mark] = frozenset(r.revision_id for r in payload.revisions)
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

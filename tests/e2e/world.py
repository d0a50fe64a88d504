"""A laptop in the middle of a study, what is done with it, and what must hold after any failure.

A `Place` is a folder with a workspace, a pool, a workspace of the oldest schema, a workbook that
was brought, and a folder for backups. Each work says, one line each, what it begins and what it has
acknowledged; `looking` holds what is found later to these lines.
"""

import hashlib
import json
import random
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from fieldkit.errors import Code, FieldkitError, Known
from fieldkit.ids import SystemClock, new_uuid
from fieldkit.paths import private_dir
from fieldkit.records import Address, Answer, InterviewState, Ref, Status
from fieldkit.services import (
    attachments,
    erasure,
    exchange,
    interviews,
    library,
    recovery,
    sealing,
    workspaces,
)
from fieldkit.services.files import write_whole
from fieldkit.store import access, backup, key, rekey
from fieldkit.store import attachments as stored_attachments
from fieldkit.store import erasure as stored_erasure
from fieldkit.store.answers import revisions
from fieldkit.store.workspace import Store, open_store

DATA: Final = Path(__file__).resolve().parents[1] / "data"
FORM: Final = DATA / "forms" / "marked.md"
OLDEST: Final = DATA / "vaults" / "v1" / "practice"
SMALL, LARGE = 300_000, 20 * 262_144
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
    attached: Mapping[str, list[str]]


def make(base: Path, *, finished: int = 4) -> Place:
    """A place in a new folder; what is in it beside."""
    key.STRONG = key.PRACTICE  # type: ignore[misc]  # the cost of a guess is not what is tried
    place, identity, words = Place(base), recovery.make_key().identity, {}
    attached: dict[str, list[str]] = {}
    place.backups.mkdir(parents=True)
    with workspaces.create(place.workspace, passphrase=PHRASES[0], clock=SystemClock()) as store:
        recovery.add_and_prove(store, identity)
        for n in range(finished + 1):
            word = f"mulberry-lantern-{n:02}"
            interview_id = _interviewed(store, word)
            words[interview_id] = word
            given = _attached(place, store, interview_id, SMALL) if n else ""
            attached[interview_id] = [given] if given else []
            if n:
                _finish(store, interview_id)
        held = ids_by_interview(store)
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
        attached,
    )
    (base.parent / "truth.json").write_text(json.dumps(vars(truth)), "utf-8")
    return place


def _interviewed(store: Store, word: str) -> str:
    opened = interviews.start(store, library.load_form(FORM), language="", site=f"site {word}")
    for name, text in {"a": word, "b": f"{word} told " * 40, "shut": "yes"}.items():
        changes = opened.session.answer(Ref(f"/data/{name}"), text)
        interviews.save(
            store, interviews.ticket(opened.interview.interview_id, changes.answers), actor="m1"
        )
    return opened.interview.interview_id


def _finish(store: Store, interview_id: str) -> None:
    session = interviews.session_of(store, interviews.find(store, interview_id))
    _, closing = interviews.closing(session)
    interviews.finish(store, interview_id, closing)


def _attached(place: Place, store: Store, interview_id: str, n_bytes: int) -> str:
    """A new text full of the interview's word, attached; its name."""
    word = place.base.parent / "given.bin"
    told = (f"{_word_of(store, interview_id)} told {new_uuid()} ").encode()
    # Half of it is noise: else a disk could pack what it is given.
    noise = random.Random(told).randbytes(n_bytes // 2)
    word.write_bytes((told * (n_bytes // len(told)))[: n_bytes - len(noise)] + noise)
    taken = attachments.attach(store, interview_id, word, keep_metadata=True)
    if taken is None:
        raise AssertionError
    return taken.name


def _word_of(store: Store, interview_id: str) -> str:
    return interviews.find(store, interview_id).site.removeprefix("site ")


def ids_by_interview(store: Store) -> dict[str, set[str]]:
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


def attach(place: Place, store: Store, say: Say, *, n_bytes: int = SMALL) -> Store:
    draft = place.truth.draft
    say(f"attached {draft} {_attached(place, store, draft, n_bytes)}")
    return store


def hasty_withdraw(place: Place, store: Store, say: Say) -> Store:
    """A control: says that it is done, and does it a moment later."""
    if (interview_id := _a_finished(store)) is not None:
        say(f"withdrawing {interview_id}")
        say(f"withdrawn {interview_id}")
        time.sleep(0.1)
        erasure.withdraw(store, interview_id)
    return store


def careless_seal(place: Place, store: Store, say: Say) -> Store:
    """A control: erases, and then writes the workbook."""
    if (interview_id := _a_finished(store)) is None:
        return store
    say(f"sealing {interview_id}")
    recipients = tuple(recovery.access(store).recipients)
    folder, hashes = private_dir(store.folder / sealing.FOLDER), []
    for held in stored_attachments.attachments(store, interview_id):
        pieces = stored_attachments.content(store, interview_id, held.name)
        hashes.append(attachments.write_pieces(folder / f"{new_uuid()}.age", pieces, recipients)[1])
    data = exchange.sealed_file(store, interview_id, recipients)
    stored_erasure.seal(
        store,
        interview_id,
        file_sha256=hashlib.sha256(data).hexdigest(),
        attachments_sha256=hashes,
        actor="",
    )
    stored_erasure.clear_away(store)
    path = folder / f"{new_uuid()}{sealing.ENDING}"
    write_whole(path, data)
    say(f"sealed {interview_id} {path.name}")
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
    "attach": attach,
}
LARGER: Final = "attach 20 parts"
ALL_WORKS: Final[Mapping[str, Work]] = {**WORKS, LARGER: partial(attach, n_bytes=LARGE)}
CONTROLS: Final[Mapping[str, Work]] = {"withdraw": hasty_withdraw, "seal": careless_seal}

"""Scripts of steps: read them, play them into a store by the very save path of the window."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fieldkit.errors import Code, Known
from fieldkit.interview import script
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.records import Answer, Interview, Ref, Special
from fieldkit.services import attachments, interviews
from fieldkit.services.files import read_whole
from fieldkit.services.interviews import OpenInterview
from fieldkit.store.workspace import Store

Step = Mapping[str, Any]
Said = Callable[[Mapping[str, str | int]], None]
Refused = Callable[[str, str], None]
"""Called with a question's ref and `type` or `choice` when its answer was not taken."""

_ANSWERING = ("set", "special", "attach")
_WORDS = (*_ANSWERING, "add", "remove", "language", "finalise")


def read_script(path: Path) -> tuple[Step, ...]:
    """The steps of a script file; raises SCRIPT_BROKEN naming the step."""
    try:
        steps = read_json(read_whole(path))
    except (ValueError, RecursionError):
        # From None: the error holds the script, and so what was answered.
        raise Known(Code.SCRIPT_BROKEN, file=path.name) from None
    return check_steps(steps)


def read_json(content: bytes) -> Any:
    """What a JSON file says; raises ValueError, also for half a character (`\\ud800` alone)."""
    said = json.loads(content.decode("utf-8-sig"))
    json.dumps(said, ensure_ascii=False).encode()
    return said


def check_steps(said: object) -> tuple[Step, ...]:
    """The steps of a script that was read from JSON; raises SCRIPT_BROKEN naming the step."""
    steps = said.get("steps") if isinstance(said, dict) else said
    if not isinstance(steps, list):
        raise Known(Code.SCRIPT_BROKEN, detail="no list of steps")
    for number, step in enumerate(steps, start=1):
        if not _is_step(step):
            raise Known(Code.SCRIPT_BROKEN, row=number, detail=f"step {number}")
    return tuple(steps)


def play_into(
    store: Store,
    opened: OpenInterview,
    steps: tuple[Step, ...],
    *,
    say: Said,
    refuse: Refused | None = None,
    actor: str = "",
    together: bool = False,
    beside: Path | None = None,
) -> Interview:
    """Play steps into a stored interview; each answer is said as saved only after its commit.

    A step that finalises finishes the interview, and raises INTERVIEW_NOT_READY when something
    required is open: everything saved before stays saved. With `together` the answers of one step
    are one commit, for filling a workspace rather than for interviewing. An answer that its type
    or its choices do not admit is not saved; `refuse` hears of it. `beside` is the folder with the
    files that `attach` steps answer upload questions by; metadata are taken out of them.
    """
    interview, session = opened.interview, opened.session
    for step in steps:
        if step.get("finalise"):
            interview = _finish(store, interview, session, actor)
            say({"finished": interview.interview_id, "state": interview.state.value})
            continue
        waiting: list[Answer] = []
        answered = iter(next((step[word] for word in _ANSWERING if word in step), ()))
        for changes in _applied(store, opened, step, beside):
            waiting += changes.answers
            ref = next(answered, "")
            for refused, why in changes.refused.items():
                if refuse:
                    refuse(str(refused), why)
            if not together:
                if ref and not changes.answers and not changes.refused:
                    _say_again(store, interview, session, ref, say)
                _save(store, interview, session, waiting, say, actor)
                waiting = []
        _save(store, interview, session, waiting, say, actor)
        if "language" in step:
            interviews.remember_language(store, interview.interview_id, step["language"])
    return interview


def _applied(
    store: Store, opened: OpenInterview, step: Step, beside: Path | None
) -> Iterable[Changes]:
    if "attach" not in step:
        yield from script.apply(opened.session, step)
        return
    if beside is None:
        raise Known(Code.SCRIPT_BROKEN, name="attach", detail="there is no folder to look in")
    for ref, file in step["attach"].items():
        yield attachments.answered_by(store, opened, Ref(ref), beside / file)[1]


def _save(
    store: Store,
    interview: Interview,
    session: InterviewSession,
    answers: Sequence[Answer],
    say: Said,
    actor: str,
) -> None:
    if not answers:
        return
    saved = interviews.save(store, interviews.ticket(interview.interview_id, answers), actor=actor)
    first = saved.seq - len(answers) + 1
    for offset, answer in enumerate(answers):
        ref = session.ref_of(answer.address)
        say({"saved": str(ref or answer.address), "seq": first + offset})


def _say_again(
    store: Store, interview: Interview, session: InterviewSession, ref: str, say: Said
) -> None:
    """An answer given once more as it stands is not written again: it is on disk already."""
    address = session.address_of(Ref(ref))
    for current in interviews.current(store, interview):
        if current.address == address:
            say({"saved": ref, "seq": current.seq})


def _finish(store: Store, interview: Interview, session: InterviewSession, actor: str) -> Interview:
    _, closing = interviews.closing(session)
    return interviews.finish(store, interview.interview_id, closing, actor=actor)


def _is_step(step: object) -> bool:
    if not isinstance(step, dict) or len(step) != 1 or next(iter(step)) not in _WORDS:
        return False
    word, content = next(iter(step.items()))
    if word in _ANSWERING:
        if not isinstance(content, dict):
            return False
        texts = all(isinstance(k, str) and isinstance(v, str) for k, v in content.items())
        known = word != "special" or all(v in {s.value for s in Special} for v in content.values())
        return texts and known
    return content is True if word == "finalise" else isinstance(content, str)

"""Plays a script of steps through a session without a screen: `form play`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.errors import Code, Known
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.serialise import State, attachments, state, submission_xml
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.interview.submission import Submission
from fieldkit.records import Ref, Special
from fieldkit.xforms.model import FormDefinition

Step = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Played:
    """What a script gave: the states after load and after each step, and what would be sent.

    `submission` is as it stood at the last step that finalised, None without one; `attachments`
    are the names of the files that go with it.
    """

    states: tuple[State, ...]
    submission: str | None
    attachments: tuple[str, ...]


def play(
    definition: FormDefinition,
    steps: Iterable[Step],
    environment: SessionEnvironment,
    language: str | None = None,
    submission: Submission | None = None,
) -> Played:
    """Play the steps of the command-line contract, from the start or from a submission.

    SCRIPT_BROKEN names a step that is none, INTERVIEW_REF a language that the form has not.
    """
    if language is not None and language not in definition.languages:
        raise Known(Code.INTERVIEW_REF, name=language, detail="no such language")
    if submission is None:
        session = InterviewSession.start(definition, environment, language)
    else:
        session = InterviewSession.revise(definition, environment, submission, language)
    states = [state(session)]
    sent: str | None = None
    files: tuple[str, ...] = ()
    for number, step in enumerate(steps, start=1):
        refused: dict[str, str] = {}
        for changes in apply(session, step, number):
            refused |= {str(ref): word for ref, word in changes.refused.items()}
        states.append(state(session, refused))
        if "finalise" in step:
            sent, files = submission_xml(session), attachments(session)
    return Played(tuple(states), sent, files)


def apply(session: InterviewSession, step: Step, number: int = 0) -> Iterable[Changes]:
    """Do one step, yielding what each act in it changed as soon as it is done."""
    if not isinstance(step, Mapping) or len(step) != 1:
        raise Known(Code.SCRIPT_BROKEN, row=number, detail="a step has one key")
    ((verb, said),) = step.items()
    if verb == "set" and isinstance(said, Mapping):
        for ref, text in said.items():
            yield session.answer(Ref(str(ref)), "" if text is None else str(text))
    elif verb == "special" and isinstance(said, Mapping):
        for ref, code in said.items():
            yield session.mark(Ref(str(ref)), _special(str(code), number))
    elif verb == "add" and isinstance(said, str):
        yield session.add_repeat(Ref(said))
    elif verb == "remove" and isinstance(said, str):
        yield session.remove_repeat(Ref(said))
    elif verb == "language" and isinstance(said, str):
        yield session.set_language(said)
    elif verb == "finalise":
        yield session.finalise()
    elif verb == "attach":
        # A file is kept with an interview in a workspace; here there is neither.
        raise Known(Code.SCRIPT_BROKEN, row=number, name=verb, detail="only for interview run")
    else:
        raise Known(Code.SCRIPT_BROKEN, row=number, name=str(verb), detail="no such step")


def _special(code: str, number: int) -> Special:
    try:
        return Special(code)
    except ValueError as problem:
        raise Known(Code.SCRIPT_BROKEN, row=number, name=code, detail="special") from problem

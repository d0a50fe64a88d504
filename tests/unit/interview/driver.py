"""A fluent client over one session: forms are Markdown tables, refs are short paths."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from fieldkit.interview import serialise
from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import Changes, InterviewSession
from fieldkit.interview.validate import violations
from fieldkit.records import Address, Answer, Ref, Special, Status
from fieldkit.xforms.model import FormDefinition
from fieldkit.xforms.parse import parse_form
from fieldkit.xforms.xlsform import compile_bytes

SETTINGS = """
| settings |
| | form_id | version | namespaces |
| | test | 1 | fk="urn:fieldkit:form:1" |
"""


@lru_cache(maxsize=64)
def form(markdown: str, files: tuple[tuple[str, bytes], ...] = ()) -> FormDefinition:
    """Compile a form; settings are added when it has none. `files` stand beside it, by name."""
    text = markdown if "| settings |" in markdown else markdown + SETTINGS
    return parse_form(compile_bytes(text.encode(), ".md", "test").xform, dict(files))


def environment(seed: int = 7) -> SessionEnvironment:
    return SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=seed)


class Interview:
    """One session under test; `saved` is what a store would hold, oldest first."""

    def __init__(self, definition: FormDefinition, session: InterviewSession) -> None:
        self.definition = definition
        self.session = session
        self.saved: list[Answer] = list(session.opening.answers)
        self.last: Changes = session.opening

    @classmethod
    def of(cls, markdown: str, language: str | None = None, **files: bytes) -> "Interview":
        """Begin an interview; a file is named by its stem: `farms_csv=b"..."`."""
        named = tuple((name.replace("_", "."), content) for name, content in files.items())
        definition = form(markdown, named)
        return cls.begun(definition, language)

    @classmethod
    def begun(cls, definition: FormDefinition, language: str | None = None) -> "Interview":
        return cls(definition, InterviewSession.start(definition, environment(), language))

    def answer(self, path: str, text: str) -> "Interview":
        return self._did(self.session.answer(self.ref(path), text))

    def mark(self, path: str, special: Special) -> "Interview":
        return self._did(self.session.mark(self.ref(path), special))

    def add(self, path: str) -> "Interview":
        return self._did(self.session.add_repeat(self.ref(path)))

    def remove(self, path: str) -> "Interview":
        return self._did(self.session.remove_repeat(self.ref(path)))

    def speak(self, language: str) -> "Interview":
        return self._did(self.session.set_language(language))

    def finalise(self) -> "Interview":
        return self._did(self.session.finalise())

    def value(self, path: str) -> str:
        return self.session.node(self.ref(path)).shown

    def is_relevant(self, path: str) -> bool:
        return self.session.node(self.ref(path)).is_relevant

    def violations(self) -> dict[str, str]:
        return {self.short(v.ref): v.code for v in violations(self.session)}

    def state(self) -> serialise.State:
        return serialise.state(self.session)

    def submission(self) -> str:
        return serialise.submission_xml(self.session)

    def resumed(self) -> "Interview":
        """The interview as it would be opened from what was saved."""
        current = latest(self.saved)
        session = InterviewSession.resume(
            self.definition, environment(99), current, self.session.language
        )
        return Interview(self.definition, session)

    def ref(self, path: str) -> Ref:
        return Ref(f"/{self.session.root.model.name}/{path}")

    def short(self, ref: str) -> str:
        return ref.removeprefix(f"/{self.session.root.model.name}/")

    def _did(self, changes: Changes) -> "Interview":
        self.last = changes
        self.saved.extend(changes.answers)
        return self


def latest(saved: Iterable[Answer]) -> list[Answer]:
    """The current answer of each address in the order it was last written, as the store says."""
    current: dict[Address, Answer] = {}
    for answer in saved:
        if answer.status is not Status.ADDED:
            # Instances keep the order of adding; everything else may come in any order.
            current.pop(answer.address, None)
        current[answer.address] = answer
    return list(current.values())

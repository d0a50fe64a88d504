"""Answers the bench's lines on standard input with our engine; see tests/bench/arms.py."""

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.interview.view import item
from fieldkit.records import Ref
from fieldkit.xforms.parse import parse_form


class Driver:
    """One form at a time, as the window opens it: the file is read, parsed, and started."""

    session: InterviewSession

    def load(self, path: str) -> str:
        if hasattr(self, "session"):
            del self.session
        started = time.perf_counter()
        definition = parse_form(Path(path).read_text("utf-8"))
        world = SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=1)
        self.session = InterviewSession.start(definition, world)
        return _ms_since(started)

    def run(self, path: str) -> str:
        lines = Path(path).read_text("utf-8").splitlines()
        return " ".join(self._timed(*line.split("\t")) for line in lines)

    def read(self, ref: str) -> str:
        return self.session.node(Ref(ref)).shown

    def collect(self) -> str:
        gc.collect()
        return ""

    def _timed(self, act: str, ref: str, text: str) -> str:
        job = getattr(self, f"_{act}")(Ref(ref), text)
        started = time.perf_counter()
        job()
        return _ms_since(started)

    def _answer(self, ref: Ref, text: str) -> Callable[[], object]:
        return lambda: self.session.answer(ref, text)

    def _add(self, ref: Ref, _: str) -> Callable[[], object]:
        return lambda: self.session.add_repeat(ref)

    def _remove(self, ref: Ref, _: str) -> Callable[[], object]:
        return lambda: self.session.remove_repeat(ref)

    def _choices(self, ref: Ref, _: str) -> Callable[[], object]:
        return lambda: sum(len(choice.label) for choice in item(self.session, ref).choices)


def _ms_since(started: float) -> str:
    return str((time.perf_counter() - started) * 1000)


def main() -> None:
    driver = Driver()
    for line in sys.stdin:
        verb, *rest = line.rstrip("\n").split("\t")
        print(getattr(driver, verb)(*rest), flush=True)


if __name__ == "__main__":
    main()

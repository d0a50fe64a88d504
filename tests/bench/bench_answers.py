"""Answer → Changes on generated forms; run `python tests/bench/bench_answers.py`.

A script, not a test: figures belong into commits. The alternative arm computes the whole session
anew after the same answers, alternating with ours in one run, so that a busy machine hits both.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from fieldkit.interview.environment import SessionEnvironment
from fieldkit.interview.session import InterviewSession
from fieldkit.records import Ref
from fieldkit.xforms.parse import parse_form
from tests.bench.generated_forms import GeneratedForm

_ROUNDS = 5
_SIZES = (250, 1000)
_ANSWERS = {"leaf": 300, "chain": 300, "head": 100, "gate": 40}
_ANEW = 12  # answers a round for the arm that computes everything


def main() -> None:
    """Measure every size and print medians over rounds."""
    for size in _SIZES:
        form = GeneratedForm(size)
        text = form.xform()
        started = time.perf_counter()
        definition = parse_form(text)
        session = InterviewSession.start(definition, _environment())
        load_ms = (time.perf_counter() - started) * 1000
        _fill(session, form)
        gc.collect()
        gc.freeze()
        print(
            f"\n{size} questions: {len(definition.graph.vertices)} expressions, "
            f"load and new session {load_ms:.0f} ms"
        )
        for name in _ANSWERS:
            ours, anew = [], []
            for number in range(_ROUNDS):
                ours.append(_round(session, form, name, number, _ANSWERS[name], session_act))
                anew.append(_round(session, form, name, number, _ANEW, from_scratch))
            _report(name, ours, anew)


def session_act(session: InterviewSession, ref: Ref, text: str) -> None:
    """Ours: only what depends on the answer."""
    session.answer(ref, text)


def from_scratch(session: InterviewSession, ref: Ref, text: str) -> None:
    """The alternative: the same answer, then every expression of the session."""
    session.answer(ref, text)
    session.finalise()


Act = Callable[[InterviewSession, Ref, str], None]


def _round(
    session: InterviewSession, form: GeneratedForm, name: str, seed: int, count: int, act: Act
) -> tuple[float, float]:
    chance = random.Random(seed)
    times = []
    for turn in range(count):
        ref, text = _question(form, name, turn, chance)
        started = time.perf_counter()
        act(session, Ref(ref), text)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))]


def _question(form: GeneratedForm, name: str, turn: int, chance: random.Random) -> tuple[str, str]:
    if name == "gate":
        return form.gate, "no" if turn % 2 == 0 else "yes"
    if name == "leaf":
        picked = chance.sample("abcd", chance.randint(1, 4))
        return chance.choice(form.leaves), " ".join(picked)
    ref = form.chain[0] if name == "head" else chance.choice(form.chain)
    return ref, str(chance.randint(0, 119))


def _fill(session: InterviewSession, form: GeneratedForm) -> None:
    chance = random.Random(0)
    for n in range(form.blocks):
        session.answer(Ref(form.choices[n]), chance.choice("abc"))
        session.answer(Ref(form.chain[n]), str(chance.randint(0, 119)))
        session.answer(Ref(form.leaves[n]), "a b")


def _report(name: str, ours: list[tuple[float, float]], anew: list[tuple[float, float]]) -> None:
    p50, p99 = (statistics.median(found[i] for found in ours) for i in (0, 1))
    whole = statistics.median(found[0] for found in anew)
    spread = f"{min(found[0] for found in ours):.3f}-{max(found[0] for found in ours):.3f}"
    print(
        f"  {name:5}  p50 {p50:.3f} ms ({spread})  p99 {p99:.3f} ms   "
        f"from scratch p50 {whole:.1f} ms = {whole / p50:.0f} times"
    )


def _environment() -> SessionEnvironment:
    return SessionEnvironment(datetime(2026, 11, 21, 12, tzinfo=UTC), UTC, seed=1)


if __name__ == "__main__":
    main()

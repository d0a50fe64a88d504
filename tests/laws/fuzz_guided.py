"""Fuzzes one target led by coverage; needs atheris (PyPI), which is not among our dependencies.

    python tests/laws/fuzz_guided.py TARGET FOLDER [-max_total_time=300]

FOLDER keeps what reached new code and, as `crash-…` and `timeout-…`, what broke a target. Further
arguments are libFuzzer's.
"""

import sys
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
warnings.simplefilter("ignore")

with atheris.instrument_imports(include=["fieldkit"]):
    from tests.laws.targets import TARGETS, WORDS, mended, seeds


def main() -> None:
    """Write the seeds and the dictionary, and let libFuzzer go."""
    name, folder, *rest = sys.argv[1:]
    corpus = Path(folder, name)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = Path(folder, "words.dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped), "ascii")
    options = ["-timeout=10", "-max_len=20000", f"-dict={words}", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, *rest, str(corpus)], lambda data: _once(name, data))
    atheris.Fuzz()


def _once(name: str, data: bytes) -> None:
    TARGETS[name](mended(name, data))


if __name__ == "__main__":
    main()

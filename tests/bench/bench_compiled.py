"""Opening a form that was compiled before beside compiling it, each in a new program.

`python -m tests.bench.bench_compiled [ROUNDS] [FORM.md …]`. Two arms take turns: `compile` with an
empty cache (imports pyxform), `cached` with the entry of the first. Both read the file, parse the
XForm and make the definition; a third arm, `import`, only imports the program. Prints the median
of each in milliseconds, and the ratio without what the import takes.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORM = ROOT / "forms" / "adult-worker" / "form.md"
LOAD = (
    "import sys, time; start = time.perf_counter();"
    "from pathlib import Path; from fieldkit.services import library;"
    "imported = time.perf_counter();"
    "library.load_form(Path(sys.argv[1]));"
    "print(imported - start, time.perf_counter() - imported, 'pyxform' in sys.modules)"
)


def load_ms(form: Path, home: Path) -> tuple[float, float, bool]:
    """Milliseconds for the import and for the load in a new program; whether pyxform was used."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(form)],
        capture_output=True, text=True, check=True, timeout=120, cwd=ROOT,
        env=os.environ | {"FIELDKIT_HOME": str(home)},
    )  # fmt: skip
    imported, loaded, used = done.stdout.split()
    return float(imported) * 1000, float(loaded) * 1000, used == "True"


def measure(form: Path, rounds: int) -> str:
    """One line of figures for a form."""
    times: dict[str, list[float]] = {"import": [], "compile": [], "cached": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            for arm, expected in (("compile", True), ("cached", False)):
                imported, loaded, used = load_ms(form, Path(folder))
                if used is not expected:
                    raise SystemExit(f"{arm}: pyxform imported is {used}")
                times["import"].append(imported)
                times[arm].append(loaded)
    median = {arm: statistics.median(found) for arm, found in times.items()}
    return (
        f"{form.parent.name}/{form.name}: import {median['import']:.0f} ms,"
        f" compile {median['compile']:.0f} ms, cached {median['cached']:.0f} ms,"
        f" ratio {median['compile'] / median['cached']:.1f}"
    )


def main() -> None:
    """Measure each form."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for form in [Path(name) for name in sys.argv[2:]] or [FORM]:
        print(measure(form.resolve(), rounds))


if __name__ == "__main__":
    main()

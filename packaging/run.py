"""Set up and run fieldkit from a checkout: `run.py demo`, `run.py test`. Standard library only.

The first run makes `.venv`, installs the exact files of `requirements.lock` and the program
itself; later runs see by a stamp that nothing changed and start at once. What is missing on the
machine is said in plain words, with how to get it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "packaging" / "requirements.lock"
STAMP = VENV / "fieldkit-stamp"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)

USAGE = """\
python3 packaging/run.py demo [--headless]   open the practice workspace, or work on the console
python3 packaging/run.py test [WORDS]        lint, types, all tests; further words go to pytest
python3 packaging/run.py setup               only make the environment
"""

# Probed one by one so that the message names the library, not the loader's text.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# Only a window on an X11 screen needs these; tests run without a screen.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


def main(arguments: list[str]) -> int:
    """Run the named command; 0 when all went well, 1 when not, 2 for wrong use."""
    if not arguments or arguments[0] not in {"demo", "test", "setup"}:
        print(USAGE, file=sys.stderr)
        return 2
    command, rest = arguments[0], arguments[1:]
    problem = _missing_python() or _prepare()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    if command == "setup":
        return 0
    if command == "test":
        return _test(rest)
    return _demo(rest)


def _missing_python() -> str | None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return (
            f"fieldkit needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {found}.\n"
            "Get it from python.org, or from your system's packages, and run this again with it."
        )
    try:
        import ensurepip  # noqa: F401 - its absence is what Debian's split looks like
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return (
            "Python's venv module is missing on this machine.\n"
            f"Debian, Ubuntu: sudo apt install python{version}-venv\n"
            "Fedora: it is part of python3; elsewhere install Python from python.org."
        )
    return None


def _prepare() -> str | None:
    """Make or refresh the environment; a sentence when it cannot be made."""
    wanted = _fingerprint()
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text("ascii").strip() == wanted:
        return None
    print("Setting up fieldkit in .venv: once, a minute or two.", file=sys.stderr)
    if not _runs([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        return "The environment .venv could not be made. Is the disk full, or the folder read-only?"
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    if not _runs([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]):
        return (
            "The packages that fieldkit needs could not be installed.\n"
            "This first run needs a connection to your Python package index, once. Check the\n"
            "connection and run this again; if it goes on, your Python or system may be too old\n"
            "for ready-made packages (Linux needs glibc 2.28 or newer)."
        )
    if not _runs([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]):
        return "fieldkit itself could not be installed into .venv."
    STAMP.write_text(wanted, "ascii")
    return None


def _fingerprint() -> str:
    """What the environment depends on: the lock, the project file, this Python."""
    digest = hashlib.sha256()
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    digest.update(f"{sys.version} {sys.platform} {ROOT}".encode())
    return digest.hexdigest()


def _test(rest: list[str]) -> int:
    """Lint, types and tests, in this order; the first failure ends the run."""
    problem = _missing_libraries(QT_LIBRARIES)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    steps = (
        ["ruff", "format", "--check", "fieldkit", "tests", "packaging"],
        ["ruff", "check", "fieldkit", "tests", "packaging"],
        ["mypy"],
        ["pytest", *rest],
    )
    for step in steps:
        print("== " + " ".join(step), file=sys.stderr, flush=True)
        done = subprocess.run([str(PYTHON), "-m", *step], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return 1
    return 0


def _demo(rest: list[str]) -> int:
    """Open the practice workspace in a window, or do the whole job on the console."""
    headless = "--headless" in rest
    if not headless:
        needed = dict(QT_LIBRARIES)
        if os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb":
            needed |= SCREEN_LIBRARIES
        problem = _missing_libraries(needed) or _missing_screen()
        if problem:
            print(problem, file=sys.stderr)
            return 1
    try:
        return subprocess.run(
            [str(PYTHON), "-m", "fieldkit", "demo", *rest], cwd=ROOT, check=False
        ).returncode
    except KeyboardInterrupt:
        return 1


def _missing_libraries(needed: dict[str, str]) -> str | None:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # only Linux asks the loader

    absent = []
    for library, package in needed.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(package)
    if not absent:
        return None
    return (
        "The window needs system libraries that are not on this machine.\n"
        f"Debian, Ubuntu: sudo apt install {' '.join(absent)}\n"
        "Fedora: sudo dnf install mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor "
        "xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil fontconfig dbus-libs"
    )


def _missing_screen() -> str | None:
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    return (
        "There is no screen here to open a window on.\n"
        "To see the whole job on the console: python3 packaging/run.py demo --headless"
    )


def _runs(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The table of promises: join the words with the last figures, in README and in the help.

`promises.py FOLDER` takes the figures that a test run left in a folder (FIELDKIT_FIGURES) into
resources/figures.json and writes the tables; without a folder it writes the tables only; `--check`
says what is not current. A promise whose figures are missing, or say that it is broken, gets no
table. Standard library only.
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "resources" / "promises.toml"
FIGURES = ROOT / "resources" / "figures.json"
README = ROOT / "README.md"
HELP = ROOT / "resources" / "help"
BEGIN, END = "<!-- promises -->", "<!-- end of promises -->"

Figures = Mapping[str, Mapping[str, Any]]


class Broken(Exception):  # noqa: N818 - a word for whoever runs this, not a fault of the program
    """A promise without its figures, or with figures that break it."""


def collect(folder: Path) -> None:
    """Put the figures of a run in the place of those before, proof by proof."""
    kept: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    for path in sorted(folder.glob("*.json")):
        kept[path.stem] = json.loads(path.read_text("utf-8"))
    FIGURES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


def rows(words: Mapping[str, Any], figures: Figures, language: str) -> list[tuple[str, str]]:
    """Promise and figure of each line, in one language."""
    return [
        (promise[language], _figure(promise, figures, language)) for promise in words["promise"]
    ]


def _figure(promise: Mapping[str, Any], figures: Figures, language: str) -> str:
    own = {
        key.partition(".")[2]: found
        for key, found in figures.items()
        if key.partition(".")[0] == str(promise["number"])
    }
    number = promise["number"]
    if not own:
        raise Broken(f"promise {number} was never measured")
    for name in promise["none"]:
        proof, _, field = name.partition(".")
        if own.get(proof, {}).get(field) != 0:
            raise Broken(f"promise {number}: {name} is not measured or not 0")
    # A speed has a named alternative in the same run instead of a control.
    for proof, found in () if promise.get("is_speed") else own.items():
        controls = [found[field] for field in found if field.startswith("control")]
        if not controls or min(controls) <= 0:
            raise Broken(f"promise {number}: the control of {proof} is missing or caught nothing")
    try:
        said = promise["figure"][language].format(**own)
    except KeyError as missing:
        raise Broken(f"promise {number}: no figure {missing}") from None
    return f"{said} ({max(found['measured'] for found in own.values())})"


def table(words: Mapping[str, Any], figures: Figures, language: str) -> str:
    """The table as Markdown."""
    said = words["words"][language]
    lines = [f"| {said['promise']} | {said['figure']} |", "|---|---|"]
    lines += [f"| {promise} | {figure} |" for promise, figure in rows(words, figures, language)]
    return "\n".join(lines) + "\n"


def page(words: Mapping[str, Any], figures: Figures, language: str) -> str:
    """The page of the help."""
    said = words["words"][language]
    parts = [f"# {said['title']}", said["intro"], table(words, figures, language).rstrip()]
    parts += [said["measured"], f"**{said['not_title']}.** {said['not_text']}"]
    return "\n\n".join(parts) + "\n"


def wanted(words: Mapping[str, Any], figures: Figures) -> dict[Path, str]:
    """Every file that holds the table, as it should be."""
    readme = README.read_text("utf-8")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    told = {README: f"{before}{BEGIN}\n{table(words, figures, 'en')}{END}{after}"}
    for language in words["words"]:
        told[HELP / language / "promises.md"] = page(words, figures, language)
    return told


def main(arguments: list[str]) -> int:
    """Write or check; 1 when something is not current or a promise is broken."""
    if arguments and arguments[0] != "--check":
        collect(Path(arguments[0]))
    words = tomllib.loads(WORDS.read_text("utf-8"))
    try:
        told = wanted(words, json.loads(FIGURES.read_text("utf-8")))
    except Broken as problem:
        print(problem, file=sys.stderr)
        return 1
    stale = [p for p, text in told.items() if not p.exists() or p.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not current", file=sys.stderr)
        if "--check" not in arguments:
            path.write_text(told[path], "utf-8")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Assemble the forms: `forms.py` writes every forms/<instrument>/form.md, `--check` only looks.

A form is made of three things: `source.md` beside it (English, with rows that use blocks), the
shared `forms/blocks/*.md`, and the translations `forms/words/<language>.csv`. What comes out is a
plain XLSForm that needs none of them. forms/AUTHORS.md tells how to write each.
Standard library only.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FORMS = Path(__file__).resolve().parent.parent / "forms"
ENGLISH = "English (en)"
LANGUAGES = {
    "ru": "Russian (ru)",
    "kk": "Kazakh (kk)",
    "ky": "Kyrgyz (ky)",
    "uz": "Uzbek (uz)",
    "tg": "Tajik (tg)",
}
"""Languages besides English: file of words → the name that a form gives the language."""
SPOKEN = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Columns with words for people: one for each language in the finished form."""
PLAIN = (
    *("appearance", "required", "relevant", "constraint", "calculation", "choice_filter"),
    *("default", "read_only", "repeat_count", "parameters", "trigger"),
)
PREFIXES = ("bind::", "body::", "instance::")
COVER = (
    "**First version.** This translation has not been reviewed by a native speaker and not been"
    " tested in the field."
)
REVIEWED = "This translation has been reviewed by a native speaker."
USAGE = """\
python3 packaging/forms.py                write every form.md that is not current
python3 packaging/forms.py --check        say what is not current, not translated or not right
python3 packaging/forms.py --missing kk   the texts without a translation, as a table to fill in
"""

_PIPE = re.compile(r"(?<!\\)\|")
_PLACE = re.compile(r"(?<!\$)\{([a-z]\w*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LISTED = re.compile(r"(?:select_one|select_multiple|rank) (\S+)")
_KEPT = re.compile(r"\$\{\w+\}|\*\*|^#+ |\n")
_NEXT = re.compile(r"(?<!\\);")


class Mistake(Exception):  # noqa: N818 - a word for the author, not a fault of the program
    """Something that an author has to put right, in words, with file and row."""


@dataclass(frozen=True)
class Row:
    """One row of a table: where it stands, and its cells that are not empty by column."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell, or an empty text."""
        return self.cells.get(column, "")


@dataclass
class Words:
    """The translations of one language: English text → translation."""

    name: str
    translations: dict[str, str] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    mistakes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


@dataclass
class Shared:
    """What every form may draw on."""

    blocks: Mapping[str, Mapping[str, Sequence[Row]]]
    choices: Sequence[Row]
    words: Sequence[Words]


@dataclass
class Assembled:
    """One finished form, and the texts that lack a translation: (language, text, where)."""

    path: Path
    text: str
    missing: list[tuple[str, str, str]]


def read_tables(path: Path) -> dict[str, list[Row]]:
    """The sheets of a file of Markdown tables: name → rows; a comment is a row with column `#`."""
    sheets: dict[str, list[Row]] = {}
    rows: list[Row] = []
    columns: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{path.parent.name}/{path.name}, row {number}"
        if line.startswith("#"):
            rows.append(Row(where, {"#": line}))
            continue
        if not line.startswith("|"):
            continue
        cells = [c.strip().replace(r"\|", "|") for c in _PIPE.split(line.strip()[1:-1])]
        if cells[0]:
            rows = sheets.setdefault(cells[0], [])
            columns = []
        elif not columns:
            columns = cells[1:]
        elif len(cells) - 1 > len(columns):
            raise Mistake(f"{where}: more cells than columns")
        else:
            filled = {c: text for c, text in zip(columns, cells[1:], strict=False) if text}
            rows.append(Row(where, filled))
    return sheets


def fill(text: str, values: Mapping[str, str], where: str) -> str:
    """The text with each `{place}` filled; raises for a place that has no value."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise Mistake(f"{where}: nothing to put into {{{match[1]}}}")
        return values[match[1]]

    return _PLACE.sub(value, text)


def arguments(row: Row, parameters: Iterable[Row]) -> dict[str, str]:
    """What a row that uses a block gives to it: place → text. Raises for what does not fit."""
    given = {k: v for k, v in row.cells.items() if k not in {"type", "name", "parameters"}}
    for part in filter(str.strip, _NEXT.split(row["parameters"])):
        key, equals, text = part.partition("=")
        if not equals:
            raise Mistake(f"{row.where}: “{part.strip()}” is not key=value")
        given[key.strip()] = text.strip().replace(r"\;", ";")
    values = {"name": row["name"]}
    for parameter in parameters:
        if "#" in parameter.cells:
            continue
        name = parameter["name"]
        if name in given:
            values[name] = given.pop(name)
        elif parameter["needed"] == "yes":
            raise Mistake(f"{row.where}: {row['type']} needs {name}")
        else:
            values[name] = fill(parameter["default"], values, parameter.where)
    if given:
        raise Mistake(f"{row.where}: {row['type']} knows no {', '.join(sorted(given))}")
    return values


def expand(rows: Iterable[Row], shared: Shared, chain: tuple[str, ...] = ()) -> Iterator[Row]:
    """The rows with every use of a block replaced by its rows."""
    for row in rows:
        block_name = row["type"].removeprefix("use ")
        if block_name == row["type"]:
            yield row
            continue
        block = shared.blocks.get(block_name)
        if block is None:
            raise Mistake(f"{row.where}: there is no block {block_name}")
        if block_name in chain:
            raise Mistake(f"{row.where}: block {block_name} uses itself")
        values = arguments(row, block.get("parameters", ()))
        inner = []
        for line in block["survey"]:
            where = f"{line.where}, used in {row.where}"
            cells = {k: fill(text, values, where) for k, text in line.cells.items() if k != "#"}
            if cells and cells.pop("if", "yes"):
                inner.append(Row(where, {k: text for k, text in cells.items() if text}))
        yield from expand(inner, shared, (*chain, block_name))


def check_rows(rows: Iterable[Row]) -> None:
    """Raise for a column that nobody knows, and for a name that is no name or stands twice."""
    seen: dict[str, str] = {}
    for row in rows:
        for column in row.cells:
            known = column in {"#", "type", "name", "source", *SPOKEN, *PLAIN}
            if not known and not column.startswith(PREFIXES):
                raise Mistake(f"{row.where}: there is no column {column}")
        name = row["name"]
        if "#" in row.cells or row["type"].startswith("end"):
            continue
        if not _NAME.fullmatch(name):
            raise Mistake(f"{row.where}: “{name}” is no name")
        if name in seen:
            raise Mistake(f"{row.where}: {name} stands already in {seen[name]}")
        seen[name] = row.where


def lists_used(rows: Iterable[Row], own: Sequence[Row], shared: Shared) -> list[Row]:
    """The choices of the lists that these rows ask with; raises for a list that is not there."""
    lists: dict[str, list[Row]] = {}
    for row in (*shared.choices, *own):
        if "#" in row.cells:
            continue
        lists.setdefault(row["list_name"], []).append(row)
    both = {row["list_name"] for row in own} & {row["list_name"] for row in shared.choices} - {""}
    if both:
        raise Mistake(f"{own[0].where}: list {', '.join(sorted(both))} is shared already")
    wanted: dict[str, str] = {}
    for row in rows:
        if match := _LISTED.match(row["type"]):
            wanted.setdefault(match[1], row.where)
    for name, where in wanted.items():
        if name not in lists:
            raise Mistake(f"{where}: there is no list {name}")
    return [row for name, listed in lists.items() if name in wanted for row in listed]


def read_words(path: Path, name: str) -> Words:
    """The translations of a language; what does not fit its English text is noted, not used."""
    words = Words(name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            english, text = line["english"] or "", (line["translation"] or "").strip()
            where = f"words/{path.name}, line {number}"
            if english in words.translations:
                words.mistakes.append(f"{where}: “{english}” stands there twice")
            elif text and sorted(_KEPT.findall(english)) != sorted(_KEPT.findall(text)):
                words.mistakes.append(f"{where}: places or marks differ from “{english}”")
            elif text:
                words.translations[english] = text
                if (line["reviewed"] or "").strip() == "yes":
                    words.reviewed.add(english)
    return words


def read_shared(forms: Path = FORMS) -> Shared:
    """Blocks, choices and words."""
    files = sorted((forms / "blocks").glob("*.md"))
    blocks = {file.stem: read_tables(file) for file in files if file.stem != "choices"}
    choices = read_tables(forms / "blocks/choices.md")["choices"]
    paths = {forms / "words" / f"{code}.csv": name for code, name in LANGUAGES.items()}
    words = [read_words(path, name) for path, name in paths.items() if path.exists()]
    return Shared(blocks, choices, words)


def assemble(folder: Path, shared: Shared) -> Assembled:
    """One form from its source; raises Mistake."""
    sheets = read_tables(folder / "source.md")
    rows = list(expand(sheets["survey"], shared))
    check_rows(rows)
    choices = lists_used(rows, sheets.get("choices", ()), shared)
    texts = {row[column] for row in (*rows, *choices) for column in SPOKEN} - {""}
    unreviewed = [w.name for w in shared.words if not texts <= w.reviewed]
    rows = [_cover(row, unreviewed) if row["type"] == "cover" else row for row in rows]
    missing: list[tuple[str, str, str]] = []
    spoken = [_speak(row, shared.words, missing) for row in rows]
    chosen = [_speak(row, shared.words, missing) for row in choices]
    settings = [dict(row.cells) for row in sheets["settings"]]
    if unreviewed:
        settings[0]["attribute::fk:unreviewed"] = ", ".join(unreviewed)
    title = f"# {settings[0]['form_title']}. Made by packaging/forms.py from source.md: edit that."
    tables = {"survey": spoken, "choices": chosen, "settings": settings}
    text = "\n".join([title, *(_table(name, lines) for name, lines in tables.items())])
    return Assembled(folder / "form.md", text, missing)


def _cover(row: Row, unreviewed: Sequence[str]) -> Row:
    """The first page: which languages nobody has reviewed; each says it of itself."""
    names = ", ".join(name.partition(" (")[0] for name in unreviewed)
    english = COVER.replace("This translation has", f"The words in {names} have")
    cells = {**row.cells, "type": "note", "label": english if unreviewed else REVIEWED}
    own = {f"label::{name}": COVER for name in unreviewed}
    return Row(row.where, {**cells, **own} if unreviewed else cells)


def _speak(
    row: Row, languages: Sequence[Words], missing: list[tuple[str, str, str]]
) -> dict[str, str]:
    """The cells of a row with its words in every language that has them."""
    cells = {k: text for k, text in row.cells.items() if k.partition("::")[0] not in SPOKEN}
    for column in SPOKEN:
        if column not in row.cells:
            continue
        cells[f"{column}::{ENGLISH}"] = row[column]
        for words in languages:
            english = row[f"{column}::{words.name}"] or row[column]
            words.used.add(english)
            if english in words.translations:
                cells[f"{column}::{words.name}"] = words.translations[english]
            else:
                missing.append((words.name, english, row.where))
    return cells


def _table(name: str, lines: Sequence[Mapping[str, str]]) -> str:
    """One sheet as text; a column without any cell is left out."""
    spoken = [f"{column}::{n}" for column in SPOKEN for n in (ENGLISH, *LANGUAGES.values())]
    order = ["list_name", "type", "name", *spoken, *PLAIN]
    silent = {"#", "source"}  # for authors
    used = dict.fromkeys(column for line in lines for column in line if column not in silent)
    columns = [c for c in order if c in used] + [c for c in used if c not in order]
    written = ["", f"| {name} |", "|  | " + " | ".join(columns) + " |"]
    for line in lines:
        if "#" in line:
            written.append(line["#"])
            continue
        cells = (line.get(column, "").replace("|", r"\|") for column in columns)
        written.append("|  | " + " | ".join(cells) + " |")
    return "\n".join(written) + "\n"


def sources(forms: Path = FORMS) -> list[Path]:
    """The folders of the instruments."""
    return sorted(path.parent for path in forms.glob("*/source.md"))


def check(shared: Shared, made: Sequence[Assembled]) -> list[str]:
    """What is not current, not translated or not right, in words."""
    found = [mistake for words in shared.words for mistake in words.mistakes]
    for form in made:
        current = form.path.read_text(encoding="utf-8") if form.path.exists() else ""
        if current != form.text:
            found.append(f"{form.path.parent.name}/form.md is not current: run packaging/forms.py")
    absent = {(name, text): where for form in made for name, text, where in form.missing}
    found += [f"{where}: no {name} for “{text}”" for (name, text), where in absent.items()]
    listed = {row["label"] for row in shared.choices}
    for words in shared.words:
        left = sorted(words.translations.keys() - words.used - listed - {COVER, REVIEWED})
        found += [f"words of {words.name}: no form says “{text}”" for text in left]
    return found


def missing_table(language: str, shared: Shared, made: Sequence[Assembled]) -> str:
    """The texts without a translation as a file of words with the second column empty."""
    words = next((w for w in shared.words if w.name == LANGUAGES[language]), Words(""))
    listed = (row["label"] for row in shared.choices)
    everything: dict[str, None] = dict.fromkeys([COVER, REVIEWED, *filter(None, listed)])
    for form in made:
        everything |= dict.fromkeys(english_of(form.text))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["english", "translation", "reviewed"])
    table.writerows([t, "", ""] for t in everything if t not in words.translations)
    return out.getvalue()


def english_of(form: str) -> Iterator[str]:
    """Every English text of a finished form that is to be translated, in its order."""
    columns: list[str] = []
    for line in form.splitlines():
        cells = [c.strip().replace(r"\|", "|") for c in _PIPE.split(line.strip()[1:-1])]
        if not line.startswith("|") or cells[0]:
            columns = columns if line.startswith("#") else []
        elif not columns:
            columns = cells
        elif "cov_translation" not in cells:
            row = zip(columns, cells, strict=True)
            yield from (text for c, text in row if text and c.endswith(f"::{ENGLISH}"))


def main(arguments: Sequence[str]) -> int:
    """Do what the words say; 1 when something is not right, 2 for words that are not known."""
    words = list(arguments)
    if words not in ([], ["--check"]) and (words[:1] != ["--missing"] or len(words) != 2):
        print(USAGE, file=sys.stderr, end="")
        return 2
    mistakes: list[str] = []
    made: list[Assembled] = []
    try:
        shared = read_shared()
        for folder in sources():
            try:
                made.append(assemble(folder, shared))
            except Mistake as mistake:  # the other forms can be made all the same
                mistakes.append(str(mistake))
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    if not words:
        for form in made:
            form.path.write_text(form.text, encoding="utf-8", newline="\n")
    elif words == ["--check"]:
        mistakes += check(shared, made)
        print("\n".join(mistakes) or "All forms are current and translated.")
    elif words[1] in LANGUAGES:
        print(missing_table(words[1], shared, made), end="")
    else:
        mistakes.append(f"no such language: {words[1]}")
    if words != ["--check"] and mistakes:
        print("\n".join(mistakes), file=sys.stderr)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

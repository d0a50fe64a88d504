"""The cache of compiled forms: pyxform once a form, nothing private, nothing that grows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.errors import Code, Known
from fieldkit.services import compiled, library
from fieldkit.services.compiled import compiled_form

FORM = """
| survey |
|  | type | name | label |
|  | text | a | How are you called here? |
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def form(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "small.md"
    path.write_text(FORM, "utf-8")
    return path


def entries() -> list[Path]:
    return sorted(compiled.folder().iterdir())


LOAD = (
    "import sys; from pathlib import Path; from fieldkit.services import library;"
    "loaded = library.load_form(Path(sys.argv[1])); print(loaded.definition.form_id,"
    " *(name in sys.modules for name in ('pyxform', 'openpyxl')))"
)


def loaded_in_a_new_program(form: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(form)],
        capture_output=True, text=True, timeout=120, check=True, env=os.environ,
    )  # fmt: skip
    return done.stdout.split()


def test_a_second_program_does_not_import_pyxform(form: Path) -> None:
    first = loaded_in_a_new_program(form)
    second = loaded_in_a_new_program(form)

    assert first == ["small", "True", "True"]  # the control: the first had to
    assert second == ["small", "False", "False"]


def test_the_kept_form_is_the_compiled_one_rows_and_remarks_too(form: Path) -> None:
    source = FORM.replace("| label |", "| label | relevent |").replace("here? |", "here? | 1 |")

    fresh = compiled_form(form, source.encode())
    kept = compiled_form(form, source.encode())

    assert kept == fresh
    assert kept.warnings
    assert kept.sheets.place("/data/a")["row"] == 2


@pytest.mark.parametrize(
    "damage", [b"", b"nonsense", None], ids=["empty", "other bytes", "one byte changed"]
)
def test_a_damaged_entry_is_made_anew(form: Path, damage: bytes | None) -> None:
    compiled_form(form, FORM.encode())
    (entry,) = entries()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)

    found = compiled_form(form, FORM.encode())

    assert "/data/a" in found.xform
    assert entry.read_bytes() == whole


def test_another_version_of_pyxform_compiles_anew(
    form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled_form(form, FORM.encode())
    monkeypatch.setattr(compiled.metadata, "version", lambda name: "other")

    compiled_form(form, FORM.encode())

    assert len(entries()) == 2


def test_the_oldest_entries_go_and_the_used_stay(
    form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "MOST_ENTRIES", 3)
    sources = [FORM.replace("called", f"called {n}").encode() for n in range(5)]
    for n, source in enumerate(sources):
        compiled_form(form, source)
        for entry in entries():
            os.utime(entry, ns=(entry.stat().st_atime_ns, entry.stat().st_mtime_ns - 10**9))
        if n > 0:
            compiled_form(form, sources[0])  # used every time

    assert len(entries()) == 3
    assert (compiled.folder() / compiled._key(form, sources[0])).exists()


def test_an_entry_says_nothing_of_where_the_form_lay(form: Path, tmp_path: Path) -> None:
    compiled_form(form, FORM.encode())

    (entry,) = entries()
    assert len(entry.name) == 64
    assert str(tmp_path).encode() not in entry.read_bytes()
    if os.name == "posix":
        assert entry.parent.stat().st_mode & 0o077 == 0


def test_a_refused_form_leaves_no_entry(form: Path) -> None:
    with pytest.raises(Known):
        compiled_form(form, FORM.replace("text", "txet").encode())

    assert not compiled.folder().exists()


def test_a_folder_that_takes_nothing_only_costs_time(form: Path, home: Path) -> None:
    home.write_bytes(b"a file where the folder should be")

    assert library.load_form(form).definition.form_id == "small"


def test_a_missing_file_of_a_list_is_refused_in_its_row(form: Path) -> None:
    form.write_text(FORM + "|  | select_one_from_file places.csv | p | Place |\n", "utf-8")

    with pytest.raises(Known) as caught:
        library.load_form(form)

    assert (caught.value.code, caught.value.slots["file"]) == (
        Code.FORM_FILE_MISSING,
        "places.csv",
    )

"""The page for authors: its example is a form that the check takes, and it names every word."""

import re
from pathlib import Path

import pytest

from fieldkit.records import Special
from fieldkit.services import forms, library
from fieldkit.ui import help as help_window
from fieldkit.xforms.columns import BESIDE, CLASSES, COLUMNS

PAGES = Path(__file__).resolve().parents[2] / "resources" / "help"
LANGUAGES = ("en", "ru")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    return tmp_path


def page(language: str) -> str:
    return (PAGES / language / "authors.md").read_text("utf-8")


def example(language: str, folder: Path) -> Path:
    (form,) = re.findall(r"^```\n(.*?)^```$", page(language), re.DOTALL | re.MULTILINE)
    path = folder / f"example-{language}.md"
    path.write_text(form, "utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_passes_the_check_without_a_word(language: str, home: Path) -> None:
    report = forms.check(str(example(language, home)))

    assert report["problems"] == []
    assert report["questions"] == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_uses_every_column_of_ours(language: str, home: Path) -> None:
    nodes = library.load_form(example(language, home)).definition.nodes.values()

    assert {name for node in nodes for name in node.bind.fk} == set(COLUMNS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_example_is_refused(language: str, home: Path) -> None:
    path = example(language, home)
    path.write_text(path.read_text("utf-8").replace("quasi", "secret"), "utf-8")

    (problem,) = forms.check(str(path))["problems"]

    assert (problem["where"]["row"], problem["where"]["column"]) == (5, "bind::fk:class")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_column_and_every_word_that_may_stand_in_one(language: str) -> None:
    text = page(language)

    assert [c for c in COLUMNS if f"`bind::fk:{c}`" not in text] == []
    assert [
        w for w in (*CLASSES, *BESIDE, *(s.value for s in Special)) if f"`{w}`" not in text
    ] == []


def test_the_page_is_in_the_help_window() -> None:
    assert "authors" in help_window.PAGES

"""The catalogues are what the sources say: nothing missing, nothing stale, compiled."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from fieldkit.errors import Code, Known
from fieldkit.ui import help as help_window
from fieldkit.ui.actions import words
from fieldkit.ui.languages import Languages
from fieldkit.ui.preferences import UI_LANGUAGES
from fieldkit.ui.shortcuts import KEYS
from fieldkit.ui.texts import todo, what
from fieldkit.wording import WORDING

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "resources" / "i18n"
SOURCES = (
    *sorted((ROOT / "fieldkit" / "ui").rglob("*.py")),
    ROOT / "fieldkit" / "services" / "phrases.py",
    *sorted((ROOT / "fieldkit" / "wording").glob("*.py")),
)


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} comes with PySide6 and is missing"
    return found


def updated(language: str, target: Path) -> None:
    plurals = ["-pluralonly"] if language == "en" else []
    subprocess.run(
        [tool("pyside6-lupdate"), "-locations", "none", "-no-obsolete", "-source-language", "en",
         "-target-language", language, *plurals, *map(str, SOURCES), "-ts", str(target)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_catalogue_has_every_sentence_of_the_sources(language: str, tmp_path: Path) -> None:
    committed = CATALOGUES / f"fieldkit_{language}.ts"
    fresh = tmp_path / committed.name
    shutil.copy(committed, fresh)

    updated(language, fresh)

    assert fresh.read_text("utf-8") == committed.read_text("utf-8"), "run lupdate and translate"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_no_sentence_waits_for_its_translation(language: str) -> None:
    text = (CATALOGUES / f"fieldkit_{language}.ts").read_text("utf-8")

    assert "unfinished" not in text
    assert re.findall(r"<translation></translation>|<numerusform></numerusform>", text) == []


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_compiled_catalogue_is_current(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"

    subprocess.run(
        [tool("pyside6-lrelease"), str(CATALOGUES / f"fieldkit_{language}.ts"), "-qm", str(fresh)],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip

    assert fresh.read_bytes() == (CATALOGUES / f"fieldkit_{language}.qm").read_bytes()


def test_placeholders_survive_translation() -> None:
    text = (CATALOGUES / "fieldkit_ru.ts").read_text("utf-8")

    for source, target in re.findall(
        r"<source>(.*?)</source>\s*<translation>(.*?)</translation>", text, re.DOTALL
    ):
        forms = re.findall(r"<numerusform>(.*?)</numerusform>", target, re.DOTALL) or [target]
        for form in forms:
            assert set(re.findall(r"\{\w+\}|%n", source)) == set(re.findall(r"\{\w+\}|%n", form))


def test_russian_speaks_in_menus_errors_and_in_qts_own_buttons(look: Languages) -> None:
    look.use("ru")

    assert words("interviews") == "Беседы"
    assert what(Known(Code.STORE_FULL)) == (
        "Диск полон: больше ничего сохранить нельзя. Ответ без отметки «Сохранено» НЕ сохранён."
    )
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Отмена"


@pytest.mark.parametrize(("n", "said"), [(1, "1 minute"), (3, "3 minutes")])
def test_numbers_have_their_english_plural(qapp: QApplication, n: int, said: str) -> None:
    assert QCoreApplication.translate("SettingsDialog", "%n minute(s)", "", n) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 минуту"), (3, "3 минуты"), (5, "5 минут")])
def test_numbers_have_their_russian_plural(look: Languages, n: int, said: str) -> None:
    look.use("ru")

    assert QCoreApplication.translate("SettingsDialog", "%n minute(s)", "", n) == said


def test_every_error_and_every_key_has_its_russian_words(look: Languages) -> None:
    english = {name: key.text for name, key in KEYS.items()}
    look.use("ru")

    assert [name for name in KEYS if words(name) == english[name]] == []
    assert [c for c in Code if what(Known(c)) == WORDING[c].what] == []
    assert [c for c in Code if todo(Known(c)) == WORDING[c].todo] == []


def test_each_help_page_is_there_in_every_language() -> None:
    for language in UI_LANGUAGES:
        for page in help_window.PAGES:
            path = ROOT / "resources" / "help" / language / f"{page}.md"
            assert page == help_window.KEY_PAGE or path.read_text("utf-8").startswith("# ")


def test_the_help_names_every_key(qapp: QApplication) -> None:
    page = help_window.keys_html()

    assert [name for name in KEYS if words(name).replace("&", "&amp;") not in page] == []

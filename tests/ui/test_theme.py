import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fieldkit.ui import theme

KAZAKH_AND_KYRGYZ = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("ink", "ground"), theme.PAIRS, ids=lambda tone: tone)
def test_words_stand_out_from_their_ground(name: str, ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
    tones = theme.tones(name)

    assert theme.contrast(getattr(tones, ink), getattr(tones, ground)) >= 4.5


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("line", "ground"), theme.EDGES, ids=lambda tone: tone)
def test_outlines_of_fields_are_seen(name: str, line: str, ground: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 for what shows that something can be used."""
    tones = theme.tones(name)

    assert theme.contrast(getattr(tones, line), getattr(tones, ground)) >= 3


def test_contrast_agrees_with_its_definition() -> None:
    """WCAG 2.2: black on white is 21, equal colours are 1."""
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert theme.contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("name", theme.THEMES)
def test_a_widget_finds_its_tones_from_its_palette(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name, 1.0)
    widget = QWidget()

    assert theme.tones_of(widget) is theme.tones(name)


def test_text_grows_with_its_scale(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.5)

    assert theme.text_scale() == pytest.approx(1.5)
    assert QLabel("x").font().pointSizeF() == pytest.approx(1.5 * theme.BASE_POINTS)


@pytest.mark.parametrize("letters", [RUSSIAN, KAZAKH_AND_KYRGYZ], ids=["ru", "kk-ky"])
def test_the_letters_of_the_field_are_drawn(qapp: QApplication, letters: str) -> None:
    """Needs a font of the system with Cyrillic, as every desktop has; offscreen, DejaVu serves."""
    if 0 in glyphs("A", qapp.font()):
        pytest.skip("NO FONT ON THIS MACHINE: nothing can be said of letters")

    assert [letter for letter in letters if 0 in glyphs(letter, qapp.font())] == []


def glyphs(text: str, font: QFont) -> list[int]:
    """The glyphs a text is drawn with, fallback fonts included; 0 is the box for a missing one."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [index for run in layout.glyphRuns() for index in run.glyphIndexes()]

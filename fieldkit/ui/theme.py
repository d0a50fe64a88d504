"""Colours, text scale and the 8-pixel grid; palettes only, since a style sheet doubles building.

The colours live in `resources/theme/<name>.toml`. Widgets never ask which theme is on: they draw
with palette roles, and the few that paint themselves take `Tones` from their own palette.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.errors import Bug
from fieldkit.paths import shipped

GRID: Final = 8
"""Pixels; every distance is a multiple of it, half of it inside a line."""

BASE_POINTS: Final = 12.5
"""Size of plain text at scale 1: read at arm's length on a 14-inch screen."""

MEASURE: Final = 720
"""Widest text column in pixels at scale 1: about 75 characters, as long as a line reads well."""

THEMES: Final = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one theme as `#rrggbb`; each `on_x` is read upon `x`."""

    window: str
    surface: str
    raised: str
    text: str
    quiet: str
    line: str
    edge: str
    accent: str
    on_accent: str
    chosen: str
    danger: str
    danger_soft: str
    on_danger_soft: str
    practice: str
    on_practice: str
    private: str
    on_private: str
    met: str
    not_met: str
    open: str


PAIRS: Final = (
    ("text", "window"),
    ("text", "surface"),
    ("text", "raised"),
    ("text", "chosen"),
    ("quiet", "window"),
    ("quiet", "surface"),
    ("quiet", "chosen"),
    ("accent", "window"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("danger", "window"),
    ("danger", "surface"),
    ("on_danger_soft", "danger_soft"),
    ("on_practice", "practice"),
    ("on_private", "private"),
    ("met", "surface"),
    ("not_met", "surface"),
    ("open", "surface"),
)
"""Every pair of tones where the first is read upon the second."""

EDGES: Final = (
    ("edge", "window"),
    ("edge", "surface"),
    ("accent", "surface"),
    ("accent", "window"),
)
"""Pairs where the first is the outline of something to use upon the second."""


@cache
def tones(name: str) -> Tones:
    """The colours of a theme by name."""
    with shipped("resources", "theme", f"{name}.toml").open("rb") as file:
        found = tomllib.load(file)
    return Tones(**{field.name: str(found[field.name]) for field in fields(Tones)})


def tones_of(widget: QWidget) -> Tones:
    """The colours that fit the palette a widget has now."""
    is_dark = widget.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return tones("dark" if is_dark else "light")


def palette(name: str) -> QPalette:
    """The palette of a theme.

    Roles beyond Qt's own meaning: PlaceholderText is quiet text, BrightText is text of danger,
    Link is the accent upon the window, Mid is a hairline.
    """
    tone = tones(name)
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tone.window,
        QPalette.ColorRole.WindowText: tone.text,
        QPalette.ColorRole.Base: tone.surface,
        QPalette.ColorRole.AlternateBase: tone.raised,
        QPalette.ColorRole.Text: tone.text,
        QPalette.ColorRole.PlaceholderText: tone.quiet,
        QPalette.ColorRole.Button: tone.raised,
        QPalette.ColorRole.ButtonText: tone.text,
        QPalette.ColorRole.BrightText: tone.danger,
        QPalette.ColorRole.Highlight: tone.accent,
        QPalette.ColorRole.HighlightedText: tone.on_accent,
        QPalette.ColorRole.Accent: tone.accent,
        QPalette.ColorRole.Link: tone.accent,
        QPalette.ColorRole.ToolTipBase: tone.raised,
        QPalette.ColorRole.ToolTipText: tone.text,
        QPalette.ColorRole.Mid: tone.line,
        QPalette.ColorRole.Light: tone.surface,
        QPalette.ColorRole.Midlight: tone.line,
        QPalette.ColorRole.Dark: tone.line,
        QPalette.ColorRole.Shadow: tone.line,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tone.quiet))
    return made


def apply(app: QApplication, name: str, scale: float) -> None:
    """Give the whole program a theme ("light", "dark" or "system") and a text scale."""
    app.setStyle("Fusion")
    chosen = _system_theme() if name not in THEMES else name
    app.setPalette(palette(chosen))
    font = QFont(app.font())
    font.setPointSizeF(BASE_POINTS * scale)
    app.setFont(font)


def application() -> QApplication:
    """The running application."""
    running = QApplication.instance()
    if not isinstance(running, QApplication):
        raise Bug(detail="no application")
    return running


def sized(widget: QWidget, factor: float, *, bold: bool = False) -> None:
    """Give a widget text larger or smaller than the program's by a factor."""
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    widget.setFont(font)


def text_scale() -> float:
    """How much larger than the base the program's text is now."""
    return QApplication.font().pointSizeF() / BASE_POINTS


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of relative luminance)."""
    parts = QColor(colour)
    channels = (parts.redF(), parts.greenF(), parts.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _system_theme() -> str:
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"

"""The catalogue of sentences without a window: what the command line says in another language."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTranslator

from fieldkit.paths import shipped


def sayer(language: str, context: str) -> Callable[[str], str]:
    """A function that gives a sentence of a context in a language, or back as it is."""
    catalogue = QTranslator()
    catalogue.load(f"fieldkit_{language}", str(shipped("resources", "i18n")))
    return partial(_say, catalogue, context)


def _say(catalogue: QTranslator, context: str, sentence: str) -> str:
    return catalogue.translate(context, sentence) or sentence

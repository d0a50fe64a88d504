"""What forms and languages are called on the screen: a form's file has one title, in English."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from fieldkit.ui.shortcuts import QT_TRANSLATE_NOOP

SHIPPED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "adult-worker": QT_TRANSLATE_NOOP("forms", "Adult worker"),
        "child-worker": QT_TRANSLATE_NOOP("forms", "Child worker"),
        "maternity": QT_TRANSLATE_NOOP("forms", "Maternity"),
        "farm-observation": QT_TRANSLATE_NOOP("forms", "Farm or site observation"),
        "follow-up": QT_TRANSLATE_NOOP("forms", "Follow-up and referral"),
        "statement": QT_TRANSLATE_NOOP("forms", "Statement of an employer, official or expert"),
    }
)
"""The forms that come with the program, in the order of a visit; other forms stand behind them."""

ABOUT_NO_PERSON: Final = frozenset({"farm-observation"})
"""Forms that nobody was asked: after them there is nobody to thank."""

_OWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "English",
        "ru": "Русский",
        "kk": "Қазақша",
        "ky": "Кыргызча",
        "uz": "Oʻzbekcha",
        "tg": "Тоҷикӣ",
    }
)
_CODE: Final = re.compile(r"\(([a-z]{2})(?:-\w+)?\)\s*$")


def form_title(form_id: str, title: str = "") -> str:
    """The title of a shipped form in the language of the window; of another, what it says."""
    shipped = SHIPPED.get(form_id)
    return QCoreApplication.translate("forms", shipped) if shipped else title or form_id


def place_of(form_id: str) -> int:
    """Where a form stands in a list of forms."""
    order = list(SHIPPED)
    return order.index(form_id) if form_id in order else len(order)


def language_name(name: str) -> str:
    """A form's language as its speakers call it: "Kazakh (kk)" is Қазақша; unknown ones stay."""
    code = _CODE.search(name)
    return _OWN.get(code[1], name) if code else name

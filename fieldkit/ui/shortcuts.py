"""Every key of the program, its scope and its words: menus, buttons and the key page read this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Scope(StrEnum):
    """Where a key works; keys of EVERYWHERE work in every place once the workspace is open."""

    EVERYWHERE = "everywhere"
    LIST = "list"
    SCORE = "score"
    INTERVIEW = "interview"
    FIELD = "field"  # handled by the field that has the focus; listed for the key page


@dataclass(frozen=True, slots=True)
class Key:
    """One act: the keys that do it (Qt's portable names) and its words."""

    name: str
    scope: Scope
    keys: tuple[str, ...]
    text: str


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark words for the translators; the text itself comes back unchanged."""
    return text


_T = (
    Key("interviews", Scope.EVERYWHERE, ("Ctrl+1",), QT_TRANSLATE_NOOP("keys", "Interviews")),
    Key("new", Scope.EVERYWHERE, ("Ctrl+N",), QT_TRANSLATE_NOOP("keys", "New interview")),
    Key("export", Scope.EVERYWHERE, ("Ctrl+E",), QT_TRANSLATE_NOOP("keys", "Export")),
    Key("vault", Scope.EVERYWHERE, ("Ctrl+K",), QT_TRANSLATE_NOOP("keys", "This workspace")),
    Key("settings", Scope.EVERYWHERE, ("Ctrl+,",), QT_TRANSLATE_NOOP("keys", "Settings")),
    Key("larger", Scope.EVERYWHERE, ("Ctrl++", "Ctrl+="), QT_TRANSLATE_NOOP("keys", "Larger text")),
    Key("smaller", Scope.EVERYWHERE, ("Ctrl+-",), QT_TRANSLATE_NOOP("keys", "Smaller text")),
    Key("theme", Scope.EVERYWHERE, ("Ctrl+D",), QT_TRANSLATE_NOOP("keys", "Light or dark")),
    Key("hide", Scope.EVERYWHERE, ("F12",), QT_TRANSLATE_NOOP("keys", "Hide and lock")),
    Key("help", Scope.EVERYWHERE, ("F1",), QT_TRANSLATE_NOOP("keys", "Help and keys")),
    Key("quit", Scope.EVERYWHERE, ("Ctrl+Q",), QT_TRANSLATE_NOOP("keys", "Quit")),
    Key("open", Scope.LIST, ("Ctrl+O",), QT_TRANSLATE_NOOP("keys", "Open the interview")),
    Key("score", Scope.LIST, ("Ctrl+R",), QT_TRANSLATE_NOOP("keys", "Show the score")),
    Key("find", Scope.LIST, ("Ctrl+F",), QT_TRANSLATE_NOOP("keys", "Find in the list")),
    Key("tree", Scope.SCORE, ("Ctrl+T",), QT_TRANSLATE_NOOP("keys", "The whole reasoning")),
    Key("judge", Scope.SCORE, ("Ctrl+J",), QT_TRANSLATE_NOOP("keys", "Your own judgement")),
    Key("page", Scope.SCORE, ("Ctrl+P",), QT_TRANSLATE_NOOP("keys", "Print or save the page")),
    Key("next", Scope.INTERVIEW, ("PgDown", "Alt+Right"), QT_TRANSLATE_NOOP("keys", "Next page")),
    Key(
        "previous",
        Scope.INTERVIEW,
        ("PgUp", "Alt+Left"),
        QT_TRANSLATE_NOOP("keys", "Previous page"),
    ),
    Key(
        "outline", Scope.INTERVIEW, ("F6", "Ctrl+G"), QT_TRANSLATE_NOOP("keys", "Go to a question")
    ),
    Key(
        "language",
        Scope.INTERVIEW,
        ("Ctrl+L",),
        QT_TRANSLATE_NOOP("keys", "Language of the questions"),
    ),
    Key("dont_know", Scope.INTERVIEW, ("F2",), QT_TRANSLATE_NOOP("keys", "Does not know")),
    Key("refused", Scope.INTERVIEW, ("F3",), QT_TRANSLATE_NOOP("keys", "Refused to answer")),
    Key("not_applicable", Scope.INTERVIEW, ("F4",), QT_TRANSLATE_NOOP("keys", "Does not apply")),
    Key("add", Scope.INTERVIEW, ("Ctrl+Shift+A",), QT_TRANSLATE_NOOP("keys", "Add one more")),
    Key(
        "remove",
        Scope.INTERVIEW,
        ("Ctrl+Shift+D",),
        QT_TRANSLATE_NOOP("keys", "Remove this one"),
    ),
    Key("problem", Scope.INTERVIEW, ("F8",), QT_TRANSLATE_NOOP("keys", "Next open problem")),
    Key("review", Scope.INTERVIEW, ("F9",), QT_TRANSLATE_NOOP("keys", "Review and finish")),
    Key("leave", Scope.INTERVIEW, ("Ctrl+W",), QT_TRANSLATE_NOOP("keys", "Back to the list")),
    Key("enter", Scope.FIELD, ("Return",), QT_TRANSLATE_NOOP("keys", "Next question")),
    Key(
        "enter_text",
        Scope.FIELD,
        ("Ctrl+Return",),
        QT_TRANSLATE_NOOP("keys", "Next question, from a field of several lines"),
    ),
    Key("digit", Scope.FIELD, ("1",), QT_TRANSLATE_NOOP("keys", "First choice; 2 to 9 the others")),
    Key("clear", Scope.FIELD, ("Esc",), QT_TRANSLATE_NOOP("keys", "Take the answer away")),
    Key(
        "up",
        Scope.FIELD,
        ("Ctrl+Up",),
        QT_TRANSLATE_NOOP("keys", "Ranking: move the choice up; Ctrl+Down moves it down"),
    ),
    Key(
        "calendar",
        Scope.FIELD,
        ("Alt+Down",),
        QT_TRANSLATE_NOOP("keys", "Dates: open the calendar"),
    ),
)

KEYS: Mapping[str, Key] = MappingProxyType({key.name: key for key in _T})


def of_scope(scope: Scope) -> tuple[Key, ...]:
    """The keys of one scope, in the order of the table."""
    return tuple(key for key in KEYS.values() if key.scope == scope)

"""The assembler of the forms as a module, and a small tree of sources to try it on."""

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@lru_cache
def assembler() -> Any:
    """packaging/forms.py, which is a script beside the program."""
    path = ROOT / "packaging" / "forms.py"
    spec = importlib.util.spec_from_file_location("forms_script", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@lru_cache
def shared() -> Any:
    """The shared blocks, choices and words of the project."""
    return assembler().read_shared()


@lru_cache
def assembled(instrument: str) -> Any:
    """One form of the project as its source makes it now."""
    return assembler().assemble(ROOT / "forms" / instrument, shared())


INSTRUMENTS = [folder.name for folder in assembler().sources()]

BLOCK = """\
| parameters |
|  | name | needed | default |
|  | label | yes |  |
|  | list |  | yn |

| survey |
|  | if | type | name | label | relevant |
|  |  | select_one {list} | {name} | {label} |  |
|  |  | text | {name}_words | In own words | ${{name}} = 'yes' |
"""
CHOICES = """\
| choices |
|  | list_name | name | label |
|  | yn | yes | Yes |
|  | yn | no | No |
|  | colour | red | Red |
"""
SOURCE = """\
| survey |
|  | type | name | label | parameters |
|  | use ask | ill | Were you ill? |  |

| settings |
|  | form_title | form_id |
|  | Small | small |
"""
WORDS = """\
english,translation,reviewed
Were you ill?,Вы болели?,yes
In own words,Своими словами,yes
Yes,Да,yes
No,Нет,yes
"""


def small_tree(forms: Path, **changed: str) -> Path:
    """A folder of forms with one instrument; `source`, `block`, `choices`, `words` may differ."""
    files = {
        "small/source.md": changed.get("source", SOURCE),
        "blocks/ask.md": changed.get("block", BLOCK),
        "blocks/choices.md": changed.get("choices", CHOICES),
        "words/ru.csv": changed.get("words", WORDS),
    }
    for name, text in files.items():
        (forms / name).parent.mkdir(parents=True, exist_ok=True)
        (forms / name).write_text(text, encoding="utf-8")
    return forms / "small"

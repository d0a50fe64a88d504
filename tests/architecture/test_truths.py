"""Lists of truth have one home: error codes, their kinds and their words agree."""

import ast
from pathlib import Path

from fieldkit import wording
from fieldkit.errors import KIND_OF, Code, Known

PACKAGE = Path(__file__).resolve().parents[2] / "fieldkit"


def test_each_code_has_a_kind_and_words() -> None:
    assert set(KIND_OF) == set(Code)
    assert set(wording.WORDING) == set(Code)


def test_each_code_is_raised_somewhere() -> None:
    """A code that nothing raises is a promise to the person that no one keeps."""
    used = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name == "errors.py" or path.parent.name == "wording":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "Code"
            ):
                used.add(node.attr)

    assert {code.name for code in Code} - used - {"BUG"} == set()


def test_an_error_says_what_where_and_what_to_do_and_its_text_is_only_the_code() -> None:
    error = Known(Code.FORM_CYCLE, names=("/data/a", "/data/b"))

    assert str(error) == "form.cycle"
    text = wording.sentence(error)
    assert "loop" in text
    assert "/data/a, /data/b" in text
    assert wording.where(error) == {"names": ["/data/a", "/data/b"]}

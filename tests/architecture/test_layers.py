"""The drawing of ARCHITECTURE.md as a test: layers, sizes, homes of outside libraries, literals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fieldkit"
MODULES = sorted(PACKAGE.rglob("*.py"))

LEAVES = {"errors", "ids", "paths", "log", "wording", "records"}
# Who may import whom; a package may always import itself. `cli` and `ui` call services and read
# the value types of lower packages, but neither opens the store.
VALUES = LEAVES | {"xforms", "interview", "scoring", "dataset", "analysis"}
ALLOWED: dict[str, set[str]] = {
    "__init__": set(),
    "errors": set(),
    "ids": set(),
    "paths": set(),
    "log": set(),
    "records": set(),
    "wording": {"errors"},
    "xpath": {"errors"},
    "xforms": {"xpath", "records", "errors", "paths"},
    "interview": {"xforms", "xpath", "records", "errors", "ids"},
    "scoring": {"records", "errors"},
    "media": {"errors"},
    "dataset": {"xforms", "scoring", "records", "errors"},
    "analysis": {"dataset", "scoring", "records", "errors"},
    "store": {"records", "errors", "ids", "log", "paths"},
    "services": LEAVES
    | {"xpath", "xforms", "interview", "scoring", "dataset", "analysis", "store", "media"},
    "cli": VALUES | {"services", "xpath", "ui"},  # `demo` opens the window
    "ui": VALUES | {"services"},
    "__main__": {"cli", "ui", "errors", "log"},
}

# One home for each outside library, so that replacing it touches one place.
HOMES: dict[str, set[str]] = {
    "PySide6": {"ui"},
    "sqlcipher3": {"store"},
    "sqlite_utils": {"store"},
    "sqlite3": set(),
    "pyxform": {"xforms/xlsform.py"},
    "openpyxl": {"xforms/tables.py"},
    "xml": {"xforms/xml.py", "dataset/guard.py"},
    "defusedxml": {"xforms/xml.py", "dataset/guard.py"},
    "xlsxwriter": {"dataset"},
    "python_calamine": {"dataset"},
    "pyrage": {"dataset/seal.py", "store/slots.py"},
    "cryptography": {"store", "dataset/seal.py"},
    "ibis": {"analysis"},
    "duckdb": {"analysis"},
    "pyarrow": {"analysis"},
    "pandas": set(),
    "logging": {"log"},
    "tempfile": set(),
}

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
MOST_PUBLIC_METHODS = 12


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(path: Path, tree: ast.AST) -> list[str]:
    """Imports of our own packages, or of a library away from its home, that the drawing forbids."""
    package = package_of(path)
    place = path.relative_to(PACKAGE).as_posix()
    found = []
    for name in imports(tree):
        parts = name.split(".")
        if parts[0] == "fieldkit" and len(parts) > 1:
            if parts[1] != package and parts[1] not in ALLOWED[package]:
                found.append(f"{place} imports {name}")
        elif parts[0] in HOMES and not HOMES[parts[0]] & {package, place}:
            found.append(f"{place} imports {name} away from its home")
    return found


def public_methods(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = [
                item.name
                for item in node.body
                if isinstance(item, ast.FunctionDef)
                # Overrides of Qt's virtuals are camelCase and not our interface.
                and not item.name.startswith("_")
                and item.name == item.name.lower()
                and not any(
                    isinstance(d, ast.Name) and d.id == "property" for d in item.decorator_list
                )
            ]
            yield node.name, len(names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_the_drawing_allows(path: Path) -> None:
    assert breaches(path, syntax(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_modules_functions_and_classes_keep_their_size(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)

    assert len(text.splitlines()) <= LONGEST_MODULE
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []
    assert [c for c, n in public_methods(tree) if n > MOST_PUBLIC_METHODS] == []


def test_the_layer_check_catches_a_sideways_import_and_a_library_away_from_home() -> None:
    sideways = ast.parse("from fieldkit.store import records\nimport PySide6.QtCore")

    found = breaches(PACKAGE / "scoring" / "determine.py", sideways)

    assert len(found) == 3


def test_every_package_stands_in_the_drawing() -> None:
    assert {package_of(path) for path in MODULES} <= ALLOWED.keys()


def test_the_folder_packaging_is_no_package() -> None:
    """An `__init__.py` would hide the library of the same name from all that runs at the root."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    assert not (ROOT / "forms" / "__init__.py").exists()
    assert not (ROOT / "resources" / "__init__.py").exists()


def test_the_top_level_holds_only_what_was_agreed() -> None:
    allowed = {"fieldkit", "forms", "resources", "tests", "packaging"}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}

    assert folders == allowed


def translated_non_literals(tree: ast.AST) -> list[int]:
    """Lines where `tr` is given something else than a literal: it would never match."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "tr" and node.args:
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_every_sentence_handed_to_tr_is_a_literal(path: Path) -> None:
    assert translated_non_literals(syntax(path)) == []


def test_the_literal_check_catches_an_f_string() -> None:
    assert translated_non_literals(ast.parse('self.tr(f"{n} answers")')) == [1]


def test_no_indicator_code_stands_in_the_program() -> None:
    """Codes are data of the rulesets; the program must serve any ruleset."""
    codes = set()
    for ruleset in (ROOT / "forms" / "rulesets").glob("*.toml"):
        codes |= set(
            re.findall(r'^code\s*=\s*"([^"]+\.[^"]+)"', ruleset.read_text("utf-8"), re.MULTILINE)
        )
    assert codes, "no ruleset was read: this test would prove nothing"

    for path in MODULES:
        text = path.read_text("utf-8")
        assert [code for code in codes if code in text] == [], path.name


def test_no_lock_line_names_a_registry() -> None:
    lock = (ROOT / "packaging" / "requirements.lock").read_text("utf-8")

    assert "://" not in lock
    assert "index-url" not in lock
    pins = re.findall(r"^[\w.-]+==[^ ]+", lock, re.MULTILINE)
    assert len(pins) > 30
    unhashed = [
        block.split("==")[0]
        for block in re.split(r"\n(?=\w)", lock)
        if "--hash=sha256:" not in block
    ]
    assert unhashed == []


def test_qt_is_pinned_below_the_release_that_loses_none() -> None:
    """PySide6 6.12 with Python 3.11 drops a reference to None per call until it aborts."""
    lock = (ROOT / "packaging" / "requirements.lock").read_text("utf-8")

    assert re.search(r"^pyside6-essentials==6\.11\.", lock, re.MULTILINE)

"""A log line is an event's name and codes: no sentence, no exception text, no foreign words."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit import log

MARKER = "mulberry-lantern-47"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before = list(root.handlers)
    log.to_file(tmp_path / "f.log")
    yield tmp_path / "f.log"
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()


def test_an_event_is_its_name_and_its_fields(file: Path) -> None:
    log.event(log.Happening.EXPORTED, n=3, kind="workspace", version="1.2-b")

    assert file.read_text("utf-8").endswith(
        " INFO export.written kind=workspace n=3 version=1.2-b\n"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "x"},
        {"site": "north"},
        {"kind": "two words"},
        {"kind": "строка"},
        {"kind": "a\nb"},
        {"code": "x" * 81},
        {"code": "/data/name"},
    ],
    ids=lambda f: next(iter(f)),
)
def test_nothing_but_codes_in_known_fields_is_logged(file: Path, fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="field not allowed in the log"):
        log.event(log.Happening.FAILED, **fields)

    assert file.read_text("utf-8") == ""


def test_a_failure_is_types_and_frames_of_all_its_causes(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def inner(answer: str) -> None:
        raise ValueError(answer)

    try:
        try:
            inner(MARKER)
        except ValueError as error:
            raise RuntimeError(MARKER) from error
    except RuntimeError as error:
        log.failure(log.Happening.FAILED, error)
    caplog.clear()  # the log of it is wanted here

    line = file.read_text("utf-8")
    assert MARKER not in line
    assert "builtins.RuntimeError [test_log.py:" in line
    assert "caused by builtins.ValueError [test_log.py:" in line
    assert ":inner < " in line


def test_records_of_other_libraries_lose_their_words(file: Path) -> None:
    try:
        {}[MARKER]
    except KeyError:
        logging.getLogger("some.library").exception("cell %s is bad", MARKER, stack_info=True)

    assert file.read_text("utf-8").endswith(" ERROR some.library\n")

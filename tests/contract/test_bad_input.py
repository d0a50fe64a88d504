"""A script that hands in nonsense: exit 0, 1 or 2, one JSON error in words, no answer in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.main import main

FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "shut.md"
SAID = "zebrafinch"  # stands for what a person said; no error may repeat it
LONG = "n" * 300  # longer than any disk takes

Given = Callable[..., tuple[int, str, str]]


@pytest.fixture
def given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Given:
    """Run a command in a folder with a practice workspace `w` and pool `p`."""
    monkeypatch.chdir(tmp_path)
    for words in (["workspace", "create", "w"], ["pool", "create", "p"]):
        assert main([*words, "--practice"]) == 0
    capfd.readouterr()

    def command(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        return code, *capfd.readouterr()

    return command


def error_of(out: str) -> dict[str, Any]:
    error: dict[str, Any] = json.loads(out)["error"]
    assert set(error) == {"kind", "code", "message", "where"}
    assert error["kind"] != "internal"
    return error


def script(*steps: object, name: str = "steps.json") -> Path:
    path = Path(name)
    path.write_text(json.dumps({"steps": steps}), "utf-8")
    return path


@pytest.mark.parametrize("folder", ["none", "none/deeper", str(FORM), ".", LONG, f"{LONG}/x"])
@pytest.mark.parametrize(
    "words",
    [
        ["workspace", "info", "DIR", "--json"],
        ["workspace", "verify", "DIR", "--json"],
        ["case", "list", "DIR", "--json"],
        ["case", "show", "DIR", "--all", "--json"],
        ["case", "score", "DIR", "--all", "--json"],
        ["export", "DIR", "out.xlsx", "--json"],
        ["pool", "add", "DIR", "out.xlsx", "--json"],
        ["pool", "status", "DIR", "--json"],
        ["pool", "conflicts", "DIR", "--json"],
        ["analyse", "DIR", "--json"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_folder_that_is_no_workspace_is_said_to_be_none(
    given: Given, words: list[str], folder: str
) -> None:
    code, out, _ = given(*(folder if word == "DIR" else word for word in words))

    assert code == 1
    assert error_of(out)["code"] == "workspace.missing"


@pytest.mark.parametrize("place", [f"{FORM}/x", "/proc/none/w", LONG])
def test_a_place_that_takes_no_folder_is_said_to_take_none(given: Given, place: str) -> None:
    """Nobody gave an answer yet: the message must not tell of one that was lost."""
    code, out, _ = given("workspace", "create", place, "--practice", "--json")

    assert code == 1
    assert error_of(out)["code"] == "file.unwritable"


@pytest.mark.parametrize(
    "words",
    [
        ["case", "show", "w", "--json"],
        ["case", "score", "w", "--json"],
        ["interview", "run", "w", "--script", "steps.json"],
        ["interview", "run", "w", "--script", "steps.json", "--form", ""],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_command_that_lacks_a_word_is_wrong_usage(given: Given, words: list[str]) -> None:
    script()

    code, out, _ = given(*words)

    assert code == 2
    assert error_of(out)["kind"] == "usage"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "script.broken"),
        (b"\xff\xfe\x00", "script.broken"),
        (b"[" * 100_000, "script.broken"),
        (b"null", "script.broken"),
        (b'[{"set": {"/data/agrees": "\\ud800"}}]', "script.broken"),
        (b"[1]", "script.broken"),
        (b'{"steps": {}}', "script.broken"),
        (b'[{"set": {"/data/agrees": "%s"' % SAID.encode(), "script.broken"),
        (b'[{"set": {"/data/agrees": ["%s"]}}]' % SAID.encode(), "script.broken"),
        (b'[{"special": {"/data/agrees": "%s"}}]' % SAID.encode(), "script.broken"),
        (b'[{"set": {"/data/nowhere": "%s"}}]' % SAID.encode(), "interview.ref"),
        (b'[{"set": {"/data/child[9]/age": "%s"}}]' % SAID.encode(), "interview.ref"),
        (b'[{"add": "/data/agrees"}]', "interview.ref"),
        (b'[{"remove": "/data/child[9]"}]', "interview.ref"),
        (b'[{"language": "Klingon"}]', "interview.ref"),
        (b'[{"finalise": true}]', "interview.not_ready"),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else value,
)
def test_a_broken_script_is_refused_on_one_line_that_repeats_no_answer(
    given: Given, content: bytes, code: str
) -> None:
    """Results of this command are lines; an error over several lines would break its reader."""
    Path("steps.json").write_bytes(content)

    status, out, err = given("interview", "run", "w", "--form", FORM, "--script", "steps.json")

    assert status == 1
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[-1]["error"]["code"] == code
    assert all("interview" in line for line in lines[:-1])
    assert SAID not in out + err


def test_an_answer_that_is_not_taken_is_said_but_not_repeated(given: Given) -> None:
    steps = script({"set": {"/data/day": SAID, "/data/agrees": SAID}})

    code, out, err = given("interview", "run", "w", "--form", FORM, "--script", steps)

    assert code == 0
    assert not any("saved" in json.loads(line) for line in out.splitlines())
    assert "/data/day" in err
    assert "/data/agrees" in err
    assert SAID not in out + err


@pytest.mark.parametrize("form", ["nonsense", "nonsense.md", "../x", ".", LONG, f"{LONG}.md"])
def test_an_unknown_form_is_refused_by_its_name(given: Given, form: str) -> None:
    code, out, _ = given("interview", "run", "w", "--form", form, "--script", script())

    assert code == 1
    assert error_of(out)["where"]["file"] == form
    assert json.loads(given("case", "list", "w", "--json")[1]) == {"cases": []}


def test_a_language_that_the_form_lacks_is_refused_and_begins_nothing(given: Given) -> None:
    words = ["interview", "run", "w", "--form", "adult-worker", "--script", script()]

    refused = given(*words, "--language", "Klingon")[0]
    taken = given(*words, "--language", "ru")[0]

    (case,) = json.loads(given("case", "list", "w", "--json")[1])["cases"]
    assert (refused, taken) == (2, 0)
    assert case["language"] == "Russian (ru)"


@pytest.mark.parametrize("option", ["--passphrase-file", "--identity"])
def test_a_key_file_that_is_no_text_is_refused_and_not_shown(given: Given, option: str) -> None:
    Path("key").write_bytes(b"\xff\xfe" + SAID.encode())
    words = {
        "--passphrase-file": ["workspace", "create", "new", "--json"],
        "--identity": ["pool", "add", "p", "any.xlsx", "--json"],
    }

    code, out, err = given(*words[option], option, "key")

    assert code == 1
    assert error_of(out)["code"] == "file.missing"
    assert SAID not in out + err


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ("none/x.xlsx", "file.unwritable"),
        ("/proc/x.xlsx", "file.unwritable"),
        (f"{LONG}.xlsx", "file.unwritable"),
        ("x.docx", "file.unwritable"),
        ("x", "file.unwritable"),
        ("folder.xlsx", "file.exists"),
        ("x.xlsx.age", "workbook.recipient"),
    ],
)
def test_an_export_that_cannot_be_written_leaves_nothing(
    given: Given, tmp_path: Path, out: str, code: str
) -> None:
    Path("folder.xlsx").mkdir()
    before = sorted(tmp_path.iterdir())

    status, said, _ = given("export", "w", out, "--json")

    assert status == 1
    assert error_of(said)["code"] == code
    assert sorted(tmp_path.iterdir()) == before


def test_a_refused_file_is_counted_named_and_makes_the_command_fail(given: Given) -> None:
    """The others are merged all the same; a script finds the reason where any error stands."""
    given("interview", "run", "w", "--form", FORM, "--script", script())
    given("export", "w", "с пробелом é.xlsx")
    Path("zero.xlsx").touch()
    Path("note.txt").write_text(SAID)
    Path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    files = ["zero.xlsx", "note.txt", "old.xls", "w", "none.xlsx", LONG, "с пробелом é.xlsx"]

    code, out, err = given("pool", "add", "p", *files, "--json")

    report = json.loads(out)
    assert code == 1
    assert (report["files"], report["refused"]) == (1, 6)
    assert report["records_in"] == report["new"] + report["known"] > 0
    assert [refusal["file"] for refusal in report["refusals"]] == files[:-1]
    assert report["error"]["kind"] == "workbook"
    assert SAID not in out + err


@pytest.mark.parametrize(
    "ruleset", ["../rulesets/ilo2012-adult", "ilo2012-adult.TOML", "/etc/passwd", "..", "", LONG]
)
def test_a_ruleset_is_named_or_a_toml_file(given: Given, ruleset: str) -> None:
    Path("cases.csv").write_text("case_id\nP1\n")

    for words in (["score", "cases.csv"], ["analyse", "p"]):
        code, out, _ = given(*words, "--ruleset", ruleset, "--json")

        assert code == 1
        assert error_of(out)["code"] == "ruleset.unknown"


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "file.missing"), (b"\xff\xfe", "ruleset.broken"), (b"id = 1", "ruleset.broken")],
    ids=["missing", "no text", "no ruleset"],
)
def test_a_file_that_is_no_ruleset_is_refused(
    given: Given, content: bytes | None, code: str
) -> None:
    Path("cases.csv").write_text("case_id\nP1\n")
    if content is not None:
        Path("mine.toml").write_bytes(content)

    for words in (["score", "cases.csv"], ["analyse", "p"]):
        status, out, _ = given(*words, "--ruleset", "mine.toml", "--json")

        assert (status, error_of(out)["code"]) == (1, code)


@pytest.mark.parametrize("out", ["none/x.csv", f"{LONG}.csv", "x.doc", "."])
def test_scores_that_cannot_be_written_are_refused(given: Given, out: str) -> None:
    Path("cases.csv").write_text("case_id,duress.penalty.locked_in\nP1,1\n")
    words = ["score", "cases.csv", "--ruleset", "ilo2012-adult", "--out", out, "--json"]

    code, said, _ = given(*words)

    assert code == 1
    assert error_of(said)["code"] == "file.unwritable"


def test_a_case_is_found_however_its_code_is_written(given: Given) -> None:
    given("interview", "run", "w", "--form", FORM, "--script", script())
    (case,) = json.loads(given("case", "list", "w", "--json")[1])["cases"]
    code = case["case_code"]

    for written in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}"):
        assert json.loads(given("case", "show", "w", written, "--json")[1])["cases"]
    status, out, _ = given("case", "show", "w", "0000-0001-X", "--json")

    assert status == 1
    assert error_of(out)["code"] == "interview.unknown"


def test_everything_that_was_saved_is_shown_also_what_was_cleared(given: Given) -> None:
    steps = script(
        {"set": {"/data/agrees": "yes", "/data/shut": "yes"}},
        {"add": "/data/child"},
        {"set": {"/data/shut": ""}},
        {"special": {"/data/counted": "refused"}},
    )
    _, out, _ = given("interview", "run", "w", "--form", FORM, "--script", steps)
    saved = {
        line["saved"]: line["seq"] for line in map(json.loads, out.splitlines()) if "saved" in line
    }

    (case,) = json.loads(given("case", "show", "w", "--all", "--json")[1])["cases"]

    shown = {answer["ref"]: answer for answer in case["answers"]}
    assert {ref: shown[ref]["seq"] for ref in saved} == saved
    assert (shown["/data/shut"]["value"], shown["/data/shut"]["status"]) == ("", "cleared")
    assert shown["/data/counted"]["special"] == "refused"


def test_an_answer_given_again_is_acknowledged_with_the_number_it_has(given: Given) -> None:
    """A script played again after a kill hears of every answer that it gives."""
    steps = script({"set": {"/data/agrees": "yes"}}, {"set": {"/data/agrees": "yes"}})

    _, out, _ = given("interview", "run", "w", "--form", FORM, "--script", steps)

    first, again = (line for line in map(json.loads, out.splitlines()) if "saved" in line)
    assert first == again

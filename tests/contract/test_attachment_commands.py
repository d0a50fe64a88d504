"""`fieldkit attachment …` and the `attach` step: what scripts may rely on."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from fieldkit.cli.main import main
from fieldkit.services import recovery
from fieldkit.store import key
from tests.unit.media import making

FORM = Path(__file__).resolve().parents[1] / "data" / "forms" / "photo.md"
PHRASE = "four words without sense"


class Line:
    """The command line with one workspace and one interview in it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], here: Path) -> None:
        self.capsys, self.here = capsys, here
        self.folder = str(here / "w")
        self.case = ""

    def run(self, *words: str | Path, phrase: bool = True) -> tuple[int, Any, str]:
        """Exit code, what stdout says as JSON (the last line of several), stderr."""
        ask = ["--passphrase-file", str(self.here / "phrase")] if phrase else []
        lines = [] if words[0] == "interview" else ["--json"]
        code = main([*map(str, words), *lines, *ask])
        told = self.capsys.readouterr()
        text = told.out.strip()
        return code, json.loads(text.splitlines()[-1] if not lines else text), told.err

    def code(self, *words: str | Path, phrase: bool = True) -> str:
        status, told, _ = self.run(*words, phrase=phrase)
        assert status == 1
        return str(told["error"]["code"])

    def script(self, *steps: dict[str, Any]) -> Path:
        path = self.here / "steps.json"
        path.write_text(json.dumps(steps))
        return path

    def play(self, *steps: dict[str, Any], resume: bool = True) -> tuple[int, Any, str]:
        which = ["--resume", self.case] if resume else ["--form", FORM]
        return self.run("interview", "run", self.folder, *which, "--script", self.script(*steps))

    def shown(self) -> dict[str, Any]:
        _, told, _ = self.run("case", "show", self.folder, self.case)
        return dict(told["cases"][0])


@pytest.fixture
def line(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Line:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    (tmp_path / "phrase").write_text(PHRASE)
    (tmp_path / "photo.jpg").write_bytes(making.jpeg())
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4 " + bytes(100))
    made = Line(capsys, tmp_path)
    made.run("workspace", "create", made.folder, "--new-recovery-key", tmp_path / "key")
    made.play({"set": {"/data/agrees": "yes"}}, resume=False)
    _, told, _ = made.run("case", "list", made.folder)
    made.case = told["cases"][0]["case_code"]
    return made


def test_a_file_is_added_listed_shown_and_saved(line: Line, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"

    code, added, _ = line.run("attachment", "add", line.folder, line.case, "/data/room", photo)
    _, listed, _ = line.run("attachment", "list", line.folder, line.case)
    shown = line.shown()
    name = added["attachment"]["name"]
    out = tmp_path / "copy.jpg"
    saved, left, said = line.run("attachment", "save", line.folder, line.case, name, out)

    assert (code, added["saved"]) == (0, "/data/room")
    assert added["attachment"]["cleaned"] is True
    assert listed == {"case_code": line.case, "attachments": [added["attachment"]]}
    assert shown["attachments"] == listed["attachments"]
    (answer,) = [a for a in shown["answers"] if a["ref"] == "/data/room"]
    assert (answer["value"], answer["unheld"]) == (name, False)
    assert (saved, left["sealed"], left["what"]) == (0, False, "attachment")
    assert "in clear" in said
    assert hashlib.sha256(out.read_bytes()).hexdigest() == name[:64]
    assert not any(mark in out.read_bytes() for mark in making.MARKS)


def test_metadata_are_kept_only_when_it_is_asked_for(line: Line, tmp_path: Path) -> None:
    add = ("attachment", "add", line.folder, line.case, "/data/paper", tmp_path / "paper.pdf")

    refused = line.code(*add)
    code, added, said = line.run(*add, "--keep-metadata")

    assert refused == "media.uncleaned"
    assert (code, added["attachment"]["cleaned"]) == (0, False)
    assert "everything it says of itself" in said


def test_each_refusal_has_its_code_and_leaves_the_case_as_it_was(
    line: Line, tmp_path: Path
) -> None:
    def add(ref: str, file: str, case: str = "") -> str:
        where = ("attachment", "add", line.folder, case or line.case)
        return line.code(*where, ref, tmp_path / file)

    codes = [
        add("/data/room", "paper.pdf"),
        add("/data/room", "none.jpg"),
        add("/data/note", "photo.jpg"),
        add("/data/nothing", "photo.jpg"),
        add("/data/room", "photo.jpg", "nobody"),
        line.code("attachment", "list", line.folder, "nobody"),
        line.code("attachment", "save", line.folder, line.case, "no.jpg", tmp_path / "o.jpg"),
    ]

    assert codes == [
        "media.kind",
        "file.missing",
        "interview.ref",
        "interview.ref",
        "interview.unknown",
        "interview.unknown",
        "attachment.unknown",
    ]
    assert line.shown()["attachments"] == []


def test_wrong_usage_exits_with_two(line: Line, tmp_path: Path) -> None:
    assert main(["attachment", "add", line.folder, line.case]) == 2
    assert main(["attachment", "unseal", "x.age"]) == 2


def test_a_script_attaches_a_file_that_lies_beside_it(line: Line) -> None:
    code, told, _ = line.play({"attach": {"/data/room": "photo.jpg"}}, {"add": "/data/bed"})

    shown = line.shown()
    assert code == 0
    assert told["saved"] == "/data/bed[2]"
    assert [a["media_type"] for a in shown["attachments"]] == ["image/jpeg"]
    code, told, _ = line.play({"attach": {"/data/bed[2]/shot": "photo.jpg"}})
    assert told["saved"] == "/data/bed[2]/shot"
    assert len(line.shown()["attachments"]) == 1
    code, told, _ = line.play({"attach": {"/data/room": "none.jpg"}})
    assert (code, told["error"]["code"]) == (1, "file.missing")


def test_playing_a_form_without_a_workspace_says_that_files_need_one(
    line: Line, tmp_path: Path
) -> None:
    script = line.script({"set": {"/data/agrees": "yes"}}, {"attach": {"/data/room": "photo.jpg"}})

    status, told, _ = line.run("form", "play", FORM, "--script", script, phrase=False)

    assert status == 1
    assert told["error"]["code"] == "script.broken"
    assert told["error"]["where"]["detail"] == "only for interview run"


def test_an_answer_that_was_typed_by_hand_and_names_no_file_is_shown_to_be_one(
    line: Line, tmp_path: Path
) -> None:
    line.play({"set": {"/data/room": "holiday.jpg", "/data/note": "holiday.jpg"}})

    unheld = {a["ref"]: a["unheld"] for a in line.shown()["answers"]}
    main(["case", "show", line.folder, line.case, "--passphrase-file", str(tmp_path / "phrase")])

    assert (unheld["/data/room"], unheld["/data/note"]) == (True, False)
    assert "/data/room: there is no such file here" in line.capsys.readouterr().out


def test_sealed_attachments_come_to_headquarters_under_the_names_of_the_answers(
    line: Line, tmp_path: Path
) -> None:
    line.play({"attach": {"/data/room": "photo.jpg"}}, {"finalise": True})
    (kept,) = line.shown()["attachments"]
    status, _, _ = line.run("workspace", "seal", line.folder, line.case)
    sealed = sorted((tmp_path / "w" / "sealed").iterdir())
    hq = tmp_path / "hq"
    stranger = tmp_path / "stranger"
    stranger.write_text(recovery.make_key().identity)

    def unseal(identity: Path) -> tuple[int, Any, str]:
        words = ("attachment", "unseal", *sealed, "--identity-file", identity, "--out", hq)
        return line.run(*words, phrase=False)

    assert (status, len(sealed)) == (0, 2)
    code, told, said = unseal(stranger)
    assert (code, [r["code"] for r in told["refused"]]) == (1, ["workbook.sealed"])
    assert "workbook.sealed" in said
    assert list(hq.iterdir()) == []
    code, told, _ = unseal(tmp_path / "key")
    assert (code, told["refused"], len(told["workbooks"])) == (0, [], 1)
    (one,) = told["unsealed"]
    assert one["name"] == kept["name"]
    assert hashlib.sha256((hq / one["name"]).read_bytes()).hexdigest() == kept["name"][:64]

"""`fieldkit workspace …` beyond the first verbs: what scripts may rely on."""

import json
from pathlib import Path

import pytest

from fieldkit.cli.main import main
from fieldkit.store import key
from fieldkit.store.answers import save
from fieldkit.store.workspace import open_store
from tests.unit.store.making import StepClock, begin, said

PHRASE = "four words without sense"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(key, "STRONG", key.PRACTICE)
    monkeypatch.setenv("FIELDKIT_HOME", str(tmp_path / "home"))
    (tmp_path / "phrase").write_text(PHRASE + "\n")


class Line:
    """The command line with this test's folder and passphrase."""

    def __init__(self, capsys: pytest.CaptureFixture[str], here: Path) -> None:
        self.capsys, self.here = capsys, here

    def run(self, *words: str, phrase: str = "phrase") -> tuple[int, dict]:
        told = [word.replace("@", str(self.here) + "/") for word in words]
        ask = ["--passphrase-file", str(self.here / phrase)] if phrase else []
        code = main(["workspace", *told, *ask, "--json"])
        out = self.capsys.readouterr()
        return code, json.loads(out.out)

    def code(self, *words: str, phrase: str = "phrase") -> str:
        status, told = self.run(*words, phrase=phrase)
        assert status == 1
        return told["error"]["code"]


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Line:
    return Line(capsys, tmp_path)


def test_a_workspace_is_made_with_a_recovery_key_that_is_proven(line: Line) -> None:
    code, _ = line.run("create", "@w", "--new-recovery-key", "@k")
    assert code == 0

    _, told = line.run("recovery", "list", "@w")
    (proven,) = told["recipients"].values()
    assert proven
    code, told = line.run("verify", "@w", "--recovery-key", "@k", phrase="")
    assert (code, told["ok"]) == (0, True)


def test_a_workspace_that_is_refused_leaves_no_recovery_key(line: Line, tmp_path: Path) -> None:
    line.run("create", "@w", "--new-recovery-key", "@k")

    code = line.code("create", "@w", "--new-recovery-key", "@other")

    assert (code, (tmp_path / "other").exists()) == ("workspace.exists", False)
    assert (tmp_path / "k").exists()


def test_a_workspace_without_a_recovery_key_is_said_to_have_none(
    line: Line, tmp_path: Path
) -> None:
    path = tmp_path / "phrase"
    main(["workspace", "create", str(tmp_path / "w"), "--passphrase-file", str(path)])

    assert "No recovery key" in line.capsys.readouterr().err


def test_a_recipient_is_added_proven_and_removed(line: Line) -> None:
    line.run("create", "@w")
    _, made = line.run("recovery", "make", "@w", "@k1")
    line.run("create", "@other", "--new-recovery-key", "@k2")
    _, other = line.run("recovery", "list", "@other")
    (recipient,) = other["recipients"]

    _, added = line.run("recovery", "add", "@w", recipient)
    assert added["recipients"][recipient] == ""
    _, proven = line.run("recovery", "prove", "@w", "@k2")
    assert proven["recipients"][recipient]
    _, left = line.run("recovery", "remove", "@w", recipient)
    assert left["recipients"].keys() == made["recipients"].keys()
    assert line.code("recovery", "prove", "@w", "@k2") == "key.identity"
    assert line.code("recovery", "remove", "@w", recipient) == "key.recipient"
    assert line.code("recovery", "make", "@w", "@k1") == "file.exists"


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(line: Line, tmp_path: Path) -> None:
    line.run("create", "@w", "--new-recovery-key", "@k")
    (tmp_path / "new").write_text("wholly other words now")

    code, _ = line.run(
        "passphrase", "@w", "--recovery-key", "@k", "--new-passphrase-file", "@new", phrase=""
    )

    assert code == 0
    assert line.code("info", "@w") == "key.wrong_passphrase"
    assert line.run("info", "@w", phrase="new")[0] == 0


def test_a_weak_new_passphrase_is_refused_and_the_old_one_stays(line: Line, tmp_path: Path) -> None:
    line.run("create", "@w")
    (tmp_path / "new").write_text("qwertyuiop12")

    assert line.code("passphrase", "@w", "--new-passphrase-file", "@new") == "key.weak"
    assert line.code("rekey", "@w", "--new-passphrase-file", "@new") == "key.weak"
    assert line.run("info", "@w")[0] == 0


def test_a_rekeyed_workspace_opens_with_the_same_keys_and_another_vault_key(
    line: Line, tmp_path: Path
) -> None:
    line.run("create", "@w", "--new-recovery-key", "@k")
    before = key.unlock(tmp_path / "w" / "vault.key", PHRASE)

    code, told = line.run("rekey", "@w")

    assert code == 0
    assert list(told["recipients"].values()) != [""]
    assert key.unlock(tmp_path / "w" / "vault.key", PHRASE).secret != before.secret
    assert line.run("verify", "@w", "--recovery-key", "@k", phrase="")[0] == 0


def test_an_offered_passphrase_comes_with_its_strength(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workspace", "offer", "--json", "--language", "ru"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert len(told["passphrase"].split()) == 6
    assert told["bits"] > 74


def test_a_damaged_workspace_is_repaired_into_a_new_place_with_a_report(
    line: Line, tmp_path: Path
) -> None:
    line.run("create", "@w")
    path = tmp_path / "w" / "vault.db"
    content = bytearray(path.read_bytes())
    content[600] ^= 1
    path.write_bytes(content)
    assert line.code("verify", "@w") == "store.damaged"

    code, told = line.run("repair", "@w", "@new")

    assert (code, told["whole"], told["missing"]) == (0, True, [])
    assert line.run("verify", "@new")[1]["ok"]
    assert line.code("repair", "@w", "@new") == "workspace.exists"


def test_a_backup_is_restored_into_a_new_folder_only(line: Line) -> None:
    line.run("create", "@w", "--new-recovery-key", "@k")

    code, report = line.run("backup", "@w", "@b")
    assert (code, report["file"], report["interviews"]) == (0, "b", 0)
    assert line.code("backup", "@w", "@b") == "file.exists"
    assert line.run("restore", "@b", "@new")[0] == 0
    assert line.code("restore", "@b", "@new") == "workspace.exists"
    assert line.run("restore", "@b", "@n2", "--recovery-key", "@k", phrase="")[0] == 0
    assert line.code("restore", "@k", "@n3") == "backup.foreign"
    assert line.run("verify", "@new")[1]["ok"]


def test_a_risky_place_must_be_accepted_twice(line: Line, tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    assert line.code("create", "@Dropbox/w") == "workspace.place"
    assert line.code("create", "@Dropbox/w", "--place-accepted") == "workspace.place"

    assert line.run("create", "@Dropbox/w", "--place-accepted", "--place-accepted")[0] == 0
    assert line.run("info", "@Dropbox/w")[0] == 0


def test_a_case_is_withdrawn_and_erased_by_its_code(line: Line, tmp_path: Path) -> None:
    line.run("create", "@w")
    with open_store(tmp_path / "w", passphrase=PHRASE, clock=StepClock()) as store:
        begun = begin(store)
        save(store, begun.interview_id, [said("/d/a", "gone")], actor="m")

    _, told = line.run("withdraw", "@w", begun.case_code)
    assert told == {"case": begun.case_code, "state": "withdrawn"}
    assert line.code("withdraw", "@w", "XXXX-0001-X") == "interview.unknown"
    assert line.run("info", "@w")[1]["revisions"] == 0
    assert line.run("verify", "@w")[1]["ok"]


def test_finished_interviews_are_sealed_by_policy_and_by_command(
    line: Line, tmp_path: Path
) -> None:
    line.run("create", "@w", "--new-recovery-key", "@k")
    with open_store(tmp_path / "w", passphrase=PHRASE, clock=StepClock()) as store:
        begun = begin(store)

    assert line.run("policy", "@w", "--seal-after", "24")[1] == {
        "seal_after_hours": 24,
        "seal_at_export": False,
    }
    assert line.run("policy", "@w", "--seal-at-export", "on")[1] == {
        "seal_after_hours": 24,
        "seal_at_export": True,
    }
    assert line.run("seal", "@w", "--due")[1] == {"sealed": []}
    assert line.code("seal", "@w", begun.case_code) == "interview.not_ready"
    told = line.run("policy", "@w", "--seal-after", "off", "--seal-at-export", "off")[1]
    assert told == {"seal_after_hours": None, "seal_at_export": False}
    line.run("create", "@bare")
    assert line.code("policy", "@bare", "--seal-after", "24") == "key.unproven"

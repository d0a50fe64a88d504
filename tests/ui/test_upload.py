"""A picture, a sound or a file as an answer: by keyboard, through a real workspace."""

import logging
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldkit import log
from fieldkit.errors import Code, Known
from fieldkit.interview.serialise import answers
from fieldkit.interview.view import Item
from fieldkit.records import Special
from fieldkit.services import attachments
from fieldkit.services.attachments import MOST_BYTES, Attachment
from fieldkit.services.workspaces import Workspace
from fieldkit.ui import a11y
from fieldkit.ui.finished import FinishedPlace
from fieldkit.ui.hidden import HiddenPlace
from fieldkit.ui.interview.question import QuestionPanel
from fieldkit.ui.interview.upload import UploadField
from fieldkit.ui.interview.wishes import (
    Copied,
    CopyOut,
    Going,
    Refused,
    Show,
    Shown,
    Stop,
    Stopped,
    TakeIn,
    TookIn,
    Wish,
)
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.languages import Languages
from fieldkit.ui.parts import Banner
from tests.ui.window import Window
from tests.unit.media import making

NAME = f"{'a' * 64}.jpg"
FORM = """
| survey |
|  | type | name | label::English (en) |
|  | image | photo | The house |
|  | audio | voice | A voice |
|  | text | after | After |
| settings |
|  | form_title | form_id | version | default_language |
|  | Files | files | 1 | English (en) |
"""
MakeItem = Callable[..., Item]
Choose = Callable[[Path | str], list[str]]


class Panel:
    """A question for a picture in view, what its field wished and what it answered."""

    def __init__(self, qtbot: QtBot, item: Item) -> None:
        self.panel = QuestionPanel(item)
        self.wishes: list[Wish] = []
        self.answers: list[str] = []
        self.went_on = 0
        self.panel.wished.connect(self._wished)
        self.panel.answered.connect(self._answered)
        self.panel.went_on.connect(self._on)
        self.host = QWidget()
        QVBoxLayout(self.host).addWidget(self.panel)
        qtbot.addWidget(self.host)
        self.host.resize(600, 500)
        with qtbot.waitExposed(self.host):
            self.host.show()
        self.host.activateWindow()
        self.panel.take_focus()

    @property
    def field(self) -> UploadField:
        (found,) = self.panel.findChildren(UploadField)
        return found

    def _wished(self, _ref: str, wish: Wish) -> None:
        self.wishes.append(wish)

    def _answered(self, _ref: str, text: str) -> None:
        self.answers.append(text)

    def _on(self, _ref: str) -> None:
        self.went_on += 1

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.host, key)

    def words(self) -> str:
        """All that a screen reader finds."""
        return a11y.tree_text(self.host)

    def focused(self) -> str:
        return a11y.spoken_name(QApplication.focusWidget())


@pytest.fixture
def show(qtbot: QtBot, make_item: MakeItem) -> Callable[..., Panel]:
    def made(**changes: object) -> Panel:
        item = make_item(
            control="upload",
            data_type="binary",
            label="The house",
            parameters=(("mediatype", "image/*"),),
            **changes,
        )
        return Panel(qtbot, item)

    return made


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """The file dialog, answered with a path; the filters it was opened with."""
    filters: list[str] = []

    def answered(path: Path | str) -> list[str]:
        def dialog(_parent: QWidget, _title: str, _folder: str, offered: str) -> tuple[str, str]:
            filters.append(offered)
            return str(path), ""

        monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
        return filters

    return answered


def kept(*, cleaned: bool = True) -> Shown:
    picture = QImage(640, 320, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    return Shown(Attachment(NAME, "image/jpeg", 3_400_000, cleaned, ""), picture)


def test_enter_opens_the_dialog_for_what_the_form_asks(
    show: Callable[..., Panel], choose: Choose
) -> None:
    panel = show()
    filters = choose("/somewhere/house.jpg")

    panel.press(Qt.Key.Key_Return)

    assert panel.wishes == [TakeIn(Path("/somewhere/house.jpg"), "image/*")]
    assert "*.jpg" in filters[0]
    assert "*.mp3" not in filters[0]
    assert "(*)" in filters[0]


def test_a_dialog_left_without_a_choice_changes_nothing(
    show: Callable[..., Panel], choose: Choose
) -> None:
    panel = show()
    choose("")

    panel.press(Qt.Key.Key_Return)

    assert panel.wishes == []
    assert "Choose a picture" in panel.focused()


def test_place_and_time_are_kept_only_when_asked_for(
    show: Callable[..., Panel], choose: Choose
) -> None:
    panel = show()
    choose("/somewhere/house.jpg")

    panel.press(Qt.Key.Key_Tab)
    assert "Keep where and when" in panel.focused()
    panel.press(Qt.Key.Key_Space)
    panel.press(Qt.Key.Key_Backtab)
    panel.press(Qt.Key.Key_Return)

    assert panel.wishes == [TakeIn(Path("/somewhere/house.jpg"), "image/*", keep_metadata=True)]
    panel.panel.hear(TookIn(NAME))
    panel.press(Qt.Key.Key_Return)
    assert panel.wishes[-1] == TakeIn(Path("/somewhere/house.jpg"), "image/*")


def test_a_file_on_its_way_shows_how_far_and_can_be_cancelled(
    show: Callable[..., Panel], choose: Choose
) -> None:
    panel = show()
    choose("/somewhere/house.jpg")

    panel.press(Qt.Key.Key_Return)
    panel.panel.hear(Going(25 << 20, 100 << 20))
    assert "Progress of the file" in panel.words()
    assert panel.field._progress.text() == "25%"
    assert panel.focused() == "Cancel"
    panel.press(Qt.Key.Key_Return)
    panel.panel.hear(Stopped())

    assert panel.wishes[-1] == Stop()
    assert "Cancelled. No file was kept." in panel.words()
    assert "Choose a picture" in panel.focused()


def test_what_is_kept_is_shown_and_enter_goes_on(
    show: Callable[..., Panel], make_item: MakeItem
) -> None:
    panel = show(value=NAME)
    assert panel.wishes == [Show(NAME)]

    panel.panel.hear(kept())

    assert "The house \u2013 Picture (JPG), 3.2 MB" in panel.focused()
    assert "were taken out" in panel.focused()
    panel.press(Qt.Key.Key_Return)
    assert panel.went_on == 1


def test_what_was_kept_on_purpose_says_so(show: Callable[..., Panel]) -> None:
    panel = show(value=NAME)

    panel.panel.hear(kept(cleaned=False))

    assert "may say where and when it was taken" in panel.focused()


def test_delete_esc_and_the_button_take_it_away(show: Callable[..., Panel]) -> None:
    panel = show(value=NAME)
    panel.panel.hear(kept())

    panel.press(Qt.Key.Key_Delete)
    panel.press(Qt.Key.Key_Escape)
    panel.press(Qt.Key.Key_Tab)
    panel.press(Qt.Key.Key_Tab)
    assert "Remove" in panel.focused()
    panel.press(Qt.Key.Key_Return)

    assert panel.answers == ["", "", ""]


def test_what_cannot_be_cleaned_is_refused_with_words_and_kept_only_on_purpose(
    show: Callable[..., Panel], choose: Choose
) -> None:
    panel = show()
    choose("/somewhere/house.heic")
    panel.press(Qt.Key.Key_Return)
    wish = panel.wishes[-1]
    assert "Keep the file as it is" not in panel.words()

    panel.panel.hear(Refused(wish, Known(Code.MEDIA_UNCLEANED, name="image/heic")))

    assert "Save a picture as JPEG first" in panel.words()
    assert "Keep the file as it is" in panel.focused()
    panel.press(Qt.Key.Key_Return)
    assert panel.wishes[-1] == TakeIn(wish.path, "image/*", keep_metadata=True)
    assert "JPEG" not in panel.words()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code.STORE_FULL, "it is NOT kept"),
        (Code.STORE_FAILED, "it is NOT kept"),
        (Code.MEDIA_TOO_LARGE, "The most is 256.0 MB"),
        (Code.MEDIA_KIND, "another kind of file"),
        (Code.MEDIA_DAMAGED, "damaged"),
        (Code.FILE_MISSING, "not there"),
    ],
)
def test_every_refusal_is_said_at_the_question_without_the_name_of_the_file(
    show: Callable[..., Panel], code: Code, said: str
) -> None:
    panel = show()
    wish = TakeIn(Path("/somewhere/private-name.jpg"), "image/*")

    panel.panel.hear(Refused(wish, Known(code, file="private-name.jpg")))

    assert said in panel.words()
    assert "private-name" not in panel.words()
    assert "Choose a picture" in panel.words()


def test_an_answer_whose_file_is_not_here_is_said_and_nothing_to_copy_is_offered(
    show: Callable[..., Panel],
) -> None:
    panel = show(value=NAME)

    panel.panel.hear(Refused(Show(NAME), Known(Code.ATTACHMENT_UNKNOWN)))

    assert "no such picture" in panel.words()
    assert "Save a copy" not in panel.words()
    assert "Remove" in panel.words()


def test_a_copy_is_written_only_after_the_warning(
    show: Callable[..., Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(value=NAME)
    panel.panel.hear(kept())
    warned: list[str] = []
    answer = [QMessageBox.StandardButton.No]

    def warning(_parent: QWidget, _title: str, text: str, *_: object) -> object:
        warned.append(text)
        return answer[0]

    monkeypatch.setattr(QMessageBox, "warning", warning)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("/out/one.jpg", ""))
    for _ in range(3):
        panel.press(Qt.Key.Key_Tab)
    assert "Save a copy" in panel.focused()

    panel.press(Qt.Key.Key_Return)
    assert panel.wishes == [Show(NAME)]
    answer[0] = QMessageBox.StandardButton.Yes
    panel.press(Qt.Key.Key_Return)

    assert panel.wishes[-1] == CopyOut(NAME, Path("/out/one.jpg"))
    assert "not be encrypted" in warned[0]
    panel.panel.hear(Copied())
    assert "It is not encrypted" in panel.words()


def test_a_finished_interview_shows_and_copies_but_does_not_change(
    show: Callable[..., Panel],
) -> None:
    panel = show(value=NAME, readonly=True)

    panel.panel.hear(kept())

    words = panel.words()
    assert "Save a copy" in words
    assert [word for word in ("Choose", "Remove", "Keep where") if word in words] == []
    panel.press(Qt.Key.Key_Delete)
    assert panel.answers == []


def test_a_special_answer_stands_for_a_file_and_enter_goes_on(
    show: Callable[..., Panel],
) -> None:
    panel = show(special=Special.REFUSED, specials_offered=(Special.REFUSED,))

    panel.press(Qt.Key.Key_Tab)
    panel.press(Qt.Key.Key_Return)

    assert panel.went_on == 1


def drop(field: UploadField, *urls: str) -> bool:
    held = QMimeData()
    held.setUrls([QUrl(url) for url in urls])
    action, button, key = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), action, held, button, key)
    entering.ignore()
    field.dragEnterEvent(entering)
    field.dropEvent(QDropEvent(QPointF(5, 5), action, held, button, key))
    return entering.isAccepted()


def test_one_file_of_the_disk_can_be_dropped(show: Callable[..., Panel]) -> None:
    panel = show()

    assert not drop(panel.field, "file:///a.jpg", "file:///b.jpg")
    assert not drop(panel.field, "https://example.org/a.jpg")
    assert panel.wishes == []
    assert drop(panel.field, "file:///a.jpg")
    assert panel.wishes == [TakeIn(Path("/a.jpg"), "image/*")]


# Through the whole window


@pytest.fixture
def window(qtbot: QtBot, look: Languages, tmp_path: Path) -> Iterator[Window]:
    form = tmp_path / "files.md"
    form.write_text(FORM, "utf-8")
    made = Window(qtbot, look, tmp_path / "ws", form)
    made.make_practice(tmp_path / "ws")
    made.wait_for(InterviewsPlace)
    made.begin()
    yield made
    made.close()


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """The log of the program in a file."""
    root = logging.getLogger()
    before = list(root.handlers)
    log.to_file(tmp_path / "fieldkit.log")
    yield tmp_path / "fieldkit.log"
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
        handler.close()


def field(window: Window) -> UploadField:
    return window.page.findChildren(UploadField)[0]


def answer(window: Window, ref: str = "/data/photo") -> str:
    return str(window.interview._sitting.item(ref).value)


def stored(window: Window) -> dict[str, bytes]:
    """What is kept with the interview, by name, read on the store's lane."""
    interview_id = window.shell._last_chosen
    found: list[dict[str, bytes]] = []

    def read(store: Workspace) -> dict[str, bytes]:
        return {
            one.name: b"".join(attachments.content(store, interview_id, one.name))
            for one in attachments.attachments(store, interview_id)
        }

    window.tasks.store(read, found.append, pytest.fail)
    window.wait(lambda: bool(found))
    return found[0]


@pytest.fixture
def go(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A file on its way in stands still after its first piece until this is set."""
    goes, attach = Event(), attachments.attach

    def held(*given: Any, progress: Callable[[int, int], bool], **more: Any) -> Attachment:
        def still(done: int, total: int) -> bool:
            goes.wait(60)
            return progress(done, total)

        return attach(*given, progress=still, **more)

    monkeypatch.setattr(attachments, "attach", held)
    yield goes
    goes.set()


def large_sound(path: Path) -> Path:
    n_bytes = 4 << 20
    with path.open("wb") as out:
        out.write(b"RIFF" + struct.pack("<I", 36 + n_bytes) + b"WAVE" + making.wave_sound()[12:36])
        out.write(b"data" + struct.pack("<I", n_bytes))
        out.truncate(out.tell() + n_bytes)
    return path


def test_a_chosen_picture_is_cleaned_kept_shown_and_saved(
    window: Window, tmp_path: Path, choose: Choose
) -> None:
    path = tmp_path / "house.jpg"
    path.write_bytes(making.jpeg(6))
    choose(path)

    window.enter()

    window.wait(lambda: field(window)._card.is_known())
    window.wait_saved()
    (name,) = stored(window)
    assert answer(window) == name
    assert making.MARKS[0] not in stored(window)[name]
    # Turned by a quarter: the preview stands the way the picture was taken.
    assert field(window)._card._picture._image.size().toTuple() == (23, 37)
    assert path.exists()
    assert window.shell.windowTitle() == "Form"
    window.enter()
    assert window.refs() == ["/data/voice"]


def test_it_is_there_when_the_page_is_drawn_anew(
    window: Window, tmp_path: Path, choose: Choose
) -> None:
    path = tmp_path / "house.png"
    path.write_bytes(making.png())
    choose(path)
    window.enter()
    window.wait(lambda: field(window)._card.is_known())

    window.press(Qt.Key.Key_PageDown)
    window.press(Qt.Key.Key_PageUp)

    window.wait(lambda: field(window)._card.is_known())
    assert "Picture (PNG)" in a11y.tree_text(window.page)


def test_a_file_of_another_kind_is_refused_in_words(
    window: Window, tmp_path: Path, choose: Choose
) -> None:
    path = tmp_path / "voice.wav"
    path.write_bytes(making.wave_sound())
    choose(path)

    window.enter()

    window.wait(lambda: any(b.isVisible() for b in field(window).findChildren(Banner)))
    assert "another kind of file" in a11y.tree_text(window.page)
    assert answer(window) == ""
    assert stored(window) == {}
    window.press(Qt.Key.Key_PageDown)
    assert window.refs() == ["/data/voice"]


@pytest.mark.qt_log_ignore("JPEG data", "does not support propagateSizeHints")
@pytest.mark.parametrize(
    ("name", "content"),
    [("house.heic", b"\x00\x00\x00\x18ftypheic" + making.ALL), ("house.jpg", making.jpeg()[:200])],
    ids=["kind that cannot be cleaned", "damaged"],
)
def test_what_cannot_be_cleaned_is_kept_as_it_is_on_purpose(
    window: Window, tmp_path: Path, choose: Choose, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    choose(path)

    window.enter()
    window.wait(lambda: "Keep the file as it is" in a11y.tree_text(window.page))
    window.enter()

    window.wait(lambda: field(window)._card.is_known())
    assert list(stored(window).values()) == [content]


def test_a_large_file_can_be_cancelled_and_nothing_is_kept(
    window: Window, tmp_path: Path, choose: Choose, go: Event
) -> None:
    choose(large_sound(tmp_path / "large.wav"))
    window.press(Qt.Key.Key_PageDown)

    window.enter()
    window.enter()
    go.set()

    window.wait(lambda: "Cancelled" in a11y.tree_text(window.page))
    assert answer(window, "/data/voice") == ""
    assert stored(window) == {}


def test_answers_go_on_while_a_large_file_is_taken_in_and_finishing_waits_for_it(
    window: Window, tmp_path: Path, choose: Choose, go: Event
) -> None:
    choose(large_sound(tmp_path / "large.wav"))
    window.press(Qt.Key.Key_PageDown)
    window.enter()

    window.press(Qt.Key.Key_PageDown)
    window.type("a word")
    window.enter()
    assert window.shell.desk.files is not None
    assert window.shell.desk.files.is_busy()
    session = window.interview._sitting.session
    window.shell.desk.finish()
    go.set()

    window.wait_for(FinishedPlace)
    (name,) = stored(window)
    assert name.endswith(".wav")
    assert {one.value for one in answers(session)} >= {name, "a word"}


def test_hiding_does_not_wait_for_a_large_file(
    window: Window, tmp_path: Path, choose: Choose, go: Event
) -> None:
    choose(large_sound(tmp_path / "large.wav"))
    window.press(Qt.Key.Key_PageDown)
    window.enter()

    window.press(Qt.Key.Key_F12)

    window.wait_for(HiddenPlace)
    assert not go.is_set()


def test_a_copy_leaves_with_the_content_and_never_over_another_file(
    window: Window,
    tmp_path: Path,
    choose: Choose,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, out = tmp_path / "house.jpg", tmp_path / "copy.jpg"
    path.write_bytes(making.jpeg())
    choose(path)
    window.enter()
    window.wait(lambda: field(window)._card.is_known())
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "warning", lambda *_: yes)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), ""))

    field(window)._copy.click()
    window.wait(lambda: "A copy is saved" in a11y.tree_text(window.page))
    assert [out.read_bytes()] == list(stored(window).values())
    shutil.copy(path, out)
    field(window)._copy.click()

    window.wait(lambda: "with this name already" in a11y.tree_text(window.page))
    assert out.read_bytes() == path.read_bytes()


def test_a_file_beyond_the_limit_is_refused_at_once(
    window: Window, tmp_path: Path, choose: Choose
) -> None:
    path = tmp_path / "endless.jpg"
    with path.open("wb") as out:
        out.write(making.jpeg())
        out.truncate(MOST_BYTES + 1)
    choose(path)

    window.enter()

    window.wait(lambda: "too large" in a11y.tree_text(window.page))


def test_the_name_of_a_chosen_file_is_nowhere_in_the_workspace_or_the_log(
    window: Window,
    tmp_path: Path,
    home: Path,
    logged: Path,
    choose: Choose,
) -> None:
    path = tmp_path / "telling-name.jpg"
    path.write_bytes(making.jpeg())
    choose(path)

    window.enter()
    window.wait(lambda: field(window)._card.is_known())
    choose(tmp_path / "telling-name-that-is-not-there.jpg")
    field(window)._another.click()
    window.wait(lambda: "not there" in a11y.tree_text(window.page))

    written = [p for root in (tmp_path, home) for p in root.rglob("*") if p.is_file()]
    assert logged in written
    assert "job.failed" in logged.read_text("utf-8")
    marks = [b"telling-name", "telling-name".encode("utf-16-le")]
    assert [p for p in written if any(mark in p.read_bytes() for mark in marks)] == []

"""Opens the draft of a practice workspace in the real window and types into its text without rest.

`python -m tests.e2e.typing_driver FOLDER [--only-on-rest]` types until it is killed. One JSON line
for each letter after the window took it, with the seconds of the monotonic clock; one when what is
typed was handed on to be saved, `handed`, and one when that is on disk, `kept`: both count letters.
`--only-on-rest` is the control: a window that hands typing on only when it rests.
"""

import argparse
import itertools
import time
from pathlib import Path

from PySide6.QtTest import QTest

from fieldkit.ui.interview import field
from fieldkit.ui.interview.autosave import SaveState
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.unlock import UnlockPlace
from tests.e2e.window_driver import Driver

LETTERS = "invented words without any sense "
BETWEEN_MS = 35


class Counted:
    """How many letters were typed, and how many of them were handed on."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._typed = 0
        self._handed = 0
        desk = driver.shell.desk
        assert desk.sitting is not None
        desk.sitting.changed.connect(self._hand_on)
        desk.autosave.state_changed.connect(self._keep)

    def type(self, letter: str) -> None:
        """Press a key and say so."""
        self._driver.type(letter)
        self._typed += 1
        self._driver.say(typed=letter, at=time.monotonic())

    def _hand_on(self, _: object) -> None:
        self._handed = self._typed
        self._driver.say(handed=self._handed)

    def _keep(self, state: SaveState) -> None:
        if state is SaveState.SAVED:
            self._driver.say(kept=self._handed)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only-on-rest", action="store_true")
    given = parser.parse_args()
    if given.only_on_rest:
        field.COMMIT_AT_LATEST_MS = 3_600_000  # type: ignore[misc]
        field.COMMIT_PAUSE_MS = 10_000  # type: ignore[misc]  # a machine that stalls is no rest
    driver = Driver(given.folder)
    driver.wait(lambda: isinstance(driver.shell.place, UnlockPlace | InterviewsPlace), "a place")
    if isinstance(driver.shell.place, UnlockPlace):
        driver.enter()
    driver.wait_for(InterviewsPlace)
    driver.enter()
    driver.wait_for(InterviewPlace)
    counted = Counted(driver)
    for letter in itertools.cycle(LETTERS):
        counted.type(letter)
        QTest.qWait(BETWEEN_MS)


if __name__ == "__main__":
    main()

"""Opens the draft of a practice workspace in the real window and types into its text without rest.

`python -m tests.e2e.typing_driver FOLDER [--only-on-rest]`: one JSON line for each letter, with the
seconds of the monotonic clock, after the window took it. `--only-on-rest` is the control: a window
that hands typing on only when it rests. Types until it is killed.
"""

import argparse
import itertools
import time
from pathlib import Path

from PySide6.QtTest import QTest

from fieldkit.ui.interview import field
from fieldkit.ui.interview.place import InterviewPlace
from fieldkit.ui.interviews import InterviewsPlace
from fieldkit.ui.unlock import UnlockPlace
from tests.e2e.window_driver import Driver

LETTERS = "invented words without any sense "
BETWEEN_MS = 35


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only-on-rest", action="store_true")
    given = parser.parse_args()
    if given.only_on_rest:
        field.COMMIT_AT_LATEST_MS = 3_600_000  # type: ignore[misc]
    driver = Driver(given.folder)
    driver.wait(lambda: isinstance(driver.shell.place, UnlockPlace | InterviewsPlace), "a place")
    if isinstance(driver.shell.place, UnlockPlace):
        driver.enter()
    driver.wait_for(InterviewsPlace)
    driver.enter()
    driver.wait_for(InterviewPlace)
    for letter in itertools.cycle(LETTERS):
        driver.type(letter)
        driver.say(typed=letter, at=time.monotonic())
        QTest.qWait(BETWEEN_MS)


if __name__ == "__main__":
    main()

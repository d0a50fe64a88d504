"""Programs that break with an answer in their hands, in each way that a program can.

`python -m tests.e2e.crasher silent|loud WAY FOLDER`: `silent` starts as fieldkit starts, `loud` as
any Python program does, which is the control. The answer is in the exception and in the locals.
"""

import gc
import logging
import os
import resource
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

from fieldkit import log

MARKER = "mulberry-lantern-47"


def fail() -> None:
    answer = MARKER * 2
    raise ValueError(f"bad answer {answer}")


class Unraisable:
    def __del__(self) -> None:
        fail()


def in_the_main_thread() -> None:
    fail()


def in_another_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def while_nobody_can_catch() -> None:
    Unraisable()
    gc.collect()


def as_a_warning() -> None:
    warnings.warn(f"odd answer {MARKER}", UserWarning, stacklevel=1)


def in_a_library_log() -> None:
    logging.getLogger("some.library").warning("odd answer %s", MARKER)
    logging.getLogger("some.library").warning("odd %d", MARKER)


def in_a_slot_of_qt() -> None:
    from PySide6.QtCore import QCoreApplication, QTimer

    app = QCoreApplication([])
    QTimer.singleShot(0, fail)
    QTimer.singleShot(50, app.quit)
    app.exec()


def in_an_override_of_qt() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    class Breaking(QObject):
        def event(self, _event: QEvent) -> bool:
            fail()
            return True

    app = QCoreApplication([])
    app.sendEvent(Breaking(), QEvent(QEvent.Type.User))


def as_a_message_of_qt() -> None:
    from PySide6.QtCore import qCritical, qInstallMessageHandler, qWarning

    if sys.argv[1] == "silent":
        from fieldkit.ui.app import _swallow

        qInstallMessageHandler(_swallow)
    qWarning(f"odd answer {MARKER}")
    qCritical(f"bad answer {MARKER}")


def with_a_core_dump() -> None:
    words = [MARKER + str(n) for n in range(100)]
    os.abort()
    print(words)


WAYS: dict[str, Callable[[], None]] = {
    way.__name__: way
    for way in (
        in_the_main_thread,
        in_another_thread,
        while_nobody_can_catch,
        as_a_warning,
        in_a_library_log,
        in_a_slot_of_qt,
        in_an_override_of_qt,
        as_a_message_of_qt,
        with_a_core_dump,
    )
}


def main(manner: str, way: str, folder: Path) -> None:
    if manner == "silent":
        log.forbid_core_dumps()
        log.catch_crashes()
        log.to_file(folder / "fieldkit.log")
        log.event(log.Happening.STARTED)
    elif way == "with_a_core_dump":
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
    WAYS[way]()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))

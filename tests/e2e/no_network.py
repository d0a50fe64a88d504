"""Ears for the network: an audit hook that notes, and refuses, every try to reach or be reached.

`python -m tests.e2e.no_network NOTES MODULE WORDS…` runs a module as `python -m` would, with the
ears on; each try is a line of the file NOTES. Native code escapes an audit hook, so the end-to-end
test watches the system's calls too.
"""

import os
import runpy
import sys
from collections.abc import Callable
from typing import Any

# Sockets between processes of this machine (Qt, the X server) have a path or bytes as address.
_WITH_ADDRESS = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_BY_NAME = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
    "urllib.Request",
    "http.client.connect",
    "ftplib.connect",
    "smtplib.connect",
}


class NetworkError(RuntimeError):
    """The program tried to reach a network."""


def listen(note: Callable[[str], object]) -> None:
    """Note and refuse each try from now on; an audit hook cannot be taken off again."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _BY_NAME or (event in _WITH_ADDRESS and isinstance(arguments[1], tuple)):
            note(event)
            raise NetworkError(event)

    sys.addaudithook(hear)


if __name__ == "__main__":
    notes, module, *words = sys.argv[1:]
    handle = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    listen(lambda event: os.write(handle, f"{event}\n".encode()))
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)

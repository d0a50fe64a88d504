"""The control of the network tests: a program that tries to be heard, by each way there is."""

import contextlib
import ctypes
import socket
import struct
import sys

from tests.e2e.no_network import NetworkError

NOWHERE = ("192.0.2.1", 9)  # an address that is nobody's, RFC 5737


def main(way: str) -> None:
    if way == "native":
        # Past Python, and so past its audit hook.
        libc = ctypes.CDLL(None)
        tried = libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
        address = struct.pack("=H", socket.AF_INET) + struct.pack("!H", NOWHERE[1])
        libc.connect(tried, address + socket.inet_aton(NOWHERE[0]) + bytes(8), 16)
        return
    with contextlib.suppress(NetworkError), socket.socket() as tried:
        tried.settimeout(2)
        try:
            tried.connect(NOWHERE)
        except OSError as error:
            print(error.errno)
        else:
            print("reached")


if __name__ == "__main__":
    main(sys.argv[1])

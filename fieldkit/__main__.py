"""`fieldkit` and `python -m fieldkit`: the window without words, else the command line."""

import sys

from fieldkit import log


def main() -> int:
    """Open the window, or run the command that is given; silent from the first line on."""
    log.forbid_core_dumps()
    log.catch_crashes()
    if len(sys.argv) == 1:
        from fieldkit.ui.app import run

        return run()
    from fieldkit.cli.main import main as run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

"""`fieldkit` whose keys cost as little to derive as those for practice: guessing is not tried."""

import sys

from fieldkit.cli.main import main
from fieldkit.store import key

if __name__ == "__main__":
    key.STRONG = key.PRACTICE  # type: ignore[misc]
    sys.exit(main(sys.argv[1:]))

"""Where the published cases and lists are: not part of this project, and missed loudly.

They are looked for in `FIELDKIT_DOMAIN`, then in `shared/domain` beside the project's folder.
"""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def domain() -> Path:
    folder = Path(os.environ.get("FIELDKIT_DOMAIN") or PROJECT.parent / "shared" / "domain")
    if not (folder / "indicators.csv").is_file():
        pytest.skip(f"the published cases and lists are not in {folder}; set FIELDKIT_DOMAIN")
    return folder

"""At headquarters: attachments out of the sealed files of laptops, under their own names."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import Known
from fieldkit.media import clean
from fieldkit.paths import private_dir
from fieldkit.services.exchange import Refusal
from fieldkit.services.files import sync_folder, write_by
from fieldkit.services.sealing import ENDING
from fieldkit.store.disk import unreadable, unwritable


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An attachment in clear: its name is the value that its case shows."""

    file: str  # the sealed file
    name: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class UnsealReport:
    """What came of each file; workbooks are for `pool add` and are passed over."""

    unsealed: tuple[Unsealed, ...]
    workbooks: tuple[str, ...]
    refusals: tuple[Refusal, ...]


def unseal(files: Sequence[Path], folder: Path, identities: Sequence[str]) -> UnsealReport:
    """Write what is in sealed files into a folder, each as `<sha256>.<ending>`.

    A file that cannot be opened, or whose disk is full, is refused with its reason and leaves
    nothing; the others are written all the same. Raises FILE_UNWRITABLE when there is no folder.
    """
    try:
        private_dir(folder)
    except OSError as error:
        raise unwritable(error, folder.name) from error
    unsealed, workbooks, refusals = [], [], []
    for path in files:
        if path.name.endswith(ENDING):
            workbooks.append(path.name)
            continue
        try:
            unsealed.append(_unsealed(path, folder, identities))
        except Known as error:
            refusals.append(Refusal(path.name, error))
    return UnsealReport(tuple(unsealed), tuple(workbooks), tuple(refusals))


def _unsealed(path: Path, folder: Path, identities: Sequence[str]) -> Unsealed:
    from fieldkit.dataset import seal

    # What it is called is only known when all of it was read.
    waiting = folder / f".{secrets.token_hex(8)}.whole"
    try:
        source = path.open("rb")
    except OSError as error:
        raise unreadable(path.name) from error
    try:
        with source:
            n_bytes, sha256 = write_by(
                waiting, lambda file: seal.unseal_into(source, file, identities)
            )
        with waiting.open("rb") as content:
            name = f"{sha256}.{clean.kind_in(content).ending}"
        waiting.replace(folder / name)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(error, path.name) from error
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
    return Unsealed(path.name, name, n_bytes)

"""A file on a disk that takes nothing any more, as it can be read: with the saves that are in its log."""

import atexit
import shutil
import tempfile
from pathlib import Path

from station_app.store.backup import ALONGSIDE
from station_app.store.connection import fold


def readable(file: Path, key: bytes) -> Path:
    """The file where it lies; with saves still in its log, a copy of both where something can be written, as
    encrypted as they are, and folded into one, with the slot file beside it. Without the log the last saves
    would not be shown."""
    log = file.with_name(f"{file.name}-wal")
    if not log.exists() or log.stat().st_size == 0:
        return file
    scratch = Path(tempfile.mkdtemp(prefix="tram-chi-doc-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    beside = [path for name in ALONGSIDE if (path := file.with_name(name)).exists()]
    for part in (file, log, *beside):
        shutil.copyfile(part, scratch / part.name)
    fold(scratch / file.name, key)
    return scratch / file.name

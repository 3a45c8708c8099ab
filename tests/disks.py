"""Folders as a disk holds them: what every file was, to see afterwards that nothing was lost."""

import hashlib
from pathlib import Path


def hashes(folder: Path) -> dict[str, str]:
    """Every file below, by its path there, with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

"""Letters as files: written whole or not at all, read back before they are believed."""

import os
from pathlib import Path

from sync.bundle import LIMIT, Header, Unreadable, read
from sync.bundle_content import UP

ENDING = ".tram"


def file_name(header: Header) -> str:
    """Says which way it goes and whose it is: `tram-len-…` up to the province, `tram-xuong-…` down."""
    way, device = ("len", header.sender) if header.kind == UP else ("xuong", header.recipient)
    return f"tram-{way}-{device}-{header.group}-{header.part}-{header.parts}{ENDING}"


def write(folder: Path, raw: bytes) -> Path:
    """The file has its name only when all of it is on the stick and could be read back. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / file_name(read(raw).header)
    partial = final.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if partial.read_bytes() != raw:
            raise OSError(5, "đọc lại không giống điều đã ghi")
        partial.replace(final)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _flush(folder)
    return final


def load(path: Path) -> bytes:
    """Raises OSError, and Unreadable for a file that is far too large to be a letter."""
    if path.stat().st_size > LIMIT or not path.is_file():
        raise Unreadable("foreign", "Tệp này không phải tệp chuyển dữ liệu của Trạm.")
    return path.read_bytes()


def letters(place: Path, way: str) -> list[Path]:
    """A file is itself; of a folder those that go this way (`len`, `xuong`), in the order of their parts."""
    if place.is_file():
        return [place]
    return sorted(place.glob(f"tram-{way}-*{ENDING}"), key=_order)


def _order(path: Path) -> tuple[str, int]:
    """Parts of a group stand together; whose cursor comes first is told by what is inside."""
    words = path.stem.split("-")
    part = int(words[-2]) if len(words) > 3 and words[-2].isdigit() else 0
    return "-".join(words[:-2]), part


def _flush(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

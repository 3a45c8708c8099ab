"""The one door by which data about people leaves as a file: locked, unless somebody says why not.

`export(database, to, {"ho-so.json": …, "ho-so.pdf": …}, subject="person")` writes one ZIP that 7-Zip and
WinRAR open with the password it returns; the password is shown once and kept nowhere. `plain` is one of
`PLAIN_REASONS` and writes it in clear. The caller asks for the right (`export`) first; that something leaves,
locked or why not, is logged here before it does. Printed sheets and sealed letters go other ways."""

import io
import os
import re
import secrets
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Refused, Unavailable
from station_app.store.audit import Action, Result, note
from station_app.store.database import Database
from station_app.store.vault.locked_zip import locked_zip, new_passphrase

_TELLS_NOTHING = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\.(csv|json|pdf|txt)")
"""Names inside a ZIP can be read without its password: no person's name or number may be one."""
_KNOWN_ENDS = (".csv", ".json", ".pdf", ".txt", ".xlsx")
PLAIN_REASONS = {
    "no-tool": "nơi nhận không mở được tệp có khoá",
    "asked": "nơi nhận có văn bản yêu cầu tệp không khoá",
    "stays": "tệp không rời máy này, dùng xong thì xoá",
}
"""Why a file may leave in clear. A choice: it is logged, and words of one's own may tell of someone."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the file lies, and the password that opens it: shown once. None where it was written in clear."""

    file: Path
    passphrase: str | None

    @property
    def words(self) -> str:
        if self.passphrase is None:
            return (
                f"Đã ghi {self.file}, KHÔNG khoá: ai có tệp cũng đọc được. Cất như cất sổ, dùng xong thì xoá."
            )
        return (
            f"Đã ghi {self.file}, có khoá. Mật khẩu của tệp, chỉ hiện một lần: {self.passphrase}. "
            "Mở bằng 7-Zip hoặc WinRAR. Đưa mật khẩu bằng đường khác với đường đưa tệp."
        )


def export(
    database: Database,
    to: Path,
    files: Mapping[str, bytes],
    *,
    subject: str,
    record: str = "",
    plain: str | None = None,
) -> Exported:
    """Writes `files` to one file, whole or not at all. Raises Refused where `plain` is no reason, Unavailable
    where the place cannot be written. `subject`, `record`: what it is about, as in `audit.note`."""
    assert files
    assert all(_TELLS_NOTHING.fullmatch(name) for name in files), "a name inside could tell of someone"
    require_reason(plain)
    if plain is None:
        passphrase: str | None = new_passphrase()
        place, content = _named_zip(to), locked_zip(files, passphrase or "")
    else:
        passphrase, (place, content) = None, _in_clear(to, files)
    detail = f"{'locked zip' if plain is None else f'in clear: {plain}'}, {len(content) // 1024 + 1} kB"
    note(database, Action.EXPORTED, entity=subject, record=record, detail=detail)
    try:
        put(place, content)
    except Unavailable:
        note(database, Action.EXPORTED, entity=subject, record=record, result=Result.FAILED)
        raise
    return Exported(place, passphrase)


def require_reason(plain: str | None) -> None:
    """For work that asks before it begins what `export` will ask in the end."""
    if plain is not None and plain not in PLAIN_REASONS:
        known = "; ".join(f"{code}: {words}" for code, words in PLAIN_REASONS.items())
        raise Refused(f"Ghi tệp không khoá thì phải nói lý do ({known}).", "plain", code="plain_reason")


def _named_zip(to: Path) -> Path:
    if to.suffix.lower() == ".zip":
        return to
    return to.with_suffix(".zip") if to.suffix.lower() in _KNOWN_ENDS else to.with_name(f"{to.name}.zip")


def _in_clear(to: Path, files: Mapping[str, bytes]) -> tuple[Path, bytes]:
    if len(files) == 1:
        return to, next(iter(files.values()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return _named_zip(to), packed.getvalue()


def put(place: Path, content: bytes) -> None:
    """For the owner's eyes, under another name until it is whole; a link there is replaced, not followed."""
    fresh = place.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được tệp {place} ({error.strerror}).",
            "Dữ liệu của trạm không thay đổi.",
            "Chọn nơi lưu khác.",
            "T-308",
        ) from error

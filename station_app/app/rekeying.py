"""New keys for a station, and the sheet for the envelope: what its head decides, with right and log."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from station_app.app import home as house
from station_app.app.recovery_sheet import recovery_pdf
from station_app.app.rooms import CATALOGUE
from station_app.app.summary import imprint, letterhead
from station_app.backups import service as backups
from station_app.common.errors import Unavailable
from station_app.exchange import sealing
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.audit import Action, Result
from station_app.store.database import Author, Database
from station_app.store.label import REKEY
from station_app.store.rotation import Rotated, abandon, rotate
from station_app.store.rotation.copying import Progress as Progress
from station_app.store.vault import Keys, Vault


def new_sheet(database: Database, vault: Vault, take: Callable[[bytes], object]) -> int:
    """`take(pdf)` has the new sheet before the old one becomes worthless; where it fails, nothing changes.
    Returns the number of the sheet. Raises Refused without the right."""
    staff.require(database, staff.Right.ROTATE_KEY)
    audit.note(database, Action.KEY_CHANGED, entity="vault", detail="recovery sheet")
    numbers: list[int] = []

    def hand_over(code: str, number: int) -> None:
        numbers.append(number)
        take(recovery_pdf(code, number, letterhead(database), imprint(database)))

    vault.renew_code(database.keys, hand_over)
    return numbers[0]


def change_seal(database: Database, vault: Vault) -> None:
    """A new key for restricted records; those of before stay readable for all who hold the new one."""
    staff.require(database, staff.Right.ROTATE_KEY)
    audit.note(database, Action.KEY_CHANGED, entity="vault", detail="seal key")
    database.private = vault.rotate_seal(database.keys).private
    sealing.tend(database)  # the other PCs of the station are told of the new key at once


def trust_province(database: Database, vault: Vault, public_key: bytes) -> None:
    """Both keys to the province's slot, in place of an earlier one."""
    staff.require(database, staff.Right.ROTATE_KEY)
    audit.note(database, Action.KEY_CHANGED, entity="vault", detail="province slot")
    vault.set_province(database.keys, station_code=database.station().code, province_key=public_key)


def begin(database: Database) -> None:
    """The right is there, and the log says what begins."""
    staff.require(database, staff.Right.ROTATE_KEY)
    audit.note(database, Action.KEY_CHANGED, entity="vault", detail="data key: begun")


def ready(database: Database) -> Author:
    """As `begin`, and the file is closed, as the change needs it. Returns whose work it is."""
    try:
        begin(database)
        return database.author
    finally:
        database.close()


def change_data(home: Path, keys: Keys, author: Author, progress: Progress) -> Rotated | None:
    """After `ready`. None where `progress` stopped it: the old key is in use as before. A backup under the
    new key is made at once: those of before open with their own slot files alone."""
    done = rotate(home, keys, CATALOGUE, progress)
    after = done.keys if done else keys
    database = house.opened_with(home, after, author, None)
    try:
        detail, result = ("data key: done", Result.DONE) if done else ("data key: stopped", Result.FAILED)
        audit.note(database, Action.KEY_CHANGED, entity="vault", detail=detail, result=result)
        if done:
            with suppress(Unavailable):  # the board says so; the next one is tried as always
                backups.make(database, REKEY)
    finally:
        database.close()
    return done


def give_up(home: Path, keys: Keys) -> bool:
    """A change cut off while it copied is dropped; False where there is none, or it has to be finished."""
    return Vault.open(home).rotation() is not None and abandon(home, keys)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the head is to see to: a sheet used or lacking a key, somebody who left, a change cut off."""

    stale: bool
    used: bool
    left: int
    left_sealed: int
    unfinished: bool

    @property
    def words(self) -> list[str]:
        said = []
        if self.unfinished:
            said.append("Lần đổi khóa dữ liệu trước bị dở; sổ vẫn mở được. Đổi khóa dữ liệu để làm tiếp.")
        if self.used:
            said.append("Phiếu khôi phục đã được dùng, coi như đã lộ. In phiếu mới, bỏ phong bì dán kín.")
        elif self.stale:
            said.append("Phiếu khôi phục đang cất không mở được hồ sơ hạn chế. In phiếu mới thay vào.")
        if self.left:
            said.append(
                f"{self.left} người từng giữ khóa đã thôi, có thể đã chép khóa. Nên đổi khóa dữ liệu."
            )
        if self.left_sealed:
            said.append(f"{self.left_sealed} người đã thôi giữ khóa hồ sơ hạn chế. Nên đổi khóa ấy.")
        return said


def standing(vault: Vault) -> Standing:
    left, left_sealed = vault.advised()
    return Standing(
        vault.sheet_is_stale(), vault.sheet_was_used(), left, left_sealed, vault.rotation() is not None
    )

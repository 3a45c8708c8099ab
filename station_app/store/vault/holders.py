"""Who holds what, as the slot file has it: without a secret, and without a password to see it."""

from dataclasses import dataclass

from station_app.store.vault import format1, granting
from station_app.store.vault.slot_file import Slots
from station_app.store.vault.slots import Slot

_KINDS = {
    "user": "tài khoản",
    "code": "phiếu khôi phục",
    "province": "tỉnh",
    "glass": "mã mở khẩn",
    "stopped": "tài khoản đang ngừng",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """One slot. `data`: opens the file; `seal`: reads restricted records; `old`: of a release before 0.3."""

    kind: str
    who: str
    data: bool
    seal: bool
    old: bool

    @property
    def title(self) -> str:
        return f"{_KINDS.get(self.kind, self.kind)} {self.who}".strip()

    @property
    def holds(self) -> str:
        held = [words for has, words in ((self.data, "mở sổ"), (self.seal, "đọc hồ sơ hạn chế")) if has]
        return ", ".join(held) or "không mở được gì"

    @property
    def words(self) -> str:
        return f"{self.title}: {self.holds}{' (kiểu cũ)' if self.old else ''}"


def holders_of(file: Slots) -> list[Holder]:
    return [
        Holder(
            slot["kind"],
            _who(slot),
            format1.is_old(slot) or bool(slot.get("data")),
            granting.is_entitled(file, slot),
            format1.is_old(slot),
        )
        for slot in file.slots
    ]


def _who(slot: Slot) -> str:
    if slot["kind"] == "code":
        return f"số {sheet_number(slot)}"
    if slot["kind"] == "province":
        return f"(mã trạm {slot['station_code']})"
    return f"{slot.get('name', '')} ({slot['login']})" if "login" in slot else ""


def sheet_number(slot: Slot) -> int:
    """Sheets are counted from the first; releases before 0.3 did not count."""
    return int(slot.get("sheet", 1))

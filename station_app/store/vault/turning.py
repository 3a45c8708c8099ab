"""The slot file's part in a change of the data key: both keys are granted until the new one is in use."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import granting, grants
from station_app.store.vault.glass import Glass
from station_app.store.vault.keys import Keys
from station_app.store.vault.slot_file import Slots
from station_app.store.vault.slots import Slot, key_check

_WITH_DATA = ("user", "code", "province")


class Step(StrEnum):
    """How far the change is; `store.rotation` says what the files look like in each."""

    COPYING = "copying"
    SWAPPING = "swapping"
    PROVING = "proving"


@dataclass(frozen=True, slots=True)
class Rotation:
    """A change of the data key under way, as the slot file has it."""

    step: Step
    facts: Mapping[str, Any]
    """What a later step needs to know of an earlier one."""


class Turning(Glass):
    """Each verb writes the slot file once: a crash leaves the step before or the step after."""

    def rotation(self) -> Rotation | None:
        return rotation_of(self._file())

    def begin_rotation(self, keys: Keys, facts: Mapping[str, Any]) -> Keys:
        """A new data key beside the one in use, for everybody whom a holder of that one vouches for."""
        file, old = self._file(), keys.data
        granting.checked(file, keys)
        if rotation_of(file) is not None:
            return keys
        _refuse_strangers(file, old)
        new = secrets.token_bytes(grants.KEY_BYTES)
        both = replace(file, data=(*file.data, key_check(new, file.vault)))
        slots = [
            granting.with_data(both, slot, [old, new]) if _has_data(slot) else slot for slot in file.slots
        ]
        notes = {**file.notes, "rotation": {"step": Step.COPYING, **facts}}
        self._write(granting.remarked(replace(both, slots=tuple(slots), notes=notes), [old, new]))
        return replace(keys, others=(new,))

    def note_rotation(self, step: Step, facts: Mapping[str, Any]) -> None:
        file = self._file()
        self._write(replace(file, notes={**file.notes, "rotation": {"step": step, **facts}}))

    def data_pair(self, keys: Keys) -> tuple[bytes, bytes]:
        """The old and the new data key. Raises Refused for keys taken out before the change began."""
        file = self._file()
        known = {key_check(key, file.vault): key for key in keys.generations}
        if len(file.data) != 2 or not known.keys() >= set(file.data):
            raise Refused("Khóa dữ liệu vừa được đổi. Đăng nhập lại rồi làm tiếp.", code="keys_stale")
        return known[file.data[0]], known[file.data[1]]

    def end_rotation(self, keys: Keys) -> Keys:
        """Only the new key is left: an old copy of the slot file opens no new copy of the station's."""
        _, new = self.data_pair(keys)
        file = self._only(new)
        left = {**file.notes.get("left", {}), "data": 0}
        self._write(replace(file, notes={**file.notes, "left": left}))
        return Keys(new, keys.private)

    def abandon_rotation(self, keys: Keys) -> Keys:
        """Back to the old key alone. Only while nothing was swapped."""
        old, _ = self.data_pair(keys)
        self._write(self._only(old))
        return Keys(old, keys.private)

    def _only(self, key: bytes) -> Slots:
        file = self._file()
        check = key_check(key, file.vault)
        slots = tuple(
            {**slot, "data": {check: slot["data"][check]}} if check in slot.get("data", {}) else slot
            for slot in file.slots
        )
        notes = {name: note for name, note in file.notes.items() if name != "rotation"}
        return granting.remarked(replace(file, data=(check,), slots=slots, notes=notes), [key])


def rotation_of(file: Slots) -> Rotation | None:
    noted = file.notes.get("rotation")
    if noted is None:
        return None
    facts = {name: fact for name, fact in noted.items() if name != "step"}
    return Rotation(Step(noted["step"]), facts)


def _has_data(slot: Slot) -> bool:
    return slot["kind"] in _WITH_DATA


def _refuse_strangers(file: Slots, key: bytes) -> None:
    """Nobody loses their way in by a change, and nobody unknown gains one."""
    for slot in filter(_has_data, file.slots):
        named = f"tài khoản “{slot['login']}”" if slot["kind"] == "user" else "phiếu khôi phục"
        if "public" not in slot:
            raise Refused(
                f"Chưa đổi khóa được: {named} còn theo kiểu cũ. Người đó đăng nhập một lần, hoặc đặt lại "
                "mật khẩu (với phiếu: in phiếu mới), rồi đổi khóa.",
                code="slot_old",
            )
        if not granting.trusted(file, slot, key, "data"):
            raise Unavailable(
                f"Ô khóa của {named} không do phần mềm này cấp; khóa mới không được trao cho ô đó.",
                "Khóa cũ và dữ liệu còn nguyên, chưa có gì thay đổi.",
                "Bỏ ô đó (xóa tài khoản, hoặc in phiếu mới) rồi đổi khóa, và báo cán bộ CNTT.",
                "TR-K13",
            )

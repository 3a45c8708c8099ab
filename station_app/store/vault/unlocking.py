"""The three doors into the vault: a password, the code on paper, the province's key."""

from contextlib import suppress
from dataclasses import asdict, replace
from typing import NoReturn

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import format1, granting, grants
from station_app.store.vault.book import Book, naming, swapped
from station_app.store.vault.fitting import fitting
from station_app.store.vault.keys import Keys
from station_app.store.vault.paper import read_paper
from station_app.store.vault.slot_file import Slots
from station_app.store.vault.slots import (
    Slot,
    key_check,
    locked,
    paper_private,
    unlocked,
)


class Unlocking(Book):
    """Nobody who opens a door changes who else may. A slot of an older release is brought up to date."""

    def unlock(self, login: str, password: str) -> Keys:
        """The keys of a person. A wrong password is refused, slows the next try, and changes nothing else."""
        file, slot = self._file(), self._user(login)
        self._attempts.refuse_while_waiting(slot["login"])
        with naming(slot):
            keys = self._keys_of(file, slot, password)
        if keys is None:
            self._refuse_wrong(slot["login"])
        self._attempts.succeeded(slot["login"])
        return keys

    def unlock_with_code(self, code: str) -> Keys:
        """The keys by the paper recovery code, as somebody under pressure types it."""
        secret, file = read_paper(code), self._file()
        private = paper_private(secret, file.vault, "code")
        for slot in self._of_kind("code"):
            with naming(slot):
                if format1.is_old(slot):
                    if data := format1.open_code(slot, file.vault, secret):
                        return self._brought_up(file, slot, data, private, {"kind": "code"})
                elif slot["public"] == grants.public_of(private):
                    return self._keys(file, slot, private)
        raise Refused(
            "Mã khôi phục này không phải của trạm này, hoặc đã được thay bằng mã mới. Tìm tờ mã mới nhất.",
            field="code",
            code="recovery_code_wrong",
        )

    def unlock_with_province(self, private_key: bytes) -> Keys:
        """The keys by the province's X25519 private key (32 raw bytes)."""
        file = self._file()
        for slot in self._of_kind("province"):
            with naming(slot):
                if format1.is_old(slot):
                    if data := format1.open_province(slot, file.vault, private_key):
                        return self._chosen(file, slot, private_key, [data])
                elif granting.data_keys(file, slot, private_key):
                    return self._keys(file, slot, private_key)
        raise Refused(
            "Khóa của tỉnh này không mở được trạm này. Xem lại tệp khóa của tỉnh.",
            field="province_key",
            code="province_key_wrong",
        )

    def _refuse_wrong(self, login: str) -> NoReturn:
        wait = self._attempts.failed(login)
        pause = f" Lần sau phải chờ {int(wait.total_seconds())} giây." if wait else ""
        raise Refused(
            f"Sai mật khẩu. Xem lại phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại.{pause}",
            field="password",
            code="password_wrong",
        )

    def _keys_of(self, file: Slots, slot: Slot, password: str) -> Keys | None:
        if not format1.is_old(slot):
            own = unlocked(slot, file.vault, password)
            return None if own is None else self._keys(file, slot, own)
        old = format1.open_user(slot, file.vault, password)
        if old is None:
            return None
        data, own = old
        cost = self._cost(file, slot)
        file = replace(file, notes={"cost": asdict(cost), **file.notes})
        fresh = locked(own, file.vault, slot["login"], password, cost)
        named = {name: value for name, value in slot.items() if name != "wrapped"}
        return self._brought_up(file, slot, data, own, {**named, **fresh})

    def _brought_up(self, file: Slots, old: Slot, data: bytes, own: bytes, new: Slot) -> Keys:
        """A slot of an older release gets a key of its own and grants; the province's, which needs nobody,
        along with it. Where the file cannot be written the slot still opens, as it was."""
        if key_check(data, file.vault) not in file.data:
            raise ValueError("the slot holds another file's key")
        slots = [_province_brought_up(file, slot, data) for slot in file.slots]
        new = granting.with_data(file, {**new, "public": grants.public_of(own)}, [data])
        with suppress(Unavailable, Refused):
            self._write(replace(file, slots=swapped(slots, old, new)))
        return self._chosen(file, new, own, [data])

    def _keys(self, file: Slots, slot: Slot, own: bytes) -> Keys:
        return self._chosen(file, slot, own, granting.data_keys(file, slot, own))

    def _chosen(self, file: Slots, slot: Slot, own: bytes, found: list[bytes]) -> Keys:
        if not found:
            raise ValueError("a slot without the data key")
        data = fitting(self.home, found)
        private = granting.private_of(file, slot, own, data)
        return Keys(data, private, tuple(key for key in found if key != data))


def _province_brought_up(file: Slots, slot: Slot, data: bytes) -> Slot:
    if slot["kind"] != "province" or not format1.is_old(slot):
        return slot
    named = {name: value for name, value in slot.items() if name not in ("sealed", "public_key")}
    return granting.with_data(file, {**named, "public": slot["public_key"]}, [data])

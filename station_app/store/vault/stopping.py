"""A slot that is taken out of the file and kept in the encrypted database until somebody brings it back."""

from collections.abc import Callable
from dataclasses import replace

from station_app.common.errors import Refused
from station_app.store.vault import granting
from station_app.store.vault.book import login_form, swapped
from station_app.store.vault.glass import Glass, needed_seal
from station_app.store.vault.keys import Keys
from station_app.store.vault.slots import Slot

STOPPED = "stopped"
"""The kind of what stands in the file instead: a name, and nothing that a password could open."""


class Stopping(Glass):
    """Whoever was stopped keeps their password, and it opens nothing meanwhile, on the disk either."""

    def stop(self, keys: Keys, login: str, keep: Callable[[Slot], None]) -> None:
        """Takes the slot out of the file, once `keep` has it in the database; the last one stays."""
        file, leaving = self._file(), self._user(login)
        granting.checked(file, keys)
        if len(self._of_kind("user")) == 1:
            raise Refused(
                "Đây là tài khoản cuối cùng trên máy này, không ngừng được.", field="login", code="login_last"
            )
        mark = {"kind": STOPPED, "login": leaving["login"], "name": leaving["name"]}
        keep(leaving)
        self._rewrite(file, swapped(file.slots, leaving, mark))

    def resume(self, keys: Keys, slot: Slot) -> None:
        """Puts it back with the keys of today: they may have been changed meanwhile."""
        file = self._file()
        granting.checked(file, keys)
        back = slot
        if "public" in slot:  # a slot of an older release is its holder's to bring up to date
            bare = {name: value for name, value in slot.items() if name != "seal"}
            back = granting.with_data(file, {**bare, "data": {}}, keys.generations)
            if "seal" in slot:
                back = granting.with_seal(file, back, needed_seal(keys))
        kept = (other for other in file.slots if not self._stands_for(other, slot["login"]))
        self._rewrite(file, [*kept, back])

    def forget_stopped(self, login: str) -> None:
        """What stands in the file for a slot that will not come back."""
        file = self._file()
        self._write(replace(file, slots=tuple(one for one in file.slots if not self._stands_for(one, login))))

    def stopped(self) -> list[str]:
        return [str(slot["login"]) for slot in self._of_kind(STOPPED)]

    def _stands_for(self, slot: Slot, login: str) -> bool:
        return bool(slot["kind"] == STOPPED and slot["login"] == login_form(login))

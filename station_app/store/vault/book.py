"""The slot file of one home, read anew each time: what the doors of the vault share."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.store.vault.attempts import Attempts
from station_app.store.vault.measuring import measured_cost
from station_app.store.vault.passwords import LENGTH_REQUIRED, password_objection
from station_app.store.vault.slot_file import Slots, mend, read_slots, state_of, write_slots
from station_app.store.vault.slots import Argon, Slot, cost_of
from station_app.store.vault.states import VaultState

Measure = Callable[[], Argon]


class Book:
    """It keeps no secret in memory."""

    def __init__(
        self,
        home: Path,
        *,
        parameters: Argon | None = None,
        clock: Clock | None = None,
        measure: Measure = measured_cost,
    ) -> None:
        self.home = home
        self.found = state_of(home)
        """What the slot file looked like before anything was mended."""
        self._parameters, self._measure = parameters, measure
        self._clock = clock or SystemClock()
        self._attempts = Attempts(home, self._clock)

    def state(self) -> VaultState:
        """How the slot file is doing now."""
        return state_of(self.home)

    @property
    def attempts(self) -> Attempts:
        """For other things that somebody may guess at than a password."""
        return self._attempts

    def _mend(self) -> None:
        try:
            mend(self.home)
        except Unavailable:
            return  # a disk that cannot be written still opens; state() goes on saying so

    def _file(self) -> Slots:
        return read_slots(self.home)

    def _write(self, file: Slots) -> None:
        """Raises Refused where somebody else has written since `file` was read: between the two lies half a
        second of Argon2id, and the other one's change must not be undone by this one."""
        if self._file().generation != file.generation:
            raise Refused(
                "Tệp khóa vừa được sửa ở một cửa sổ hay một lệnh khác. Chưa có gì thay đổi; làm lại lần nữa.",
                code="slots_changed",
            )
        write_slots(self.home, file)

    def _rewrite(self, file: Slots, slots: Iterable[Slot]) -> None:
        self._write(replace(file, slots=tuple(slots)))

    def _cost(self, file: Slots, old: Slot | None = None) -> Argon:
        """What a slot written now costs: as was measured at installation, and never less than it did."""
        noted = file.notes.get("cost")
        cost = self._parameters or (Argon(**noted) if noted else self._measure())
        former = [cost_of(old)] if old else []
        return max(cost, *former, key=lambda each: each.work) if former else cost

    def _of_kind(self, kind: str) -> list[Slot]:
        return [slot for slot in self._file().slots if slot["kind"] == kind]

    def _user(self, login: str) -> Slot:
        wanted = login_form(login)
        for slot in self._of_kind("user"):
            if slot["login"] == wanted:
                return slot
        if any(slot["login"] == wanted for slot in self._of_kind("stopped")):
            raise Refused(
                f"Tài khoản “{wanted}” đã ngừng vì lâu không dùng. Dữ liệu và mật khẩu vẫn còn nguyên; "
                "nhờ trưởng trạm mở lại ở trang Tài khoản.",
                field="login",
                code="login_stopped",
            )
        raise Refused(
            f"Máy này không có tài khoản “{login.strip()}”. Xem lại tên, hoặc nhờ trưởng trạm thêm.",
            field="login",
            code="login_unknown",
        )


def swapped(slots: Iterable[Slot], old: Slot, new: Slot) -> tuple[Slot, ...]:
    return tuple(new if slot == old else slot for slot in slots)


def login_form(login: str) -> str:
    """Lan, LAN and “lan ” are one login."""
    form = unicodedata.normalize("NFC", " ".join(login.split()).casefold())
    if not form:
        raise Refused("Tên đăng nhập còn trống.", field="login", code="login_missing")
    return form


def refuse_weak(password: str, login: str, least: int = LENGTH_REQUIRED) -> None:
    if reason := password_objection(password, login, least=least):
        raise Refused(reason, field="password", code="password_weak")


@contextmanager
def naming(slot: Slot) -> Iterator[None]:
    """A slot that somebody has edited is named, so that another way in is tried."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise Unavailable(
            f"Ô khóa của tài khoản “{slot.get('login', slot['kind'])}” đã bị sửa từ bên ngoài.",
            "Dữ liệu vẫn được mã hóa và chưa bị thay đổi.",
            "Mở bằng tài khoản khác hoặc mã khôi phục, và báo cán bộ CNTT.",
            "TR-K07",
        ) from error

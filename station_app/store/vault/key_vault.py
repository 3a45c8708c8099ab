"""The vault of one station home: one random key, taken out by a password, the paper code or the province."""

import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.common.names import tidy_name
from station_app.store.vault import slots as sealing
from station_app.store.vault.attempts import Attempts
from station_app.store.vault.passwords import password_objection
from station_app.store.vault.recovery_code import CODE_BYTES, printed_code, read_code
from station_app.store.vault.slot_file import (
    MAIN,
    SPARE,
    Slots,
    mend,
    read_slots,
    state_of,
    write_slots,
)
from station_app.store.vault.slots import USUAL, Argon, Slot
from station_app.store.vault.states import Health, VaultState


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody with a slot on this PC."""

    login: str
    name: str


class Vault:
    """Who may take out the data key. It keeps no secret in memory and reads the slot file each time."""

    def __init__(self, home: Path, *, parameters: Argon | None = None, clock: Clock | None = None) -> None:
        self.home = home
        self.found = state_of(home)
        """What the slot file looked like before anything was mended."""
        self._cost = parameters or USUAL
        self._attempts = Attempts(home, clock or SystemClock())

    @classmethod
    def create(
        cls,
        home: Path,
        *,
        first_login: str,
        password: str,
        first_name: str = "",
        station_code: str = "",
        province_key: bytes | None = None,
        parameters: Argon | None = None,
    ) -> tuple[Self, bytes, str]:
        """A new vault, its data key, and the recovery code to print: both are shown this once."""
        user = _login_form(first_login), tidy_name(first_name, capitals=False)
        _refuse_weak(password, user[0])
        _make_home(home)
        _refuse_occupied(home)
        key, paper, vault = (
            secrets.token_bytes(sealing.KEY_BYTES),
            secrets.token_bytes(CODE_BYTES),
            secrets.token_hex(16),
        )
        slots = [sealing.user_slot(key, vault, user, password, parameters or USUAL)]
        slots.append(sealing.code_slot(key, vault, paper))
        if province_key is not None:
            slots.append(sealing.province_slot(key, vault, station_code, province_key))
        write_slots(home, Slots(vault, 0, sealing.key_check(key, vault), tuple(slots)))
        return cls(home, parameters=parameters), key, printed_code(paper)

    @classmethod
    def open(cls, home: Path, *, parameters: Argon | None = None, clock: Clock | None = None) -> Self:
        """The vault of `home`, a lost or damaged copy mended on the way; Unavailable says why not."""
        vault = cls(home, parameters=parameters, clock=clock)
        if not vault.found.opens:
            raise vault.found.unavailable()
        vault._mend()
        return vault

    def state(self) -> VaultState:
        """How the slot file is doing now."""
        return state_of(self.home)

    def logins(self) -> list[Login]:
        return [Login(slot["login"], slot["name"]) for slot in self._of_kind("user")]

    def unlock(self, login: str, password: str) -> bytes:
        """The data key. A wrong password is refused, slows the next try, and changes nothing else."""
        slot = self._user(login)
        self._attempts.refuse_while_waiting(slot["login"])
        key = self._opened(slot, password)
        if key is None:
            wait = self._attempts.failed(slot["login"])
            pause = f" Lần sau phải chờ {int(wait.total_seconds())} giây." if wait else ""
            raise Refused(
                f"Sai mật khẩu. Xem lại phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại.{pause}",
                field="password",
                code="password_wrong",
            )
        self._attempts.succeeded(slot["login"])
        return key

    def unlock_with_code(self, code: str) -> bytes:
        """The data key by the paper recovery code, as somebody under pressure types it."""
        secret, vault = read_code(code), self._slots().vault
        for slot in self._of_kind("code"):
            if key := sealing.open_code_slot(slot, vault, secret):
                return key
        raise Refused(
            "Mã khôi phục này không phải của trạm này, hoặc đã được thay bằng mã mới. Tìm tờ mã mới nhất.",
            field="code",
            code="recovery_code_wrong",
        )

    def unlock_with_province(self, private_key: bytes) -> bytes:
        """The data key by the province's X25519 private key (32 raw bytes)."""
        vault = self._slots().vault
        for slot in self._of_kind("province"):
            if key := sealing.open_province_slot(slot, vault, private_key):
                return key
        raise Refused(
            "Khóa của tỉnh này không mở được trạm này. Xem lại tệp khóa của tỉnh.",
            field="province_key",
            code="province_key_wrong",
        )

    def export_key(self, login: str, password: str) -> str:
        """The data key in hexadecimal, for opening the database with another implementation."""
        return self.unlock(login, password).hex()

    def add_user(self, key: bytes, login: str, name: str, password: str) -> None:
        """Grant a slot from an unlocked session."""
        user = _login_form(login), tidy_name(name, capitals=False)
        if any(known.login == user[0] for known in self.logins()):
            raise Refused(
                f"Tên đăng nhập “{user[0]}” đã có trên máy này. Chọn tên khác.",
                field="login",
                code="login_taken",
            )
        _refuse_weak(password, user[0])
        self._check(key)
        slot = sealing.user_slot(key, self._slots().vault, user, password, self._cost)
        self._rewrite([*self._slots().slots, slot])

    def change_password(self, login: str, old: str, new: str) -> None:
        self.set_password(self.unlock(login, old), login, new)

    def set_password(self, key: bytes, login: str, new: str) -> None:
        """A new password from an unlocked session, for whoever forgot theirs."""
        old = self._user(login)
        _refuse_weak(new, old["login"])
        self._check(key)
        slot = sealing.user_slot(key, self._slots().vault, (old["login"], old["name"]), new, self._cost)
        self._rewrite(slot if other == old else other for other in self._slots().slots)
        self._attempts.succeeded(old["login"])

    def remove_user(self, login: str, key: bytes) -> None:
        """Take a slot away; the last one stays, so that somebody can always sign in."""
        leaving = self._user(login)
        self._check(key)
        if len(self.logins()) == 1:
            raise Refused(
                "Đây là tài khoản cuối cùng trên máy này. Thêm tài khoản khác trước khi bỏ.",
                field="login",
                code="login_last",
            )
        self._rewrite(slot for slot in self._slots().slots if slot != leaving)

    def renew_code(self, key: bytes) -> str:
        """A new recovery code to print; papers printed before open nothing any more."""
        self._check(key)
        paper = secrets.token_bytes(CODE_BYTES)
        slot = sealing.code_slot(key, self._slots().vault, paper)
        self._rewrite([*(other for other in self._slots().slots if other["kind"] != "code"), slot])
        return printed_code(paper)

    def set_province(self, key: bytes, *, station_code: str, province_key: bytes) -> None:
        """Seal the key to the province, in place of an earlier province key."""
        self._check(key)
        slot = sealing.province_slot(key, self._slots().vault, station_code, province_key)
        self._rewrite([*(other for other in self._slots().slots if other["kind"] != "province"), slot])

    def _mend(self) -> None:
        try:
            mend(self.home)
        except Unavailable:
            return  # a disk that cannot be written still opens; state() goes on saying so

    def _slots(self) -> Slots:
        return read_slots(self.home)

    def _rewrite(self, slots: Iterable[Slot]) -> None:
        write_slots(self.home, replace(self._slots(), slots=tuple(slots)))

    def _of_kind(self, kind: str) -> list[Slot]:
        return [slot for slot in self._slots().slots if slot["kind"] == kind]

    def _user(self, login: str) -> Slot:
        wanted = _login_form(login)
        for slot in self._of_kind("user"):
            if slot["login"] == wanted:
                return slot
        raise Refused(
            f"Máy này không có tài khoản “{login.strip()}”. Xem lại tên, hoặc nhờ trưởng trạm thêm.",
            field="login",
            code="login_unknown",
        )

    def _opened(self, slot: Slot, password: str) -> bytes | None:
        try:
            return sealing.open_user_slot(slot, self._slots().vault, password)
        except (ValueError, TypeError, LookupError) as error:
            raise Unavailable(
                f"Ô khóa của tài khoản “{slot['login']}” đã bị sửa từ bên ngoài.",
                "Dữ liệu vẫn được mã hóa và chưa bị thay đổi.",
                "Mở bằng tài khoản khác hoặc mã khôi phục, và báo cán bộ CNTT.",
                "TR-K07",
            ) from error

    def _check(self, key: bytes) -> None:
        slots = self._slots()
        if not secrets.compare_digest(sealing.key_check(key, slots.vault), slots.key_check):
            raise ValueError("this key belongs to another vault")


def _login_form(login: str) -> str:
    """Lan, LAN and “lan ” are one login."""
    form = unicodedata.normalize("NFC", " ".join(login.split()).casefold())
    if not form:
        raise Refused("Tên đăng nhập còn trống.", field="login", code="login_missing")
    return form


def _refuse_weak(password: str, login: str) -> None:
    if reason := password_objection(password, login):
        raise Refused(reason, field="password", code="password_weak")


def _refuse_occupied(home: Path) -> None:
    if state_of(home).health is not Health.MISSING:
        raise Refused(
            f"Thư mục {home} đã có khóa của một trạm ({MAIN}, {SPARE}). Chọn thư mục khác; không ghi đè.",
            field="home",
            code="vault_exists",
        )


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unavailable(
            f"Không tạo được thư mục {home}: {error.strerror}.",
            "Chưa có dữ liệu nào được ghi.",
            "Chọn thư mục khác, hoặc nhờ cán bộ CNTT cấp quyền ghi.",
            "TR-K11",
        ) from error

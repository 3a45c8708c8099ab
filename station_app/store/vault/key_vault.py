"""The vault of one station home: its keys, and the verbs by which people get and lose them."""

import secrets
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from station_app.common.days import Clock
from station_app.common.errors import Refused, Unavailable
from station_app.common.names import tidy_name
from station_app.store.vault import format1, granting, grants
from station_app.store.vault.asking import Asking
from station_app.store.vault.book import Measure, login_form, refuse_weak, swapped
from station_app.store.vault.glass import needed_seal
from station_app.store.vault.holders import Holder, holders_of, sheet_number
from station_app.store.vault.keys import Keys, Private
from station_app.store.vault.measuring import measured_cost
from station_app.store.vault.passwords import LENGTH_REQUIRED
from station_app.store.vault.recovery_code import CODE_BYTES, printed_code
from station_app.store.vault.slot_file import MAIN, SPARE, Slots, state_of, write_slots
from station_app.store.vault.slots import Argon, Slot, key_check, locked, paper_private
from station_app.store.vault.states import Health
from station_app.store.vault.stopping import Stopping
from station_app.store.vault.turning import Turning


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody with a slot on this PC."""

    login: str
    name: str
    entitled: bool = False
    """Holds the seal key, and so can read restricted records."""
    must_change: bool = False
    """Has a password that somebody else chose, to be changed at the next sign-in."""


class Vault(Asking, Stopping, Turning):
    """Whoever is signed in may give or take away what they hold themselves, without anybody's password."""

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
        measure: Measure = measured_cost,
    ) -> tuple[Self, Keys, str]:
        """A new vault, its keys, and the recovery code to print: both are shown this once."""
        user = login_form(first_login), tidy_name(first_name, capitals=False)
        refuse_weak(password, user[0])
        province = None if province_key is None else grants.checked_public(province_key)
        _make_home(home)
        refuse_occupied(home)
        data, seal, own = secrets.token_bytes(grants.KEY_BYTES), grants.new_private(), grants.new_private()
        vault, paper = secrets.token_hex(16), secrets.token_bytes(CODE_BYTES)
        cost = parameters or measure()
        empty = Slots(vault, 0, (key_check(data, vault),), (), notes={"cost": asdict(cost)})
        file = granting.with_box(empty, seal, [data])
        slots = [_named(user) | locked(own, vault, user[0], password, cost)]
        slots.append(_code_slot(vault, paper))
        if province is not None:
            slots.append({"kind": "province", "station_code": station_code, "public": province})
        given = [granting.with_seal(file, granting.with_data(file, slot, [data]), seal) for slot in slots]
        write_slots(home, replace(file, slots=tuple(given)))
        box = grants.raw(grants.public_of(seal))
        return cls(home, parameters=parameters), Keys(data, Private(own, seal, box=box)), printed_code(paper)

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        parameters: Argon | None = None,
        clock: Clock | None = None,
        measure: Measure = measured_cost,
    ) -> Self:
        """The vault of `home`, a lost or damaged copy mended on the way; Unavailable says why not."""
        vault = cls(home, parameters=parameters, clock=clock, measure=measure)
        if not vault.found.opens:
            raise vault.found.unavailable()
        vault._mend()
        return vault

    def logins(self) -> list[Login]:
        file = self._file()
        return [
            Login(
                slot["login"],
                slot["name"],
                granting.is_entitled(file, slot),
                bool(slot.get("must_change")),
            )
            for slot in file.slots
            if slot["kind"] == "user"
        ]

    def export_key(self, login: str, password: str) -> str:
        """The data key in hexadecimal, for opening the database with another implementation."""
        return self.unlock(login, password).data.hex()

    def grant(
        self, keys: Keys, login: str, name: str, password: str, *, entitled: bool, must_change: bool = False
    ) -> None:
        """A slot for one more person, from an unlocked session; with the seal key if `entitled`."""
        file, user = self._file(), (login_form(login), tidy_name(name, capitals=False))
        if any(known.login == user[0] for known in self.logins()):
            raise Refused(
                f"Tên đăng nhập “{user[0]}” đã có trên máy này. Chọn tên khác.",
                field="login",
                code="login_taken",
            )
        slot = self._fresh(file, _named(user), password, keys, must_change=must_change)
        if entitled:
            slot = granting.with_seal(file, slot, needed_seal(keys))
        self._rewrite(file, [*file.slots, slot])

    def set_entitled(self, keys: Keys, login: str, entitled: bool) -> None:
        """Give or take away the seal key, when a role changes. Whoever loses it may have copied it:
        `advised` says so until the seal key is changed."""
        file, slot = self._file(), self._user(login)
        granting.checked(file, keys)
        seal = needed_seal(keys)
        waiting = granting.awaited(file, seal) - {slot["login"]}
        if entitled and format1.is_old(slot):
            self._write(granting.with_awaited(file, seal, waiting | {slot["login"]}))
        elif entitled and not granting.is_entitled(file, slot):
            if not granting.trusted(file, slot, keys.data, "data"):
                raise _unknown_slot(slot)
            self._rewrite(file, swapped(file.slots, slot, granting.with_seal(file, slot, seal)))
        elif not entitled:
            self._refuse_last_seal(file, slot)
            bare = {name: value for name, value in slot.items() if name != "seal"}
            left = _left(file, "seal") if "seal" in slot else file
            slots = swapped(file.slots, slot, bare)
            self._write(replace(granting.with_awaited(left, seal, waiting), slots=slots))

    def take_up_seal(self, keys: Keys, entitled: Collection[str]) -> Keys:
        """For whoever may see restricted records, at sign-in. The first of them after an upgrade makes the
        seal key, for themselves, paper, province and the other `entitled` logins; those of them who have no
        key of their own yet get it when they have and a holder signs in. Later nobody else gets it here: a
        role edited into the file must not be enough."""
        file, seal = self._file(), keys.private.seal
        first = not file.seals
        if not first and seal is None:
            return keys
        if first:
            seal = grants.new_private()
            file = granting.with_box(file, seal, keys.generations)
        assert seal is not None
        waiting = frozenset(map(login_form, entitled)) if first else granting.awaited(file, seal)
        slots = [
            granting.with_seal(file, slot, seal) if _is_due(file, slot, keys, waiting, first) else slot
            for slot in file.slots
        ]
        served = {slot["login"] for slot in slots if slot["kind"] == "user" and "seal" in slot}
        if first or waiting & served:
            written = granting.with_awaited(replace(file, slots=tuple(slots)), seal, waiting - served)
            with suppress(Unavailable, Refused):
                self._write(written)
                return granting.keys_with_seal(written, keys, seal)
        return keys

    def change_password(self, login: str, old: str, new: str, *, least: int = LENGTH_REQUIRED) -> None:
        """One's own, known, password: the key of one's own stays the same. `least` is its length; less than
        usual only for whoever has a second check."""
        own = self.unlock(login, old).private.own
        file, slot = self._file(), self._user(login)
        refuse_weak(new, slot["login"], least)
        fresh = {name: value for name, value in slot.items() if name != "must_change"}
        fresh |= locked(own, file.vault, slot["login"], new, self._cost(file, slot))
        self._rewrite(file, swapped(file.slots, slot, fresh))

    def set_password(
        self, keys: Keys, login: str, new: str, *, must_change: bool = False, without_seal: bool = False
    ) -> None:
        """A new password from an unlocked session, for whoever forgot theirs. What lay under their own key
        (drafts) stays closed. A holder of the seal key gets it again only from another, or from the code:
        `without_seal` goes on all the same."""
        file, old = self._file(), self._user(login)
        named = {name: old[name] for name in ("kind", "login", "name")}
        slot = self._fresh(file, named, new, keys, old, must_change=must_change)
        if granting.is_entitled(file, old) and (keys.private.seal is not None or not without_seal):
            slot = granting.with_seal(file, slot, needed_seal(keys))
        self._rewrite(file, swapped(file.slots, old, slot))
        self._attempts.succeeded(old["login"])

    def remove_user(self, keys: Keys, login: str) -> None:
        """Take a slot away; the last one stays, so that somebody can always sign in. Whoever leaves may have
        copied the keys: `advised` says so until they are changed."""
        file, leaving = self._file(), self._user(login)
        granting.checked(file, keys)
        if len(self.logins()) == 1:
            raise Refused(
                "Đây là tài khoản cuối cùng trên máy này. Thêm tài khoản khác trước khi bỏ.",
                field="login",
                code="login_last",
            )
        self._refuse_last_seal(file, leaving)
        file = _left(file, "data", *(["seal"] if "seal" in leaving else []))
        self._rewrite(file, (slot for slot in file.slots if slot != leaving))

    def renew_code(
        self, keys: Keys, hand_over: Callable[[str, int], object] = lambda code, number: None
    ) -> str:
        """A new recovery code to print; papers printed before open nothing any more. `hand_over` takes the
        code and the number of the sheet first: where it fails, the old paper is still good."""
        file, paper = self._file(), secrets.token_bytes(CODE_BYTES)
        number = 1 + max((sheet_number(slot) for slot in file.slots if slot["kind"] == "code"), default=0)
        slot = self._with_all(file, _code_slot(file.vault, paper), keys)
        hand_over(printed_code(paper), number)
        others = (other for other in file.slots if other["kind"] != "code")
        self._rewrite(file, [*others, {**slot, "sheet": number}])
        return printed_code(paper)

    def holders(self) -> list[Holder]:
        """Who holds what, the province and the papers too."""
        return holders_of(self._file())

    def sheet_is_stale(self) -> bool:
        """Does the paper in the envelope open less than it should? Then a new one is to be printed."""
        file = self._file()
        return not any(slot["kind"] == "code" and granting.is_entitled(file, slot) for slot in file.slots)

    def sheet_was_used(self) -> bool:
        """Somebody has opened the envelope and set a password with it."""
        return any(slot["kind"] == "code" and slot.get("used") for slot in self._file().slots)

    def note_sheet_used(self) -> None:
        """It still opens: it may be needed once more before a new one can be printed."""
        file = self._file()
        used = tuple({**slot, "used": True} if slot["kind"] == "code" else slot for slot in file.slots)
        self._rewrite(file, used)

    def set_province(self, keys: Keys, *, station_code: str, province_key: bytes) -> None:
        """Seal the keys to the province, in place of an earlier province key."""
        file, public = self._file(), grants.checked_public(province_key)
        slot = {"kind": "province", "station_code": station_code, "public": public}
        others = [other for other in file.slots if other["kind"] != "province"]
        self._rewrite(file, [*others, self._with_all(file, slot, keys)])

    def rotate_seal(self, keys: Keys) -> Keys:
        """A new seal key for new records, for all who hold the old one. What was sealed before stays
        readable to them: each seal key lies sealed under the next."""
        file, former, fresh = self._file(), needed_seal(keys), grants.new_private()
        granting.with_data(file, {"kind": "code", "public": grants.public_of(fresh)}, keys.generations)
        new = granting.with_box(file, fresh, keys.generations, former)
        new = granting.with_awaited(new, fresh, granting.awaited(file, former))
        slots = [
            granting.with_seal(new, slot, fresh)
            if granting.trusted(file, slot, former, "seal")
            else {name: value for name, value in slot.items() if name != "seal"}
            for slot in file.slots
        ]
        new = replace(new, slots=tuple(slots), notes={**new.notes, "left": {**left(file), "seal": 0}})
        self._write(new)
        return granting.keys_with_seal(new, keys, fresh)

    def advised(self) -> tuple[int, int]:
        """How many who held the data key, and the seal key, have gone since each was made."""
        noted = left(self._file())
        return noted.get("data", 0), noted.get("seal", 0)

    def _fresh(
        self,
        file: Slots,
        named: Slot,
        password: str,
        keys: Keys,
        old: Slot | None = None,
        *,
        must_change: bool,
    ) -> Slot:
        refuse_weak(password, named["login"])
        granting.checked(file, keys)
        lock = locked(grants.new_private(), file.vault, named["login"], password, self._cost(file, old))
        slot = granting.with_data(file, {**named, **lock}, keys.generations)
        return {**slot, "must_change": True} if must_change else slot

    def _with_all(self, file: Slots, slot: Slot, keys: Keys) -> Slot:
        granting.checked(file, keys)
        slot = granting.with_data(file, slot, keys.generations)
        return granting.with_seal(file, slot, needed_seal(keys)) if file.seals else slot

    def _refuse_last_seal(self, file: Slots, slot: Slot) -> None:
        holders = [other for other in file.slots if other["kind"] == "user" and "seal" in other]
        if holders == [slot]:
            raise Refused(
                "Đây là người cuối cùng giữ khóa hồ sơ hạn chế trên máy này. "
                "Giao vai trò đó cho người khác trước.",
                field="login",
                code="seal_last",
            )


def left(file: Slots) -> dict[str, int]:
    return dict(file.notes.get("left", {}))


def _left(file: Slots, *what: str) -> Slots:
    gone = left(file)
    return replace(file, notes={**file.notes, "left": gone | {name: gone.get(name, 0) + 1 for name in what}})


def _is_due(file: Slots, slot: Slot, keys: Keys, waiting: Iterable[str], first: bool) -> bool:
    if "public" not in slot or "seal" in slot:
        return False
    if slot["kind"] != "user":
        return first and slot["kind"] in ("code", "province")
    return slot["login"] in waiting and granting.trusted(file, slot, keys.data, "data")


def _unknown_slot(slot: Slot) -> Unavailable:
    return Unavailable(
        f"Ô khóa của tài khoản “{slot['login']}” không do phần mềm này cấp.",
        "Không ai được cấp thêm khóa; dữ liệu chưa bị thay đổi.",
        "Đặt lại mật khẩu cho tài khoản đó rồi cấp lại, và báo cán bộ CNTT.",
        "TR-K13",
    )


def _named(user: tuple[str, str]) -> Slot:
    return {"kind": "user", "login": user[0], "name": user[1]}


def _code_slot(vault: str, paper: bytes) -> Slot:
    return {"kind": "code", "public": grants.public_of(paper_private(paper, vault, "code"))}


def refuse_occupied(home: Path) -> None:
    """Raises Refused where the keys of a station lie already."""
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

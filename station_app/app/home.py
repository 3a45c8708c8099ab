"""A station's folder: made once, opened by a password, and all that it keeps is encrypted."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.app import upgrading
from station_app.app.opening import not_this_key, only_reads, refuse_unopenable
from station_app.app.rooms import CATALOGUE, DERIVE, GUARD
from station_app.backups import service as backups
from station_app.common.days import Clock, SystemClock
from station_app.common.errors import Refused, Unavailable
from station_app.exchange import sealing
from station_app.staff import service as staff
from station_app.staff.rules import may as role_may
from station_app.store import accounts, audit, placing, policy, sign_ins
from station_app.store.audit import Action, refused
from station_app.store.database import SYSTEM, Author, Database, create
from station_app.store.drafts import DraftShelf
from station_app.store.given import given_text
from station_app.store.machine import fingerprint
from station_app.store.reading_copy import readable
from station_app.store.rotation import settle
from station_app.store.vault import Argon, Keys, Vault, refuse_occupied
from station_app.store.vault.book import login_form
from station_app.store.vault.signing import checked_signer

FILE = "station.db"
SETTINGS = "station.json"
"""The station's name for the sign-in window; nothing in it is about a person's health."""
_KEY_BYTES = 32
_CODE = re.compile(r"\d{5}")
_PROVISION = {
    "province": str,
    "ward": str,
    "province_key": str,
    "gateway": str,
    "point_name": str,
    "it_key": str,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody has signed in: the database, and what they are asked to see to."""

    database: Database
    advice: staff.Advice


@dataclass(frozen=True, slots=True)
class Founded:
    """What `init` made. The recovery code is shown this once."""

    device: str
    user: str
    recovery_code: str


def found(
    home: Path,
    *,
    code: str,
    name: str,
    login: str,
    password: str,
    full_name: str = "",
    provision: Mapping[str, Any] | None = None,
    cost: Argon | None = None,
    clock: Clock | None = None,
) -> Founded:
    """Makes the station's folder with its vault, its encrypted file and its first account, the head's."""
    put_in_place(home)
    _refuse_misfit(home, code, name)
    facts = _checked(provision or {})
    sealed_for = province_key(facts)
    # Made beside and put in place whole: a power cut leaves a station or nothing that is in its way.
    new = placing.prepare(home)
    _, keys, recovery = Vault.create(
        new,
        first_login=login,
        password=password,
        first_name=full_name or login,
        station_code=code,
        province_key=sealed_for,
        parameters=cost,
    )
    station = {
        "code": code,
        "name": name.strip(),
        "point": "",
        "point_name": facts.get("point_name", ""),
        "province": facts.get("province"),
        "ward": facts.get("ward"),
    }
    device = create(new / FILE, keys.data, CATALOGUE, station)
    (new / SETTINGS).write_text(json.dumps({"code": code, "name": name.strip()}, ensure_ascii=False), "utf-8")
    database = opened_with(new, keys, Author(SYSTEM, device), clock, place=home)
    try:
        user = staff.first_head(database, login=login, name=full_name or login)
        accounts.link(database, login, user)
        if "it_key" in facts:
            policy.trust(database, facts["it_key"])
    finally:
        database.close()
    placing.decide(home)
    placing.finish(home)
    return Founded(device, user, recovery)


def put_in_place(home: Path) -> None:
    """What a power cut interrupted (a founding, a restoring, the swap of a change of key) is done to the end
    before anybody looks."""
    try:
        placing.finish(home)
    except OSError as error:
        raise Unavailable(
            f"Lần khôi phục hoặc tạo sổ trước bị ngắt giữa chừng và chưa làm nốt được ({error.strerror}).",
            "Không có gì bị xoá: tệp mới và tệp cũ đều còn trong thư mục dữ liệu.",
            "Đóng các cửa sổ khác của phần mềm, kiểm tra ổ đĩa còn chỗ và cho ghi, rồi mở lại.",
            "T-391",
        ) from error
    settle(home)


def _refuse_misfit(home: Path, code: str, name: str) -> None:
    if not _CODE.fullmatch(code):
        raise Refused("Mã trạm gồm đúng 5 chữ số, ví dụ 12345.", "station-code")
    if not name.strip():
        raise Refused("Cần tên trạm, ví dụ Trạm Y tế xã Mường Hoa.", "name")
    if (home / FILE).exists():
        raise Refused("Thư mục này đã có dữ liệu của một trạm. Không ghi đè.", "home", code="occupied")
    refuse_occupied(home)


def province_key(facts: Mapping[str, Any]) -> bytes | None:
    if "province_key" not in facts:
        return None
    try:
        key = bytes.fromhex(facts["province_key"])
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Refused("Khoá công khai của tỉnh trong tệp cấp phát không đúng dạng.", "provision")
    return key


def _checked(provision: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in provision.items():
        if key not in _PROVISION or not isinstance(value, _PROVISION[key]):
            raise Refused(f"Tệp cấp phát có mục “{key}” không dùng được.", "provision")
    if "it_key" in provision:
        checked_signer(provision["it_key"])
    return dict(provision)


def read_provision(path: Path) -> dict[str, Any]:
    """The province's provisioning file. Raises Refused for anything else."""
    try:
        content = json.loads(given_text(path))
    except (OSError, ValueError, RecursionError):
        raise Refused(f"Không đọc được tệp cấp phát {path.name}.", "provision") from None
    if not isinstance(content, dict):
        raise Refused(f"Tệp cấp phát {path.name} không đúng dạng.", "provision")
    return _checked(content)


def station_name(home: Path) -> str | None:
    """What the sign-in window shows; None where no station was founded here."""
    return name_in(home) if (home / FILE).exists() or _is_cut_short(home) else None


def name_in(home: Path) -> str:
    """The station's name as its folder tells it, whatever else is lost there."""
    try:
        return str(json.loads(given_text(home / SETTINGS))["name"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        # The file only decorates the sign-in window; its loss must not lock anybody out.
        return "Trạm Y tế"


def _is_cut_short(home: Path) -> bool:
    """Does the file lie under another name, between two steps of a founding, a restoring, a change of key?"""
    return placing.is_decided(home) or (Vault(home).found.opens and Vault(home).rotation() is not None)


def unlock(
    home: Path,
    login: str,
    password: str,
    *,
    second: str = "",
    cost: Argon | None = None,
    clock: Clock | None = None,
) -> Database:
    """The station's database, acting for the person who signs in. A wrong password changes nothing."""
    return sign_in(home, login, password, second=second, cost=cost, clock=clock).database


def sign_in(
    home: Path,
    login: str,
    password: str,
    *,
    second: str = "",
    new: str | None = None,
    cost: Argon | None = None,
    clock: Clock | None = None,
) -> Entry:
    """`second` are the phone's digits, `new` a password of one's own in place of a first one: a refusal whose
    field is `second` or `new` asks for them."""
    put_in_place(home)
    refuse_unopenable(home)
    if not (home / FILE).exists():
        raise Unavailable(
            "Thư mục này chưa có trạm nào.",
            "Không có gì bị mất.",
            "Kiểm tra lại đường dẫn, hoặc tạo trạm mới bằng lệnh init.",
            "T-101",
        )
    vault = Vault.open(home, parameters=cost, clock=clock)
    try:
        upgrading.keep_slots(home)
        keys = vault.unlock(login, password)
    except Refused as refusal:
        known = {slot.login for slot in vault.logins()}
        who = login.strip().lower()
        now = (clock or SystemClock()).now()
        sign_ins.failed(home, who if who in known else "", refusal.code or "refused", now)
        raise
    try:
        return _let_in(home, vault, keys, login, password, second, new, clock)
    except Unavailable as trouble:
        if trouble.code == "T-307":
            raise not_this_key() from trouble
        why = only_reads(trouble, home)
        if why is None:
            raise
        return _let_in_to_read(home, keys, login, why, clock)


def _let_in(
    home: Path,
    vault: Vault,
    keys: Keys,
    login: str,
    password: str,
    second: str,
    new: str | None,
    clock: Clock | None,
) -> Entry:
    database = opened_with(home, keys, Author(SYSTEM, ""), clock)
    with _told(database):
        sign_ins.bring(database)
        user = accounts.user_of(database, login)
        database.acting(Author(user, _point(database)), keys.private)
        if staff.role_of(database) in (None, staff.NOBODY):
            raise Refused(f"Tài khoản “{login}” đã ngừng dùng. Hỏi trưởng trạm.", "login", code="inactive")
        advice = staff.pass_in(database, vault, login_form(login), password, second=second, new=new)
        _take_up_seal(vault, keys, database)
        entitle(database)
        DraftShelf(database).seal_old()
        audit.note(database, Action.SIGNED_IN, entity="station")
    return Entry(database, advice)


@contextmanager
def _told(database: Database) -> Iterator[None]:
    """Whatever keeps somebody out closes the file again, and what was refused stands in the log."""
    try:
        yield
    except Refused as refusal:
        # Of a right that is missing `require` has told already; what is only asked for was not refused.
        if refusal.code not in ("not_entitled", "second_needed", staff.MUST_CHANGE):
            refused(database, Action.SIGNED_IN, entity="station", detail=refusal.code or "")
        database.close()
        raise
    except BaseException:
        database.close()
        raise


def _take_up_seal(vault: Vault, keys: Keys, database: Database) -> None:
    """After an upgrade from a release without a seal key, the first who may see such records makes one."""
    right = staff.Right.SEE_RESTRICTED
    if staff.may(database, right):
        roles = {row.id: row.role for row in staff.users(database)}
        entitled = [
            login.login
            for login in vault.logins()
            if role_may(roles.get(accounts.user_of(database, login.login)), right)
        ]
        database.private = vault.take_up_seal(keys, entitled).private


def open_copy(place: Path, key: bytes, clock: Clock | None) -> Database:
    """A restored backup in a folder of its own, by the same door. Nothing is asked about its machine: nobody
    works in it, so neither it nor the station it came from needs another name."""
    return Database(place / FILE, key, CATALOGUE, Author(SYSTEM, ""), derive=DERIVE, guard=GUARD, clock=clock)


def entitle(database: Database) -> None:
    """What is sealed is seen by right, not by key alone: whoever lost the role sees nothing at once."""
    database.seals.may_see = lambda: staff.may(database, staff.Right.SEE_RESTRICTED)
    if not database.frozen:
        sealing.tend(database)


def reopen(home: Path, keys: Keys, login: str, clock: Clock | None) -> Database:
    """After a restore: by the keys that were just taken out, whatever password the slot file here knows."""
    database = opened_with(home, keys, Author(SYSTEM, ""), clock)
    database.acting(Author(accounts.user_of(database, login), _point(database)), keys.private)
    return database


def _let_in_to_read(home: Path, keys: Keys, login: str, why: Unavailable, clock: Clock | None) -> Entry:
    """The disk takes nothing: what was saved can still be read. Nothing can be noted, so nobody passes who
    must show more than a password, and the words at the foot of the window say so."""
    place = readable(home / FILE, keys.data)
    database = Database(
        place,
        keys.data,
        CATALOGUE,
        Author(SYSTEM, ""),
        derive=DERIVE,
        guard=GUARD,
        clock=clock,
        private=keys.private,
        frozen=why,
    )
    try:
        user = accounts.user_of(database, login)
        database.acting(Author(user, _point(database)), keys.private)
        staff.require(database, staff.Right.HOLD_KEY)
        if staff.has_phone(database, login_form(login)):
            raise why
        entitle(database)
    except BaseException:
        database.close()
        raise
    return Entry(database, staff.Advice())


def opened_with(
    home: Path, keys: Keys, author: Author, clock: Clock | None, *, place: Path | None = None
) -> Database:
    """The file itself, brought up to date; who signs in comes by `sign_in`. `place` is where it will lie, if
    not in `home`."""
    saved = upgrading.save_before(home / FILE, keys.data, clock or SystemClock())
    try:
        database = Database(
            home / FILE,
            keys.data,
            CATALOGUE,
            author,
            derive=DERIVE,
            guard=GUARD,
            clock=clock,
            machine=fingerprint((place or home) / FILE),
            private=keys.private,
        )
    except Unavailable as trouble:
        if trouble.code == upgrading.FAILED:
            upgrading.put_slots_back(home)
        raise
    upgrading.forget_slots(home)
    if saved:
        backups.adopt(database)
    return database


def _point(database: Database) -> str:
    """The service point that stamps records: its name once enrolled, before that the PC's own."""
    station = database.station()
    if station.point_name:
        return station.point_name
    with database.reading() as session:
        return str(database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0])


def logins(home: Path) -> list[tuple[str, str]]:
    """(login, name) of those with a key slot on this PC."""
    put_in_place(home)
    settle(home)
    return [(login.login, login.name) for login in Vault.open(home).logins()]

"""Who is given what: the data key to every slot, the seal key to the entitled, paper and province."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import grants
from station_app.store.vault.keys import Keys, Private
from station_app.store.vault.slot_file import Slots
from station_app.store.vault.slots import Slot, holder_of, key_check


def data_context(file: Slots, slot: Slot, check: str) -> str:
    return f"tram vault {file.vault} data {holder_of(slot)} {check}"


def seal_context(file: Slots, slot: Slot, public: str) -> str:
    return f"tram vault {file.vault} seal {holder_of(slot)} {public}"


def box_of(file: Slots) -> str | None:
    """The public half of the newest seal key."""
    return str(file.seals[-1]["public"]) if file.seals else None


def with_data(file: Slots, slot: Slot, keys: Iterable[bytes]) -> Slot:
    """The slot with a grant of each data key in use. Raises Refused where `keys` lacks one of them."""
    known = {key_check(key, file.vault): key for key in keys}
    if missing := [check for check in file.data if check not in known]:
        # Before any change: keys of another vault are our bug, a half-known pair a session that began before.
        if len(missing) == len(file.data):
            raise ValueError("this key belongs to another vault")
        raise Refused(
            "Khóa dữ liệu đang được đổi dở. Đổi xong hoặc bỏ lần đổi đó rồi làm lại.",
            code="rotation_unfinished",
        )
    given = {
        check: grants.grant(known[check], slot["public"], data_context(file, slot, check))
        for check in file.data
    }
    return {**slot, "data": given}


def with_seal(file: Slots, slot: Slot, seal: bytes) -> Slot:
    public = grants.public_of(seal)
    given = grants.grant(seal, slot["public"], seal_context(file, slot, public))
    return {**slot, "seal": {public: given}}


def is_entitled(file: Slots, slot: Slot) -> bool:
    return box_of(file) in slot.get("seal", {})


def data_keys(file: Slots, slot: Slot, own: bytes) -> list[bytes]:
    """The data keys granted to a slot, the newest first."""
    found = []
    for check in reversed(file.data):
        given = slot.get("data", {}).get(check)
        key = given and grants.taken(given, own, data_context(file, slot, check))
        if key:
            found.append(key)
    return found


def private_of(file: Slots, slot: Slot, own: bytes, data: bytes) -> Private:
    """What the holder of a slot can read beyond the file."""
    public = box_of(file)
    if public is None:
        return Private(own)
    given = slot.get("seal", {}).get(public)
    seal = given and grants.taken(given, own, seal_context(file, slot, public))
    if seal:
        return Private(own, seal, ring(file, seal), box=grants.raw(public))
    return Private(own, box=_vouched_box(file, data))


def keys_with_seal(file: Slots, keys: Keys, seal: bytes) -> Keys:
    box = grants.raw(grants.public_of(seal))
    return replace(keys, private=Private(keys.private.own, seal, ring(file, seal), box))


def ring(file: Slots, seal: bytes) -> tuple[bytes, ...]:
    """The seal keys before `seal`, newest first: each lies sealed under the one that replaced it."""
    older: list[bytes] = []
    for former, newer in zip(reversed(file.seals[:-1]), reversed(file.seals[1:]), strict=True):
        context = _ring_context(file, former["public"], newer["public"])
        key = grants.opened(grants.raw(former["under"]), older[-1] if older else seal, context)
        if key is None:
            raise _tampered()
        older.append(key)
    return tuple(older)


def with_box(file: Slots, seal: bytes, data: Sequence[bytes], former: bytes | None = None) -> Slots:
    """The file with a new seal key in front of its ring."""
    public, seals = grants.public_of(seal), list(file.seals)
    if former is not None:
        context = _ring_context(file, seals[-1]["public"], public)
        sealed = grants.seal_to(grants.raw(public), former, context)
        seals[-1] = {**seals[-1], "under": grants.text(sealed)}
    return remarked(replace(file, seals=(*seals, {"public": public})), data)


def remarked(file: Slots, data: Iterable[bytes]) -> Slots:
    """The newest seal key with a mark of each data key, so that whoever holds one knows it for genuine."""
    if not file.seals:
        return file
    *former, newest = file.seals
    context = _box_context(file)
    marks = {key_check(key, file.vault): grants.mark(key, newest["public"], context) for key in data}
    return replace(file, seals=(*former, {**newest, "marks": marks}))


def trusted(file: Slots, slot: Slot, secret: bytes, purpose: str) -> bool:
    """Has a holder of `secret` given it to this very slot? Nobody else's slot gets the next one."""
    name, context = (
        (key_check(secret, file.vault), data_context)
        if purpose == "data"
        else (grants.public_of(secret), seal_context)
    )
    given: dict[str, Any] | None = slot.get(purpose, {}).get(name)
    public = str(slot.get("public", ""))
    return given is not None and grants.vouched(given, secret, public, context(file, slot, name))


def awaited(file: Slots, seal: bytes) -> frozenset[str]:
    """Logins that are to have the seal key once they have a key of their own; only a holder can say so."""
    noted = file.notes.get("awaited") or {}
    logins = [str(login) for login in noted.get("logins", [])]
    if not secrets.compare_digest(str(noted.get("mark", "")), _awaited_mark(file, seal, logins)):
        return frozenset()
    return frozenset(logins)


def with_awaited(file: Slots, seal: bytes, logins: Iterable[str]) -> Slots:
    named = sorted(set(logins))
    notes = {name: note for name, note in file.notes.items() if name != "awaited"}
    if named:
        notes["awaited"] = {"logins": named, "mark": _awaited_mark(file, seal, named)}
    return replace(file, notes=notes)


def checked(file: Slots, keys: Keys) -> None:
    """Raises ValueError for keys of another vault."""
    if key_check(keys.data, file.vault) not in file.data:
        raise ValueError("this key belongs to another vault")


def _vouched_box(file: Slots, data: bytes) -> bytes:
    newest = file.seals[-1]
    noted = newest.get("marks", {}).get(key_check(data, file.vault), "")
    if not secrets.compare_digest(str(noted), grants.mark(data, newest["public"], _box_context(file))):
        raise _tampered()
    return grants.raw(newest["public"])


def _awaited_mark(file: Slots, seal: bytes, logins: list[str]) -> str:
    return grants.mark(seal, " ".join(sorted(logins)), f"tram vault {file.vault} awaited")


def _ring_context(file: Slots, former: str, newer: str) -> str:
    return f"tram vault {file.vault} ring {former} {newer}"


def _box_context(file: Slots) -> str:
    return f"tram vault {file.vault} box"


def _tampered() -> Unavailable:
    return Unavailable(
        "Khóa của ngăn hồ sơ hạn chế trong tệp khóa đã bị sửa từ bên ngoài.",
        "Dữ liệu vẫn được mã hóa và chưa bị thay đổi.",
        "Đừng xóa gì; gọi cán bộ CNTT chép vault.json và vault.bak.json từ bản sao lưu gần nhất.",
        "TR-K12",
    )

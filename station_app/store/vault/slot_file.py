"""The slot file is kept twice: a damaged copy is rebuilt from the other, and nothing is ever thrown away."""

import json
import os
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from station_app.common.errors import Unavailable
from station_app.store.given import given_bytes
from station_app.store.vault.slots import Slot
from station_app.store.vault.states import STATES, Health, VaultState

FORMAT = 2
"""1: releases 0.1 and 0.2, each slot wraps the data key. 2: since 0.3, slots hold keys, and grants for them.
Later formats keep `format` and `check` as they are, so that older programs know them."""

MAIN = "vault.json"
SPARE = "vault.bak.json"

LONGEST = 4 * 2**20
"""Bytes; a thousand accounts take one of them."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The content of the slot file."""

    vault: str
    generation: int
    """How often the file was written."""
    data: tuple[str, ...]
    """The check of each data key in use: one, or two while the key is being changed, the new one last."""
    slots: tuple[Slot, ...]
    seals: tuple[dict[str, Any], ...] = ()
    """The seal box's keys, the one for new records last: `public`; `under`, the private half sealed for the
    next; `marks`, by which a holder of a data key knows it for genuine."""
    notes: dict[str, Any] = field(default_factory=dict)
    """`cost`: what a guess at a password was measured to cost. `rotation`: how far the change of the data key
    is. `left`: how many who held a key have gone since it was made. `awaited`: who is to have the seal key
    once they have a key of their own."""

    def encoded(self) -> bytes:
        body: dict[str, Any] = {
            "format": FORMAT,
            "vault": self.vault,
            "generation": self.generation,
            "data": list(self.data),
            "seals": list(self.seals),
            "notes": self.notes,
            "slots": list(self.slots),
        }
        return json.dumps({**body, "check": _check(body)}, ensure_ascii=False, indent=1).encode()


_NAMED = {"user": ("login", "name"), "stopped": ("login",)}


class _Flaw(Enum):
    LOST = 1
    DAMAGED = 2
    NEWER = 3


def state_of(home: Path) -> VaultState:
    """How the slot file of `home` is doing; looks, and changes nothing."""
    return _survey(home)[0]


def read_slots(home: Path) -> Slots:
    """The newest sound copy, or Unavailable with the reason there is none."""
    state, best = _survey(home)
    if best is None:
        raise state.unavailable()
    return best


def write_slots(home: Path, slots: Slots) -> Slots:
    """The next generation in both copies, one after the other: at every moment one of them is whole."""
    following = replace(slots, generation=slots.generation + 1)
    for name in (MAIN, SPARE):
        _put(home / name, following.encoded())
    return following


def mend(home: Path) -> VaultState:
    """Rebuild a lost, damaged or older copy from the other, and say what was found."""
    state, best = _survey(home)
    for name in (MAIN, SPARE):
        if best is not None and _read(home / name) != best:
            _put(home / name, best.encoded())
    return state


def write_durably(path: Path, content: bytes) -> None:
    """All of `content` or what was there before, for the owner's eyes only, whenever the power fails."""
    fresh = path.with_name(f"{path.name}.tmp")
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(opened, "wb") as file:
        fresh.chmod(0o600)  # one left by a power cut may be anybody's
        file.write(content)
        file.flush()
        os.fsync(opened)
    fresh.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # pragma: no cover  Windows cannot flush a folder; NTFS journals the rename
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _survey(home: Path) -> tuple[VaultState, Slots | None]:
    copies = [_read(home / name) for name in (MAIN, SPARE)]
    sound = [copy for copy in copies if isinstance(copy, Slots)]
    health = _health(copies, {slots.vault for slots in sound})
    state = STATES[health]
    return state, max(sound, key=lambda slots: slots.generation) if state.opens else None


def _health(copies: list[Slots | _Flaw], vaults: set[str]) -> Health:
    if _Flaw.NEWER in copies:
        return Health.NEWER
    if len(vaults) > 1:
        return Health.MIXED
    if _Flaw.DAMAGED in copies:
        return Health.ONE_DAMAGED if vaults else Health.DAMAGED
    if _Flaw.LOST in copies:
        return Health.ONE_LOST if vaults else Health.MISSING
    return Health.SOUND


def _read(path: Path) -> Slots | _Flaw:
    try:
        body = json.loads(given_bytes(path, LONGEST))
        if body.pop("check") != _check(body):
            return _Flaw.DAMAGED
        if body["format"] > FORMAT:
            return _Flaw.NEWER
        return _slots(body)
    except (FileNotFoundError, NotADirectoryError):
        return _Flaw.LOST
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _Flaw.DAMAGED


def _slots(body: dict[str, Any]) -> Slots:
    """The check sum tells of accidents alone: what is read without a password must be there all the same."""
    vault, generation, slots = str(body["vault"]), int(body["generation"]), tuple(map(_shaped, body["slots"]))
    if body["format"] == 1:
        return Slots(vault, generation, (str(body["key_check"]),), slots)
    seals, notes = tuple(body["seals"]), dict(body["notes"])
    _require(all(isinstance(seal["public"], str) for seal in seals))
    return Slots(vault, generation, tuple(map(str, body["data"])), slots, seals, notes)


def _shaped(slot: Slot) -> Slot:
    _require(all(isinstance(slot[name], str) for name in ("kind", *_NAMED.get(slot["kind"], ()))))
    _require(all(isinstance(slot.get(name, {}), dict) for name in ("data", "seal")))
    return slot


def _require(sound: bool) -> None:
    if not sound:
        raise ValueError("slot file")


def _check(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _put(path: Path, content: bytes) -> None:
    try:
        if _read(path) is _Flaw.DAMAGED:
            _keep_damaged(path)
        write_durably(path, content)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được tệp khóa {path.name}: {error.strerror}.",
            "Khóa cũ và dữ liệu còn nguyên.",
            "Kiểm tra ổ đĩa còn chỗ trống và cho phép ghi, rồi làm lại.",
            "TR-K10",
        ) from error


def _keep_damaged(path: Path) -> None:
    """Set a damaged copy's bytes beside it, once: an expert may still read a slot out of them."""
    damaged = given_bytes(path, path.stat().st_size)
    beside = path.with_name(f"{path.stem}.damaged-{sha256(damaged).hexdigest()[:8]}.json")
    if not beside.exists():
        write_durably(beside, damaged)

"""Before the first write: is this still the PC and the file that wrote last under this name?"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from station_app.store.given import given_text
from sync.catalogue import Catalogue
from sync.epoch import begin_epoch, is_enrolled
from sync.parting import part_ways
from sync.shelf import TableShelf

MOVED, RESTORED = "moved", "restored"
"""Why a PC goes on under a new name: its file lies on another machine, or is older than it was."""


def sidecar(path: Path) -> Path:
    return path.with_name(f"{path.stem}.epoch.json")


def changed(raw: Any, path: Path, machine: str | None) -> str | None:
    """Why what is written next must bear a new name; None where all is as it was left."""
    device, seq, known = raw.execute("SELECT device, seq, machine FROM sync_self").fetchone()
    if machine is not None and known is not None and machine != known:
        return MOVED
    last, so_far = reached(path)
    if last == device:
        return RESTORED if so_far > seq else None
    former = raw.execute("SELECT 1 FROM sync_former WHERE device = ?", (last,)).fetchone()
    return RESTORED if last and former is None else None


def go_on_as_another(raw: Any, shelf: TableShelf, catalogue: Catalogue, reason: str, now: str) -> None:
    """Nobody is asked: a restored or copied file must never continue a chain that has gone on elsewhere."""
    if is_enrolled(raw):
        begin_epoch(raw, reason, now)
        return
    (device,) = raw.execute("SELECT device FROM sync_self").fetchone()
    part_ways(raw, shelf, catalogue, device=device, after=0, reason=reason, now=now)


def keep_machine(raw: Any, machine: str | None) -> None:
    if machine is not None:
        raw.execute("UPDATE sync_self SET machine = ? WHERE machine IS NOT ?", (machine, machine))


def note_reached(raw: Any, path: Path) -> None:
    """Beside the file, so that an older file put in its place is seen. A hint only: losing it costs nothing,
    and it waits for no disk."""
    device, seq = raw.execute("SELECT device, seq FROM sync_self").fetchone()
    place = sidecar(path)
    if reached(path) == (device, seq):
        return
    with suppress(OSError):
        draft = place.with_suffix(".tmp")
        draft.write_text(json.dumps({"device": device, "seq": seq}), "utf-8")
        draft.replace(place)


def reached(path: Path) -> tuple[str, int]:
    """The name of the PC that closed the file last, and how far it had written; needs no key."""
    try:
        noted = json.loads(given_text(sidecar(path)))
        return str(noted["device"]), int(noted["seq"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "", 0

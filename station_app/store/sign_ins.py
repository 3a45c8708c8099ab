"""Sign-ins that failed: kept beside the file, which nobody could open then, until somebody can.

Each line is sealed with a secret that is replaced by its own hash right after (Schneier and Kelsey, 1999);
the first one of each file lies in the encrypted database. So who takes the PC can neither read back into a
line written before nor change, drop or slip in one: at the next unlock the chain of secrets does not come
out, and that is noted. Two things nobody can see: that the folder was put back as it was at an earlier
moment, and lines that were never written because the disk refused. A login that has no slot here is kept as
unknown: people type passwords there."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from station_app.common.days import parse_instant, to_instant
from station_app.common.errors import Refused
from station_app.store.audit import Action, Result, note
from station_app.store.audit_log import AuditSignIn
from station_app.store.database import Database
from station_app.store.given import given_bytes
from station_app.store.station import Account
from station_app.store.vault.slot_file import write_durably

FILE = "sign-ins.json"
MOST = 500
_LONGEST = 2**20
"""Lines kept, so that nobody fills a disk by guessing."""
_EMPTY: dict[str, Any] = {"number": 0, "secret": "", "lines": []}


def failed(home: Path, login: str, code: str, now: datetime) -> None:
    """One more. Never in the way: a full disk must not keep the nurse out."""
    with suppress(OSError):
        kept = _read(home / FILE) or _EMPTY
        if len(kept["lines"]) >= MOST:
            return
        line = [to_instant(now), login, code]
        secret = bytes.fromhex(kept["secret"])
        sealed = [*line, _seal(secret, line)]
        after = {**kept, "secret": _next(secret).hex(), "lines": [*kept["lines"], sealed]}
        write_durably(home / FILE, json.dumps(after).encode())


def bring(database: Database) -> int:
    """At an unlock: what stands in the file goes into the log, and a fresh one begins. Says how many."""
    path = database.path.parent / FILE
    kept = _read(path)
    with database.writing() as session:
        state = session.get(AuditSignIn, 1)
        if state is not None and kept is not None and not kept["lines"] and not _trouble(state, kept):
            return 0
        lines = kept["lines"] if kept else []
        trouble = _trouble(state, kept)
        for at, login, code, _ in lines:
            account = session.get(Account, login)
            detail = code if account else f"{code}, unknown login"
            _note(database, parse_instant(at), account.user if account else "", detail)
        if trouble:
            _note(database, database.clock.now(), "", trouble)
        fresh = AuditSignIn(id=1, number=(state.number if state else 0) + 1, secret=secrets.token_bytes(32))
        session.merge(fresh)
    with suppress(OSError):
        begun = {"number": fresh.number, "secret": fresh.secret.hex(), "lines": []}
        write_durably(path, json.dumps(begun).encode())
    return len(lines)


def _note(database: Database, at: datetime, user: str, detail: str) -> None:
    local = at.astimezone(database.clock.now().tzinfo)
    note(
        database,
        Action.SIGN_IN_FAILED,
        entity="station",
        result=Result.FAILED,
        detail=detail,
        user=user,
        at=local,
    )


def _trouble(state: AuditSignIn | None, kept: Mapping[str, Any] | None) -> str:
    """Why the file is not to be believed; empty where all is as it was written."""
    if state is None:
        return "" if kept is None else "sign-in file not ours"
    if kept is None:
        return "sign-in file missing"
    if kept["number"] != state.number:
        return "sign-in file of another time"
    secret = state.secret
    for *line, seal in kept["lines"]:
        if not hmac.compare_digest(seal, _seal(secret, line)):
            return "sign-in file changed"
        secret = _next(secret)
    return "" if secret.hex() == kept["secret"] else "sign-in file cut"


def _seal(secret: bytes, line: Sequence[str]) -> str:
    return hmac.new(secret, json.dumps(line).encode(), hashlib.sha256).hexdigest()


def _next(secret: bytes) -> bytes:
    """Forgets: what was sealed before cannot be sealed again by whoever reads this one."""
    return hashlib.sha256(b"tram-sign-in\0" + secret).digest()


def _read(path: Path) -> dict[str, Any] | None:
    """None for what is not there or is nothing of ours."""
    try:
        kept = json.loads(given_bytes(path, _LONGEST))
        number, secret = int(kept["number"]), bytes.fromhex(kept["secret"])
        lines = [[str(part) for part in line] for line in kept["lines"]]
        for at, *others in lines:
            parse_instant(at)
            if len(others) != 3:
                return None
    except (OSError, ValueError, LookupError, TypeError, RecursionError, Refused):
        return None
    return {"number": number, "secret": secret.hex(), "lines": lines}

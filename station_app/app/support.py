"""The support bundle: how this PC and its file are doing, for IT, without a word about anybody.

Built by allow-list, twice. Only what stands in `_inside` and `_outside` is asked for at all: counts,
versions, times, codes. And each of these must then look like one (`_plain`); what does not is left out, and
its place says so. Nothing is taken and then blanked: what nobody fetched cannot be overlooked."""

import json
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from station_app.app import home as house
from station_app.backups import service as backups
from station_app.common.days import SystemClock, to_instant
from station_app.exchange import service as exchange
from station_app.people import service as people
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.audit import Action, note
from station_app.store.database import Database
from station_app.store.fault_log import kept_faults
from station_app.store.vault import state_of
from station_app.store.vault.slot_file import read_slots

FORM = 1
FILE_NAME = "ho-tro-tram.json"
_NO_WORDS = re.compile(r"[A-Za-z0-9_./:<>+=-]{1,120}")
"""A code, a version, a place in the program, an instant. No blank, no letter with a mark: no name is one."""
_LONG_NUMBER = re.compile(r"(?<![0-9a-f])\d{6,}(?![0-9a-f])")
_LEFT_OUT = "left-out"
_EVENTS = 20
MOST = 12
"""Hits of the search that is timed."""


def bundle(home: Path, database: Database | None = None, opening: str = "") -> bytes:
    """Always made, whatever is wrong: a part that cannot be told says which error. `opening` is the code with
    which the station did not open."""
    if database is not None:
        note(database, Action.EXPORTED, entity="support")
    told: dict[str, Any] = {"form": FORM, "opening": opening or "ok", **_all(_outside(home))}
    if database is not None:
        told |= _all(_inside(database))
    return json.dumps(told, ensure_ascii=True, indent=1).encode()


def _all(parts: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    return {name: _plain(_asked(part)) for name, part in parts.items()}


def _asked(part: Callable[[], Any]) -> Any:
    try:
        return part()
    except Exception as error:  # the bundle is made just when things are broken
        return {"unreadable": type(error).__name__}


def _plain(value: Any) -> Any:
    """What looks like a count, a version, a time or a code; anything else is left out here."""
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if abs(value) < 10**15 else _LEFT_OUT
        case str():
            fits = not value or (_NO_WORDS.fullmatch(value) and not _LONG_NUMBER.search(value))
            return value if fits else _LEFT_OUT
        case Mapping():
            return {_plain(str(name)): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    return _LEFT_OUT


def _outside(home: Path) -> dict[str, Callable[[], Any]]:
    return {
        "at": lambda: to_instant(SystemClock().now()),
        "versions": _versions,
        "machine": partial(_machine, home),
        "files": partial(_files, home),
        "vault": partial(_vault, home),
    }


def _versions() -> dict[str, str]:
    names = (
        "tram",
        "PySide6-Essentials",
        "SQLAlchemy",
        "sqlcipher3",
        "cryptography",
        "reportlab",
        "zstandard",
    )
    return {
        "python": platform.python_version(),
        "sqlite": str(sqlcipher.sqlite_version),
        **{name: metadata.version(name) for name in names},
    }


def _machine(home: Path) -> dict[str, Any]:
    disk = shutil.disk_usage(home)
    return {
        "system": platform.system(),
        "release": platform.release(),
        "kind": platform.machine(),
        "processors": os.cpu_count(),
        "encoding": sys.getfilesystemencoding(),
        "disk_mb": disk.total // 2**20,
        "free_mb": disk.free // 2**20,
        "write_ms": _write_ms(home),
    }


def _write_ms(home: Path) -> float:
    """One small file to the disk and away again: a slow disk is the most frequent complaint."""
    probe = home / f"{house.FILE}.probe"
    began = time.perf_counter()
    handle = os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(handle, bytes(4096))
        os.fsync(handle)
    finally:
        os.close(handle)
        probe.unlink(missing_ok=True)
    return round((time.perf_counter() - began) * 1000, 2)


def _files(home: Path) -> dict[str, int]:
    """Sizes in kB of those files that every station has, by their own names; others are only counted."""
    known = (house.FILE, f"{house.FILE}-wal", "vault.json", "vault.bak.json", "attempts.json", "station.toml")
    sizes = {name: (home / name).stat().st_size // 1024 for name in known if (home / name).is_file()}
    return {**sizes, "others": sum(path.name not in known for path in home.iterdir())}


def _vault(home: Path) -> dict[str, Any]:
    slots = read_slots(home)
    return {
        "health": str(state_of(home).health),
        "code": state_of(home).code,
        "generation": slots.generation,
        "slots": _counted(str(slot["kind"]) for slot in slots.slots),
    }


def _counted(kinds: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _inside(database: Database) -> dict[str, Callable[[], Any]]:
    return {
        "station": lambda: {"code": database.station().code, "device": exchange.names(database).present},
        "schema": partial(_one, database, "SELECT version_num FROM alembic_version"),
        "records": partial(_records, database),
        "waiting": partial(_waiting, database),
        "line": partial(_line, database),
        "events": lambda: [{"at": one.at, "kind": one.kind} for one in exchange.events(database, _EVENTS)],
        "receipts": lambda: [
            {"at": one.taken_at, "outcome": one.outcome} for one in exchange.receipts(database)
        ],
        "backups": partial(_backups, database),
        "accounts": lambda: _counted(user.role for user in staff.users(database)),
        "settings": partial(_settings, database),
        "timings_ms": partial(_timings, database),
        "faults": partial(_faults, database),
    }


def _one(database: Database, statement: str) -> Any:
    with database.reading() as session:
        return database.raw(session).execute(statement).fetchone()[0]


def _records(database: Database) -> dict[str, int]:
    return {name: _one(database, f'SELECT count(*) FROM "{name}"') for name in database.catalogue.entities}  # noqa: S608  names of the catalogue


def _waiting(database: Database) -> dict[str, int]:
    tables = (
        "draft",
        "sync_journal",
        "sync_parked",
        "sync_verdict",
        "sync_question",
        "sync_history",
        "audit_entry",
    )
    return {name: _one(database, f"SELECT count(*) FROM {name}") for name in tables}  # noqa: S608  named above


def _line(database: Database) -> dict[str, Any]:
    state = exchange.line_state(database)
    told = {
        "enrolled": state.enrolled,
        "written": state.written,
        "sent": state.sent,
        "match": state.match,
        "differing": list(state.differing),
        "last_at": state.last_at,
        "parked": state.parked,
        "quarantined": state.quarantined,
        "held": state.held,
        "clock_drift_s": exchange.clock_drift(database),
    }
    if state.enrolled:
        settings = exchange.line_settings(database)
        told |= {
            "gateways": len(settings.gateways),
            "own_authority": settings.authority is not None,
            "proxy": settings.proxy is not None,
            "budget_mb": settings.budget_mb,
        }
    return told


def _backups(database: Database) -> dict[str, Any]:
    now = backups.standing(database, exchange.gateway_time(database))
    last, failed, drill = now.last, now.failed, now.drill
    return {
        "last_at": last and last.made_at,
        "last_reason": last and last.reason,
        "last_records": last and last.records,
        "last_s": last and round(last.seconds, 1),
        "overdue": now.overdue,
        "failed_at": failed and failed.made_at,
        "places": len(now.places),
        "drill_at": drill and drill.at,
        "drill_good": drill and drill.match,
        "drill_s": drill and round(drill.seconds, 1),
    }


def _settings(database: Database) -> dict[str, Any]:
    now = policy.standing(database)
    values = {name: now.policy.value_of(term) for name, term in policy.terms().items()}
    numbers = {name: value for name, value in values.items() if isinstance(value, int)}
    return {
        "serial": now.policy.serial,
        "signed": now.signer is not None,
        "refused": now.refused is not None,
        **numbers,
    }


def _timings(database: Database) -> dict[str, float]:
    """What a nurse waits for most often."""
    return {name: _took(call) for name, call in {
        "read": partial(_one, database, "SELECT count(*) FROM person"),
        "search": partial(people.search, database, "nguyen thi", MOST),
        "line": partial(exchange.line_state, database),
    }.items()}  # fmt: skip


def _took(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return round((time.perf_counter() - began) * 1000, 2)


def _faults(database: Database) -> list[dict[str, Any]]:
    """Places stand as `file:line:function`; a blank would be none of a code."""
    return [
        {"at": one.at, "trace": [line.replace(" ", ":") for line in one.lines if line]}
        for one in kept_faults(database)
    ]

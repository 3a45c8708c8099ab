"""Saving a dose: as the station does it, the capture alone, and the bare insert of the same durability."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from station_app.common.errors import Refused
from station_app.immunization.model import Dose
from station_app.immunization.service import DoseToRecord, record_dose
from station_app.store.connection import connect
from station_app.store.database import Database
from station_app.store.record import new_id
from tests.benchmarks import syncs
from tests.benchmarks.commune import BARE, BARE_CIPHER, HOME, Commune, key_of, unlocked
from tests.benchmarks.figures import Figure, Samples, paired_median
from tests.benchmarks.giving import doses

FOLD_EVERY = 25
"""Saves between two moments of idleness, in which the log is folded."""


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    count = 12 * rounds
    with commune.copied(BARE, BARE_CIPHER) as work, closing(unlocked(work / HOME)) as database:
        taken = _saves(work, database, count)
        with_it, without = _captured(database, count)
    yield from _told(taken)
    capture = paired_median(with_it.cpu, without.cpu)
    beside = f"the same save with it {with_it.cpu50:.2f}, without {without.cpu50:.2f} ms CPU"
    yield Figure("save a dose: capture alone", capture, "ms CPU", 1, beside, with_it.cpu50 / without.cpu50)
    with commune.copied() as work:
        counted = syncs.per_save(work / HOME)
    yield Figure("save a dose: fsync", counted.each, "calls", 1, counted.how)


def _told(taken: dict[str, Samples]) -> Iterator[Figure]:
    ours, plain, cipher = taken["ours"], taken["plain"], taken["cipher"]
    both = f"bare insert plain {plain.cpu50:.2f}, SQLCipher {cipher.cpu50:.2f}"
    yield Figure("save a dose: CPU", ours.cpu50, "ms CPU", 5, both, ours.cpu50 / plain.cpu50)
    yield Figure("save a dose: wall p50", ours.p50, "ms", None, f"bare insert plain {plain.p50:.2f}")
    both = f"bare insert plain {plain.p95:.2f}, SQLCipher {cipher.p95:.2f}"
    yield Figure("save a dose: wall p95", ours.p95, "ms", 10, both, ours.p95 / plain.p95)
    yield Figure(
        "save a dose: bare SQLCipher insert", cipher.cpu50, "ms CPU", None, "", ours.cpu50 / cipher.cpu50
    )


def _saves(work: Path, database: Database, count: int) -> dict[str, Samples]:
    """Ours and the two bare inserts in turn, on files with as many doses."""
    taken = {"ours": Samples(), "plain": Samples(), "cipher": Samples()}
    plain = sqlite3.connect(work / BARE, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
        plain.execute(f"PRAGMA {pragma}").fetchone()
    cipher = connect(work / BARE_CIPHER, key_of(work / HOME))
    with closing(plain), closing(cipher):
        for turn, wanted in enumerate(_given(database, count)):
            _fold(turn, database, plain, cipher)
            for name, bare in (("plain", plain), ("cipher", cipher)):
                row = {**asdict(wanted), "id": new_id(), "author": database.author.user}
                with taken[name].timing():
                    _insert(bare, row)
            with suppress(Refused), taken["ours"].timing():
                record_dose(database, wanted, confirmed=True)
    return taken


def _given(database: Database, count: int) -> Iterator[DoseToRecord]:
    for turn, wanted in enumerate(doses(database)):
        if turn == count:
            return
        yield wanted


def _insert(raw: Any, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(f"INSERT INTO dose ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    raw.execute("COMMIT")


def _fold(turn: int, database: Database, *bare: Any) -> None:
    if turn % FOLD_EVERY == 0:
        database.fold_log()
        for raw in bare:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _captured(database: Database, count: int) -> tuple[Samples, Samples]:
    """The same row by `writing`, and with the capture told to be quiet; both derive what is derived."""
    with_it, without = Samples(), Samples()
    for turn, wanted in enumerate(_given(database, count)):
        _fold(turn, database)
        steps = [(_written, with_it), (_quiet, without)]
        for write, samples in steps if turn % 2 else reversed(steps):
            values = {**asdict(wanted), "id": new_id(), "dose_number": 9, "historical": True}
            with samples.timing():
                write(database, values)
    return with_it, without


def _written(database: Database, values: dict[str, Any]) -> None:
    with database.writing() as session:
        session.add(Dose(**values))


def _quiet(database: Database, values: dict[str, Any]) -> None:
    with database.taking_in() as intake:
        intake.session.add(Dose(**values))
        intake.changed |= {("dose", values["id"])}

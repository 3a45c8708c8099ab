"""A soak from its beginning to its end: seven stations and two gateway processes, then the truth."""

import random
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sync.gateway.enrolment import create_code
from sync.gateway.warehouse import open_warehouse
from tests.faults import NONE, Fault, at_random
from tests.proxy import between
from tests.soak.ending import check
from tests.soak.gateways import Gateway, gateways
from tests.soak.life import DAYS, Book, Life
from tests.soak.station import CODE, Station
from tests.tree import ROOT

EPOCHS = {"is_restored": 1, "is_copied": 1}
"""Of this release only: the one before knows nothing of new names."""
TROUBLES = {"is_killed": 3, "has_a_full_disk": 1, "gets_another_time": 1, "is_backed_up": 1}
NEW, OLD = 5, 2
"""Stations of this release and of the one before."""
_BAD, _SLOW_S = 0.25, 0.4
LOGS = ROOT / "build" / "soak"


@dataclass
class Soak:
    seed: int
    database: str
    previous: Path | None
    seconds: float

    def run(self) -> Book:
        """All logs and files are kept when it fails, and the place is told."""
        folder = LOGS / f"seed-{self.seed}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            book = self._run(folder)
        except BaseException as error:
            error.add_note(f"SEED={self.seed}; all logs and files are kept in {folder}")
            raise
        shutil.rmtree(folder)
        return book

    def _run(self, folder: Path) -> Book:
        chance = random.Random(self.seed)
        book = Book()
        with gateways(self.database, folder) as pair, between(*(g.url for g in pair)) as (proxy, address):
            lives = self._founded(folder, book, address)
            try:
                proxy.faulty = _faulty(random.Random(chance.random()))
                self._live(lives, pair, random.Random(chance.random()))
                proxy.heal()
                lives += [joined for life in lives for joined in life.joined]
                check(book, [life.station for life in lives], self.database)
            finally:
                for life in lives:
                    for one in (life, *life.joined):
                        one.station.end()
        return book

    def _founded(self, folder: Path, book: Book, address: str) -> list[Life]:
        """Each by its own making and enrolment."""
        chance = random.Random(self.seed + 1)
        stations = [Station(f"new-{n}", folder, None, chance.choice(DAYS)) for n in range(NEW)]
        stations += [Station(f"old-{n}", folder, self.previous, chance.choice(DAYS)) for n in range(OLD)]
        codes = self._codes(stations)
        _all_at_once(lambda pair: pair[0].found(address, pair[1]), list(zip(stations, codes, strict=True)))
        return [
            Life(station, book, random.Random(f"{self.seed} {station.name}"), _troubles(station))
            for station in stations
        ]

    def _codes(self, stations: Sequence[Station]) -> list[str]:
        opened = open_warehouse(self.database)
        try:
            return [create_code(opened, station=CODE, point=station.name) for station in stations]
        finally:
            opened.close()

    def _live(self, lives: Sequence[Life], pair: Sequence[Gateway], chance: random.Random) -> None:
        end = time.monotonic() + self.seconds
        over = threading.Event()
        trouble = threading.Thread(target=_gateways_die, args=(pair, chance, over))
        trouble.start()
        try:
            _all_at_once(lambda life: life.until(end), lives)
        finally:
            over.set()
            trouble.join()
            for gateway in pair:
                gateway.start_again()
            for gateway in pair:
                gateway.wait()


def _troubles(station: Station) -> dict[str, int]:
    return TROUBLES if station.site else {**TROUBLES, **EPOCHS}


def _all_at_once(work: Callable[..., None], items: Sequence[object]) -> None:
    with ThreadPoolExecutor(len(items)) as pool:
        for done in [pool.submit(work, item) for item in items]:
            done.result()


def _faulty(chance: random.Random) -> Callable[[], Fault]:
    return lambda: at_random(chance, _SLOW_S) if chance.random() < _BAD else NONE


def _gateways_die(pair: Sequence[Gateway], chance: random.Random, over: threading.Event) -> None:
    """One of them at a time, at any moment."""
    while not over.wait(chance.uniform(1, 6)):
        chance.choice(pair).start_again()

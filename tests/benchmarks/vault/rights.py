"""What it takes to give people their rights: one person's whole record, and what is due in the register."""

import time
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from station_app.app import person_record
from station_app.people import service as people
from station_app.privacy import service as rights
from station_app.store.database import Database
from tests.benchmarks.commune import HOME, unlocked
from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground

ASKED, SAMPLED = 40, 60
SECONDS, MILLISECONDS = 5.0, 100.0


def figures(ground: Ground) -> Iterator[Figure]:
    with ground.commune.copied() as work, closing(unlocked(work / HOME)) as database:
        some = [hit.id for hit in people.list_people(database, SAMPLED)[0]]
        fullest = max(some, key=lambda one: sum(line.count for line in rights.kept_of(database, one)))
        began = time.perf_counter()
        record = person_record.record_of(database, fullest)
        drawn = person_record.record_pdf(database, fullest)
        took = time.perf_counter() - began
        count = sum(len(chapter.records) for chapter in record.chapters)
        beside = f"{count} records, {len(drawn) // 1024} kB on paper"
        yield Figure("one person's whole record, gathered twice and drawn", took, "s", SECONDS, beside)
        _ask(database, some)
        yield Figure(f"the register with {ASKED} open requests", _reading(database), "ms", MILLISECONDS)


def _ask(database: Database, some: list[str]) -> None:
    names = people.people_named(database, some)
    for person in some[:ASKED]:
        whose = {"person": person, "capacity": "representative", "requester_paper": "giấy uỷ quyền"}
        asked = {"kind": "access", "content": "bản sao", "channel": "letter"}
        values = {"requester_name": names[person], **whose, **asked}
        rights.register_request(database, values, confirmed=True)


def _reading(database: Database) -> float:
    times = []
    for _ in range(15):
        began = time.perf_counter()
        assert rights.waiting(database).open >= ASKED
        times.append(time.perf_counter() - began)
    return 1000 * median(times)

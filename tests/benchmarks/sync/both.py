"""Two PCs write on the same 200 people while neither has heard of the other."""

from collections.abc import Iterator

from station_app.exchange.service import questions
from station_app.store.database import Database
from tests.benchmarks.sync import station
from tests.benchmarks.sync.edits import CLASHES, CLASHING, Edit, clashes, other_fields, single_fields
from tests.benchmarks.sync.figures import Line
from tests.benchmarks.sync.ground import Ground, Ours, Theirs


def figures(ground: Ground) -> Iterator[Line]:
    one = single_fields(ground.tables)
    other = other_fields(one)
    with ground.ours() as ours, ground.theirs() as theirs:
        _written(ours, theirs, one, other)
        seen = min(station.visible(database, one + other) for database in (ours.a, ours.b))
        shown = theirs.b.visible(one + other)
        words = f"PouchDB hides another version of {shown['hidden']} of 200 documents"
        work = "both sides edit different fields of the same 200 people"
        yield Line(work, "of 400 edits survive", seen, 400, shown["seen"], None, words, at_least=True)
        _written(ours, theirs, clashes(ground.tables, "A+"), clashes(ground.tables, "O-"))
        asked = min(_asked(database) for database in (ours.a, ours.b))
        work = f"both sides edit the same field of {CLASHES} people"
        yield Line(work, "clashes shown to a person", asked, CLASHES, 0, None, "", at_least=True)


def _written(ours: Ours, theirs: Theirs, one: list[Edit], other: list[Edit]) -> None:
    station.write(ours.a, one)
    station.write(ours.b, other)
    for database in (ours.a, ours.b, ours.a, ours.b):
        station.synchronised(database)
    theirs.a.write(one)
    theirs.b.write(other)
    for client in (theirs.a, theirs.b):
        client.push(theirs.url)
    for client in (theirs.a, theirs.b):
        client.pull(theirs.url)


def _asked(database: Database) -> int:
    return sum(CLASHING in question.fields for question in questions(database))

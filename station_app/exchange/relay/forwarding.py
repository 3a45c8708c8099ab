"""What this PC keeps of others goes up with its rounds; the province takes it once, by whichever way."""

from datetime import timedelta
from itertools import groupby

import msgspec

from station_app.common.days import to_instant
from station_app.exchange.relay import books
from station_app.exchange.relay.books import Item
from station_app.exchange.station import StationReplica
from station_app.store.database import Database
from sync.message import Ask
from sync.round import Line, Turned

_ROOM = 1024 * 1024
_LATER = {"unknown-device", "busy", "too-often"}
"""The author is not introduced yet, or the province is busy: the next round tries again."""


def forward(database: Database, line: Line) -> int:
    """Before the own round, so that what is compared then is there. Each author alone: what is refused of one
    keeps nobody else's work back. Returns how many envelopes the province has now."""
    with database.reading() as session:
        waiting = books.carried(database.raw(session))
    done = 0
    if waiting:
        replica = StationReplica(database)
        voice = replica.speak(line)
        try:
            for _, items in groupby(waiting, key=lambda item: item.envelope.device):
                for run in _runs(list(items)):
                    done += _send(database, replica, voice, run)
        except Turned as about_us:
            # Put right where a new name can do it; what is carried goes with the next round.
            replica.resolve(voice, about_us)
    return done


def _send(database: Database, replica: StationReplica, line: Line, run: list[Item]) -> int:
    try:
        replica.take_in(line.exchange(_with(replica.ask(), run)))
    except Turned as turned:
        # Is it about the carried, or about us? A question of our own tells, and raises if it is us.
        replica.take_in(line.exchange(_with(replica.ask(), [])))
        if turned.code not in _LATER:
            with database.taking_in() as intake:
                for item in run:
                    books.refused(intake.raw, item, turned.code)
        return 0
    moment = database.clock.now()
    with database.taking_in() as intake:
        for item in run:
            books.forwarded(intake.raw, item, to_instant(moment))
        books.drop_old(intake.raw, to_instant(moment - timedelta(days=books.KEPT_DAYS)))
    return len(run)


def _with(ask: Ask, run: list[Item]) -> Ask:
    return msgspec.structs.replace(ask, envelopes=[item.raw for item in run])


def _runs(items: list[Item]) -> list[list[Item]]:
    runs: list[list[Item]] = []
    room = 0
    for item in items:
        size = len(bytes(item.raw))
        if not runs or room < size:
            runs.append([])
            room = _ROOM
        runs[-1].append(item)
        room -= size
    return runs

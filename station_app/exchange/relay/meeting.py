"""Two paired PCs meet: each gives what the other lacks, then what still differs is joined, both ways."""

from dataclasses import dataclass

from station_app.common.days import to_instant
from station_app.exchange import mending
from station_app.exchange.relay import books, sharing
from station_app.exchange.relay.desk import OTHER_STATION, about
from station_app.exchange.relay.line import LanLine
from station_app.store.database import Database
from sync.books import digests
from sync.digest import overall
from sync.lan import Meet, Met, Ranges, Signed
from sync.round import Turned


@dataclass(slots=True)
class Meeting:
    """`kept`: up to here the other keeps this PC's work. It is not the province: nothing is acknowledged."""

    peer: str
    given: int = 0
    received: int = 0
    joined: int = 0
    kept: int = 0
    alike: bool = False


def meet(database: Database, peer: books.Peer) -> Meeting:
    """Raises Broken and Turned; meeting again is harmless."""
    line, meeting = LanLine(database, peer), Meeting(peer.device)
    theirs = _share(database, peer, line, meeting)
    if theirs.word != _word(database):
        with database.reading() as session:
            held = digests(database.raw(session))
        mended = mending.mend(database, line, {*database.catalogue.entities, *held})
        meeting.joined = mended.joined
        theirs = _share(database, peer, line, meeting)
    meeting.alike = theirs.word == _word(database)
    meeting.kept = theirs.kept
    with database.taking_in() as intake:
        books.met(intake.raw, peer.device, theirs.kept, to_instant(database.clock.now()))
    return meeting


def _share(database: Database, peer: books.Peer, line: LanLine, meeting: Meeting) -> Met:
    """The first question only says what is here; the next ones bring what the other lacks, until it lacks
    nothing, or will not take what is given."""
    scope, _ = about(database)
    given: list[Signed] = []
    before: Ranges | None = None
    while True:
        theirs = line.call("meet", Meet(1, scope, _keeps(database), given), Met)
        if theirs.scope != scope:
            raise Turned("scope", OTHER_STATION)
        meeting.given += len(given)
        meeting.received += sharing.take(database, theirs.envelopes)
        with database.reading() as session:
            given, _ = sharing.giving(database.raw(session), theirs.keeps, peer.device)
        if not theirs.more and (not given or theirs.keeps == before):
            return theirs
        before = theirs.keeps


def _keeps(database: Database) -> Ranges:
    with database.reading() as session:
        return books.keeps(database.raw(session))


def _word(database: Database) -> bytes:
    with database.reading() as session:
        return overall(digests(database.raw(session)))

"""What a PC answers to a paired one: envelopes that it lacks, and whatever else differs, record by record."""

from collections.abc import Callable, Collection
from typing import Any

from station_app.common.days import to_instant
from station_app.exchange import mending
from station_app.exchange.brake import deleted, first_held
from station_app.exchange.relay import books, letters, sharing
from station_app.store.database import Database
from sync.books import digests
from sync.bundle import Unreadable, tampered
from sync.change import Key, Malformed
from sync.compare import (
    BUCKETS,
    ROOM,
    WIDTH,
    Compare,
    Compared,
    Finer,
    HandedUp,
    HandUp,
    Parts,
    Place,
    Recall,
    Recalled,
    cut,
    differing,
    split,
)
from sync.digest import overall
from sync.lan import ANSWER, ASK, Meet, Met, Question
from sync.parcel import unpack
from sync.short import short
from sync.suspects import kept_sums, read_parts
from sync.testimony import Carried, carried, to_bytes

OTHER_STATION = "Hai máy thuộc hai trạm khác nhau nên không chuyển cho nhau."
_MOST = 10_000


class Desk:
    """One per relaying PC; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, raw: bytes) -> bytes:
        """The sealed reply to a sealed question. Raises Unreadable for what is no letter of a paired PC."""
        opened = letters.open_letter(self._database, raw, ASK)
        try:
            reply = self._reply(opened)
        except Malformed as error:
            raise tampered() from error
        return letters.write(self._database, opened.peer, ANSWER, reply)[0]

    def _reply(self, opened: letters.Opened) -> Any:
        asked = letters.question(opened.content)
        work = _WORK.get(asked.path)
        if work is None:
            return letters.refusal_of(opened.content, "unknown-path", "Máy này không biết câu hỏi đó.")
        try:
            return letters.reply_to(opened.content, work(self._database, opened.peer, asked))
        except Unreadable as refusal:
            return letters.refusal_of(opened.content, refusal.code, refusal.reason)


def _meet(database: Database, peer: books.Peer, asked: Question) -> Met:
    meet = unpack(asked.body, Meet)
    scope, point = about(database)
    if meet.scope != scope:
        raise Unreadable("scope", OTHER_STATION)
    sharing.take(database, meet.envelopes)
    with database.taking_in() as intake:
        books.met(intake.raw, peer.device, None, to_instant(database.clock.now()))
    with database.reading() as session:
        raw = database.raw(session)
        keeps = books.keeps(raw)
        given, more = sharing.giving(raw, meet.keeps, peer.device)
        kept = max((last for _, last in keeps.get(peer.device, [])), default=0)
        return Met(1, scope, point, keeps, kept, overall(digests(raw)), given, more)


def about(database: Database) -> tuple[str, str]:
    """Station and service point of this PC."""
    station = database.station()
    with database.reading() as session:
        line = database.raw(session).execute("SELECT scope FROM sync_line").fetchone()
    return (line[0] if line else station.code), station.point_name


def _compare(database: Database, _: books.Peer, asked: Question) -> Compared:
    wanted = unpack(asked.body, Compare)
    if any(len(sums) != BUCKETS * WIDTH for sums in wanted.sums.values()):
        raise Malformed("sums")
    answer = Compared("", 0, b"", {})
    with database.reading() as session:
        raw = database.raw(session)
        for entity, theirs in wanted.sums.items():
            ours = kept_sums(raw, entity)
            numbers = differing(cut(sum_ for sum_, _ in ours.values()), theirs)
            parts = read_parts(raw, database.shelf(session), database.layouts, entity, numbers)
            answer.finer[entity] = [
                Finer(number, parts.whole(number) == ours[number], parts.finer(number)) for number in numbers
            ]
    return answer


def _recall(database: Database, _: books.Peer, asked: Question) -> Recalled:
    places = unpack(asked.body, Recall).places
    if not 0 < len(places) <= _MOST or any(not 0 <= place.bucket < BUCKETS for place in places):
        raise Malformed("places")
    answer, room = Recalled([], []), ROOM
    with database.reading() as session:
        raw, shelf = database.raw(session), database.shelf(session)
        numbers: dict[str, set[int]] = {}
        for place in places:
            numbers.setdefault(place.entity, set()).add(place.bucket)
        parts = {
            entity: read_parts(raw, shelf, database.layouts, entity, chosen)
            for entity, chosen in numbers.items()
        }
        held = frozenset(deleted(raw) if first_held(raw) else ())
        for place in places:
            states, missing = _recalled(shelf, place, parts[place.entity], held)
            room -= len(to_bytes(states)) + len(missing)
            if room < 0 and answer.lacking:
                break
            answer.states += states
            answer.lacking.append(missing)
    return answer


def _recalled(shelf: Any, place: Place, parts: Parts, held: Collection[Key]) -> tuple[list[Carried], bytes]:
    """Records whose deletion waits for a person are not told of."""
    here = parts.records.get((place.bucket, place.sixteenth), {})
    there = frozenset(split(place.tags))
    keys = [(place.entity, record) for one, record in sorted(here.items()) if one not in there]
    states = shelf.load(keys)
    told = [carried(key, states[key]) for key in keys if key in states and key not in held]
    return told, b"".join(one for one in split(place.tags) if one not in here)


def _hand_up(database: Database, _: books.Peer, asked: Question) -> HandedUp:
    """Nobody's damage is healed from here: what contradicts is left to the province."""
    joined = mending.join_states(database, unpack(asked.body, HandUp).states)
    contradicting = [(entity, short(record)) for entity, record in joined.contradicting]
    return HandedUp(len(joined.changed), contradicting)


_WORK: dict[str, Callable[[Database, books.Peer, Question], Any]] = {
    "meet": _meet,
    "compare": _compare,
    "recall": _recall,
    "testimony": _hand_up,
}

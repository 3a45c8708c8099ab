"""Where the digests differ: find the records, join what differs, hand up what the province lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station_app.common.days import to_instant
from station_app.exchange.acknowledging import keep_verdict
from station_app.store.database import Database
from sync import digest
from sync.change import Key
from sync.codec import decode
from sync.compare import (
    ROOM,
    Compare,
    Compared,
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
from sync.digest import Bucket
from sync.epoch import note
from sync.joining import Joined
from sync.merge import State
from sync.message import PROTOCOL
from sync.round import Line
from sync.short import long
from sync.suspects import count_anew, damaged, kept_sums, read_parts, suspects, whole_again
from sync.testimony import Carried, carried, received, to_bytes

_ENTITIES = 3
"""Kinds of record in one comparison: its answer fits 64 KiB even where all of them differ."""
_TAGS = 32 * 1024
_PLACES = 1500
_NAMED = 20
"""Records in an event; more of them are not read."""
CHUNK = 100
"""States taken in at once: care never waits longer than that for sync."""


@dataclass(slots=True)
class Mended:
    """`joined` changed something here, `handed` something there; `places` are entity and last two digits of
    the id; `healed` had been damaged here; `contradicting` were left alone on both sides, for a person."""

    joined: int = 0
    handed: int = 0
    places: list[str] = field(default_factory=list)
    healed: list[Key] = field(default_factory=list)
    contradicting: list[Key] = field(default_factory=list)
    last: Compared | None = None
    """The first comparison: a lost cursor goes on from where the log stood then."""


def mend(database: Database, line: Line, entities: Iterable[str], *, lost: bool = False) -> Mended:
    """Compares these entities down to the record. `lost`: and goes on from where the gateway's log is now."""
    mending = _Mending(database, line)
    wanted = sorted(entities)
    for start in range(0, max(len(wanted), 1), _ENTITIES):
        mending.compare(wanted[start : start + _ENTITIES], verdicts=lost and start == 0)
    if lost and mending.done.last is not None:
        _go_on(database, mending.done.last)
    _tell(database, mending.done)
    return mending.done


def _tell(database: Database, done: Mended) -> None:
    """For IT: what was joined, what had been damaged, and what a person has to look at."""
    if done.joined or done.handed or done.healed or done.contradicting:
        healed, against = (
            [" ".join(key) for key in keys[:_NAMED]] for keys in (done.healed, done.contradicting)
        )
        with database.taking_in() as intake:
            now = to_instant(database.clock.now())
            told = {"joined": done.joined, "handed": done.handed, "healed": healed, "contradicting": against}
            note(intake.raw, now, "mended", **told)


def _go_on(database: Database, there: Compared) -> None:
    with database.taking_in() as intake:
        intake.raw.execute(
            "UPDATE sync_line SET epoch = ?, cursor = ?, mark = ?", (there.epoch, there.cursor, there.mark)
        )
        intake.raw.execute("DELETE FROM sync_verdict")
        for verdict in there.verdicts:
            keep_verdict(intake.raw, verdict.entity, verdict.record, verdict.reason, there.cursor)


def join_states(database: Database, items: Sequence[Carried], *, instead: Collection[Key] = ()) -> Joined:
    """Takes states in, some at a time, each time in one transaction."""
    total = Joined()
    for start in range(0, len(items), CHUNK):
        states = {item.key: received(item) for item in items[start : start + CHUNK]}
        with database.taking_in() as intake:
            joined = intake.join(states, instead=instead)
            whole_again(intake.raw, joined.deltas)
        total.changed |= joined.changed
        total.contradicting += joined.contradicting
    return total


class _Mending:
    def __init__(self, database: Database, line: Line) -> None:
        self._database, self._line = database, line
        self._unsound_here: set[Bucket] = set()
        self._unsound_there: set[Bucket] = set()
        self.done = Mended()

    def compare(self, entities: Sequence[str], *, verdicts: bool) -> None:
        with self._database.reading() as session:
            raw = self._database.raw(session)
            sums = {entity: cut(sum_ for sum_, _ in kept_sums(raw, entity).values()) for entity in entities}
        there = self._line.call("compare", Compare(PROTOCOL, sums, verdicts), Compared)
        self.done.last = self.done.last or there
        parts = {entity: self._parts(entity, there) for entity in entities}
        places = [
            Place(entity, finer.bucket, place, parts[entity].tags((finer.bucket, place)))
            for entity in entities
            for finer in there.finer.get(entity, ())
            for place in differing(parts[entity].finer(finer.bucket), finer.sums)
        ]
        self.done.places += sorted({f"{place.entity} {place.bucket:02x}" for place in places})
        while places:
            places = places[self._settle(_page(places), parts) :]

    def _parts(self, entity: str, there: Compared) -> Parts:
        """Ours of the buckets that differ; damage on either side is noted before anything is joined."""
        finer = there.finer.get(entity, [])
        numbers = [item.bucket for item in finer]
        self._unsound_there |= {(entity, item.bucket) for item in finer if not item.sound}
        with self._database.reading() as session:
            raw, shelf = self._database.raw(session), self._database.shelf(session)
            parts = read_parts(raw, shelf, self._database.layouts, entity, numbers)
            bad = damaged(kept_sums(raw, entity), parts, numbers)
            self._unsound_here |= suspects(raw)
        if bad:
            recount(self._database, [(entity, number) for number in bad])
            self._unsound_here |= {(entity, number) for number in bad}
        return parts

    def _settle(self, page: Sequence[Place], parts: Mapping[str, Parts]) -> int:
        """Fetches and hands up what differs in the first of these places; returns how many."""
        heard = self._line.call("recall", Recall(PROTOCOL, list(page)), Recalled)
        joined = join_states(self._database, heard.states)
        self.done.joined += len(joined.changed)
        told = {item.key: item for item in heard.states}
        self._decide([told[key] for key in joined.contradicting])
        lacking = {
            (place.entity, parts[place.entity].records[place.bucket, place.sixteenth][one])
            for place, tags in zip(page, heard.lacking, strict=False)
            for one in split(tags)
        }
        self._hand_up(lacking - set(joined.contradicting), told)
        return max(1, len(heard.lacking))

    def _decide(self, contradicting: Sequence[Carried]) -> None:
        """The side whose records are what its digest says is believed; if both are or neither is, nobody."""
        ours_bad = [i for i in contradicting if digest.bucket(i.key) in self._unsound_here]
        theirs_bad = [i for i in contradicting if digest.bucket(i.key) in self._unsound_there]
        heal = [item for item in ours_bad if item not in theirs_bad]
        give = [item.key for item in theirs_bad if item not in ours_bad]
        join_states(self._database, heal, instead=[item.key for item in heal])
        self.done.healed += [item.key for item in heal]
        self._testify(self._states(give), instead=True)
        decided = {*give, *(item.key for item in heal)}
        self.done.contradicting += [item.key for item in contradicting if item.key not in decided]

    def _hand_up(self, lacking: Collection[Key], told: Mapping[Key, Carried]) -> None:
        """What the join has not made equal; what a nurse has just saved goes its usual way."""
        unsent = self._unsent()
        states = self._states(sorted(key for key in lacking if key not in unsent))
        theirs = {key: digest.part(key[1], received(told[key])) for key in states if key in told}
        self._testify({k: s for k, s in states.items() if digest.part(k[1], s) != theirs.get(k)})

    def _testify(self, states: Mapping[Key, State], *, instead: bool = False) -> None:
        for page in _pages(carried(key, state) for key, state in states.items()):
            answer = self._line.call("testimony", HandUp(PROTOCOL, page, instead), HandedUp)
            self.done.handed += answer.joined
            self.done.contradicting += [(entity, long(record)) for entity, record in answer.contradicting]

    def _states(self, keys: Sequence[Key]) -> dict[Key, State]:
        with self._database.reading() as session:
            return self._database.shelf(session).load(keys)

    def _unsent(self) -> set[Key]:
        with self._database.reading() as session:
            rows = self._database.raw(session).execute(
                "SELECT device, payload FROM sync_outbox, sync_self"
                " WHERE sync_outbox.seq > (SELECT acknowledged FROM sync_line)"
            )
            return {
                change.key for device, payload in rows for change in decode(device, bytes(payload)).changes
            }


def recount(database: Database, places: Iterable[Bucket]) -> list[Bucket]:
    """Counts buckets of the digest anew from the rows. Returns those that were not what the digest said."""
    with database.taking_in() as intake:
        now = to_instant(database.clock.now())
        return count_anew(intake.raw, intake.shelf, database.layouts, places, now)


def _page(places: Sequence[Place]) -> list[Place]:
    page: list[Place] = []
    room = _TAGS
    for place in places[:_PLACES]:
        room -= len(place.tags)
        if page and room < 0:
            break
        page.append(place)
    return page


def _pages(items: Iterable[Carried]) -> list[list[Carried]]:
    pages: list[list[Carried]] = []
    room = 0
    for item in items:
        size = len(to_bytes([item]))
        if not pages or room < size:
            pages.append([])
            room = ROOM
        pages[-1].append(item)
        room -= size
    return pages

"""One exchange: a device says what is new, the warehouse keeps it, stamps it and tells what others said."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, select, update

from sync import clock
from sync.change import Malformed
from sync.envelope import Envelope, from_row
from sync.gateway import audit, bulk, copying, news
from sync.gateway.admission import (
    LAST_SEQ,
    Chain,
    Paper,
    admit,
    chains,
    is_device,
    keep_chains,
    same_history,
)
from sync.gateway.epoch import place, recognised
from sync.gateway.marks import mark_at
from sync.gateway.refusal import KEPT, KEPT_PER_DEVICE, TurnedAway
from sync.gateway.reused import refuse_reused_dots
from sync.gateway.shelf import WarehouseShelf
from sync.gateway.tables import DEVICE, LOG, REFUSED, SCOPE
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, PROTOCOL_MIN, Answer, Ask
from sync.replica import Taken, take

# Built once: SQLAlchemy spends more on building a statement than PostgreSQL on answering it.
_SCOPE_OF = select(DEVICE.c.scope).where(DEVICE.c.device == bindparam("asker"))
_LOCKED = select(SCOPE).where(SCOPE.c.scope == bindparam("which")).with_for_update()
_SEEN = update(DEVICE).where(DEVICE.c.device == bindparam("asker")).values(seen_at=bindparam("now"))
_MOVED = update(SCOPE).where(SCOPE.c.scope == bindparam("which"))
_MOVED = _MOVED.values(seq=bindparam("last"), hlc=bindparam("reading"))


@dataclass(slots=True)
class Visit:
    """One device's exchange, inside one transaction that holds its scope's lock."""

    connection: Connection
    asker: Chain
    chains: dict[str, Chain]
    seq: int
    hlc: int
    now: str
    stamps: dict[int, int] = field(default_factory=dict)
    logged: list[bulk.Row] = field(default_factory=list)

    @property
    def scope(self) -> str:
        return self.asker.scope


def exchange(warehouse: Warehouse, ask: Ask) -> Answer:
    """All or nothing. Asking the same again is harmless and gives the same receipt."""
    envelopes = _readable(ask)
    try:
        with warehouse.engine.begin() as connection:
            visit = _enter(warehouse, connection, ask, envelopes)
            same_history(connection, visit.asker, ask.seq, ask.head)
            epoch, known = recognised(connection, ask, visit.scope, visit.seq, visit.now)
            shelf = WarehouseShelf(connection, warehouse.typed, visit.scope)
            if envelopes:
                _take_in(visit, shelf, envelopes)
            there = place(connection, ask, visit.scope, visit.seq, known=known)
            echoed = _echoed(visit, ask, there.cursor)
            page = news.page(connection, ask, there.cursor, visit.scope, visit.seq, echoed)
            page.stamps.update(visit.stamps)
            held = audit.keep(connection, visit.scope, ask, visit.now)
            receipt = news.receipt(connection, visit.asker, _waiting(shelf, ask.device), visit.now, held)
            stays = known and ask.mark and page.cursor == ask.cursor
            mark = ask.mark if stays else mark_at(connection, visit.scope, page.cursor)
        warehouse.epoch = epoch  # another process may have begun it
        return news.answer(epoch, page, receipt, mark, lost=there.lost)
    except TurnedAway as refusal:
        _keep_refusal(warehouse, envelopes, refusal.code)
        raise
    except Malformed as malformed:
        raise TurnedAway("malformed") from malformed


def _readable(ask: Ask) -> list[Envelope]:
    if not PROTOCOL_MIN <= ask.v <= PROTOCOL:
        raise TurnedAway("version")
    try:
        envelopes = [from_row(bytes(raw)) for raw in ask.envelopes]
    except Malformed as malformed:
        raise TurnedAway("malformed") from malformed
    named = all(is_device(name) for name in (ask.device, *(envelope.device for envelope in envelopes)))
    if not named or not 0 <= ask.seq <= LAST_SEQ:
        raise TurnedAway("malformed")
    return envelopes


def _enter(warehouse: Warehouse, connection: Connection, ask: Ask, envelopes: Sequence[Envelope]) -> Visit:
    scope = connection.scalar(_SCOPE_OF, {"asker": ask.device})
    if scope is None:
        raise TurnedAway("unknown-device")
    # From here on no other exchange of this station runs; those of other stations do.
    locked = connection.execute(_LOCKED, {"which": scope}).one()
    known = chains(connection, {ask.device, *(envelope.device for envelope in envelopes)})
    if any(chain.scope != scope for chain in known.values()):
        raise TurnedAway("scope")
    now = instant(warehouse.wall_ms() << clock.BITS)
    connection.execute(_SEEN, {"asker": ask.device, "now": now})
    reading = clock.tick(locked.hlc, warehouse.wall_ms())
    return Visit(connection, known[ask.device], known, locked.seq, reading, now)


def _take_in(visit: Visit, shelf: WarehouseShelf, envelopes: Sequence[Envelope]) -> None:
    fresh: list[Paper] = []
    for envelope in envelopes:
        papers, known = admit(visit.connection, visit.chains[envelope.device], envelope, visit.hlc, fresh)
        fresh += papers
        if envelope.device == visit.asker.device:
            visit.stamps |= known | {paper.transaction.seq: visit.hlc for paper in papers}
    if not fresh:
        return
    shelf.papers = {(p.transaction.device, p.transaction.seq): p for p in fresh}
    refuse_reused_dots(visit.connection, shelf, fresh)
    taken = take(shelf, [paper.transaction for paper in fresh])
    _log(visit, shelf, taken)
    shelf.finish(visit.seq, visit.now)
    keep_chains(visit.connection, visit.chains.values())
    visit.connection.execute(_MOVED, {"which": visit.scope, "last": visit.seq, "reading": visit.hlc})


def take_in_revoked(
    warehouse: Warehouse, connection: Connection, device: str, envelopes: Sequence[Envelope]
) -> int:
    """What a revoked device had signed, let in by a person; the device stays revoked. How many were new."""
    scope = connection.scalar(_SCOPE_OF, {"asker": device})
    if scope is None:
        raise TurnedAway("unknown-device")
    locked = connection.execute(_LOCKED, {"which": scope}).one()
    known = chains(connection, {device}, also_revoked=True)
    now = instant(warehouse.wall_ms() << clock.BITS)
    before = known[device].count
    visit = Visit(
        connection, known[device], known, locked.seq, clock.tick(locked.hlc, warehouse.wall_ms()), now
    )
    _take_in(visit, WarehouseShelf(connection, warehouse.typed, scope), envelopes)
    return known[device].count - before


def _log(visit: Visit, shelf: WarehouseShelf, taken: Taken) -> None:
    """Applied transactions get their place in the line that everyone reads, causes before effects; so do
    those that a state had told of before."""
    rows = []
    for seq, transaction in enumerate((*taken.applied, *taken.known), visit.seq + 1):
        paper = shelf.papers[transaction.device, transaction.seq]
        rows.append(
            {
                "scope": visit.scope,
                "seq": seq,
                "device": transaction.device,
                "device_seq": transaction.seq,
                "stamp": transaction.stamp,
                "payload": paper.payload,
                "hash": paper.hash,
                "head": paper.head,
            }
        )
    copying.add(visit.connection, LOG, rows)
    visit.seq += len(rows)
    visit.logged += rows


def _echoed(visit: Visit, ask: Ask, cursor: int) -> int:
    """Up to where the asker has nothing to hear but itself: what it has just said need not be read again."""
    said = (row["device"] == ask.device and row["device_seq"] in visit.stamps for row in visit.logged)
    heard_all = cursor == visit.seq - len(visit.logged)
    return visit.seq if heard_all and ask.seq >= max(visit.stamps, default=0) and all(said) else cursor


def _waiting(shelf: WarehouseShelf, device: str) -> int:
    return sum(1 for place in shelf.waiting if place[0] == device)


def _keep_refusal(warehouse: Warehouse, envelopes: Sequence[Envelope], code: str) -> None:
    if code not in KEPT:
        return
    now = instant(warehouse.wall_ms() << clock.BITS)
    with warehouse.engine.begin() as connection:
        for envelope in envelopes:
            place = {"device": envelope.device, "head": envelope.head, "code": code}
            row = {**place, "first": envelope.first, "last": envelope.last, "at": now}
            if _refusals(connection, envelope.device) < KEPT_PER_DEVICE:
                bulk.insert(connection, REFUSED, [row])


def _refusals(connection: Connection, device: str) -> int:
    counted = select(func.count()).select_from(REFUSED).where(REFUSED.c.device == device)
    return connection.scalar(counted) or 0


def open_scope(connection: Connection, scope: str) -> None:
    """A station's line exists before its first device does."""
    bulk.insert(connection, SCOPE, [{"scope": scope, "seq": 0, "hlc": 0}])

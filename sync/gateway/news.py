"""What a device has not heard yet, a page at a time, and the receipt for what it has said."""

from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, and_, case, null, select

from sync.gateway.admission import Chain
from sync.gateway.tables import DIGEST, LOG, QUARANTINE
from sync.message import PAGE, PROTOCOL, Answer, Ask, News, Receipt, Stamped, Verdict

_AT_ONCE = 500
"""Rows of the log read in one go."""
_STATES = 2
"""Version 1 knows no states: what a device testified reaches it with the transactions themselves, if ever."""
_ROOM = 4 * PAGE
"""More than this is never put in one answer, whatever is asked for."""


@dataclass(slots=True)
class Page:
    cursor: int
    more: bool = False
    news: list[News] = field(default_factory=list)
    states: list[msgspec.Raw] = field(default_factory=list)
    stamps: dict[int, int] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)


def page(connection: Connection, ask: Ask, cursor: int, scope: str, last: int) -> Page:
    """The log after `cursor`, up to `last` or until the asker's room is full."""
    read = Page(cursor)
    room = max(0, min(ask.room, _ROOM))
    while read.cursor < last and not read.more:
        room = _read_on(connection, ask, scope, read, room, last)
    read.verdicts = _verdicts(connection, scope, cursor, read.cursor)
    return read


def _read_on(connection: Connection, ask: Ask, scope: str, read: Page, room: int, last: int) -> int:
    """Reads some rows of the log and returns the room that is left. The cursor passes echoes too."""
    echo = and_(LOG.c.device == ask.device, LOG.c.device_seq <= ask.seq)
    unheard = case((echo, null()), else_=LOG.c.payload)
    rows = connection.execute(
        select(LOG.c.seq, LOG.c.device, LOG.c.device_seq, LOG.c.stamp, unheard)
        .where(LOG.c.scope == scope, LOG.c.seq > read.cursor)
        .order_by(LOG.c.seq)
        .limit(_AT_ONCE)
    ).all()
    for seq, device, device_seq, stamp, payload in rows:
        told = device_seq > 0
        if payload is not None and (told or ask.v >= _STATES):
            room -= len(payload)
            if room < 0 and (read.news or read.states or not ask.room):
                read.more = True
                return room
            raw = msgspec.Raw(bytes(payload))
            read.news.append(News(device, stamp, raw)) if told else read.states.append(raw)
        if device == ask.device and told:
            read.stamps[device_seq] = stamp
        read.cursor = seq
    if len(rows) < _AT_ONCE:
        read.cursor = last
    return room


def _verdicts(connection: Connection, scope: str, after: int, upto: int) -> list[Verdict]:
    rows = connection.execute(
        select(QUARANTINE.c.entity, QUARANTINE.c.id, QUARANTINE.c.reason)
        .where(QUARANTINE.c.scope == scope, QUARANTINE.c.seq > after, QUARANTINE.c.seq <= upto)
        .order_by(QUARANTINE.c.seq, QUARANTINE.c.entity, QUARANTINE.c.id)
    )
    return [Verdict(row.entity, row.id, row.reason) for row in rows]


def receipt(connection: Connection, chain: Chain, waiting: int, at: str) -> Receipt:
    words = connection.execute(select(DIGEST.c.entity, DIGEST.c.word).where(DIGEST.c.scope == chain.scope))
    return Receipt(
        device=chain.device,
        upto=chain.upto,
        head=chain.head,
        count=chain.count,
        at=at,
        digests={row.entity: row.word for row in words},
        ahead=chain.ahead,
        waiting=waiting,
        safe=chain.safe,
    )


def answer(epoch: str, read: Page, given: Receipt, mark: bytes, *, lost: bool) -> Answer:
    return Answer(
        v=PROTOCOL,
        epoch=epoch,
        cursor=read.cursor,
        receipt=given,
        more=read.more,
        news=read.news,
        states=read.states,
        stamps=_ranges(read.stamps),
        verdicts=read.verdicts,
        mark=mark,
        lost=lost,
    )


def _ranges(stamps: dict[int, int]) -> list[Stamped]:
    ranges: list[Stamped] = []
    for seq, stamp in sorted(stamps.items()):
        if ranges and ranges[-1].last == seq - 1 and ranges[-1].stamp == stamp:
            ranges[-1].last = seq
        else:
            ranges.append(Stamped(seq, seq, stamp))
    return ranges

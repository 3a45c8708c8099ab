"""What a device has not heard yet, a page at a time, and the receipt for what it has said."""

from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, and_, bindparam, case, null, select

from sync.gateway.admission import Chain
from sync.gateway.tables import DIGEST, LOG, QUARANTINE
from sync.message import PAGE, PROTOCOL, Answer, Ask, News, Receipt, Stamped, Verdict

_AT_ONCE = 500
"""Rows of the log read in one go."""
_STATES = 2
"""Version 1 knows no states: what a device testified reaches it with the transactions themselves, if ever."""
_ROOM = 4 * PAGE
"""More than this is never put in one answer, whatever is asked for."""

_ECHO = and_(LOG.c.device == bindparam("asker"), LOG.c.device_seq <= bindparam("said"))
_UNHEARD = case((_ECHO, null()), else_=LOG.c.payload)
_LOGGED = (
    select(LOG.c.seq, LOG.c.device, LOG.c.device_seq, LOG.c.stamp, _UNHEARD)
    .where(LOG.c.scope == bindparam("which"), LOG.c.seq > bindparam("after"))
    .order_by(LOG.c.seq)
    .limit(_AT_ONCE)
)
_JUDGED = (
    select(QUARANTINE.c.entity, QUARANTINE.c.id, QUARANTINE.c.reason)
    .where(
        QUARANTINE.c.scope == bindparam("which"), QUARANTINE.c.seq.between(bindparam("from"), bindparam("to"))
    )
    .order_by(QUARANTINE.c.seq, QUARANTINE.c.entity, QUARANTINE.c.id)
)
_WORDS = select(DIGEST.c.entity, DIGEST.c.word).where(DIGEST.c.scope == bindparam("which"))


@dataclass(slots=True)
class Page:
    cursor: int
    more: bool = False
    news: list[News] = field(default_factory=list)
    states: list[msgspec.Raw] = field(default_factory=list)
    stamps: dict[int, int] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)


def page(connection: Connection, ask: Ask, cursor: int, scope: str, last: int, echoed: int = 0) -> Page:
    """The log after `cursor`, up to `last` or until the room is full; up to `echoed` is nothing to hear."""
    read = Page(max(cursor, echoed))
    room = max(0, min(ask.room, _ROOM))
    while read.cursor < last and not read.more:
        room = _read_on(connection, ask, scope, read, room, last)
    read.verdicts = _verdicts(connection, scope, cursor, read.cursor)
    return read


def _read_on(connection: Connection, ask: Ask, scope: str, read: Page, room: int, last: int) -> int:
    """Reads some rows of the log and returns the room that is left. The cursor passes echoes too."""
    wanted = {"asker": ask.device, "said": ask.seq, "which": scope, "after": read.cursor}
    rows = connection.execute(_LOGGED, wanted).all()
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
    if upto <= after:
        return []
    rows = connection.execute(_JUDGED, {"which": scope, "from": after + 1, "to": upto})
    return [Verdict(row.entity, row.id, row.reason) for row in rows]


def receipt(
    connection: Connection, chain: Chain, waiting: int, at: str, audit: tuple[int, bytes] | None = None
) -> Receipt:
    number, head = audit or (-1, b"")
    words = connection.execute(_WORDS, {"which": chain.scope})
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
        audit=number,
        audit_head=head,
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

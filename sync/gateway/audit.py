"""The audit logs of the stations' PCs, as they arrive: kept as they were written, chained, and never touched
again.

It comes last in an exchange and stops nothing: what does not fit is told to the province's IT and begins a
branch, so that what the PC says now and what it said before both stay (PROTOCOL.md §20)."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from sync.audit import START, link, payload_hash, read
from sync.change import Malformed
from sync.gateway import copying
from sync.gateway.events import tell
from sync.gateway.tables import AUDIT, AUDIT_BRANCH, DEVICE
from sync.message import Ask, Trail

MOST = 2_000
"""Entries that are read of one question."""
_NEWEST = (
    select(AUDIT_BRANCH)
    .where(AUDIT_BRANCH.c.device == bindparam("of"))
    .order_by(AUDIT_BRANCH.c.branch.desc())
    .limit(1)
)
_PARENT = select(DEVICE.c.succeeds).where(DEVICE.c.device == bindparam("of"))


@dataclass(frozen=True, slots=True)
class _Entry:
    """`payload` is None for one whose term had run out before it could be sent."""

    payload: bytes | None
    hash: bytes


def keep(connection: Connection, scope: str, ask: Ask, now: str) -> tuple[int, bytes] | None:
    """Takes in what has come and says up to where the log of this PC is held, and under which hash; None to
    one that sends none. Call with the scope's lock held."""
    trail = ask.audit
    if trail is None:
        return None
    desk = _Desk(connection, scope, ask, now)
    branch = connection.execute(_NEWEST, {"of": ask.device}).one_or_none()
    before = _inherited(connection, ask.device) if branch is None else None
    entries = _readable(trail)
    if entries and before is not None and before.number >= trail.first:
        desk.begin_short(before, trail)  # and the PC hears once what its earlier name had
    elif entries:
        branch = desk.take(branch, before, trail, entries)
    if branch is not None:
        branch = desk.notice_cut(branch, trail)
    held = branch or before
    return (0, START) if held is None else (held.number, bytes(held.head))


def _readable(trail: Trail) -> list[_Entry]:
    """The entries with the chain after each; none where they are not what they should be."""
    entries: list[_Entry] = []
    before = trail.prior
    try:
        for number, raw in enumerate(trail.entries[:MOST], trail.first):
            payload, own = _one(bytes(raw), number)
            before = link(before, own)
            entries.append(_Entry(payload, before))
    except Malformed:
        return []
    return entries if len(trail.prior) == len(START) and trail.first > 0 else []


def _one(raw: bytes, number: int) -> tuple[bytes | None, bytes]:
    if not raw.startswith(b'"'):
        if read(raw).number != number:
            raise Malformed("number")
        return raw, payload_hash(raw)
    try:
        own = base64.b64decode(msgspec.json.decode(raw, type=str), validate=True)
    except (msgspec.DecodeError, binascii.Error) as error:
        raise Malformed("entry") from error
    if len(own) != len(START):
        raise Malformed("entry")
    return None, own


def _inherited(connection: Connection, device: str) -> Row[Any] | None:
    """The log of the nearest earlier name of this PC: it goes on in the same file."""
    seen = {device}
    while device := connection.scalar(_PARENT, {"of": device}) or "":
        if device in seen:
            return None
        seen.add(device)
        found = connection.execute(_NEWEST, {"of": device}).one_or_none()
        if found is not None:
            return found
    return None


class _Desk:
    """One question's entries, against what is held."""

    def __init__(self, connection: Connection, scope: str, ask: Ask, now: str) -> None:
        self._connection, self._scope, self._now = connection, scope, now
        self._device, self._turn = ask.device, ask.turn

    def take(
        self, branch: Row[Any] | None, before: Row[Any] | None, trail: Trail, entries: Sequence[_Entry]
    ) -> Row[Any]:
        if branch is None:
            return self._begin(before, trail, entries)
        if trail.first > branch.number + 1:
            return branch  # the receipt tells from where to go on
        held = self._held(branch, trail.first - 1, trail.first + len(entries) - 1)
        fits = held.get(trail.first - 1, bytes(branch.prior)) == trail.prior
        known = 0
        while fits and known < len(entries) and held.get(trail.first + known) == entries[known].hash:
            known += 1
        if known == len(entries):
            return branch
        first, prior = trail.first + known, entries[known - 1].hash if known else trail.prior
        if fits and first == branch.number + 1:
            return self._append(branch, first, entries[known:])
        self._tell(f"từ mục {first} khác với bản đã nhận đến mục {branch.number}: cả hai được giữ")
        return self._branch(branch.branch + 1, first, prior, entries[known:])

    def notice_cut(self, branch: Row[Any], trail: Trail) -> Row[Any]:
        """Has the PC less than it once had? It hears so once; from then on its log is a branch. An older
        question that comes late says nothing of that: `turn` tells."""
        if self._turn <= branch.turn:
            return branch
        self._note(branch, turn=self._turn)
        if trail.number >= branch.number:
            return branch
        if branch.told_cut != trail.number:
            self._tell(f"trên máy chỉ còn đến mục {trail.number}, kho giữ đến mục {branch.number}")
            self._note(branch, told_cut=trail.number)
            return branch
        head = self._held(branch, trail.number, trail.number).get(trail.number, bytes(branch.prior))
        return self._branch(branch.branch + 1, trail.number + 1, head, ())

    def begin_short(self, before: Row[Any], trail: Trail) -> None:
        """A PC goes on under a new name from an older copy of its file."""
        self._tell(
            f"đi tiếp từ mục {trail.first - 1}; mục {trail.first} đến {before.number} của tên cũ"
            f" {before.device} chỉ còn ở kho"
        )
        self._branch(0, trail.first, trail.prior, ())

    def _begin(self, before: Row[Any] | None, trail: Trail, entries: Sequence[_Entry]) -> Row[Any]:
        if before is None and trail.first != 1:
            self._tell(f"bắt đầu ở mục {trail.first}: các mục trước đó chưa đến kho")
        elif before is not None:
            held = self._held(before, trail.first - 1, trail.first - 1).get(trail.first - 1)
            if held != trail.prior:
                self._tell(f"bắt đầu ở mục {trail.first}, không nối tiếp sổ của tên cũ {before.device}")
        return self._branch(0, trail.first, trail.prior, entries)

    def _branch(self, number: int, first: int, prior: bytes, entries: Sequence[_Entry]) -> Row[Any]:
        row = {"device": self._device, "branch": number, "scope": self._scope, "first": first, "prior": prior}
        row |= {"number": first - 1, "head": prior, "turn": self._turn, "begun_at": self._now}
        self._connection.execute(insert(AUDIT_BRANCH).values(**row))
        branch = self._connection.execute(_NEWEST, {"of": self._device}).one()
        return self._append(branch, first, entries) if entries else branch

    def _append(self, branch: Row[Any], first: int, entries: Sequence[_Entry]) -> Row[Any]:
        place = {"device": self._device, "branch": branch.branch}
        rows = [
            {**place, "number": number, "scope": self._scope, "payload": entry.payload, "hash": entry.hash}
            for number, entry in enumerate(entries, first)
        ]
        copying.add(self._connection, AUDIT, rows)
        self._note(branch, number=first + len(entries) - 1, head=entries[-1].hash)
        return self._connection.execute(_NEWEST, {"of": self._device}).one()

    def _held(self, branch: Row[Any], first: int, last: int) -> dict[int, bytes]:
        found = self._connection.execute(
            select(AUDIT.c.number, AUDIT.c.hash).where(
                AUDIT.c.device == branch.device,
                AUDIT.c.branch == branch.branch,
                AUDIT.c.number.between(first, last),
            )
        )
        return {number: bytes(after) for number, after in found}

    def _note(self, branch: Row[Any], **values: object) -> None:
        one = (AUDIT_BRANCH.c.device == branch.device) & (AUDIT_BRANCH.c.branch == branch.branch)
        self._connection.execute(update(AUDIT_BRANCH).where(one).values(**values))

    def _tell(self, words: str) -> None:
        detail = f"nhật ký của máy {self._device} {words}"
        tell(self._connection, self._now, "audit", detail, scope=self._scope, device=self._device)


def standing(connection: Connection) -> dict[str, dict[str, int]]:
    """Per device: up to which entry its log is held, and how often it has parted from what was held."""
    counted = select(AUDIT_BRANCH.c.device, func.max(AUDIT_BRANCH.c.number), func.count() - 1)
    return {
        device: {"upto": upto, "breaks": breaks}
        for device, upto, breaks in connection.execute(counted.group_by(AUDIT_BRANCH.c.device))
    }


def faults(connection: Connection) -> list[str]:
    """Walks every chain that is held; says in words where one does not come out."""
    found: list[str] = []
    for branch in connection.execute(
        select(AUDIT_BRANCH).order_by(AUDIT_BRANCH.c.device, AUDIT_BRANCH.c.branch)
    ):
        before, number = bytes(branch.prior), branch.first - 1
        one = (AUDIT.c.device == branch.device) & (AUDIT.c.branch == branch.branch)
        for row in connection.execute(select(AUDIT).where(one).order_by(AUDIT.c.number)):
            own = None if row.payload is None else link(before, payload_hash(bytes(row.payload)))
            if row.number != number + 1 or own not in (None, bytes(row.hash)):
                found.append(f"{branch.device}: mục {row.number} không nối tiếp mục {number}")
                break
            before, number = bytes(row.hash), row.number
        else:
            if (number, before) != (branch.number, bytes(branch.head)):
                found.append(f"{branch.device}: hết ở mục {number}, đã ký nhận đến mục {branch.number}")
    return found

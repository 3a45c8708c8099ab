"""May an envelope come in? Signature, chain, and content that the tables can hold."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, insert, select, union_all, update

from sync.change import Change, Malformed, Transaction
from sync.codec import decode
from sync.envelope import Envelope, link, payload_hash, verify
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE, LOG, PARKED, STRETCH

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ID = re.compile(r"[\x21-\x7e]{1,64}")
LAST_SEQ = 2**53
_DEVICE = re.compile(r"[a-z2-7]{10}")


def is_device(name: str) -> bool:
    return _DEVICE.fullmatch(name) is not None


@dataclass(slots=True)
class Stretch:
    first: int
    last: int
    prior: bytes
    head: bytes


@dataclass(slots=True)
class Chain:
    """What is held of a device: its chain up to the first gap, and the stretches beyond."""

    device: str
    scope: str
    public_key: bytes
    upto: int
    head: bytes
    count: int
    safe: int = 0
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def ahead(self) -> list[tuple[int, int]]:
        return [(stretch.first, stretch.last) for stretch in self.stretches]

    def holds(self, first: int, last: int) -> bool:
        """Is anything of this range held already?"""
        return first <= self.upto or any(s.first <= last and first <= s.last for s in self.stretches)

    def extend(self, run: Stretch) -> None:
        """Takes in a run of new transactions; a run that does not join its neighbours is a fork."""
        line = sorted([Stretch(0, self.upto, b"", self.head), *self.stretches, run], key=lambda s: s.first)
        joined = line[:1]
        for stretch in line[1:]:
            last = joined[-1]
            if stretch.first != last.last + 1:
                joined.append(stretch)
            elif stretch.prior != last.head:
                raise TurnedAway("fork")
            else:
                joined[-1] = Stretch(last.first, stretch.last, last.prior, stretch.head)
        self.upto, self.head, self.stretches = joined[0].last, joined[0].head, joined[1:]
        self.count += run.last - run.first + 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A transaction as it came, with its place in the chain."""

    transaction: Transaction
    payload: bytes
    hash: bytes
    head: bytes


# Built once: SQLAlchemy spends more on building a statement than PostgreSQL on answering it.
_DEVICES = select(DEVICE).where(DEVICE.c.device.in_(bindparam("named", expanding=True)))
_STRETCHES = select(STRETCH).where(STRETCH.c.device.in_(bindparam("named", expanding=True)))
_STRETCHES = _STRETCHES.order_by(STRETCH.c.first)
_KEEP = update(DEVICE).where(DEVICE.c.device == bindparam("which"))
_KEEP = _KEEP.values({name: bindparam(f"its_{name}") for name in ("upto", "head", "count")})
_UNSTRETCH = delete(STRETCH).where(STRETCH.c.device == bindparam("which"))


def chains(
    connection: Connection, devices: Collection[str], *, also_revoked: bool = False
) -> dict[str, Chain]:
    """To be read under the scope's lock. Raises for devices that are unknown or revoked."""
    found: dict[str, Chain] = {}
    named = {"named": list(devices)}
    for row in connection.execute(_DEVICES, named):
        if row.revoked_at is not None and not also_revoked:
            raise TurnedAway("revoked")
        kept = row._mapping  # `count` is also a method of a row
        found[row.device] = Chain(
            row.device, row.scope, bytes(row.public_key), row.upto, bytes(row.head), kept["count"], row.safe
        )
    if len(found) != len(set(devices)):
        raise TurnedAway("unknown-device")
    for row in connection.execute(_STRETCHES, named):
        found[row.device].stretches.append(Stretch(row.first, row.last, bytes(row.prior), bytes(row.head)))
    return found


def same_history(connection: Connection, chain: Chain, seq: int, head: bytes) -> None:
    """A PC restored from a backup has gone on from an older place: fine, unless it went another way."""
    if seq == 0 or not chain.holds(seq, seq):
        return
    at_the_end = seq == chain.upto
    known = {seq: (chain.head, 0)} if at_the_end else _held(connection, chain.device, seq, seq)
    if known[seq][0] != head:
        raise TurnedAway("fork")


def admit(
    connection: Connection, chain: Chain, envelope: Envelope, stamp: int, arrived: Iterable[Paper] = ()
) -> tuple[list[Paper], dict[int, int]]:
    """The transactions of an envelope that are new, and the stamps of those that are not; `arrived` came
    in the same question."""
    if not verify(envelope, chain.public_key):
        raise TurnedAway("signature")
    if envelope.last > LAST_SEQ:
        raise TurnedAway("malformed")
    first, last = envelope.first, envelope.last
    known: dict[int, tuple[bytes, int]] = {}
    if chain.holds(first, last):
        known = _held(connection, chain.device, first, last) | _among(
            arrived, chain.device, first, last, stamp
        )
    fresh: list[Paper] = []
    run: Stretch | None = None
    head = envelope.prior
    for seq, payload in enumerate(envelope.payloads, first):
        hashed = payload_hash(payload)
        prior, head = head, link(head, hashed)
        if seq in known:
            if known[seq][0] != head:
                raise TurnedAway("fork")
            _close(chain, run)
            run = None
            continue
        run = Stretch(run.first if run else seq, seq, run.prior if run else prior, head)
        fresh.append(Paper(_decoded(envelope.device, seq, payload, stamp), payload, hashed, head))
    _close(chain, run)
    return fresh, {seq: stamped for seq, (_, stamped) in known.items()}


def _among(
    arrived: Iterable[Paper], device: str, first: int, last: int, stamp: int
) -> dict[int, tuple[bytes, int]]:
    by_seq = ((paper.transaction.seq, paper) for paper in arrived if paper.transaction.device == device)
    return {seq: (paper.head, stamp) for seq, paper in by_seq if first <= seq <= last}


def _close(chain: Chain, run: Stretch | None) -> None:
    if run is not None:
        chain.extend(run)


def _held(connection: Connection, device: str, first: int, last: int) -> dict[int, tuple[bytes, int]]:
    """seq → (chain head, stamp) of what is held of a device in a range."""
    parts = [
        select(table.c.device_seq, table.c.head, table.c.stamp).where(
            table.c.device == device, table.c.device_seq.between(first, last)
        )
        for table in (LOG, PARKED)
    ]
    return {row[0]: (bytes(row[1]), row[2]) for row in connection.execute(union_all(*parts))}


def heads_at(connection: Connection, device: str, seqs: Collection[int]) -> dict[int, bytes]:
    """seq → chain head, of those transactions of a device that are held."""
    parts = [
        select(table.c.device_seq, table.c.head).where(table.c.device == device, table.c.device_seq.in_(seqs))
        for table in (LOG, PARKED)
    ]
    return {row[0]: bytes(row[1]) for row in connection.execute(union_all(*parts))}


def _decoded(device: str, seq: int, payload: bytes, stamp: int) -> Transaction:
    transaction = decode(device, payload, stamp)
    if transaction.seq != seq or not transaction.changes:
        raise Malformed("sequence")
    if any(not _holdable(change) for change in transaction.changes):
        raise Malformed("a name or number that no table can hold")
    return transaction


@lru_cache(4096)
def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def holdable_names(entity: str, record: str, fields: Iterable[str]) -> bool:
    return _is_name(entity) and all(map(_is_name, fields)) and _ID.fullmatch(record) is not None


def _holdable(change: Change) -> bool:
    """Numbers fit 64 bits, or the payload could not have been decoded."""
    return holdable_names(change.entity, change.record, change.set)


def keep_chains(connection: Connection, kept: Iterable[Chain]) -> None:
    for chain in kept:
        its = {"its_upto": chain.upto, "its_head": chain.head, "its_count": chain.count}
        connection.execute(_KEEP, {"which": chain.device, **its})
        connection.execute(_UNSTRETCH, {"which": chain.device})
        rows = [
            {"device": chain.device, "first": s.first, "last": s.last, "prior": s.prior, "head": s.head}
            for s in chain.stretches
        ]
        if rows:
            connection.execute(insert(STRETCH), rows)

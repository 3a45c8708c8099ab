"""The PCs of a station come to read each other's sealed records: keys made known, and keys granted.

Whoever holds a private seal key grants it to the seal keys of the station's other PCs and to the province's.
A nurse with the data key could write a key of her own into the file: of each PC only its first key is
believed, or one that the key before it vouches for; of this PC only those that the vault itself holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from station_app.store.database import Database
from station_app.store.seal_keys import SealGrant, SealKey
from sync.bundle_key import sealing_key
from sync.sealed import grant, public_name, public_of, vouch


@dataclass(frozen=True, slots=True)
class Granted:
    """A key that could be read from now on by another PC, or by the province (no PC)."""

    to_key: str
    device: str | None


def keep_granted(database: Database) -> list[Granted]:
    """Makes this PC's key known and grants what this session holds. Cheap where nothing is missing, and
    nothing without the right."""
    _note_box(database)
    if not database.seals.entitled or database.private is None:
        return []
    with database.reading() as session:
        opener = database.seals.opener(database.raw(session))
        ring = dict(opener.ring) if opener else {}
        keys = session.scalars(select(SealKey).where(SealKey.gone.is_(None))).all()
        fresh = None if _is_known(keys, database.private.box) else database.private.box
        targets = _targets(database, session, keys, ring)
        missing = _missing(session, ring, targets)
    if fresh is None and not missing:
        return []
    with database.writing(by_program=True) as writing:
        if fresh is not None:
            _introduce(writing, database, fresh)
        for of_key, public in missing:
            to_key = public_name(public).hex()
            writing.add(SealGrant(of_key=of_key.hex(), to_key=to_key, sealed=grant(public, ring[of_key])))
    return [Granted(public_name(public).hex(), targets[public]) for public in {p for _, p in missing}]


def _note_box(database: Database) -> None:
    """What is written without anybody signed in is sealed to the same key."""
    box = database.private.box if database.private else None
    if box is None:
        return
    with database.reading() as session:
        (noted,) = database.raw(session).execute("SELECT seal_public FROM sync_self").fetchone()
    if noted != box:
        with database.taking_in() as intake:
            intake.raw.execute("UPDATE sync_self SET seal_public = ?", (box,))


def _is_known(keys: Iterable[SealKey], box: bytes | None) -> bool:
    return box is None or any(key.public_key == box.hex() for key in keys)


def _introduce(session: Session, database: Database, box: bytes) -> None:
    """The key of this PC; one that replaces another is vouched for, and the other is retired."""
    older = database.private.older if database.private else ()
    session.add(SealKey(public_key=box.hex(), vouched=vouch(older[0], box) if older else None))
    former = {public_of(private).hex() for private in older}
    for key in session.scalars(select(SealKey).where(SealKey.public_key.in_(former))):
        key.retired = key.retired or database.clock.today().isoformat()


def _targets(
    database: Database, session: Session, keys: Iterable[SealKey], ring: Mapping[bytes, bytes]
) -> dict[bytes, str | None]:
    """Public key → the PC whose it is, of those that may be granted to."""
    raw = database.raw(session)
    own = {row[0] for row in raw.execute("SELECT device FROM sync_self UNION SELECT device FROM sync_former")}
    first: dict[str, SealKey] = {}
    for key in sorted(keys, key=lambda key: (key.written_at or "", key.id)):
        first.setdefault(key.device or "", key)
    found: dict[bytes, str | None] = {}
    for key in keys:
        public = _public(key)
        if public is None or key.retired or key.device in own:
            continue
        vouching = {vouch(private, public) for private in ring.values()}
        if key is first[key.device or ""] or key.vouched in vouching:
            found[public] = key.device
    line = raw.execute("SELECT gateway_key FROM sync_line").fetchone()
    if line is not None:
        found[sealing_key(bytes(line[0])).public_bytes_raw()] = None
    return found


def _public(key: SealKey) -> bytes | None:
    try:
        public = bytes.fromhex(key.public_key or "")
    except ValueError:
        return None
    return public if len(public) == 32 else None


def _missing(
    session: Session, ring: Mapping[bytes, bytes], targets: Iterable[bytes]
) -> list[tuple[bytes, bytes]]:
    """(name of the key to be granted, public key that has not got it)"""
    there = {
        (of_key, to_key)
        for of_key, to_key in session.execute(
            select(SealGrant.of_key, SealGrant.to_key).where(SealGrant.gone.is_(None))
        )
    }
    return [
        (name, public)
        for public in targets
        for name in ring
        if (to_name := public_name(public)) != name and (name.hex(), to_name.hex()) not in there
    ]

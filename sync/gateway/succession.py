"""A PC that was restored or copied goes on under a new name, where and as whom the old one stood."""

import msgspec
from sqlalchemy import Connection, insert, select, update

from sync import clock
from sync.envelope import START, device_id
from sync.gateway.events import tell
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.message import Certificate
from sync.succession import Introduced, vouched

_REASON = 80
"""Letters of a reason that are kept; it is a word of the station's program, not of a person."""


def succeed(warehouse: Warehouse, device: str, certificate: Certificate) -> Introduced:
    """Asked by the old name, whose signature on the question has been checked."""
    if certificate.old != device:
        raise TurnedAway("scope")
    return introduce(warehouse, certificate)


def introduce(warehouse: Warehouse, certificate: Certificate) -> Introduced:
    """Enrols the name that the certificate vouches for, in the old one's scope and point and nowhere else.
    Shown again, it gives the same answer."""
    now = instant(warehouse.wall_ms() << clock.BITS)
    with warehouse.engine.begin() as connection:
        old = connection.execute(
            select(DEVICE).where(DEVICE.c.device == certificate.old).with_for_update()
        ).one_or_none()
        if old is None:
            raise TurnedAway("unknown-device")
        if old.revoked_at is not None:
            raise TurnedAway("revoked")
        if not vouched(certificate, bytes(old.public_key)):
            raise TurnedAway("signature")
        new = device_id(certificate.public_key)
        known = connection.execute(select(DEVICE).where(DEVICE.c.device == new)).one_or_none()
        if known is None:
            row = {"device": new, "scope": old.scope, "point": old.point, "name": old.name}
            row |= {"public_key": certificate.public_key, "enrolled_at": now}
            row |= {"upto": 0, "head": START, "count": 0, "succeeds": certificate.old}
            row |= {"certificate": msgspec.json.encode(certificate)}
            connection.execute(insert(DEVICE).values(**row))
            words = f"{certificate.old} → {new}: {certificate.reason[:_REASON]}"
            tell(connection, now, "succession", words, scope=old.scope, device=new)
        elif known.revoked_at is not None:
            raise TurnedAway("revoked")
        elif known.scope != old.scope:
            raise TurnedAway("scope")
    return Introduced(old.scope, old.point)


def revoke_with_successors(connection: Connection, device: str, now: str) -> list[str]:
    """A key that is no longer trusted vouches for nobody: whoever stands on it falls with it."""
    revoked: list[str] = []
    falling = list(connection.scalars(select(DEVICE.c.device).where(DEVICE.c.device == device)))
    while falling:
        revoked += falling
        connection.execute(
            update(DEVICE)
            .where(DEVICE.c.device.in_(falling), DEVICE.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        falling = list(
            connection.scalars(
                select(DEVICE.c.device).where(DEVICE.c.succeeds.in_(falling), DEVICE.c.device.not_in(revoked))
            )
        )
    return revoked

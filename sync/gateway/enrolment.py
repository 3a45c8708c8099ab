"""One-time codes let a new PC in: made by the province, typed once, worth nothing afterwards."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, insert, select, update

from sync.envelope import START, device_id
from sync.gateway.events import tell
from sync.gateway.exchange import open_scope
from sync.gateway.refusal import TurnedAway
from sync.gateway.succession import revoke_with_successors
from sync.gateway.tables import CODE, DEVICE
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, PROTOCOL_MIN, Enrol, Enrolled

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another on paper or over the telephone."""
LENGTH = 10
VALID_DAYS = 7
_ALIKE = str.maketrans("ILO", "110")


def create_code(warehouse: Warehouse, *, station: str, point: str, name: str = "") -> str:
    """A code for one PC of a station, as it is read out: two groups of five."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    now = _now(warehouse)
    with warehouse.engine.begin() as connection:
        connection.execute(
            insert(CODE).values(
                hash=_hash(warehouse, code),
                scope=station,
                point=point,
                name=name,
                created_at=_text(now),
                expires_at=_text(now + timedelta(days=VALID_DAYS)),
            )
        )
    return f"{code[:5]}-{code[5:]}"


def enrol(warehouse: Warehouse, wanted: Enrol) -> Enrolled:
    """Shown again with the same key, a used code gives the same answer: the first may have been lost."""
    if not PROTOCOL_MIN <= wanted.v <= PROTOCOL:
        raise TurnedAway("version")
    if len(wanted.public_key) != 32 or len(wanted.code) > 40:
        raise TurnedAway("malformed")
    device = device_id(wanted.public_key)
    with warehouse.engine.begin() as connection:
        row = _claim(warehouse, connection, wanted.code, device)
        open_scope(connection, row.scope)
        _keep_device(warehouse, connection, row, device, wanted.public_key)
    return Enrolled(PROTOCOL, row.scope, row.point, warehouse.epoch, warehouse.public_key)


def _claim(warehouse: Warehouse, connection: Connection, code: str, device: str) -> Row[tuple[object, ...]]:
    known = CODE.c.hash == _hash(warehouse, code)
    row = connection.execute(select(CODE).where(known).with_for_update()).one_or_none()
    if row is None or row.device not in (None, device):
        raise TurnedAway("code")
    now = _text(_now(warehouse))
    if row.device is None:
        if row.expires_at < now:
            raise TurnedAway("code-expired")
        connection.execute(update(CODE).where(known).values(used_at=now, device=device))
    return row


def _keep_device(
    warehouse: Warehouse, connection: Connection, row: Row[tuple[object, ...]], device: str, public_key: bytes
) -> None:
    present = connection.execute(select(DEVICE).where(DEVICE.c.device == device)).one_or_none()
    if present is None:
        connection.execute(
            insert(DEVICE).values(
                device=device,
                scope=row.scope,
                point=row.point,
                name=row.name,
                public_key=public_key,
                enrolled_at=_text(_now(warehouse)),
                upto=0,
                head=START,
                count=0,
            )
        )
    elif present.revoked_at is not None:
        raise TurnedAway("revoked")
    elif present.scope != row.scope:
        raise TurnedAway("scope")


def revoke(warehouse: Warehouse, device: str) -> list[str]:
    """The device is heard no longer, nor is any name that it vouched for; what they have said stays."""
    now = _text(_now(warehouse))
    with warehouse.engine.begin() as connection:
        revoked = revoke_with_successors(connection, device, now)
        if not revoked:
            raise TurnedAway("unknown-device")
        tell(connection, now, "revoked", ", ".join(revoked), device=device)
    return revoked


def _hash(warehouse: Warehouse, code: str) -> bytes:
    """Slow on purpose: 50 bits of a stolen table must not be guessed within the code's week."""
    plain = code.upper().translate(_ALIKE)
    letters = "".join(letter for letter in plain if letter in ALPHABET)
    return hashlib.scrypt(letters.encode(), salt=warehouse.salt.encode(), n=2**13, r=8, p=1, dklen=32)


def _now(warehouse: Warehouse) -> datetime:
    return datetime.fromtimestamp(warehouse.wall_ms() / 1000, UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

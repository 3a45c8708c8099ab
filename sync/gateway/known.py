"""Is the asker one of ours? Its key, if it is enrolled and not revoked."""

from sqlalchemy import bindparam, select

from sync.gateway.admission import is_device
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE
from sync.gateway.warehouse import Warehouse

_KEY = select(DEVICE.c.public_key, DEVICE.c.revoked_at).where(DEVICE.c.device == bindparam("asker"))


def key_of(warehouse: Warehouse, device: str) -> bytes:
    if not is_device(device):
        raise TurnedAway("unknown-device")
    with warehouse.engine.connect() as connection:
        row = connection.execute(_KEY, {"asker": device}).one_or_none()
    if row is None:
        raise TurnedAway("unknown-device")
    if row.revoked_at is not None:
        raise TurnedAway("revoked")
    return bytes(row.public_key)

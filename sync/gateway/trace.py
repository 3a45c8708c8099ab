"""Where a device's chain stands here, place by place, for a PC that must find where its history parts."""

from sync.gateway.admission import heads_at
from sync.gateway.refusal import TurnedAway
from sync.gateway.warehouse import Warehouse
from sync.trace import WIDTH, Trace, Traced

_MOST = 1000


def trace(warehouse: Warehouse, device: str, asked: Trace) -> Traced:
    """A device may ask about itself only."""
    if not 0 < len(asked.seqs) <= _MOST or any(not 0 < seq < 2**53 for seq in asked.seqs):
        raise TurnedAway("malformed")
    with warehouse.engine.begin() as connection:
        held = heads_at(connection, device, asked.seqs)
    return Traced([held.get(seq, b"")[:WIDTH] for seq in asked.seqs])

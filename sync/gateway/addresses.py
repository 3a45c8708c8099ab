"""What may be asked of the warehouse beside the exchange: one line per address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from sync.compare import Compare, Fetch, HandUp, Recall
from sync.gateway.compare import compare, fetch, recall
from sync.gateway.snapshot import piece, seed
from sync.gateway.succession import succeed
from sync.gateway.testimony import testify
from sync.gateway.trace import trace
from sync.gateway.warehouse import Warehouse
from sync.message import Certificate
from sync.seed import Piece, Seed
from sync.trace import Trace


@dataclass(frozen=True, slots=True)
class Address:
    """`handle` gets the warehouse, the asking device (known, not revoked, its signature checked) and the
    message; it raises TurnedAway."""

    kind: type[msgspec.Struct]
    handle: Callable[[Warehouse, str, Any], msgspec.Struct]


ADDRESSES: Mapping[str, Address] = {
    "compare": Address(Compare, compare),
    "recall": Address(Recall, recall),
    "states": Address(Fetch, fetch),
    "testimony": Address(HandUp, testify),
    "snapshot": Address(Seed, seed),
    "snapshot-part": Address(Piece, piece),
    "succeed": Address(Certificate, succeed),
    "trace": Address(Trace, trace),
}
"""By the word after `/v2/`."""

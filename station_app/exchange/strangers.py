"""Signed work of other names that this PC holds: its own former names."""

from collections.abc import Iterator
from typing import Any

import msgspec

from sync.envelope import batches, seal, signing_key, to_row

_encoder = msgspec.json.Encoder()


def others_envelopes(raw: Any) -> Iterator[msgspec.Raw]:
    """What a former name of this PC had written and the province has not acknowledged."""
    formers = raw.execute(
        "SELECT device, signing_key, acknowledged, acknowledged_head FROM sync_former"
    ).fetchall()
    for device, key, acknowledged, head in formers:
        rows = raw.execute(
            "SELECT payload FROM sync_straggler WHERE device = ? AND seq > ? ORDER BY seq",
            (device, acknowledged),
        ).fetchall()
        first, prior = acknowledged + 1, bytes(head)
        for run in batches([bytes(payload) for (payload,) in rows]):
            envelope = seal(device, first, prior, run, signing_key(bytes(key)))
            yield msgspec.Raw(_encoder.encode(to_row(envelope)))
            first, prior = envelope.last + 1, envelope.head

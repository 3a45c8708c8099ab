"""What the station asks of the province, and what it can say of it."""

from station_app.exchange.service.line import enroll, synchronise
from station_app.exchange.service.papers import (
    ReceiptLine,
    as_of,
    clock_drift,
    gateway_time,
    receipt_data,
    receipts,
)
from station_app.exchange.service.proof import damaged_places, kept_digests, recomputed_digests
from station_app.exchange.service.safety import (
    Event,
    HeldDeletions,
    Names,
    confirm_deletions,
    events,
    held_deletions,
    names,
)
from station_app.exchange.service.state import LineState, in_words, line_state
from station_app.exchange.service.terms import LineSettings, line_settings, read_authority, set_line
from station_app.exchange.service.usage import Usage, allow_more, usage
from station_app.exchange.service.waiting import Held, Question, quarantined, questions

__all__ = [
    "Event",
    "Held",
    "HeldDeletions",
    "LineSettings",
    "LineState",
    "Names",
    "Question",
    "ReceiptLine",
    "Usage",
    "allow_more",
    "as_of",
    "clock_drift",
    "confirm_deletions",
    "damaged_places",
    "enroll",
    "events",
    "gateway_time",
    "held_deletions",
    "in_words",
    "kept_digests",
    "line_settings",
    "line_state",
    "names",
    "quarantined",
    "questions",
    "read_authority",
    "receipt_data",
    "receipts",
    "recomputed_digests",
    "set_line",
    "synchronise",
    "usage",
]

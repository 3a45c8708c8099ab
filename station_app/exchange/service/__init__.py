"""What the station asks of the province, and what it can say of it."""

from station_app.exchange.service.line import enroll, synchronise
from station_app.exchange.service.papers import ReceiptLine, as_of, clock_drift, receipt_data, receipts
from station_app.exchange.service.proof import kept_digests, recomputed_digests
from station_app.exchange.service.state import LineState, in_words, line_state
from station_app.exchange.service.waiting import Held, Question, quarantined, questions

__all__ = [
    "Held",
    "LineState",
    "Question",
    "ReceiptLine",
    "as_of",
    "clock_drift",
    "enroll",
    "in_words",
    "kept_digests",
    "line_state",
    "quarantined",
    "questions",
    "receipt_data",
    "receipts",
    "recomputed_digests",
    "synchronise",
]

"""What the station asks of the province: enrol this PC, run a round, and say truthfully how things stand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from station_app.common.days import parse_instant
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.station import StationReplica, last_receipt, unsent
from station_app.store.database import Database
from station_app.store.station import Station
from sync.envelope import START
from sync.https import HttpsLine, checked, enrol
from sync.message import Receipt
from sync.round import Broken, Outcome, Turned, run_round
from sync.shelf import digests

_SAFE = "Dữ liệu vẫn an toàn trên máy này."


def enroll(database: Database, gateway: str, code: str) -> str:
    """Makes this PC known to the province by a one-time code. Returns the service point's name.

    The PC keeps its own key: what it wrote before goes to the province with the next round."""
    try:
        address = checked(gateway)
    except ValueError:
        raise Refused("Địa chỉ kho tỉnh phải bắt đầu bằng https://.", "gateway") from None
    with database.reading() as session:
        raw = database.raw(session)
        key = bytes(raw.execute("SELECT signing_key FROM sync_self").fetchone()[0])
        known = raw.execute("SELECT gateway FROM sync_line").fetchone()
    if known is not None and known[0] != address:
        raise Refused(f"Máy này đã ghi danh với {known[0]}.", "gateway", code="enrolled")
    with _spoken():
        answer = enrol(address, code, key)
    with database.taking_in() as intake:
        intake.raw.execute(
            "INSERT INTO sync_line (id, gateway, gateway_key, scope, epoch, acknowledged_head)"
            " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (address, answer.gateway_key, answer.scope, answer.epoch, START),
        )
        intake.session.execute(update(Station).values(point_name=answer.point))
    return answer.point


def synchronise(database: Database) -> Outcome:
    """One round with the province. Raises Unavailable when line or gateway will not; nothing is lost."""
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT gateway, gateway_key FROM sync_line").fetchone()
        device, key = raw.execute("SELECT device, signing_key FROM sync_self").fetchone()
    if line is None:
        raise Refused(
            "Máy này chưa ghi danh với kho tỉnh. Xin mã ghi danh rồi chạy enroll.", code="not_enrolled"
        )
    with _spoken():
        carrier = HttpsLine(line[0], device, bytes(key), bytes(line[1]))
        try:
            return run_round(StationReplica(database), carrier)
        finally:
            carrier.close()


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except Broken as error:
        raise Unavailable(
            "Chưa gửi được lên kho tỉnh.", _SAFE, "Máy sẽ tự gửi lại khi có mạng.", "T-204"
        ) from error
    except Turned as error:
        raise Unavailable(
            f"Kho tỉnh từ chối: {error.reason}", _SAFE, "Báo cán bộ tin học kèm mã này.", f"T-21-{error.code}"
        ) from error


@dataclass(frozen=True, slots=True)
class LineState:
    """The truth about the line, for the bar at the bottom. `match` is None while something is unsent.

    `sent` counts this PC's transactions that the province holds, `written` all of them."""

    enrolled: bool
    gateway: str | None
    written: int
    sent: int
    match: bool | None
    differing: tuple[str, ...]
    last_at: str | None
    parked: int
    quarantined: int
    questions: int

    @property
    def unsent(self) -> int:
        return self.written - self.sent


def line_state(database: Database) -> LineState:
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT gateway, acknowledged FROM sync_line").fetchone()
        written = raw.execute("SELECT seq FROM sync_self").fetchone()[0]
        receipt = last_receipt(raw)
        counts = [
            int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("sync_parked", "sync_verdict", "sync_question WHERE fields <> '[]'")
        ]
        waiting = unsent(raw)
    # A receipt speaks of the moment it was given: with something unsent since, there is no truth yet.
    match = None if receipt is None or waiting else {"match": True, "differ": False}.get(receipt[1])
    differing = tuple(receipt[2]["differing"]) if receipt else ()
    return LineState(
        line is not None,
        line[0] if line else None,
        written,
        line[1] if line else 0,
        match,
        differing,
        receipt[0] if receipt else None,
        *counts,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A record with values that a person must settle."""

    entity: str
    record: str
    fields: tuple[str, ...]


def in_words(state: LineState) -> str:
    """The line to the province in one sentence; green only on a receipt that matches."""
    if not state.enrolled:
        return "Chưa ghi danh với kho tỉnh"
    received = f"Kho tỉnh đã nhận {state.sent}/{state.written} thay đổi"
    match state.match:
        case True:
            return f"{received}, dấu kiểm khớp"
        case False:
            return f"{received}, dấu kiểm lệch ở: {', '.join(state.differing)}"
    return f"{received}, {state.unsent} chờ gửi" if state.unsent else f"{received}, chờ đối chiếu"


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """A receipt for scripts."""
    return {
        "device": receipt.device,
        "upto": receipt.upto,
        "ahead": [list(run) for run in receipt.ahead],
        "head": receipt.head.hex(),
        "count": receipt.count,
        "safe": receipt.safe,
        "at": receipt.at,
        "digests": receipt.digests,
    }


def questions(database: Database) -> list[Question]:
    with database.reading() as session:
        rows = (
            database.raw(session)
            .execute("SELECT entity, record, fields FROM sync_question WHERE fields <> '[]'")
            .fetchall()
        )
    return [Question(entity, record, tuple(json.loads(fields))) for entity, record, fields in rows]


@dataclass(frozen=True, slots=True)
class Held:
    """A record whose row waits in the warehouse, with the reason in words."""

    entity: str
    record: str
    reason: str


def quarantined(database: Database) -> list[Held]:
    with database.reading() as session:
        rows = database.raw(session).execute("SELECT entity, record, reason FROM sync_verdict").fetchall()
    return [Held(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt as it is listed: when it was taken, what came of it, and what it covers."""

    taken_at: str
    outcome: str
    upto: int
    count: int
    safe: int


def receipts(database: Database, limit: int = 50) -> list[ReceiptLine]:
    with database.reading() as session:
        rows = (
            database.raw(session)
            .execute(
                "SELECT taken_at, outcome, body FROM sync_receipt ORDER BY number DESC LIMIT ?", (limit,)
            )
            .fetchall()
        )
    lines = []
    for taken_at, outcome, body in rows:
        receipt = json.loads(body)["receipt"]
        lines.append(
            ReceiptLine(taken_at, outcome, receipt["upto"], receipt["count"], receipt.get("safe", 0))
        )
    return lines


def as_of(database: Database) -> str | None:
    """When the province last confirmed that it holds what this PC holds (UTC instant); None: never."""
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute("SELECT taken_at FROM sync_receipt WHERE outcome = 'match' ORDER BY number DESC LIMIT 1")
            .fetchone()
        )
    return None if row is None else str(row[0])


def clock_drift(database: Database) -> float | None:
    """Seconds by which this PC's clock ran ahead of the gateway's at the last receipt; None: unknown."""
    with database.reading() as session:
        receipt = last_receipt(database.raw(session))
    if receipt is None:
        return None
    here, there = parse_instant(receipt[0]), parse_instant(receipt[2]["receipt"]["at"])
    return (here - there).total_seconds()


def recomputed_digests(database: Database) -> dict[str, str]:
    """The digest of each entity, computed anew from the rows: what `station digest` prints."""
    with database.reading() as session:
        return database.shelf(session).recomputed()


def kept_digests(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return digests(database.raw(session))

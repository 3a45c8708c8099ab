"""Enrolling this PC with the province, and running a round with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.relay.forwarding import forward
from station_app.exchange.station import StationReplica
from station_app.store.database import Database
from station_app.store.station import Station
from sync.envelope import START
from sync.https import HttpsLine, Terms, checked, enrol
from sync.round import Broken, Outcome, Turned, run_round

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
    with spoken():
        answer = enrol(address, code, key)
    with database.taking_in() as intake:
        intake.raw.execute(
            "INSERT INTO sync_line (id, gateway, gateway_key, scope, epoch, acknowledged_head)"
            " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (address, answer.gateway_key, answer.scope, answer.epoch, START),
        )
        # A code speaks for this name: no older one needs to vouch for it.
        intake.raw.execute("UPDATE sync_self SET introduced = 1")
        intake.session.execute(update(Station).values(point_name=answer.point))
    return answer.point


def synchronise(database: Database) -> Outcome:
    """One round with the province. Raises Unavailable when line or gateway will not; nothing is lost."""
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT gateway, gateway_key, protocol FROM sync_line").fetchone()
        device, key = raw.execute("SELECT device, signing_key FROM sync_self").fetchone()
    if line is None:
        raise Refused(
            "Máy này chưa ghi danh với kho tỉnh. Xin mã ghi danh rồi chạy enroll.", code="not_enrolled"
        )
    with spoken():
        carrier = HttpsLine(line[0], device, bytes(key), bytes(line[1]), Terms(protocol=line[2]))
        try:
            forward(database, carrier)
            return run_round(StationReplica(database), carrier)
        finally:
            carrier.close()


@contextmanager
def spoken() -> Iterator[None]:
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

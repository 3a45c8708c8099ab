"""Enrolling this PC with the province, and running a round with it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import update

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.first_sync import Progress, first_sync
from station_app.exchange.relay.forwarding import forward
from station_app.exchange.sealing import tend
from station_app.exchange.service.terms import address_of, authority_of, carrier, proxy_of
from station_app.exchange.station import StationReplica
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.station import Station
from sync.envelope import START
from sync.https import Spent, Terms, enrol
from sync.post import Untrusted
from sync.round import Broken, Outcome, Turned, run_round

_SAFE = "Dữ liệu vẫn an toàn trên máy này."


def enroll(database: Database, gateway: str, code: str, *, authority: str = "", proxy: str = "") -> str:
    """Makes this PC known to the province by a one-time code. Returns the service point's name.

    The PC keeps its own key: what it wrote before goes to the province with the next round."""
    staff.require(database, staff.Right.ENROLL)
    address = address_of(gateway)
    terms = Terms(authority=authority_of(authority), proxy=proxy_of(proxy))
    with database.reading() as session:
        raw = database.raw(session)
        key = bytes(raw.execute("SELECT signing_key FROM sync_self").fetchone()[0])
        known = raw.execute("SELECT gateway FROM sync_line").fetchone()
    if known is not None and known[0] != address:
        raise Refused(f"Máy này đã ghi danh với {known[0]}.", "gateway", code="enrolled")
    with spoken():
        answer = enrol(address, code, key, terms)
    with database.taking_in() as intake:
        intake.raw.execute(
            "INSERT INTO sync_line"
            " (id, gateway, gateway_key, scope, epoch, acknowledged_head, authority, proxy)"
            " VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (address, answer.gateway_key, answer.scope, answer.epoch, START, terms.authority, terms.proxy),
        )
        # A code speaks for this name: no older one needs to vouch for it.
        intake.raw.execute("UPDATE sync_self SET introduced = 1")
        intake.session.execute(update(Station).values(point_name=answer.point))
    return answer.point


def synchronise(database: Database, progress: Progress = lambda done, of: None) -> Outcome:
    """One round with the province. Raises Unavailable when line or gateway will not; nothing is lost.

    A PC that has nothing yet takes a snapshot first: `progress` is told of its records."""
    tend(database)
    with spoken(), carrier(database) as line:
        # A name that the province does not know yet is introduced before it asks for anything.
        first_sync(database, StationReplica(database).speak(line), progress)
        forward(database, line)
        replica = StationReplica(database)
        outcome = run_round(replica, line)
        with suppress(Broken, Spent, Turned):  # the round itself has been and is told
            replica.send_log(line)
        return outcome


@contextmanager
def spoken() -> Iterator[None]:
    try:
        yield
    except Spent as error:
        raise Unavailable(
            "Đã dùng hết mức mạng của hôm nay, phần còn lại đang chờ gửi.",
            _SAFE,
            "Máy gửi tiếp vào ngày mai; cần gửi ngay thì cho phép vượt mức hôm nay.",
            "T-206",
        ) from error
    except Untrusted as error:
        raise Unavailable(
            "Không xác nhận được máy chủ kho tỉnh (chứng thư TLS).",
            _SAFE,
            "Xem ngày giờ của máy và wifi có đòi đăng nhập không; vẫn thế thì báo cán bộ tin học.",
            "T-205",
        ) from error
    except Broken as error:
        raise Unavailable(
            "Chưa gửi được lên kho tỉnh.", _SAFE, "Máy sẽ tự gửi lại khi có mạng.", "T-204"
        ) from error
    except Turned as error:
        raise Unavailable(
            f"Kho tỉnh từ chối: {error.reason}", _SAFE, "Báo cán bộ tin học kèm mã này.", f"T-21-{error.code}"
        ) from error

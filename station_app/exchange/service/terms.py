"""How this PC reaches the province: by which addresses, through what, whom it believes, how much a day."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from station_app.common.errors import Refused
from station_app.exchange.service.usage import MB, count, usage
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.given import given_text
from sync.https import HttpsLine, Terms, checked
from sync.message import PAGE
from sync.post import is_authority

_LONGEST_AUTHORITY = 2**20
"""Bytes; the authorities of a whole country take fewer."""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """`authority`: the province's own certificate authority (PEM); then no other is believed."""

    gateways: tuple[str, ...]
    authority: str | None
    proxy: str | None
    budget_mb: int | None


def line_settings(database: Database) -> LineSettings:
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute("SELECT gateway, gateways, authority, proxy, budget FROM sync_line")
            .fetchone()
        )
    if row is None:
        raise not_enrolled()
    gateway, gateways, authority, proxy, budget = row
    budget_mb = None if budget is None else budget // MB
    return LineSettings(tuple(json.loads(gateways)) or (gateway,), authority, proxy, budget_mb)


def set_line(
    database: Database,
    *,
    gateways: Sequence[str] = (),
    authority: str | None = None,
    proxy: str | None = None,
    budget_mb: int | None = None,
) -> None:
    """What is None stays as it is; an empty text and 0 take a setting away."""
    staff.require(database, staff.Right.ENROLL)
    line_settings(database)
    wanted: dict[str, object] = {}
    if gateways:
        addresses = [address_of(gateway) for gateway in gateways]
        wanted |= {"gateway": addresses[0], "gateways": json.dumps(addresses)}
    if authority is not None:
        wanted["authority"] = authority_of(authority)
    if proxy is not None:
        wanted["proxy"] = proxy_of(proxy)
    if budget_mb is not None:
        wanted["budget"] = _budget(budget_mb)
    with database.taking_in() as intake:
        for column, value in wanted.items():
            intake.raw.execute(f"UPDATE sync_line SET {column} = ?", (value,))  # noqa: S608  names from above


def address_of(gateway: str) -> str:
    try:
        return checked(gateway)
    except ValueError:
        raise Refused("Địa chỉ kho tỉnh phải bắt đầu bằng https://.", "gateway") from None


def authority_of(pem: str) -> str | None:
    if pem and not is_authority(pem):
        raise Refused("Tệp này không phải chứng thư gốc dạng PEM.", "authority")
    return pem or None


def proxy_of(proxy: str) -> str | None:
    parts = urlsplit(proxy)
    if proxy and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Refused("Địa chỉ proxy có dạng http://máy:cổng.", "proxy")
    return proxy or None


def read_authority(file: Path) -> str:
    try:
        return given_text(file, _LONGEST_AUTHORITY)
    except (OSError, UnicodeDecodeError):
        raise Refused("Không đọc được tệp chứng thư.", "authority") from None


def _budget(megabytes: int) -> int | None:
    if megabytes < 0:
        raise Refused("Mức mạng mỗi ngày là số MB, 0 là không giới hạn.", "budget")
    return megabytes * MB or None


def not_enrolled() -> Refused:
    return Refused(
        "Máy này chưa ghi danh với kho tỉnh. Xin mã ghi danh rồi chạy enroll.", code="not_enrolled"
    )


@contextmanager
def carrier(database: Database) -> Iterator[HttpsLine]:
    """The line for one round. What it has learnt and carried is kept, also of a round that breaks."""
    settings = line_settings(database)
    with database.reading() as session:
        raw = database.raw(session)
        device, key = raw.execute("SELECT device, signing_key FROM sync_self").fetchone()
        gateway_key, protocol, room = raw.execute(
            "SELECT gateway_key, protocol, room FROM sync_line"
        ).fetchone()
    first, *others = settings.gateways
    terms = Terms(others, settings.authority, settings.proxy, usage(database).left, protocol, room or PAGE)
    line = HttpsLine(first, device, bytes(key), bytes(gateway_key), terms)
    try:
        yield line
    finally:
        line.close()
        with database.taking_in() as intake:
            count(intake.raw, database.clock, *line.passed)
            intake.raw.execute("UPDATE sync_line SET room = ?", (line.terms.room,))

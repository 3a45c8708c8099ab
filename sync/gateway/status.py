"""How the warehouse stands, in numbers: devices and scopes, and nothing about any person."""

from typing import Any

from sqlalchemy import Connection, func, select

from sync.gateway import audit
from sync.gateway.events import KINDS, told
from sync.gateway.tables import DEVICE, LOG, PARKED, QUARANTINE, RECORD, REFUSED, SCOPE, STRETCH
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, PROTOCOL_MIN


def status(warehouse: Warehouse) -> dict[str, Any]:
    with warehouse.engine.begin() as connection:
        return {
            "epoch": warehouse.epoch,
            "protocol": [PROTOCOL_MIN, PROTOCOL],
            "catalogue": warehouse.catalogue.version(),
            "devices": _devices(connection),
            "scopes": _scopes(connection),
            "events": told(connection),
        }


def _devices(connection: Connection) -> list[dict[str, Any]]:
    waiting = _counts(connection, select(PARKED.c.device, func.count()).group_by(PARKED.c.device))
    refused = _counts(connection, select(REFUSED.c.device, func.count()).group_by(REFUSED.c.device))
    audits = audit.standing(connection)
    ahead: dict[str, list[tuple[int, int]]] = {}
    for row in connection.execute(select(STRETCH).order_by(STRETCH.c.device, STRETCH.c.first)):
        ahead.setdefault(row.device, []).append((row.first, row.last))
    return [
        {
            "device": row["device"],
            "scope": row["scope"],
            "point": row["point"],
            "name": row["name"],
            "enrolled_at": row["enrolled_at"],
            "revoked_at": row["revoked_at"],
            "seen_at": row["seen_at"],
            "upto": row["upto"],
            "count": row["count"],
            "safe": row["safe"],
            "succeeds": row["succeeds"],
            "ahead": ahead.get(row["device"], []),
            "waiting": waiting.get(row["device"], 0),
            "refused": refused.get(row["device"], 0),
            "audit": audits.get(row["device"], {"upto": 0, "breaks": 0}),
        }
        for row in connection.execute(select(DEVICE).order_by(DEVICE.c.scope, DEVICE.c.device)).mappings()
    ]


def _scopes(connection: Connection) -> list[dict[str, Any]]:
    logged = _counts(connection, select(LOG.c.scope, func.count()).group_by(LOG.c.scope))
    parked = _counts(connection, select(PARKED.c.scope, func.count()).group_by(PARKED.c.scope))
    quarantined = _counts(
        connection,
        select(QUARANTINE.c.scope, func.count())
        .where(QUARANTINE.c.reason.is_not(None))
        .group_by(QUARANTINE.c.scope),
    )
    records: dict[str, dict[str, int]] = {}
    for scope, entity, number in connection.execute(
        select(RECORD.c.scope, RECORD.c.entity, func.count())
        .group_by(RECORD.c.scope, RECORD.c.entity)
        .order_by(RECORD.c.scope, RECORD.c.entity)
    ):
        records.setdefault(scope, {})[entity] = number
    return [
        {
            "scope": row.scope,
            "seq": row.seq,
            "transactions": logged.get(row.scope, 0),
            "parked": parked.get(row.scope, 0),
            "quarantine": quarantined.get(row.scope, 0),
            "records": records.get(row.scope, {}),
        }
        for row in connection.execute(select(SCOPE).order_by(SCOPE.c.scope))
    ]


def _counts(connection: Connection, question: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(question)}


def in_words(standing: dict[str, Any]) -> str:
    lines = [f"Kho tỉnh, đời {standing['epoch']}, danh mục {standing['catalogue']}"]
    for scope in standing["scopes"]:
        records = ", ".join(f"{entity} {number}" for entity, number in scope["records"].items())
        lines.append(
            f"Trạm {scope['scope']}: {scope['transactions']} lượt ghi, cách ly {scope['quarantine']},"
            f" đang chờ {scope['parked']}; {records or 'chưa có bản ghi'}"
        )
        of_scope = [device for device in standing["devices"] if device["scope"] == scope["scope"]]
        lines += [_device_in_words(device) for device in of_scope]
    lines += [
        f"{event['at']} {KINDS.get(event['kind'], event['kind'])}: {event['detail']}"
        for event in standing["events"]
    ]
    return "\n".join(lines)


def _device_in_words(device: dict[str, Any]) -> str:
    seen = device["seen_at"] or "chưa liên lạc"
    succeeds = f", tiếp nối {device['succeeds']}" if device["succeeds"] else ""
    revoked = f", thu hồi lúc {device['revoked_at']}" if device["revoked_at"] else ""
    audited = device["audit"]
    log = f", nhật ký đến mục {audited['upto']}" if audited["upto"] else ""
    if audited["breaks"]:
        log += f" (ĐỨT {audited['breaks']} chỗ)"
    return (
        f"  Máy {device['device']} ({device['point']}): nhận {device['count']}, liền đến {device['upto']},"
        f" an toàn đến {device['safe']}, liên lạc cuối {seen}{log}{succeeds}{revoked}"
    )

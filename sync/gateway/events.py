"""What the province's IT should know later: PCs cloned or restored, new epochs, backups, revocations."""

from typing import Any

from sqlalchemy import Connection, select

from sync.gateway.tables import EVENT

KINDS = {
    "succession": "máy đi tiếp dưới tên mới",
    "epoch": "kho bắt đầu đời mới",
    "backup": "sao lưu đã kiểm tra",
    "revoked": "thu hồi",
    "impounded": "giữ riêng việc của máy bị thu hồi",
    "released": "nhận việc đã giữ riêng của máy bị thu hồi",
    "audit": "nhật ký truy cập",
    "testimony": "trạng thái do máy trạm giao lại",
}


def tell(
    connection: Connection,
    at: str,
    kind: str,
    detail: str,
    *,
    scope: str | None = None,
    device: str | None = None,
) -> None:
    row = {"at": at, "kind": kind, "scope": scope, "device": device, "detail": detail}
    connection.execute(EVENT.insert().values(**row))


def told(connection: Connection, limit: int = 20) -> list[dict[str, Any]]:
    """The newest first."""
    rows = connection.execute(select(EVENT).order_by(EVENT.c.number.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]

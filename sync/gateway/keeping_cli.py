"""`warehouse backup`, `restore`, `backed-up`, `new-epoch`: that the warehouse itself is not lost."""

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync import clock
from sync.gateway.backup import Damaged, Kept, Occupied, back_up, backed_up, restore
from sync.gateway.courier_cli import REFUSED, Told
from sync.gateway.epoch import begin_epoch
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    saving = command("backup", "sao lưu cả kho ra một tệp, đọc lại và kiểm tra rồi mới báo an toàn")
    saving.add_argument("file", type=Path, help="tệp nhận bản sao; chứa dữ liệu bệnh nhân và khóa của kho")
    saving.set_defaults(couriered=_backup)
    bringing = command("restore", "đưa bản sao lưu vào cơ sở dữ liệu trống; kho bắt đầu đời mới")
    bringing.add_argument("file", type=Path)
    bringing.set_defaults(unopened=_restore)
    done = command("backed-up", "báo rằng bản sao riêng của PostgreSQL đã có mọi thứ đến một lúc")
    done.add_argument("--at", default=None, help="giờ UTC, ví dụ 2026-11-21T00:30:00Z; mặc định là bây giờ")
    done.set_defaults(couriered=_backed_up)
    command("new-epoch", "bắt đầu đời mới sau khi khôi phục kho bằng tay").set_defaults(couriered=_new_epoch)


def _backup(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    try:
        kept = back_up(warehouse, wanted.file)
    except Damaged as damaged:
        words = f"Bản sao lưu KHÔNG dùng được: {damaged}. Không trạm nào được báo là an toàn."
        return Told({"refused": "damaged", "reason": str(damaged)}, words, REFUSED)
    return Told(_facts(wanted.file, kept), f"Đã sao lưu và kiểm tra lại: {_count(kept)} vào {wanted.file}")


def _restore(wanted: argparse.Namespace) -> Told:
    try:
        kept = restore(wanted.database, wanted.file, instant(int(time.time() * 1000) << clock.BITS))
    except Damaged as damaged:
        words = f"Không khôi phục: {damaged}. Chưa ghi gì."
        return Told({"refused": "damaged", "reason": str(damaged)}, words, REFUSED)
    except Occupied:
        words = "Cơ sở dữ liệu này đã có một kho. Chưa ghi gì; hãy tạo cơ sở dữ liệu trống."
        return Told({"refused": "occupied", "reason": words}, words, REFUSED)
    return Told(_facts(wanted.file, kept), f"Đã khôi phục {_count(kept)}. Kho bắt đầu đời mới.")


def _backed_up(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    at = warehouse.wall_ms() if wanted.at is None else _moment(wanted.at)
    if at is None:
        words = "Giờ phải viết như 2026-11-21T00:30:00Z."
        return Told({"refused": "at", "reason": words}, words, REFUSED)
    devices = backed_up(warehouse, at)
    words = f"Đã báo: bản sao có mọi thứ đến {instant(at << clock.BITS)} của {devices} máy."
    return Told({"at": instant(at << clock.BITS), "devices": devices}, words)


def _moment(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(moment.astimezone(UTC).timestamp() * 1000) if moment.tzinfo else None


def _new_epoch(warehouse: Warehouse, _wanted: argparse.Namespace) -> Told:
    now = instant(warehouse.wall_ms() << clock.BITS)
    with warehouse.engine.begin() as connection:
        warehouse.epoch = begin_epoch(connection, "theo lệnh new-epoch", now)
    words = f"Kho bắt đầu đời {warehouse.epoch}: các trạm sẽ tự đối chiếu ở lần đồng bộ tới."
    return Told({"epoch": warehouse.epoch}, words)


def _facts(file: Path, kept: Kept) -> dict[str, Any]:
    return {"file": str(file), **asdict(kept)}


def _count(kept: Kept) -> str:
    return f"{kept.transactions} lượt ghi, {kept.records} bản ghi của {kept.devices} máy"

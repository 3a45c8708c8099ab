"""`warehouse snapshot`: a station's records in one file, for a new PC that has no line worth the name."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from sync import clock
from sync.gateway.courier_cli import REFUSED, Told
from sync.gateway.snapshot import manifest
from sync.gateway.tables import DEVICE, SCOPE, SNAPSHOT_PART
from sync.gateway.typed import instant
from sync.gateway.warehouse import Warehouse
from sync.seed_file import Content, pack_seed


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    seeding = command("snapshot", "ghi dữ liệu ban đầu của một trạm ra tệp, cho máy mới không có mạng tốt")
    seeding.add_argument("--scope", required=True, help="mã trạm, ví dụ 12345")
    seeding.add_argument("--out", type=Path, required=True, help="tệp nhận (trên USB)")
    seeding.set_defaults(couriered=_write)


def _write(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    keys = _recipients(warehouse, wanted.scope)
    if not keys:
        words = f"Trạm {wanted.scope} chưa có máy nào được ghi danh: chưa có ai mở được tệp này."
        return Told({"refused": "scope", "reason": words}, words, REFUSED)
    content = seed_content(warehouse, wanted.scope)
    raw = pack_seed(content, warehouse.key, keys, instant(warehouse.wall_ms() << clock.BITS))
    partial = wanted.out.with_name(wanted.out.name + ".partial")
    with partial.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(wanted.out)
    facts = {
        "file": str(wanted.out),
        "records": content.seeded.records,
        "bytes": len(raw),
        "devices": len(keys),
    }
    many = f"{content.seeded.records} bản ghi, {len(raw) / 2**20:.1f} MB"
    return Told(facts, f"Đã ghi {many} vào {wanted.out}; {len(keys)} máy của trạm mở được.")


def seed_content(warehouse: Warehouse, scope: str) -> Content:
    seeded = manifest(warehouse, scope)
    part = SNAPSHOT_PART.c
    kept = select(part.body).where(part.scope == scope, part.seq == seeded.cursor).order_by(part.number)
    with warehouse.engine.begin() as connection:
        return Content(seeded, [bytes(body) for body in connection.scalars(kept)])


def _recipients(warehouse: Warehouse, scope: str) -> list[bytes]:
    of = select(DEVICE.c.public_key).join(SCOPE, SCOPE.c.scope == DEVICE.c.scope)
    with warehouse.engine.begin() as connection:
        known = of.where(DEVICE.c.scope == scope, DEVICE.c.revoked_at.is_(None)).order_by(DEVICE.c.device)
        return [bytes(key) for key in connection.scalars(known)]

"""`warehouse bundle` and `warehouse impounded`: sticks, and what came on the stick of a revoked PC."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from sync.bundle import Unreadable
from sync.bundle_file import letters, load, write
from sync.gateway import impounded
from sync.gateway.courier import Delivered, answers, take_in, unasked
from sync.gateway.warehouse import Warehouse

DONE, REFUSED, WAITS = 0, 3, 5


class Told(NamedTuple):
    """What a command answers: facts for programs, words for people, the exit code."""

    facts: dict[str, Any]
    words: str
    code: int = DONE


def bundle_arguments(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(required=True, metavar="VIỆC")
    words = "nhận tệp USB của máy trạm và ghi tệp trả lời"
    taking = ways.add_parser("import", help=words, description=words, parents=[common])
    taking.add_argument("files", type=Path, nargs="+", help="tệp .tram, hoặc thư mục có các tệp đó")
    taking.add_argument("--out", type=Path, required=True, help="thư mục nhận tệp trả lời (USB)")
    taking.set_defaults(couriered=take)
    words = "ghi tệp USB cho một máy trạm chưa gửi tệp lên"
    giving = ways.add_parser("export", help=words, description=words, parents=[common])
    giving.add_argument("device", help="tên máy trạm")
    giving.add_argument("--out", type=Path, required=True, help="thư mục nhận tệp (USB)")
    giving.add_argument("--since", type=int, default=0, help="máy đã nghe đến số này của nhật ký trạm")
    giving.set_defaults(couriered=give)


def impounded_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--release", metavar="DEVICE", help="nhận phần đang giữ của máy này vào kho")
    parser.set_defaults(couriered=held)


def take(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    """Every file by itself; one answer for each PC, after all of its files were taken in."""
    files = [path for place in wanted.files for path in letters(place, "len")]
    delivered: dict[str, Delivered] = {}
    told: list[dict[str, Any]] = []
    for path in files:
        try:
            one = take_in(warehouse, load(path))
        except Unreadable as error:
            told.append({"file": str(path), "refused": error.code, "reason": error.reason})
            continue
        told.append(_facts(path, one))
        delivered[one.device] = _newer(delivered.get(one.device), one)
    written = [write(wanted.out, raw) for one in delivered.values() for raw in answers(warehouse, one)]
    facts = {"files": told, "answers": [str(path) for path in written]}
    bad = any("reason" in one for one in told) or not files
    return Told(facts, _in_words(told, written), REFUSED if bad else DONE)


def _newer(known: Delivered | None, one: Delivered) -> Delivered:
    """The question that has heard least is answered, so that no part of the log is left out."""
    if known is None or one.ask.epoch != known.ask.epoch or one.ask.cursor < known.ask.cursor:
        return one
    return known


def _facts(path: Path, one: Delivered) -> dict[str, Any]:
    facts: dict[str, Any] = {"file": str(path), "device": one.device, "station": one.scope}
    facts |= {"part": one.part, "parts": one.parts, "held": one.held, "new": one.new}
    facts |= {"impounded": one.impounded, "turned_away": one.refused}
    if one.refusal is not None and not one.impounded:
        facts |= {"refused": one.refusal.code, "reason": one.refusal.reason}
    return facts


def _in_words(told: list[dict[str, Any]], written: list[Path]) -> str:
    lines = [f"{one['file']}: {_one_in_words(one)}" for one in told] or ["Không có tệp nào để nhận."]
    lines += [f"Tệp trả lời: {path}" for path in written]
    return "\n".join(lines)


def _one_in_words(one: dict[str, Any]) -> str:
    if "reason" in one:
        return f"{one['reason']} Chưa ghi gì vào kho."
    if one["impounded"]:
        return (
            f"máy {one['device']} đã bị thu hồi; giữ riêng {one['impounded']} thay đổi (warehouse impounded)."
        )
    return f"máy {one['device']}, trạm {one['station']}: {one['held']} thay đổi, {one['new']} mới."


def give(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    written = [
        write(wanted.out, raw) for raw in answers(warehouse, unasked(warehouse, wanted.device, wanted.since))
    ]
    return Told({"answers": [str(path) for path in written]}, "\n".join(f"Đã ghi {path}" for path in written))


def held(warehouse: Warehouse, wanted: argparse.Namespace) -> Told:
    if wanted.release:
        new = impounded.release(warehouse, wanted.release)
        words = f"Đã nhận {new} thay đổi của máy {wanted.release}; máy vẫn bị thu hồi."
        return Told({"released": wanted.release, "new": new}, words)
    waiting = impounded.waiting(warehouse)
    lines = [
        f"Máy {one.device} (trạm {one.scope}, thu hồi {one.revoked_at}): giữ {one.transactions} thay đổi,"
        f" nhận lần cuối {one.last_at}"
        for one in waiting
    ]
    facts = {"impounded": [asdict(one) for one in waiting]}
    return Told(facts, "\n".join(lines) or "Không giữ gì của máy bị thu hồi.", WAITS if waiting else DONE)

"""The `warehouse` command: what the province's IT does, by hand or by script."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.exc import ArgumentError, OperationalError

from sync.catalogue import Catalogue
from sync.gateway import courier_cli, keeping_cli, recovery_cli, seed_cli
from sync.gateway.enrolment import VALID_DAYS, create_code, revoke
from sync.gateway.export import export
from sync.gateway.inspection import broken_trails, inspect
from sync.gateway.pace import Limits
from sync.gateway.refusal import TurnedAway
from sync.gateway.serve import LOOPBACK, is_loopback, listen, serve
from sync.gateway.status import in_words, status
from sync.gateway.warehouse import Warehouse, open_warehouse

DONE, USAGE, REFUSED, UNAVAILABLE, WAITS, BUG = 0, 2, 3, 4, 5, 70
"""Exit codes, the same as those of `station`."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    wanted = parser.parse_args(arguments, argparse.Namespace(json=False))
    if not wanted.database and "alone" not in wanted:
        parser.error("thiếu --database (hoặc biến môi trường WAREHOUSE_DATABASE)")
    try:
        return _run(wanted)
    except TurnedAway as refusal:
        return _say(wanted, REFUSED, refusal.code, refusal.reason)
    except ArgumentError:
        return _say(
            wanted,
            USAGE,
            "database",
            "Địa chỉ cơ sở dữ liệu không đúng dạng postgresql://… hoặc sqlite:///….",
        )
    except OperationalError:
        return _say(
            wanted, UNAVAILABLE, "database", "Không mở được cơ sở dữ liệu của kho. Dữ liệu không bị động tới."
        )
    except OSError as error:
        return _say(wanted, UNAVAILABLE, "system", f"Máy chủ không cho làm việc này: {error.strerror}.")
    except Exception as bug:
        traceback.print_tb(bug.__traceback__)
        return _say(
            wanted,
            BUG,
            "fault",
            f"Lỗi của phần mềm ({type(bug).__name__}). Hãy gửi đoạn trên cho nhà phát triển.",
        )


def _run(wanted: argparse.Namespace) -> int:
    if "unopened" in wanted:
        told = wanted.unopened(wanted)
        _tell(wanted, told.facts, told.words)
        return int(told.code)
    given = Catalogue.from_json(Path(wanted.catalogue).read_text("utf-8")) if wanted.catalogue else None
    warehouse = open_warehouse(wanted.database, given)
    try:
        work: Callable[[Warehouse, argparse.Namespace], int] = wanted.work
        return work(warehouse, wanted)
    finally:
        warehouse.close()


def _serve(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    hosts = [wanted.host] if wanted.host else LOOPBACK
    certificate = (wanted.certificate, wanted.private_key) if wanted.certificate else None
    if certificate is None and not all(is_loopback(host) for host in hosts):
        return _say(
            wanted,
            REFUSED,
            "plain-http",
            "Ngoài chính máy này, kho chỉ nhận HTTPS: thêm --certificate và --private-key.",
        )
    sockets = listen(hosts, wanted.port)
    serve(
        warehouse,
        sockets,
        lambda urls: _tell(wanted, {"listening": urls}, "Kho tỉnh nhận tại " + ", ".join(urls)),
        certificate,
        Limits(working=max(1, wanted.at_once), a_second=max(0.1, wanted.a_second)),
    )
    return DONE


def _enroll(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    code = create_code(warehouse, station=wanted.station, point=wanted.point, name=wanted.name)
    _tell(wanted, {"code": code}, f"Mã ghi danh: {code} (dùng một lần, trong {VALID_DAYS} ngày)")
    return DONE


def _revoke(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    fallen = revoke(warehouse, wanted.device)
    successors = f" và các tên sau của máy ấy: {', '.join(fallen[1:])}" if fallen[1:] else ""
    facts = {"revoked": wanted.device, "successors": fallen[1:]}
    _tell(wanted, facts, f"Đã thu hồi máy {wanted.device}{successors}.")
    return DONE


def _status(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    standing, words = status(warehouse), ""
    differing, broken = (inspect(warehouse), broken_trails(warehouse)) if wanted.check else ([], [])
    if wanted.check:
        standing |= {"differing": [asdict(place) for place in differing], "broken_trails": broken}
        places = [f"trạm {d.scope}, {d.entity}, mã đuôi {d.bucket}" for d in differing]
        words = (
            "\nDữ liệu lưu đã sai khác: " + "; ".join(places)
            if places
            else "\nDấu kiểm khớp với dữ liệu lưu."
        )
        words += (
            "\nNhật ký truy cập đã nhận nay không còn nguyên: " + "; ".join(broken)
            if broken
            else "\nNhật ký truy cập đã nhận còn nguyên."
        )
    _tell(wanted, standing, in_words(standing) + words)
    return WAITS if differing or broken else DONE


def _export(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    rows = export(warehouse, Path(wanted.out), form=wanted.form, settled=wanted.settled)
    _tell(wanted, {"folder": wanted.out, "rows": rows}, f"Đã ghi {sum(rows.values())} dòng vào {wanted.out}")
    return DONE


def _couriered(warehouse: Warehouse, wanted: argparse.Namespace) -> int:
    told: courier_cli.Told = wanted.couriered(warehouse, wanted)
    _tell(wanted, told.facts, told.words)
    return told.code


def _tell(wanted: argparse.Namespace, facts: dict[str, Any], words: str) -> None:
    print(json.dumps(facts, ensure_ascii=False) if wanted.json else words, flush=True)


def _say(wanted: argparse.Namespace, exit_code: int, code: str, reason: str) -> int:
    if wanted.json:
        print(json.dumps({"refused": code, "reason": reason}, ensure_ascii=False), flush=True)
    print(f"{reason} [{code}]", file=sys.stderr)
    return exit_code


def _serving(serving: argparse.ArgumentParser) -> None:
    serving.add_argument("--port", type=int, required=True, help="cổng; 0 là chọn cổng trống")
    serving.add_argument("--host", help="địa chỉ nhận; mặc định chỉ trong máy này")
    serving.add_argument("--certificate", help="chứng thư TLS (PEM)")
    serving.add_argument("--private-key", help="khóa của chứng thư (PEM)")
    serving.add_argument("--at-once", type=int, default=Limits().working, help="trả lời cùng lúc bao nhiêu")
    serving.add_argument(
        "--a-second",
        type=float,
        default=Limits().a_second,
        help="mỗi máy hỏi đều được bao nhiêu lần một giây",
    )


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="trả lời bằng JSON")
    parser = argparse.ArgumentParser(prog="warehouse", description="Kho dữ liệu của tỉnh", parents=[common])
    parser.add_argument(
        "--database",
        default=os.environ.get("WAREHOUSE_DATABASE"),
        help="postgresql://… hoặc sqlite:///tệp; mật khẩu nên để trong biến WAREHOUSE_DATABASE",
    )
    parser.add_argument("--catalogue", help="danh mục dữ liệu (catalog.json) khác với bản đi kèm")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    def command(
        name: str, work: Callable[[Warehouse, argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words, parents=[common])
        added.set_defaults(work=work)
        return added

    serving = command(
        "serve", _serve, "nhận đồng bộ từ các trạm; nhiều tiến trình cùng một cơ sở dữ liệu được"
    )
    _serving(serving)
    enrolling = command("enroll", _enroll, "cấp mã ghi danh dùng một lần cho một máy của trạm")
    enrolling.add_argument("--station", required=True, help="mã trạm, ví dụ 12345")
    enrolling.add_argument("--point", required=True, help="điểm trạm đặt máy")
    enrolling.add_argument("--name", default="", help="tên máy, để IT dễ nhận ra")
    command("revoke", _revoke, "thu hồi quyền kết nối của một máy").add_argument("device")
    standing = command(
        "status", _status, "máy, lần liên lạc cuối, số bản ghi, cách ly, đang chờ; theo từng trạm"
    )
    standing.add_argument(
        "--check",
        action="store_true",
        help="đếm lại dấu kiểm, nối lại nhật ký từ chính dữ liệu lưu (lâu hơn)",
    )
    sticks = command("bundle", _couriered, "nhận và ghi tệp USB của máy trạm không có mạng")
    courier_cli.bundle_arguments(sticks, common)
    kept = command("impounded", _couriered, "phần chưa gửi của máy bị thu hồi, kho giữ riêng chờ quyết")
    courier_cli.impounded_arguments(kept)
    keeping_cli.add(lambda name, words: command(name, _couriered, words))
    seed_cli.add(lambda name, words: command(name, _couriered, words))
    recovery_cli.add(lambda name, words: command(name, _couriered, words))
    exporting = command("export", _export, "ghi các bảng của kho ra tệp, mỗi loại bản ghi một tệp")
    exporting.add_argument("--out", default="warehouse-export", help="thư mục nhận tệp")
    exporting.add_argument("--form", choices=("csv", "json"), default="csv")
    exporting.add_argument(
        "--settled", action="store_true", help="chỉ dữ kiện: bỏ dòng tranh chấp, cách ly, ghi nhầm"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

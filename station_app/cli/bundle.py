"""bundle: what is unsent goes out on a stick, and the province's answer comes back on one."""

import argparse
from pathlib import Path

from station_app.cli.result import Result
from station_app.common.errors import Refused
from station_app.exchange import service as exchange
from station_app.exchange.service import bundles
from station_app.store.database import Database

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["export", "import"], help="ghi ra USB, hoặc đọc tệp kho trả lời")
    parser.add_argument("files", type=Path, nargs="*", help="tệp .tram hoặc thư mục, khi đọc")
    parser.add_argument("--out", type=Path, help="thư mục của USB, khi ghi")
    parser.add_argument("--part-size", type=float, default=4.0, metavar="MB", help="cỡ mỗi tệp khi ghi")
    parser.add_argument("--after", type=int, help="ghi tiếp sau thay đổi số này (khi USB trước đã đầy)")


def work(database: Database, options: Options) -> Result:
    return _export(database, options) if options.action == "export" else _import(database, options)


def _export(database: Database, options: Options) -> Result:
    if options.out is None:
        raise Refused("Thiếu --out: thư mục của USB.", "out")
    done = bundles.export_bundles(database, options.out, after=options.after, part_mb=options.part_size)
    data = {
        "files": [str(path) for path in done.files],
        "transactions": done.transactions,
        "upto": done.upto,
        "left": done.left,
    }
    return Result(data, _exported(done))


def _exported(done: bundles.Exported) -> str:
    words = f"Đã ghi {done.transactions} thay đổi vào {len(done.files)} tệp. Đưa USB lên kho tỉnh."
    if done.left:
        words += f" Còn {done.left} thay đổi chưa có chỗ: cắm USB khác và thêm --after {done.upto}."
    return words


def _import(database: Database, options: Options) -> Result:
    paths = [path for place in options.files for path in bundles.bundles_in(place)]
    if not paths:
        raise Refused("Không thấy tệp nào của kho tỉnh ở đó.", "files")
    done = [bundles.import_bundle(database, path) for path in paths]
    state = exchange.line_state(database)
    last = done[-1].outcome
    data = {
        "files": [str(path) for path in paths],
        "received": sum(one.received for one in done),
        "acknowledged": sum(one.acknowledged for one in done),
        "digest_match": last.match if last else None,
        "receipt": exchange.receipt_data(last.receipt) if last and last.receipt else None,
    }
    return Result(data, exchange.in_words(state))

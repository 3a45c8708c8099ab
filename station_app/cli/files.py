"""print, check, demo: what leaves the station or comes into it as files."""

import argparse
from pathlib import Path

from station_app.app import home, summary
from station_app.cli.result import Result
from station_app.common.errors import Refused
from station_app.exchange import service as exchange
from station_app.store.audit import Action, note
from station_app.store.backup import verify
from station_app.store.database import Database
from station_app.store.export import put

Options = argparse.Namespace


def print_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", choices=["household", "hamlet"])
    parser.add_argument("code", help="mã hộ, hoặc tên thôn bản")
    parser.add_argument("--out", type=Path, required=True)


def print_sheet(database: Database, options: Options) -> Result:
    if options.sheet == "household":
        pdf, households = summary.household_by_code(database, options.code), 1
    else:
        pdf, households = summary.hamlet(database, options.code)
    note(database, Action.PRINTED, entity=options.sheet, detail=f"file, {households} households")
    put(options.out, pdf)
    data = {"file": str(options.out), "bytes": len(pdf), "households": households}
    return Result(data, f"Đã in {households} hộ ra {options.out}")


def check(database: Database, options: Options) -> Result:
    """Every page's seal, every index, and every record against the kept digests; names what differs."""
    # A page that a power cut tore while the log was folded is whole in the log, and whole again once folded.
    database.fold_log()
    records, transactions = verify(options.home / home.FILE, database.key, database.catalogue)
    if places := exchange.damaged_places(database):
        raise Refused(
            f"Dữ liệu trên máy hỏng ở: {', '.join(places)}. Đừng xoá gì. Lượt đồng bộ tới đối chiếu với kho"
            " tỉnh và lấy lại phần hỏng; chạy check lại sau đó, vẫn thế thì báo cán bộ tin học.",
            code="digest",
        )
    data = {"records": records, "transactions": transactions, "digest": "match"}
    return Result(data, f"Tệp dữ liệu lành, {records} bản ghi, dấu kiểm khớp.")


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=Path("build/demo"))
    parser.add_argument("--no-window", action="store_true", help="không mở cửa sổ sau khi chạy")


def demo(_: None, options: Options) -> Result:
    from station_app.demo.run import run  # noqa: PLC0415  lazy: only the demo needs its population

    data, words = run(options.folder, people=options.people, window=not options.no_window)
    return Result(data, words)

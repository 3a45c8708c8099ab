"""seed: a new PC's first records from the province's file."""

import argparse
import sys
from pathlib import Path

from station_app.cli.result import Result
from station_app.exchange.service.seeding import seed_from
from station_app.store.database import Database

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp do lệnh warehouse snapshot ghi ra")


def work(database: Database, options: Options) -> Result:
    sown = seed_from(database, options.file, told)
    data = {"records": sown.records, "newer": sown.newer}
    if not sown.newer:
        return Result(data, "Máy này đã có dữ liệu mới hơn tệp đó; không có gì thay đổi.")
    return Result(data, f"Đã nhận {sown.records} bản ghi. Lượt đồng bộ tới nhận phần mới hơn.")


def told(done: int, of: int) -> None:
    """How far a first sync is; on a terminal only, so that a script's output stays what it was."""
    if sys.stderr.isatty():
        end = "\n" if done >= of else "\r"
        print(
            f"Đang nhận dữ liệu ban đầu: {done}/{of} bản ghi. Rút điện cũng không mất gì.",
            end=end,
            file=sys.stderr,
        )

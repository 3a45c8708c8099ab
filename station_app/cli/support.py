"""support: a file for whoever helps from afar, without a word about anybody."""

import argparse
from pathlib import Path

from station_app.app import support
from station_app.cli.result import Result
from station_app.cli.signing_in import sign_in
from station_app.common.errors import Refused, Unavailable, Waiting
from station_app.store.database import Database
from station_app.store.export import put

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help=f"tệp, ví dụ {support.FILE_NAME}")


def work(_: None, options: Options) -> Result:
    """Also of a station that does not open: then with the code of why, and what can be seen from outside."""
    database, opening = _opened(options)
    try:
        content = support.bundle(options.home, database, opening)
    finally:
        if database is not None:
            database.close()
    put(options.out, content)
    words = f"Đã ghi {options.out}: phiên bản, số lượng, thời gian, mã; không có tên hay số của ai."
    if opening:
        words += f" Sổ không mở được ({opening}), nên tệp chỉ có phần nhìn từ ngoài."
    return Result({"file": str(options.out), "bytes": len(content), "opening": opening or "ok"}, words)


def _opened(options: Options) -> tuple[Database | None, str]:
    try:
        return sign_in(options), ""
    except (Refused, Unavailable, Waiting) as reason:
        return None, reason.code

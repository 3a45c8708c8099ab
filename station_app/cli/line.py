"""init, enroll, digest: this PC, how it begins and how it is known to the province."""

import argparse
from pathlib import Path

from station_app.app import home
from station_app.cli.result import Result
from station_app.cli.signing_in import read_password
from station_app.exchange import service as exchange
from station_app.store.database import Database
from station_app.store.vault import TARGET, measured_cost

Options = argparse.Namespace


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none of its own."""


def init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--station-code", required=True, help="mã trạm, 5 chữ số")
    parser.add_argument("--name", required=True, help="tên trạm")
    parser.add_argument("--provision", type=Path, default=None, help="tệp cấp phát của tỉnh")
    parser.add_argument("--full-name", default="", help="họ tên trưởng trạm")
    parser.add_argument(
        "--unlock-seconds",
        type=float,
        default=TARGET,
        help="mỗi lần gõ mật khẩu máy tính mất chừng ấy giây (đo trên máy này; không bao giờ dưới mức OWASP)",
    )


def init(_: None, options: Options) -> Result:
    provision = home.read_provision(options.provision) if options.provision else None
    founded = home.found(
        options.home,
        code=options.station_code,
        name=options.name,
        login=options.user or "truongtram",
        password=read_password(options),
        full_name=options.full_name,
        provision=provision,
        cost=measured_cost(options.unlock_seconds),
    )
    data = {"device": founded.device, "user": founded.user, "recovery_code": founded.recovery_code}
    words = f"Đã tạo trạm. Ghi mã khôi phục này ra giấy và cất kín: {founded.recovery_code}"
    return Result(data, words)


def enroll_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gateway", required=True, help="địa chỉ kho tỉnh")
    parser.add_argument("--code", required=True, help="mã ghi danh dùng một lần")
    parser.add_argument("--authority", type=Path, help="tệp chứng thư gốc (PEM) của tỉnh, chỉ tin nó")
    parser.add_argument("--proxy", default="", help="proxy HTTP, ví dụ http://10.0.0.1:3128")


def enroll(database: Database, options: Options) -> Result:
    authority = exchange.read_authority(options.authority) if options.authority else ""
    point = exchange.enroll(database, options.gateway, options.code, authority=authority, proxy=options.proxy)
    return Result({"point": point}, f"Đã ghi danh: {point}")


def digest(database: Database, options: Options) -> Result:
    digests = exchange.recomputed_digests(database)
    return Result(dict(digests), "\n".join(f"{name}  {value}" for name, value in digests.items()))

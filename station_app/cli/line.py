"""init, recover, enroll, digest, key: this PC and its keys."""

import argparse
from pathlib import Path

from station_app.app import home
from station_app.cli.result import Result
from station_app.cli.signing_in import login_of, read_password
from station_app.common.errors import Refused
from station_app.exchange import service as exchange
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.database import Database
from station_app.store.given import given_secret
from station_app.store.vault import TARGET, Vault, measured_cost

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


def export_key(database: Database, _: Options) -> Result:
    """For the province's own check with another implementation of the same file format."""
    staff.require(database, staff.Right.ROTATE_KEY)
    audit.note(database, audit.Action.EXPORTED, entity="vault", detail="data key")
    key = database.key.hex()
    return Result({"key": key}, key)


def recover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code-file", type=Path, required=True, help="tệp chứa mã khôi phục trên giấy")


def recover(_: None, options: Options) -> Result:
    """A forgotten password: the paper code opens the vault, STATION_PASSWORD becomes the new password.

    The code comes in a file, like a password: on the command line others could read it."""
    vault = Vault.open(options.home)
    try:
        code = given_secret(options.code_file)
    except (OSError, UnicodeError):
        raise Refused("Không đọc được tệp mã khôi phục.", "code-file") from None
    login = login_of(options)
    vault.set_password(vault.unlock_with_code(code), login, read_password(options))
    return Result({"login": login}, f"Đã đặt mật khẩu mới cho {login}. Dữ liệu còn nguyên.")

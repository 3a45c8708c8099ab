"""break-glass: restricted records of one person in an emergency, what the head is told, codes to print."""

import argparse
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from station_app.cli.result import Result
from station_app.common.errors import Refused
from station_app.health_records import service as health_records
from station_app.staff.service import glass
from station_app.store.database import Database
from station_app.store.given import given_secret
from station_app.store.vault import Vault
from station_app.visits import service as visits

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", nargs="?", help="mã (id) của người cần mở hồ sơ")
    parser.add_argument("--reason", default="", help="lý do; trưởng trạm sẽ đọc")
    parser.add_argument(
        "--second",
        default="",
        metavar="TÊN",
        help="tên đăng nhập của người thứ hai; mật khẩu ở STATION_SECOND_PASSWORD hoặc --second-file",
    )
    parser.add_argument("--second-file", type=Path, help="tệp chứa mật khẩu của người thứ hai")
    parser.add_argument("--code-file", type=Path, help="tệp chứa mã trên giấy; hoặc đặt STATION_GLASS_CODE")
    parser.add_argument("--list", action="store_true", help="các lần mở khẩn (trưởng trạm)")
    parser.add_argument("--seen", metavar="ID", help="đã xem một lần mở (trưởng trạm)")
    parser.add_argument("--make-codes", type=int, metavar="SỐ", help="in mã mở khẩn mới (trưởng trạm)")


def work(database: Database, options: Options) -> Result:
    if options.list:
        found = glass.openings(database, everything=True)
        lines = [f"{one.opened_at}  {one.by_name}  {one.person}  {one.how}  {one.reason}" for one in found]
        return Result([asdict(one) for one in found], "\n".join(lines))
    if options.seen:
        glass.acknowledge(database, options.seen)
        return Result({"id": options.seen}, "Đã xem.")
    vault = Vault.open(options.home, clock=database.clock)
    if options.make_codes:
        codes = glass.make_codes(database, vault, options.make_codes)
        return Result({"codes": codes}, "\n".join(codes))
    if not options.person:
        raise Refused("Thiếu mã (id) của người cần mở hồ sơ.", "person")
    return _open(database, vault, options)


def _open(database: Database, vault: Vault, options: Options) -> Result:
    """Opens, shows, and forgets: nothing outlives the command."""
    glass.break_glass(
        database,
        vault,
        options.person,
        options.reason,
        login=options.second,
        password=_secret(options.second_file, "STATION_SECOND_PASSWORD"),
        code=_secret(options.code_file, "STATION_GLASS_CODE"),
    )
    try:
        data = _restricted(database, options.person)
    finally:
        glass.close_glass(database)
    lines = [_line(one) for some in data.values() for one in some]
    return Result(data, "\n".join(lines) or "Người này không có bản ghi hạn chế nào.")


def _restricted(database: Database, person: str) -> dict[str, list[dict[str, Any]]]:
    seen = visits.visits_of(database, [person], may_see_restricted=True)[person]
    record = health_records.record(database, person, may_see_restricted=True)
    return {
        "visits": [_plain(one) for one in seen if one.restricted],
        "conditions": [_plain(one) for one in record.conditions if one.restricted],
        "risk_factors": [_plain(one) for one in record.risk_factors if one.restricted],
    }


def _plain(one: Any) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one).items() if name != "vitals"}
    return {name: str(value) if isinstance(value, date) else value for name, value in told.items()}


def _line(one: dict[str, Any]) -> str:
    return " · ".join(str(value) for value in one.values() if value)


def _secret(file: Path | None, variable: str) -> str:
    """Never an argument, where others could see it."""
    if file is None:
        return os.environ.get(variable, "")
    try:
        return given_secret(file).strip()
    except (OSError, UnicodeError):
        raise Refused(f"Không đọc được tệp {file.name}.", "person") from None

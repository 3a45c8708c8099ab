"""audit: list, verify, export the log of who did what."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from station_app.audit import service
from station_app.audit.service import GROUPS, Line, Wanted
from station_app.audit.service.reading import REFUSED
from station_app.cli.result import Result
from station_app.common.days import parse_typed
from station_app.common.errors import WAITING, Refused
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.database import Database
from station_app.store.export import PLAIN_REASONS, export, require_reason

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="audit", metavar="VIỆC", required=True)
    listed = verbs.add_parser("list", help="các mục mới nhất, lọc theo việc, người, máy, ngày")
    listed.add_argument("--limit", type=int, default=100)
    verbs.add_parser("verify", help="kiểm tra sổ; mã 5 khi sổ không còn nguyên")
    taken = verbs.add_parser("export", help="xuất ra tệp có khoá")
    taken.add_argument("file", type=Path)
    taken.add_argument("--plain", default=None, choices=[*PLAIN_REASONS], help="không khoá, và vì sao")
    for each in (listed, taken):
        each.add_argument("--group", default=None, choices=[*GROUPS, REFUSED], help="loại việc")
        each.add_argument("--by", default=None, metavar="TÀI KHOẢN", help="ai làm")
        each.add_argument("--person", default=None, metavar="ID", help="về người dân nào")
        each.add_argument("--pc", default=None, metavar="MÁY", help="trên máy nào")
        each.add_argument("--from", dest="since", default=None, metavar="NGÀY")
        each.add_argument("--to", dest="until", default=None, metavar="NGÀY")


def work(database: Database, options: Options) -> Result:
    return {"list": _list, "verify": _verify, "export": _export}[options.audit](database, options)


def _list(database: Database, options: Options) -> Result:
    found = service.lines(database, _wanted(database, options), None, max(1, options.limit))
    return Result([_data(line) for line in found], "\n".join(_words(line) for line in found))


def _verify(database: Database, options: Options) -> Result:
    checked = service.check(database)
    verdict = checked.verdict
    data = {
        "sound": checked.sound,
        "entries": verdict.entries,
        "upto": verdict.upto,
        "erased": verdict.erased,
        "confirmed": verdict.confirmed,
        "breaks": [
            {"kind": one.kind.value, "first": one.first, "last": one.last, "words": words}
            for one, words in zip(verdict.breaks, checked.places, strict=True)
        ],
    }
    return Result(data, "\n".join((checked.said, *checked.places)), 0 if checked.sound else WAITING)


def _export(database: Database, options: Options) -> Result:
    staff.require(database, Right.EXPORT)
    require_reason(options.plain)
    content = service.as_csv(database, _wanted(database, options))
    done = export(database, options.file, {"nhat-ky.csv": content}, subject="audit", plain=options.plain)
    return Result({"file": str(done.file), "password": done.passphrase}, done.words)


def _wanted(database: Database, options: Options) -> Wanted:
    return Wanted(
        options.group,
        _user(database, options.by),
        options.person,
        options.pc,
        _day(database, options.since),
        _day(database, options.until),
    )


def _user(database: Database, login: str | None) -> str | None:
    if login is None:
        return None
    found = next((row.id for row in staff.users(database, everyone=True) if row.login == login), None)
    if found is None:
        raise Refused(f"Không có tài khoản “{login}”.", "by", code="not_found")
    return found


def _day(database: Database, typed: str | None) -> date | None:
    if typed is None:
        return None
    day = parse_typed(typed, database.clock.today()).iso
    if len(day) != 10:
        raise Refused(f"“{typed}” chưa đủ ngày, tháng, năm.", "from")
    return date.fromisoformat(day)


def _data(line: Line) -> dict[str, Any]:
    return {**line.entry._asdict(), "who": line.who, "said": line.said}


def _words(line: Line) -> str:
    return f"{line.number}  {line.time}  {line.who} {line.whole}  {line.place}"

"""backup, drill, restore: what must not be lost, tried out before it is needed."""

import argparse
from pathlib import Path

from station_app.app import drilling, home, restoring
from station_app.backups import service as backups
from station_app.backups.service import BackupRow, spelled
from station_app.cli.result import Result
from station_app.cli.signing_in import login_of, read_password
from station_app.common.days import shown_instant
from station_app.common.errors import Unavailable
from station_app.exchange import service as exchange
from station_app.staff import service as staff
from station_app.store.alone import Alone
from station_app.store.audit import Action, note
from station_app.store.backup import schema_of
from station_app.store.database import Database
from station_app.store.label import BY_HAND
from station_app.store.vault import Vault

Options = argparse.Namespace


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, nargs="?", help="để trống: USB đã chuẩn bị, hoặc máy này")
    parser.add_argument("--prepare", type=Path, metavar="USB", help="đánh dấu USB hoặc ổ thứ hai để sao lưu")
    parser.add_argument("--name", default="", help="tên gọi của USB đó")
    parser.add_argument("--list", action="store_true", help="liệt kê các bản sao lưu và nơi để")


def backup(database: Database, options: Options) -> Result:
    staff.require(database, staff.Right.BACKUP)
    if options.prepare:
        place = backups.prepare(database, options.prepare, options.name)
        note(database, Action.BACKED_UP, entity="backup", detail="place prepared")
        return Result({"id": place.id, "folder": str(place.folder)}, f"Đã chuẩn bị {place.name} để sao lưu.")
    if options.list:
        return _listed(database)
    known = exchange.gateway_time(database)
    if options.dir:
        row = backups.make_in(database, options.dir, BY_HAND, known=known)
        words = f"Đã sao lưu và kiểm tra: {row.folder} ({row.records} bản ghi)"
    else:
        made = backups.make(database, BY_HAND, known=known)
        row, words = made.row, made.words
    note(database, Action.BACKED_UP, entity="backup", detail=BY_HAND)
    return Result({"folder": str(row.folder), "records": row.records, "transactions": row.seq}, words)


def _listed(database: Database) -> Result:
    rows, standing = backups.backups(database), backups.standing(database, exchange.gateway_time(database))
    data = {
        "overdue": standing.overdue,
        "places": [
            {"id": place.id, "name": place.name, "folder": str(place.folder) if place.folder else None}
            for place in standing.places
        ],
        "backups": [
            {"made_at": row.made_at, "folder": str(row.folder), "records": row.records, "good": row.good}
            for row in rows
        ],
    }
    return Result(data, "\n".join([standing.words, *(_line(row) for row in rows)]))


def _line(row: BackupRow) -> str:
    verdict = f"{spelled(row.records)} bản ghi, tốt" if row.good else f"hỏng: {row.words}"
    return f"{shown_instant(row.made_at)}  {verdict}  {row.folder}"


def drill_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, metavar="DIR", help="bỏ trống: bản mới nhất")


def drill(database: Database, options: Options) -> Result:
    """A backup from before the key was changed opens with the password of that time."""
    staff.require(database, staff.Right.RESTORE)
    done = drilling.drill(database, options.source, key=_key(database, options))
    if not done.match:
        raise Unavailable(
            f"{done.in_words}.",
            "Sổ đang dùng không bị chạm đến.",
            "Sao lưu lại vào USB khác, diễn tập lại; vẫn thế thì báo cán bộ tin học.",
            "T-354",
        )
    data = {
        "folder": str(done.folder),
        "seconds": round(done.seconds, 1),
        "records": done.records,
        "gained": done.gained,
        "match": done.match,
    }
    return Result(data, f"{done.in_words}.")


def _key(database: Database, options: Options) -> bytes:
    """The key in force, or for a backup from before it was changed the one its own slot file gives."""
    if options.source is None or not (options.source / home.FILE).exists():
        return database.key
    try:
        schema_of(options.source / home.FILE, database.key)
    except Unavailable:
        return Vault.open(options.source).unlock(login_of(options), read_password(options)).data
    return database.key


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, help="thư mục của một bản sao lưu (tram-…)")


def restore(_: None, options: Options) -> Result:
    """Needs no opened station: the PC may be new, or its file damaged."""
    logins = [login.login for login in Vault.open(options.dir).logins()]
    login = str(options.user or logins[0])
    options.home.mkdir(parents=True, exist_ok=True)
    with Alone(options.home):
        done = restoring.restore(options.home, options.dir, login, read_password(options))
    aside = f" Tệp cũ để ở {done.set_aside}." if done.set_aside else ""
    data = {
        "records": done.records,
        "transactions": done.transactions,
        "set_aside": str(done.set_aside) if done.set_aside else None,
        "device": done.device,
    }
    words = f"Đã khôi phục {done.records} bản ghi.{aside} Máy đi tiếp dưới tên {done.device}."
    return Result(data, words)

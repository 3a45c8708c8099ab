"""user, password: accounts with a key on this PC, and one's own password."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from station_app.app import home
from station_app.cli.result import Result
from station_app.cli.signing_in import login_of, read_password
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.staff.service import Holder, Opened
from station_app.store.database import Database
from station_app.store.given import given_secret
from station_app.store.vault import Vault

Options = argparse.Namespace
_ACTIONS = ("list", "add", "role", "reset", "close", "reopen", "grant", "confirm", "idle")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS, help="việc cần làm")
    parser.add_argument("who", nargs="?", help="tên đăng nhập hoặc mã của tài khoản")
    parser.add_argument("--name", help="họ và tên, khi mở")
    parser.add_argument("--login", help="tên đăng nhập, khi mở")
    parser.add_argument("--role", help="vai trò: head, physician, nurse, assistant, pharmacist, it")
    parser.add_argument("--title", help="chức danh, khi mở")
    parser.add_argument("--reason", help="lý do đổi, đóng, mở lại")
    parser.add_argument("--everyone", action="store_true", help="cả những người đã nghỉ")


def work(database: Database, options: Options) -> Result:
    vault = Vault.open(options.home, clock=database.clock)
    if options.action == "list":
        return _listed(staff.holders(database, vault, everyone=options.everyone))
    if options.action == "idle":
        return _idle(database, vault)
    if options.action == "add":
        values = {"name": options.name, "login": options.login, "role": options.role, "title": options.title}
        return _opened(staff.open_account(database, vault, values))
    user = _user(database, vault, options.who)
    if options.action == "role":
        if not options.role:
            raise Refused("Thiếu --role: vai trò mới.", "role")
        staff.change_role(database, vault, user, options.role, options.reason)
    elif options.action == "close":
        staff.close_account(database, vault, user, options.reason)
    elif options.action == "confirm":
        staff.confirm(database, vault, user)
    else:
        return _opened(_fresh(database, vault, user, options))
    return Result({"user": user}, "Đã xong.")


def _fresh(database: Database, vault: Vault, user: str, options: Options) -> Opened:
    if options.action == "reset":
        return staff.reset_password(database, vault, user)
    if options.action == "grant":
        return staff.grant_here(database, vault, user)
    return staff.reopen_account(database, vault, user, options.reason)


def _user(database: Database, vault: Vault, who: str | None) -> str:
    for one in staff.holders(database, vault, everyone=True):
        if who in (one.user.id, one.login, one.user.login):
            return one.user.id
    raise Refused(
        f"Không có tài khoản “{who or ''}”. Xem station user list --everyone.", "who", code="not_found"
    )


def _listed(found: list[Holder]) -> Result:
    data: list[Any] = [asdict(one.user) | {"here": asdict(one) | {"user": one.user.id}} for one in found]
    return Result(data, "\n".join(f"{one.user.login:16}  {one.user.name}  {said(one)}" for one in found))


def said(holder: Holder) -> str:
    """Role, and how the account stands on this PC."""
    words = [holder.user.role_label]
    if not holder.user.active:
        words.append("đã đóng")
    elif holder.stopped:
        words.append("đã ngừng vì lâu không dùng")
    elif holder.login is None:
        words.append("không có khoá trên máy này")
    words += ["chưa tự đặt mật khẩu"] if holder.must_change else []
    words += ["xác nhận bằng điện thoại"] if holder.phone else []
    words += ["chờ trưởng trạm cấp khoá hồ sơ hạn chế"] if holder.due else []
    return " · ".join(words)


def _opened(opened: Opened) -> Result:
    data = {"user": opened.user, "login": opened.login, "first_password": opened.first_password}
    if opened.first_password is None:
        return Result(data, f"Đã xong: {opened.login}.")
    return Result(
        data,
        f"Đã cấp khoá cho {opened.login}. Mật khẩu đầu: {opened.first_password}\n"
        "Chỉ hiện lần này. Người đó phải đặt mật khẩu của mình ở lần đăng nhập đầu.",
    )


def _idle(database: Database, vault: Vault) -> Result:
    found = staff.idle(database, vault, None)
    lines = [
        f"{one.name}: đã ngừng"
        if one.stopped
        else f"{one.name}: {one.days} ngày không dùng, còn {one.days_left} ngày"
        for one in found
    ]
    return Result([asdict(one) for one in found], "\n".join(lines) or "Không ai lâu không dùng.")


def password_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--new-file", type=Path, help="tệp chứa mật khẩu mới; hoặc biến STATION_NEW_PASSWORD")


def password(_: None, options: Options) -> Result:
    """One's own: also the first one, which opens nothing until it is changed."""
    login, old, new = login_of(options), read_password(options), _new_password(options)
    second = os.environ.get("STATION_CODE", "")
    try:
        home.sign_in(options.home, login, old, second=second, new=new).database.close()
    except Refused as refusal:
        raise refusal.at("new-password" if refusal.field == "new" else refusal.field or "") from None
    return Result({"login": login}, f"Đã đổi mật khẩu của {login}.")


def _new_password(options: Options) -> str:
    if options.new_file is not None:
        try:
            return given_secret(options.new_file).rstrip("\r\n")
        except (OSError, UnicodeError):
            raise Refused("Không đọc được tệp mật khẩu mới.", "new-file") from None
    if new := os.environ.get("STATION_NEW_PASSWORD"):
        return new
    raise Refused("Cần mật khẩu mới: đặt biến STATION_NEW_PASSWORD hoặc dùng --new-file.", "new-file")

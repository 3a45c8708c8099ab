"""Who runs the command: an account and its password, which never stands on the command line."""

import argparse
import os

from station_app.app import home
from station_app.app.opening import refuse_unopenable
from station_app.common.errors import Refused
from station_app.store.database import Database
from station_app.store.given import given_secret
from station_app.store.vault import Vault


def sign_in(options: argparse.Namespace) -> Database:
    """By STATION_PASSWORD or --password-file, and STATION_CODE where the account has a second check; neither
    is ever an argument, where others could see it."""
    refuse_unopenable(options.home)
    if not (options.home / home.FILE).exists():
        return home.unlock(options.home, "", "")
    logins = [login for login, _ in home.logins(options.home)]
    if options.user is None and len(logins) > 1:
        raise Refused(f"Có nhiều tài khoản: {', '.join(logins)}. Chọn bằng --user.", "user")
    second = os.environ.get("STATION_CODE", "")
    return home.unlock(options.home, options.user or logins[0], read_password(options), second=second)


def read_password(options: argparse.Namespace) -> str:
    if options.password_file is not None:
        try:
            return given_secret(options.password_file).rstrip("\r\n")
        except (OSError, UnicodeError):
            raise Refused("Không đọc được tệp mật khẩu.", "password-file") from None
    if password := os.environ.get("STATION_PASSWORD"):
        return password
    raise Refused("Cần mật khẩu: đặt biến STATION_PASSWORD hoặc dùng --password-file.", "password")


def login_of(options: argparse.Namespace) -> str:
    return str(options.user or Vault.open(options.home).logins()[0].login)

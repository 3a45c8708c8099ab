"""The command line of `station`, built from the commands."""

import argparse
import sys
from pathlib import Path
from typing import Any

from station_app.cli import commands
from station_app.common.errors import USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"station: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line; the user guide's list of commands is made from it."""
    top = _Parser(prog="station", description="Phần mềm trạm y tế xã. Không có lệnh: mở cửa sổ.")
    top.add_argument("--home", type=Path, default=None, help="thư mục dữ liệu của trạm")
    _common(top, suppress=False)
    verbs = top.add_subparsers(dest="verb", metavar="LỆNH", parser_class=_Parser)
    for command in commands.ALL:
        sub = verbs.add_parser(command.name, help=command.help, description=command.help)
        _common(sub, suppress=True)
        command.arguments(sub)
        sub.set_defaults(command=command)
    return top


def _common(sub: argparse.ArgumentParser, *, suppress: bool) -> None:
    """These may stand before or after the command."""
    hidden = argparse.SUPPRESS
    sub.add_argument("--json", action="store_true", default=hidden if suppress else False, help="in ra JSON")
    sub.add_argument("--user", default=hidden if suppress else None, help="tài khoản, khi có nhiều hơn một")
    sub.add_argument(
        "--password-file",
        type=Path,
        default=hidden if suppress else None,
        help="tệp chứa mật khẩu; hoặc biến STATION_PASSWORD",
    )

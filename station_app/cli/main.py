"""Reads the command line, runs one command, and tells the outcome by text, JSON and exit code."""

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from station_app.cli import commands
from station_app.cli.signing_in import sign_in
from station_app.common.errors import BUG, DONE, USAGE, Refused, Unavailable, Waiting, exit_code


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 2 usage, 3 refused, 4 unavailable, 5 waits for a person, 70 our bug."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = parser().parse_args(arguments)
    options.home = options.home or user_data_path("Tram", appauthor=False)
    if options.verb is None:
        from station_app.app.window import open_window  # noqa: PLC0415  # lazy: a script needs no Qt

        return open_window(options.home)
    try:
        result = _run(options)
    except (Refused, Unavailable, Waiting) as error:
        _tell_error(options, error)
        return exit_code(error)
    except BrokenPipeError:
        return DONE
    except Exception:
        sys.stderr.write(
            "Lỗi của phần mềm. Dữ liệu đã lưu vẫn an toàn. Gửi đoạn sau cho cán bộ tin học. (T-900)\n"
        )
        traceback.print_exc()
        return BUG
    return _tell(options, result)


def _run(options: argparse.Namespace) -> commands.Result:
    if not options.command.needs_station:
        return commands.run(options.command, options, None)
    database = sign_in(options)
    try:
        return commands.run(options.command, options, database)
    finally:
        database.close()


def _tell(options: argparse.Namespace, result: commands.Result) -> int:
    if options.json:
        sys.stdout.write(json.dumps(result.data, ensure_ascii=False, indent=1) + "\n")
    elif result.words:
        sys.stdout.write(result.words + "\n")
    return result.code


def _tell_error(options: argparse.Namespace, error: Refused | Unavailable | Waiting) -> None:
    sys.stderr.write(f"{error}\n")
    if options.json:
        told = {"error": {"code": error.code, "reason": str(error), "field": getattr(error, "field", None)}}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())

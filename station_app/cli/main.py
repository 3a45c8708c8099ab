"""Reads the command line, runs one command, and tells the outcome by text, JSON and exit code."""

import argparse
import json
import sys
from collections.abc import Sequence

from platformdirs import user_data_path

from station_app.app.discretion import be_discreet
from station_app.app.home import put_in_place
from station_app.app.opening import look_back, note_opened
from station_app.cli import commands
from station_app.cli.parser import parser
from station_app.cli.signing_in import sign_in
from station_app.common.errors import BUG, DONE, Refused, Unavailable, Waiting, exit_code
from station_app.common.report import report
from station_app.store.database import Database


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 2 usage, 3 refused, 4 unavailable, 5 waits for a person, 70 our bug."""
    if arguments is None:
        be_discreet()
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
    except Exception as error:
        sys.stderr.write(
            "Lỗi của phần mềm. Dữ liệu đã lưu vẫn an toàn. Gửi đoạn sau cho cán bộ tin học. (T-900)\n"
        )
        sys.stderr.write(report(error) + "\n")  # never its message, which may quote what was typed
        return BUG
    return _tell(options, result)


def _run(options: argparse.Namespace) -> commands.Result:
    put_in_place(options.home)
    if not options.command.needs_station:
        return commands.run(options.command, options, None)
    database = sign_in(options)
    try:
        _tell_what_is_strange(options, database)
        return commands.run(options.command, options, database)
    finally:
        database.close()


def _tell_what_is_strange(options: argparse.Namespace, database: Database) -> None:
    """A script goes on, as a nurse may; the words go where people look, not into its answer."""
    if trouble := look_back(database, options.home):
        sys.stderr.write(f"{trouble}\n")
    else:
        note_opened(database, options.home)


def _tell(options: argparse.Namespace, result: commands.Result) -> int:
    if options.json:
        sys.stdout.write(json.dumps(result.data, ensure_ascii=False, indent=1) + "\n")
    elif result.words:
        sys.stdout.write(_printable(result.words) + "\n")
    return result.code


def _printable(words: str) -> str:
    """A name may hold what a terminal obeys; JSON writes such signs in letters by itself."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else "\ufffd" for sign in words)


def _tell_error(options: argparse.Namespace, error: Refused | Unavailable | Waiting) -> None:
    sys.stderr.write(_printable(str(error)) + "\n")
    if options.json:
        told = {"error": {"code": error.code, "reason": str(error), "field": getattr(error, "field", None)}}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())

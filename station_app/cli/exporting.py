"""export: one person's whole record, for that person, locked unless somebody says why not."""

import argparse
from pathlib import Path

from station_app.app import person_record
from station_app.cli.result import Result
from station_app.privacy import service as privacy
from station_app.store.database import Database
from station_app.store.export import PLAIN_REASONS

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", choices=["person"])
    parser.add_argument("person", help="số định danh, thẻ BHYT, họ tên, hoặc mã bản ghi (id)")
    parser.add_argument("--out", type=Path, required=True, help="tệp ZIP sẽ ghi")
    parser.add_argument("--request", default=None, help="mã yêu cầu được trả lời (YC…)")
    parser.add_argument("--plain", choices=list(PLAIN_REASONS), help="ghi không khoá, vì sao")


def export(database: Database, options: Options) -> Result:
    person = person_record.person_named(database, options.person)
    request = privacy.find_request(database, options.request) if options.request else None
    done = person_record.export_record(database, person, options.out, request=request, plain=options.plain)
    return Result({"file": str(done.file), "passphrase": done.passphrase}, done.words)

"""retention: which records are past the term of keeping; with --let-go they are marked gone."""

import argparse

from station_app.cli.result import Result
from station_app.privacy import service as privacy
from station_app.store.database import Database

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--let-go", action="store_true", help="đánh dấu đã hết thời hạn (trưởng trạm)")
    parser.add_argument("--limit", type=int, default=50)


def retention(database: Database, options: Options) -> Result:
    found = privacy.past_term(database, max(1, options.limit))
    if options.let_go:
        privacy.let_go(database, found)
    data = [
        {"entity": one.entity, "id": one.record, "until": one.until.isoformat(), "rule": one.rule}
        for one in found
    ]
    lines = [f"{one.label}: giữ đến hết {one.until:%d/%m/%Y} ({one.rule})" for one in found]
    said = "Đã đánh dấu" if options.let_go else "Đã qua thời hạn lưu"
    return Result(
        {"records": data, "let_go": options.let_go}, "\n".join([*lines, f"{said}: {len(found)} bản ghi."])
    )

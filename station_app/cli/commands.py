"""All commands, each with its arguments and what it does; they call the rooms' services."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from station_app.cli import (
    accounts,
    audit,
    backups,
    bundle,
    exporting,
    files,
    glass,
    importing,
    keeping,
    keys,
    line,
    policy,
    province,
    records,
    relay,
    seed,
    support,
)
from station_app.cli.result import Result as Result
from station_app.store.database import Database

Options = argparse.Namespace


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of the command line. `needs_station`: it works on an opened station."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    work: Callable[[Any, Options], Result]
    needs_station: bool = True


ALL = (
    Command("init", "tạo trạm mới trong thư mục", line.init_arguments, line.init, needs_station=False),
    Command(
        "recover",
        "đặt mật khẩu mới bằng phiếu khôi phục, hoặc nhờ tỉnh",
        keys.recover_arguments,
        keys.recover,
        needs_station=False,
    ),
    Command("enroll", "ghi danh máy này với kho tỉnh", line.enroll_arguments, line.enroll),
    Command("new", "thêm một bản ghi", records.new_arguments, records.new),
    Command("set", "sửa một bản ghi", records.set_arguments, records.correct),
    Command("show", "xem một bản ghi, câu hỏi và lịch sử", records.show_arguments, records.show),
    Command("list", "liệt kê, tìm bản ghi", records.list_arguments, records.find),
    Command(
        "break-glass",
        "mở khẩn bản ghi hạn chế của một người: có người thứ hai hoặc mã trên giấy, có lý do",
        glass.arguments,
        glass.work,
    ),
    Command("settle", "quyết một mục có nhiều giá trị", records.settle_arguments, records.settle),
    Command("sync", "một lượt gửi nhận với kho tỉnh", province.sync_arguments, province.synchronise),
    Command(
        "line",
        "xem và đặt đường lên tỉnh: địa chỉ, chứng thư, proxy, mức mạng; tên của máy và những việc đã xảy ra",
        province.line_arguments,
        province.line,
    ),
    Command(
        "receipt",
        "biên nhận mới nhất của kho tỉnh, kiểm lại chữ ký",
        province.receipt_arguments,
        province.receipt,
    ),
    Command("bundle", "gửi nhận với kho tỉnh bằng USB", bundle.arguments, bundle.work),
    Command("seed", "nhận dữ liệu ban đầu từ tệp của kho tỉnh", seed.arguments, seed.work),
    Command(
        "relay",
        "tiếp sức: các máy cùng điểm trạm gửi nhận khi không có mạng ngoài",
        relay.arguments,
        relay.work,
    ),
    Command("digest", "dấu kiểm của từng loại bản ghi", line.no_arguments, line.digest),
    Command("print", "in bản tóm tắt sức khỏe của hộ", files.print_arguments, files.print_sheet),
    Command(
        "export", "giao cho một người hồ sơ của họ, trong tệp có khoá", exporting.arguments, exporting.export
    ),
    Command("import", "nhập danh sách người dân", importing.import_arguments, importing.import_list),
    Command("retention", "bản ghi đã qua thời hạn lưu trữ", keeping.arguments, keeping.retention),
    Command(
        "backup",
        "sao lưu đã kiểm tra vào USB hoặc thư mục",
        backups.backup_arguments,
        backups.backup,
    ),
    Command(
        "drill",
        "diễn tập khôi phục: mở thử bản sao lưu mới nhất, so từng bản ghi",
        backups.drill_arguments,
        backups.drill,
    ),
    Command(
        "restore",
        "đưa bản sao lưu vào dùng; tệp đang có được để riêng",
        backups.restore_arguments,
        backups.restore,
        needs_station=False,
    ),
    Command("audit", "nhật ký truy cập: xem, kiểm tra, xuất", audit.arguments, audit.work),
    Command("check", "kiểm tra tệp dữ liệu và dấu kiểm", line.no_arguments, files.check),
    Command(
        "key",
        "khoá của trạm: ai giữ gì, in phiếu khôi phục, đổi khoá, xuất khoá dữ liệu",
        keys.key_arguments,
        keys.key,
        needs_station=False,
    ),
    Command(
        "user",
        "tài khoản trên máy này: xem, mở, đổi vai trò, đặt lại mật khẩu, đóng, mở lại",
        accounts.arguments,
        accounts.work,
    ),
    Command(
        "password",
        "đổi mật khẩu của mình; mật khẩu mới ở STATION_NEW_PASSWORD hoặc --new-file",
        accounts.password_arguments,
        accounts.password,
        needs_station=False,
    ),
    Command(
        "policy",
        "chính sách của trạm (station.toml): xem, tin khoá ký; cán bộ tin học: tạo khoá, ký, mẫu, kiểm tra",
        policy.arguments,
        policy.work,
        needs_station=False,
    ),
    Command(
        "support",
        "gói hỗ trợ cho cán bộ tin học, không có tên hay số của ai",
        support.arguments,
        support.work,
        needs_station=False,
    ),
    Command(
        "demo", "tạo trạm mẫu và chạy câu chuyện mẫu", files.demo_arguments, files.demo, needs_station=False
    ),
)


def run(command: Command, options: Options, database: Database | None) -> Result:
    return command.work(database, options)

"""import people: a list is read, told about, saved piece by piece, and its faulty rows given back."""

import argparse
from pathlib import Path
from typing import Any

from station_app.cli.result import Result
from station_app.common.errors import REFUSED, WAITING, Refused, Unavailable
from station_app.households.service import intake
from station_app.store.database import Database
from station_app.store.export import PLAIN_REASONS, Exported, export

Options = argparse.Namespace
INSIDE = "dong-tra-lai.csv"


def import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=["people"])
    parser.add_argument("file", type=Path, nargs="?", help="danh sách .xlsx hoặc .csv")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không lưu")
    parser.add_argument(
        "--rejected", type=Path, metavar="TỆP", help="nơi ghi các dòng trả lại (.zip có khoá)"
    )
    parser.add_argument(
        "--plain", choices=list(PLAIN_REASONS), help="ghi các dòng trả lại không khoá, vì sao"
    )
    parser.add_argument("--admit", metavar="DÒNG,…", help="cho nhập các dòng bị hỏi trùng người")
    parser.add_argument("--finish", metavar="ID", help="nhập tiếp một danh sách dở dang")
    parser.add_argument("--take-back", metavar="ID", help="rút lại cả một danh sách đã nhập")


def import_list(database: Database, options: Options) -> Result:
    if options.rejected and options.file and options.rejected.resolve() == options.file.resolve():
        raise Refused("Các dòng trả lại không được ghi đè lên danh sách. Chọn tên khác.", "rejected")
    if options.take_back:
        return _taken_back(database, options.take_back)
    if options.finish:
        preview = intake.preview(database, options.finish)
    elif options.file:
        preview = intake.read_list(database, options.file)
    else:
        raise Refused("Cần tệp danh sách, hoặc --finish, --take-back với mã lần nhập.", "file")
    if options.admit:
        _admit(database, preview, options.admit)
    if options.dry_run:
        return _told(preview, _given_back(database, preview, options, beside=None), dry_run=True)
    intake.commit(database, preview.import_id)
    preview = intake.preview(database, preview.import_id)
    return _told(preview, _given_back(database, preview, options, beside=options.file))


def _admit(database: Database, preview: intake.Preview, wanted: str) -> None:
    rows = {number.strip() for number in wanted.split(",") if number.strip()}
    chosen = [row for row in preview.asked if str(row.row) in rows]
    if unknown := sorted(rows - {str(row.row) for row in chosen}):
        raise Refused(f"Dòng {', '.join(unknown)} không phải dòng đang hỏi trùng người.", "admit")
    intake.admit(database, preview.import_id, [row.number for row in chosen])


def _told(preview: intake.Preview, back: Exported | None, *, dry_run: bool = False) -> Result:
    data = {
        "import": preview.import_id,
        "state": preview.state,
        "rows": preview.rows,
        "accepted": preview.accepted,
        "rejected": [_place(row) for row in preview.rejected],
        "matched": preview.matched,
        "households": preview.households,
        "people": preview.people,
        "dry_run": dry_run,
        "known": [_place(row) for row in preview.known],
        "told": [_place(row) for row in preview.told],
        "unmapped": list(preview.unmapped),
        "notes": list(preview.notes),
        "rejected_file": str(back.file) if back else None,
        "rejected_password": back.passphrase if back else None,
    }
    nothing = preview.accepted + preview.matched == 0
    return Result(data, _words(preview, back, dry_run=dry_run), REFUSED if nothing else 0)


def _place(row: intake.RowTold) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("row", "sheet", "field", "reason", "verdict")}


def _words(preview: intake.Preview, back: Exported | None, *, dry_run: bool) -> str:
    done = "Xem trước" if dry_run else "Đã nhập"
    counted = (
        f"{preview.rows} dòng; {preview.people} người mới, {preview.households} hộ mới; "
        f"{preview.matched} người đã có; {len(preview.rejected)} dòng trả lại"
    )
    lines = [f"{done} {preview.file_name}: {counted}.", *preview.notes]
    if preview.unmapped:
        lines.append(f"Cột không dùng: {', '.join(preview.unmapped)}.")
    if preview.skipped_sheets:
        lines.append(f"Trang tính không đọc: {', '.join(preview.skipped_sheets)}.")
    lines += [f"Dòng {row.row}: {row.reason}" for row in preview.rejected[:20]]
    if back:
        lines.append(f"Các dòng trả lại: {back.words} Sửa trong tệp .csv bên trong rồi nhập tệp đó.")
    lines.append(f"Mã lần nhập: {preview.import_id}")
    return "\n".join(lines)


def _taken_back(database: Database, import_id: str) -> Result:
    done = intake.take_back(database, import_id)
    kept = [{"row": one.row, "name": one.name, "reason": one.reason} for one in done.kept]
    data = {"import": import_id, "withdrawn": done.withdrawn, "kept": kept}
    words = [f"Đã rút lại danh sách: huỷ {done.withdrawn} bản ghi, giữ lại {len(kept)} dòng."]
    words += [f"Dòng {one.row}, {one.name}: {one.reason}" for one in done.kept]
    return Result(data, "\n".join(words), WAITING if kept else 0)


def _given_back(
    database: Database, preview: intake.Preview, options: Options, *, beside: Path | None
) -> Exported | None:
    """Locked like all that leaves: the rows name people, and the file lies about on a desk."""
    if options.rejected is None and beside is None:
        return None
    content = intake.returned_csv(database, preview.import_id)
    if content is None:
        return None
    place = options.rejected or _free(beside or Path(), ".zip" if options.plain is None else ".csv")
    try:
        return export(
            database,
            place,
            {INSIDE: content},
            subject="import",
            record=preview.import_id,
            plain=options.plain,
        )
    except Unavailable as trouble:
        raise Unavailable(
            trouble.happened,
            "Những dòng nhận được đã lưu; các dòng trả lại vẫn còn trong máy.",
            f"Chạy lại với --finish {preview.import_id} --rejected TỆP ở nơi ghi được.",
            trouble.code,
        ) from trouble


def _free(file: Path, ending: str) -> Path:
    """Beside the list; never over an earlier one, which somebody may be correcting."""
    turn, place = 1, file.with_name(f"{file.stem}.tra-lai{ending}")
    while place.exists():
        turn += 1
        place = file.with_name(f"{file.stem}.tra-lai-{turn}{ending}")
    return place

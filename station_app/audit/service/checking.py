"""The verdict on the log in words: sound and up to where, or which entries are not what was written."""

from dataclasses import dataclass

from station_app.common.days import shown_instant
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.audit import Action, Result, note
from station_app.store.audit_check import Verdict, in_words, verify
from station_app.store.database import Database

ADVICE = (
    "Dữ liệu người dân không bị ảnh hưởng bởi việc này. Đừng sửa gì thêm; báo ngay cán bộ tin học và tỉnh: "
    "bản kho tỉnh giữ cho biết nội dung cũ."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """`said` is the verdict in one sentence, `places` one sentence for each break."""

    sound: bool
    said: str
    places: tuple[str, ...]
    verdict: Verdict


def check(database: Database) -> Checked:
    """Walks the whole log; that it was checked, and how it came out, is noted. Raises Refused without the
    right."""
    staff.require(database, Right.READ_AUDIT)
    database.write_log()
    verdict = verify(database)
    result = Result.DONE if verdict.sound else Result.FAILED
    detail = f"verify, {verdict.entries} entries, {len(verdict.breaks)} breaks"
    note(database, Action.VIEWED, entity="audit", result=result, detail=detail)
    database.write_log()
    places = tuple(in_words(verdict, _times(database, verdict)))
    return Checked(verdict.sound, _said(verdict), places, verdict)


def _said(verdict: Verdict) -> str:
    if not verdict.sound:
        return f"Nhật ký KHÔNG còn nguyên: {len(verdict.breaks)} chỗ khác với lúc ghi. {ADVICE}"
    if verdict.confirmed:
        confirmed = (
            f"Kho tỉnh đã ký nhận đến mục {_many(verdict.confirmed)}"
            f" lúc {shown_instant(verdict.confirmed_at)}; các mục sau đó chưa có chữ ký của kho."
            if verdict.confirmed < verdict.upto
            else f"Kho tỉnh đã ký nhận tất cả, lúc {shown_instant(verdict.confirmed_at)}."
        )
    else:
        confirmed = "Chưa có mục nào được kho tỉnh ký nhận: cắt bớt ở cuối sổ thì máy này chưa biết được."
    erased = f" {_many(verdict.erased)} mục đã bỏ nội dung vì hết hạn lưu." if verdict.erased else ""
    return f"Nhật ký nguyên vẹn: {_many(verdict.entries)} mục nối tiếp nhau.{erased} {confirmed}"


def _many(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _times(database: Database, verdict: Verdict) -> dict[int, str]:
    """When the entries around each break were written."""
    wanted = {near for one in verdict.breaks for near in (one.first - 1, one.last + 1)}
    found: dict[int, str] = {}
    with database.reading() as session:
        raw = database.raw(session)
        for number in wanted:
            row = raw.execute("SELECT at FROM audit_entry WHERE number = ?", (number,)).fetchone()
            if row and isinstance(row[0], str) and row[0]:
                found[number] = shown_instant(row[0])
    return found

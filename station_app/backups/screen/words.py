"""What the page of backups says, in words."""

from station_app.backups.service import BackupRow, Place, Standing, spelled
from station_app.common.days import shown_instant
from station_app.shell.theme import State
from station_app.store.label import BY_HAND, CLOSING, REKEY, RESTORE, SCHEDULE, UPGRADE

_REASONS = {
    BY_HAND: "bấm tay",
    SCHEDULE: "tự động",
    CLOSING: "lúc đóng",
    UPGRADE: "trước khi nâng cấp",
    RESTORE: "trước khi khôi phục",
    REKEY: "sau khi đổi khóa",
}


def reason(row: BackupRow) -> str:
    return _REASONS.get(row.reason, row.reason)


def many(row: BackupRow) -> str:
    return spelled(row.records) if row.good else ""


def size(row: BackupRow) -> str:
    return f"{spelled(max(1, round(row.size / 1e6)))} MB" if row.good else ""


def verdict(row: BackupRow) -> str:
    if not row.good:
        return "Hỏng, giữ lại để xem"
    return "Tốt, đã mở và đếm lại" if row.is_there else "Tốt, hiện không cắm vào máy"


def state(row: BackupRow) -> State:
    return "danger" if not row.good else "done" if row.is_there else "neutral"


def last(now: Standing) -> str:
    """The first sentence of the page: what there is, where, and what to do about it."""
    if now.last is None:
        return (
            "Chưa có bản sao lưu nào. Hỏng ổ đĩa lúc này là mất sổ của trạm. Cắm USB, bấm Chuẩn bị USB rồi "
            "Sao lưu ngay."
        )
    if now.overdue:
        return f"{now.words}. Hỏng ổ đĩa lúc này là mất mọi việc ghi từ đó mà chưa gửi. Bấm Sao lưu ngay."
    return f"{now.words}: {spelled(now.last.records)} bản ghi, {now.where}."


def last_state(now: Standing) -> State:
    if now.overdue:
        return "danger"
    return "attention" if now.only_here else "done"


def failed(row: BackupRow) -> str:
    return f"Lần sao lưu lúc {shown_instant(row.made_at)} không thành: {row.words}"


def drill(now: Standing) -> str:
    if now.drill is None:
        return "Chưa diễn tập khôi phục lần nào. Bản sao lưu chỉ đáng tin khi đã mở thử."
    again = " Đã hơn một tháng: nên diễn tập lại." if now.drill_due else ""
    return f"{now.drill.in_words} ({shown_instant(now.drill.at)}).{again}"


def drill_state(now: Standing) -> State:
    if now.drill is None or (now.drill.match and now.drill_due):
        return "attention"
    return "done" if now.drill.match else "danger"


def seen(place: Place) -> str:
    if place.is_here:
        return "luôn có, dùng khi không cắm USB"
    return f"lần cuối {shown_instant(place.seen_at)}" if place.seen_at else "chưa dùng lần nào"

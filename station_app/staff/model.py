"""Accounts: one per person, synced, so that authors have names everywhere; and who broke the glass."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, field
from sync.policy import Kind, Policy


class User(Record):
    __tablename__ = "user"

    name: Mapped[str | None] = field(Kind.TEXT, "Họ và tên", required=True)
    login: Mapped[str | None] = field(Kind.TEXT, "Tên đăng nhập", required=True)
    role: Mapped[str | None] = field(Kind.CODE, "Vai trò", codes="roles", required=True)
    title: Mapped[str | None] = field(Kind.TEXT, "Chức danh", policy=Policy.LATEST)
    practice_number: Mapped[str | None] = field(Kind.TEXT, "Số giấy phép hành nghề")
    active: Mapped[bool | None] = field(Kind.BOOLEAN, "Đang làm việc")


class GlassOpening(Record):
    """Somebody without the right opened the restricted records of one person. Always sealed: it says of whom,
    and the head of the station alone reads it."""

    __tablename__ = "glass_opening"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Hồ sơ của", refers="person", policy=Policy.ONCE, required=True
    )
    reason: Mapped[str | None] = field(Kind.TEXT, "Lý do", policy=Policy.ONCE, required=True)
    how: Mapped[str | None] = field(Kind.TEXT, "Mở bằng", policy=Policy.ONCE)
    opened_at: Mapped[str | None] = field(Kind.INSTANT, "Mở lúc", policy=Policy.ONCE, required=True)
    until: Mapped[str | None] = field(Kind.INSTANT, "Đến lúc", policy=Policy.ONCE)
    seen_by: Mapped[str | None] = field(Kind.REFERENCE, "Trưởng trạm đã xem", refers="user")
    seen_at: Mapped[str | None] = field(Kind.INSTANT, "Xem lúc")

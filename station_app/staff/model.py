"""Accounts: one per person, synced, so that an author's name is known on every PC."""

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

"""Doses: what was given to whom, when, from which lot, by whom."""

from sqlalchemy import CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local, Record, field
from sync.policy import Kind, Policy


class Dose(Record):
    __tablename__ = "dose"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người được tiêm", refers="person", policy=Policy.ONCE, required=True
    )
    vaccine: Mapped[str | None] = field(
        Kind.CODE, "Vắc xin", codes="vaccine_products", policy=Policy.ONCE, required=True
    )
    dose_number: Mapped[int | None] = field(Kind.INTEGER, "Mũi thứ")
    given_on: Mapped[str | None] = field(
        Kind.DATE, "Ngày tiêm", policy=Policy.ONCE, required=True, index=True
    )
    given_at: Mapped[str | None] = field(Kind.INSTANT, "Giờ tiêm", policy=Policy.ONCE)
    lot: Mapped[str | None] = field(Kind.TEXT, "Số lô")
    expiry: Mapped[str | None] = field(Kind.DATE, "Hạn dùng")
    manufacturer: Mapped[str | None] = field(Kind.TEXT, "Nhà sản xuất")
    site: Mapped[str | None] = field(Kind.CODE, "Vị trí tiêm", codes="injection_sites")
    route: Mapped[str | None] = field(Kind.CODE, "Đường dùng", codes="routes")
    volume: Mapped[str | None] = field(Kind.TEXT, "Liều lượng")
    program: Mapped[str | None] = field(Kind.CODE, "Chương trình", codes="programs")
    vaccinator: Mapped[str | None] = field(Kind.TEXT, "Người tiêm")
    historical: Mapped[bool | None] = field(Kind.BOOLEAN, "Nhập bù, tiêm nơi khác")
    facility: Mapped[str | None] = field(Kind.TEXT, "Nơi tiêm")
    evidence: Mapped[str | None] = field(Kind.TEXT, "Căn cứ")
    screening: Mapped[str | None] = field(Kind.TEXT, "Khám sàng lọc")
    reaction: Mapped[str | None] = field(Kind.TEXT, "Phản ứng sau tiêm")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class DoseDue(Local):
    """The next dose of each series of a person, computed here from the schedule; never synced.

    Days, not states: whether a dose is due or overdue is read off against today, so nothing has to be
    computed at midnight. `stale_after` is the one day on which a row was right, where there is one: another
    live vaccine may be given on the same day as the first, or four weeks later."""

    __tablename__ = "dose_due"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (one page holds a person's rows)

    person: Mapped[str] = mapped_column(Text, primary_key=True)
    series: Mapped[str] = mapped_column(Text, primary_key=True)
    dose_number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(Text)
    vaccine: Mapped[str] = mapped_column(Text)
    due_on: Mapped[str] = mapped_column(Text, index=True)
    earliest_on: Mapped[str] = mapped_column(Text)
    overdue_after: Mapped[str] = mapped_column(Text)
    latest_on: Mapped[str | None] = mapped_column(Text)
    stale_after: Mapped[str | None] = mapped_column(Text)


class DueEdition(Local):
    """One row: the day and the edition of the schedule that `dose_due` was computed for."""

    __tablename__ = "due_edition"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[str] = mapped_column(Text)
    edition: Mapped[str] = mapped_column(Text)


class DoseTwice(Local):
    """Two doses on one card that look like one dose written on two PCs; a person decides."""

    __tablename__ = "dose_twice"

    one: Mapped[str] = mapped_column(Text, primary_key=True)
    other: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(Text, index=True)

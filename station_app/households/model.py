"""Households and who belongs to them, since when and in which relation to the head; lists being taken in."""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local, Record, field
from sync.policy import Kind, Policy


class Household(Record):
    __tablename__ = "household"
    __table_args__ = (
        # A page of the list, and the hamlets, without reading the households themselves.
        Index("ix_household_listed", "hamlet", "code", "id", sqlite_where=text("gone IS NULL")),
    )

    code: Mapped[str | None] = field(Kind.TEXT, "Mã hộ", policy=Policy.ONCE, required=True, index=True)
    hamlet: Mapped[str | None] = field(
        Kind.TEXT, "Thôn, bản", policy=Policy.LATEST, required=True, index=True
    )
    house_number: Mapped[str | None] = field(Kind.TEXT, "Số nhà", policy=Policy.LATEST, sensitive=True)
    address: Mapped[str | None] = field(Kind.TEXT, "Địa chỉ", policy=Policy.LATEST, sensitive=True)
    address_raw: Mapped[str | None] = field(
        Kind.TEXT, "Địa chỉ như trên giấy tờ", policy=Policy.LATEST, sensitive=True
    )
    ward_code: Mapped[str | None] = field(Kind.TEXT, "Mã xã", policy=Policy.LATEST)
    ward_code_on: Mapped[str | None] = field(Kind.DATE, "Mã xã theo danh mục ngày", policy=Policy.LATEST)
    address_resolved_by: Mapped[str | None] = field(Kind.TEXT, "Cách xác định mã xã", policy=Policy.LATEST)
    poverty_class: Mapped[str | None] = field(Kind.CODE, "Diện hộ", codes="poverty_classes")
    poverty_year: Mapped[int | None] = field(Kind.INTEGER, "Năm xét diện hộ")
    water_source: Mapped[str | None] = field(
        Kind.CODE, "Nguồn nước", codes="water_sources", policy=Policy.LATEST
    )
    water_hygienic: Mapped[bool | None] = field(Kind.BOOLEAN, "Nước hợp vệ sinh", policy=Policy.LATEST)
    latrine: Mapped[str | None] = field(Kind.CODE, "Nhà tiêu", codes="latrines", policy=Policy.LATEST)
    latrine_hygienic: Mapped[bool | None] = field(Kind.BOOLEAN, "Nhà tiêu hợp vệ sinh", policy=Policy.LATEST)
    waste: Mapped[str | None] = field(Kind.CODE, "Xử lý rác", codes="waste", policy=Policy.LATEST)
    phone: Mapped[str | None] = field(Kind.TEXT, "Điện thoại", policy=Policy.LATEST, sensitive=True)
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class HouseholdMember(Record):
    __tablename__ = "household_member"
    __table_args__ = (
        # Who lives where now, counted for a whole commune from the index alone.
        Index(
            "ix_household_member_living",
            "household",
            "relation",
            "person",
            "residence",
            sqlite_where=text("gone IS NULL AND to_date IS NULL"),
        ),
    )

    household: Mapped[str | None] = field(
        Kind.REFERENCE, "Hộ", refers="household", policy=Policy.ONCE, required=True
    )
    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người", refers="person", policy=Policy.ONCE, required=True
    )
    relation: Mapped[str | None] = field(Kind.CODE, "Quan hệ với chủ hộ", codes="relations", required=True)
    residence: Mapped[str | None] = field(Kind.CODE, "Cư trú", codes="residence", policy=Policy.LATEST)
    from_date: Mapped[str | None] = field(Kind.DATE, "Từ ngày")
    to_date: Mapped[str | None] = field(Kind.DATE, "Đến ngày")
    end_reason: Mapped[str | None] = field(Kind.CODE, "Lý do rời hộ", codes="end_reasons")


class ImportList(Local):
    """A list of people that was given to this PC; it waits here, encrypted, until its rows are records.

    `seen`: the newest entry of the people's index when the list was compared with the station."""

    __tablename__ = "import_list"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    started_at: Mapped[str] = mapped_column(Text)
    started_by: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    seen: Mapped[int] = mapped_column(Integer)
    facts: Mapped[str] = mapped_column(Text)


class ImportRow(Local):
    """One row of a list: what it said, what it means, and what became of it. `records`: [entity, id] each."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_open", "import_id", "done", "number"),
        Index("ix_import_row_household_group", "import_id", "household_group"),
    )

    import_id: Mapped[str] = mapped_column(Text, ForeignKey("import_list.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    sheet: Mapped[str] = mapped_column(Text)
    row: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    raw: Mapped[str] = mapped_column(Text)
    parsed: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    household_group: Mapped[int | None] = mapped_column(Integer)
    household: Mapped[str | None] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(Text)
    records: Mapped[str] = mapped_column(Text)
    done: Mapped[bool] = mapped_column(Boolean)

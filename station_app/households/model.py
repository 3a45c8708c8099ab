"""Households and who belongs to them, since when and in which relation to the head."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, field
from sync.policy import Kind, Policy


class Household(Record):
    __tablename__ = "household"

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

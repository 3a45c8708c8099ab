"""Allergies, conditions and risk factors: one record each, never a list in one field."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, field, open_label
from sync.policy import Kind, Policy


class Allergy(Record):
    __tablename__ = "allergy"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người", refers="person", policy=Policy.ONCE, required=True
    )
    kind: Mapped[str | None] = field(Kind.CODE, "Loại dị ứng", codes="allergy_kinds", required=True)
    substance: Mapped[str | None] = field(Kind.TEXT, "Dị ứng với", required=True)
    reaction: Mapped[str | None] = field(Kind.TEXT, "Biểu hiện")
    severity: Mapped[str | None] = field(Kind.CODE, "Mức độ", codes="allergy_severity")
    status: Mapped[str | None] = field(Kind.CODE, "Tình trạng", codes="condition_status")
    noted_on: Mapped[str | None] = field(Kind.DATE, "Ghi nhận ngày")


class Condition(Record):
    __tablename__ = "condition"
    __table_args__ = (open_label("condition"),)

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người", refers="person", policy=Policy.ONCE, required=True
    )
    icd10: Mapped[str | None] = field(Kind.CODE, "Mã ICD-10", codes="icd10_common")
    name: Mapped[str | None] = field(Kind.TEXT, "Tên bệnh", required=True)
    since: Mapped[str | None] = field(Kind.DATE, "Từ khi")
    status: Mapped[str | None] = field(Kind.CODE, "Tình trạng", codes="condition_status")
    restricted: Mapped[str | None] = field(Kind.CODE, "Nhóm hạn chế", codes="restricted_categories")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class RiskFactor(Record):
    __tablename__ = "risk_factor"
    __table_args__ = (open_label("risk_factor"),)

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người", refers="person", policy=Policy.ONCE, required=True
    )
    kind: Mapped[str | None] = field(Kind.CODE, "Yếu tố nguy cơ", codes="risk_factors", required=True)
    status: Mapped[str | None] = field(Kind.CODE, "Tình trạng", codes="risk_status")
    amount: Mapped[str | None] = field(Kind.TEXT, "Số lượng")
    since: Mapped[str | None] = field(Kind.DATE, "Từ khi")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)
    restricted: Mapped[str | None] = field(
        Kind.CODE, "Nhóm hạn chế", codes="restricted_categories", later=True
    )

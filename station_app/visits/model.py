"""Visits: one row of the register A1 each, from reception to follow-up."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, field, open_label
from sync.policy import Kind, Policy


class Visit(Record):
    __tablename__ = "visit"
    __table_args__ = (open_label("visit"),)

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người bệnh", refers="person", policy=Policy.ONCE, required=True
    )
    status: Mapped[str | None] = field(
        Kind.CODE, "Tình trạng", codes="visit_status", policy=Policy.LATEST, index=True
    )
    arrived_at: Mapped[str | None] = field(
        Kind.INSTANT, "Đến lúc", policy=Policy.ONCE, required=True, index=True
    )
    started_at: Mapped[str | None] = field(Kind.INSTANT, "Khám lúc")
    ended_at: Mapped[str | None] = field(Kind.INSTANT, "Xong lúc")
    visit_type: Mapped[str | None] = field(Kind.CODE, "Loại hình khám", codes="visit_types")
    reason: Mapped[str | None] = field(Kind.TEXT, "Lý do đến khám", required=True)
    symptoms: Mapped[str | None] = field(Kind.TEXT, "Triệu chứng")
    pulse: Mapped[int | None] = field(Kind.INTEGER, "Mạch", unit="lần/phút")
    temperature: Mapped[str | None] = field(Kind.DECIMAL, "Nhiệt độ", unit="°C")
    systolic: Mapped[int | None] = field(Kind.INTEGER, "Huyết áp tâm thu", unit="mmHg")
    diastolic: Mapped[int | None] = field(Kind.INTEGER, "Huyết áp tâm trương", unit="mmHg")
    breathing: Mapped[int | None] = field(Kind.INTEGER, "Nhịp thở", unit="lần/phút")
    spo2: Mapped[int | None] = field(Kind.INTEGER, "SpO₂", unit="%")
    weight: Mapped[str | None] = field(Kind.DECIMAL, "Cân nặng", unit="kg")
    height: Mapped[str | None] = field(Kind.DECIMAL, "Chiều cao", unit="cm")
    diagnosis: Mapped[str | None] = field(Kind.TEXT, "Chẩn đoán")
    icd10_main: Mapped[str | None] = field(Kind.CODE, "Bệnh chính", codes="icd10_common")
    icd10_other: Mapped[str | None] = field(Kind.TEXT, "Bệnh kèm theo")
    treatment: Mapped[str | None] = field(Kind.TEXT, "Xử trí, điều trị")
    outcome: Mapped[str | None] = field(Kind.CODE, "Kết quả", codes="outcomes")
    practitioner: Mapped[str | None] = field(Kind.TEXT, "Người khám")
    follow_up_on: Mapped[str | None] = field(Kind.DATE, "Hẹn khám lại", index=True)
    restricted: Mapped[str | None] = field(Kind.CODE, "Nhóm hạn chế", codes="restricted_categories")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)

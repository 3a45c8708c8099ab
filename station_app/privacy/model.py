"""Requests of people about their data, what they agreed to, and where the use of their data is restricted."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, field
from sync.policy import Kind, Policy


class DataRequest(Record):
    """When it must be answered is not kept but computed: the law that counts may change."""

    __tablename__ = "data_request"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người dân", refers="person", policy=Policy.ONCE, required=True
    )
    code: Mapped[str | None] = field(Kind.TEXT, "Mã yêu cầu", policy=Policy.ONCE, index=True)
    kind: Mapped[str | None] = field(
        Kind.CODE, "Loại yêu cầu", codes="request_kinds", policy=Policy.ONCE, required=True
    )
    content: Mapped[str | None] = field(Kind.TEXT, "Nội dung yêu cầu", required=True, sensitive=True)
    purpose: Mapped[str | None] = field(Kind.CODE, "Về mục đích", codes="restriction_scopes")
    capacity: Mapped[str | None] = field(
        Kind.CODE, "Tư cách người yêu cầu", codes="request_capacities", required=True
    )
    requester_name: Mapped[str | None] = field(Kind.TEXT, "Người yêu cầu", required=True, sensitive=True)
    requester_paper: Mapped[str | None] = field(Kind.TEXT, "Giấy tờ đã xem", sensitive=True)
    requester_address: Mapped[str | None] = field(
        Kind.TEXT, "Địa chỉ nhận trả lời", policy=Policy.LATEST, sensitive=True
    )
    requester_phone: Mapped[str | None] = field(
        Kind.TEXT, "Điện thoại người yêu cầu", policy=Policy.LATEST, sensitive=True
    )
    channel: Mapped[str | None] = field(Kind.CODE, "Nhận bằng cách", codes="request_channels", required=True)
    received_on: Mapped[str | None] = field(Kind.DATE, "Nhận ngày", required=True)
    third_party: Mapped[bool | None] = field(Kind.BOOLEAN, "Phải báo bên thứ ba")
    acknowledged_on: Mapped[str | None] = field(Kind.DATE, "Báo nhận ngày")
    extended_on: Mapped[str | None] = field(Kind.DATE, "Gia hạn ngày")
    extension_reason: Mapped[str | None] = field(Kind.TEXT, "Lý do gia hạn")
    status: Mapped[str | None] = field(Kind.CODE, "Tình trạng", codes="request_status", index=True)
    decision: Mapped[str | None] = field(Kind.CODE, "Quyết định", codes="request_decisions")
    decision_reason: Mapped[str | None] = field(Kind.TEXT, "Lý do quyết định")
    decided_on: Mapped[str | None] = field(Kind.DATE, "Quyết định ngày")
    decided_by: Mapped[str | None] = field(Kind.TEXT, "Người quyết định")
    done_on: Mapped[str | None] = field(Kind.DATE, "Xong ngày")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class Consent(Record):
    """One purpose each: what was agreed to for one is no consent to another."""

    __tablename__ = "consent"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người dân", refers="person", policy=Policy.ONCE, required=True
    )
    purpose: Mapped[str | None] = field(
        Kind.CODE, "Mục đích", codes="processing_purposes", policy=Policy.ONCE, required=True
    )
    legal_basis: Mapped[str | None] = field(Kind.CODE, "Căn cứ xử lý", codes="legal_bases", required=True)
    decision: Mapped[str | None] = field(
        Kind.CODE, "Nội dung trả lời", codes="consent_decisions", required=True
    )
    given_on: Mapped[str | None] = field(Kind.DATE, "Ngày trả lời", policy=Policy.ONCE, required=True)
    recipient: Mapped[str | None] = field(Kind.TEXT, "Bên nhận dữ liệu")
    told_sensitive: Mapped[bool | None] = field(Kind.BOOLEAN, "Đã báo là dữ liệu nhạy cảm")
    by_person: Mapped[bool | None] = field(Kind.BOOLEAN, "Chính người đó trả lời")
    guardian_name: Mapped[str | None] = field(Kind.TEXT, "Cha, mẹ, người giám hộ trả lời", sensitive=True)
    guardian_paper: Mapped[str | None] = field(Kind.TEXT, "Giấy tờ của người giám hộ", sensitive=True)
    evidence: Mapped[str | None] = field(Kind.CODE, "Bằng chứng", codes="consent_evidence")
    evidence_place: Mapped[str | None] = field(Kind.TEXT, "Bằng chứng giữ ở đâu", policy=Policy.LATEST)
    withdrawn_on: Mapped[str | None] = field(Kind.DATE, "Rút lại ngày")
    withdrawal_reason: Mapped[str | None] = field(Kind.TEXT, "Lý do rút lại")
    request: Mapped[str | None] = field(Kind.REFERENCE, "Theo yêu cầu", refers="data_request")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class ProcessingRestriction(Record):
    """Care and duties of the state go on; other uses stop from `valid_from` to `valid_to`."""

    __tablename__ = "processing_restriction"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người dân", refers="person", policy=Policy.ONCE, required=True
    )
    scope: Mapped[str | None] = field(
        Kind.CODE, "Phạm vi hạn chế", codes="restriction_scopes", policy=Policy.ONCE, required=True
    )
    valid_from: Mapped[str | None] = field(Kind.DATE, "Từ ngày", required=True)
    valid_to: Mapped[str | None] = field(Kind.DATE, "Đến ngày")
    reason: Mapped[str | None] = field(Kind.TEXT, "Lý do", required=True)
    request: Mapped[str | None] = field(Kind.REFERENCE, "Theo yêu cầu", refers="data_request")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)

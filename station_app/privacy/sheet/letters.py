"""What the letters to somebody who asked say: that the request was received, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from station_app.common.days import shown_instant
from station_app.privacy.service import KeptLine, RequestCard, Traced

RECEIVED_TITLE = "Phiếu báo đã nhận yêu cầu"
ANSWER_TITLE = "Phiếu trả lời yêu cầu"
COMPLAINT = (
    "Không đồng ý với trả lời này, ông/bà có quyền khiếu nại với Ủy ban nhân dân xã hoặc cơ quan chuyên "
    "trách bảo vệ dữ liệu cá nhân (Luật 91/2025/QH15, Điều 4)."
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One sheet to one person; `rows` under `header` where something is listed."""

    title: str
    code: str
    addressee: str
    address: str
    about: str
    paragraphs: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    closing: tuple[str, ...] = ()
    signer: str = ""
    place_and_day: str = ""


def acknowledgement(card: RequestCard, signer: str, place_and_day: str) -> Letter:
    """By when the person hears, and what may make it longer."""
    said = card.labels
    due, asked = card.due, f"{said['kind'].lower()}. Nội dung: {said['content']}"
    paragraphs = (
        f"Ngày {said['received_on']}, trạm đã nhận yêu cầu của ông/bà ({said['capacity'].lower()}): {asked}",
        f"Trạm trả lời chậm nhất ngày {due.execute:%d/%m/%Y} (theo {card.legal_basis}).",
        f"Nếu cần thêm thời gian, trạm báo lý do trước, và chậm nhất là ngày {due.if_extended:%d/%m/%Y}.",
    )
    closing = (f"Khi hỏi về yêu cầu này, xin nhắc mã {card.code}.",)
    return _letter(RECEIVED_TITLE, card, paragraphs, closing, signer, place_and_day)


def answer(
    card: RequestCard,
    signer: str,
    place_and_day: str,
    *,
    corrected: Sequence[Traced] = (),
    kept: Sequence[KeptLine] = (),
) -> Letter:
    """What was decided and why, what was done, what must be kept and until when."""
    said = card.labels
    decided = f"Trạm quyết định: {said['decision'].lower()}."
    if said["decision_reason"]:
        decided = f"{decided} Lý do: {said['decision_reason']}"
    asked = f"{said['kind'].lower()}. Nội dung: {said['content']}"
    paragraphs = [
        f"Trả lời yêu cầu ngày {said['received_on']} của ông/bà: {asked}",
        decided,
        *_done(card),
    ]
    letter = _letter(ANSWER_TITLE, card, tuple(paragraphs), (COMPLAINT,), signer, place_and_day)
    header, rows = _listed(card, corrected, kept)
    return replace(letter, header=header if rows else (), rows=rows)


def _done(card: RequestCard) -> list[str]:
    """What follows for the person; nothing follows from a refusal."""
    kind, refused = card.values["kind"], card.values["decision"] == "refused"
    if refused and kind != "deletion":
        return []
    told = {
        "access": "Kèm theo là hồ sơ của ông/bà đang giữ tại trạm, trên giấy và trong tệp có khoá.",
        "correction": "Những chỗ đã sửa ghi dưới đây. Giá trị cũ còn trong lịch sử của sổ theo quy định.",
        "restriction": "Từ nay dữ liệu chỉ dùng cho chăm sóc và nhiệm vụ nhà nước, trong phạm vi đã yêu cầu.",
        "objection": "Từ nay dữ liệu không dùng cho mục đích mà ông/bà phản đối.",
        "withdrawal": "Từ nay dữ liệu không dùng cho mục đích đã rút lại. Việc đã làm trước đó vẫn hợp lệ.",
        "deletion": "Những gì trạm còn phải giữ, và bao lâu, ghi dưới đây; chỉ dùng cho chăm sóc và nhiệm vụ "
        "nhà nước.",
    }
    return [told[str(kind)]] if kind in told else []


def _listed(
    card: RequestCard, corrected: Sequence[Traced], kept: Sequence[KeptLine]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if card.values["kind"] == "correction" and corrected:
        rows = tuple(
            (one.where, one.before or "chưa ghi", one.after or "để trống", shown_instant(one.at))
            for one in corrected
        )
        return ("Mục", "Trước", "Nay là", "Sửa lúc"), rows
    if card.values["kind"] == "deletion":
        lines = tuple((one.label, str(one.count), one.kept.words, one.kept.keeping.law) for one in kept)
        return ("Loại bản ghi", "Số bản ghi", "Giữ bao lâu", "Theo quy định"), lines
    return (), ()


def _letter(
    title: str,
    card: RequestCard,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...],
    signer: str,
    place_and_day: str,
) -> Letter:
    said = card.labels
    about = "" if said["requester_name"] == card.name else f"Về dữ liệu của {card.name}"
    return Letter(
        title,
        card.code,
        said["requester_name"],
        said["requester_address"],
        about,
        paragraphs,
        closing=closing,
        signer=signer,
        place_and_day=place_and_day,
    )

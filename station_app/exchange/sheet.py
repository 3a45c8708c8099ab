"""The receipt on paper: what the province holds of this PC, and the signature that proves it."""

from station_app.common.days import shown_instant
from station_app.exchange.service.proved import DigestLine, ReceiptFacts
from station_app.paper.letterhead import Imprint, Letterhead

TITLE = "Biên nhận của kho tỉnh"


def receipt_pdf(
    facts: ReceiptFacts, letterhead: Letterhead, imprint: Imprint, *, invariant: bool = False
) -> bytes:
    from station_app.paper import blocks  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.paper.page import WIDTH, Head, Sheets  # noqa: PLC0415  lazy: the same
    from station_app.paper.signs import Sign  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=TITLE, invariant=invariant)
    sign, colour = (Sign.DONE, "ink") if facts.is_green else (Sign.ALERT, "attention")
    content = [
        blocks.signed(sign, facts.sentence, WIDTH, colour=colour, strong=True, around=6),
        *blocks.pairs(_entries(facts), WIDTH, (1.0, 1.0, 1.0)),
        blocks.heading("Dấu kiểm của từng loại bản ghi"),
        blocks.table(("Loại bản ghi", "Dấu kiểm kho đã ký", "So với máy này"), _rows(facts), (165, 220, 115)),
        blocks.heading("Chữ ký của kho tỉnh"),
        *(blocks.labelled(words, text, WIDTH, 120) for words, text in _signature(facts)),
        blocks.small(_CLOSING, before=10),
    ]
    head = Head(TITLE, f"Máy {facts.device}", f"{facts.device}-{facts.upto}", _qr(facts), "Mã biên nhận")
    sheets.add(head, content)
    return sheets.finish()


_CLOSING = (
    "Biên nhận do kho tỉnh ký bằng khóa riêng; máy trạm giữ bản gốc và kiểm lại được chữ ký bất cứ lúc nào. "
    "Giấy này không có thông tin của người dân."
)


def _entries(facts: ReceiptFacts) -> list[tuple[str, str]]:
    ahead = f"{facts.waiting} chờ thay đổi đứng trước" if facts.waiting else "Không"
    return [
        ("Thay đổi kho đang giữ", f"{facts.count}"),
        ("Liền mạch đến số", f"{facts.upto}"),
        ("Còn chờ ở kho", ahead),
        ("Có trong bản sao lưu của kho", f"đến số {facts.safe}" if facts.safe else "chưa báo"),
        ("Giờ của kho", shown_instant(facts.at)),
        ("Giờ của máy", shown_instant(facts.taken_at)),
    ]


def _rows(facts: ReceiptFacts) -> list[tuple[str, str, str]]:
    return [(line.label, _grouped(line.digest), _compared(facts, line)) for line in facts.digests]


def _compared(facts: ReceiptFacts, line: DigestLine) -> str:
    if facts.outcome == "waiting":
        return "chưa đối chiếu"
    return "khớp" if line.same else "LỆCH"


def _signature(facts: ReceiptFacts) -> list[tuple[str, str]]:
    state = "đã kiểm lại lúc in, đúng" if facts.proved else "không kiểm được"
    return [
        ("Chữ ký", state),
        ("Khóa của kho", facts.gateway),
        ("Đầu chuỗi", _grouped(facts.head)),
        ("Dấu kiểm chung", _grouped(facts.word)),
        ("Băm câu hỏi", _grouped(facts.asked)),
        ("Băm câu trả lời", _grouped(facts.packed)),
        ("Ed25519", _grouped(facts.signature)),
    ]


def _grouped(hexadecimal: str) -> str:
    """In eights, to be read aloud and compared by eye."""
    return " ".join(hexadecimal[start : start + 8] for start in range(0, len(hexadecimal), 8))


def _qr(facts: ReceiptFacts) -> str:
    return f"TYT:BN:{facts.device}:{facts.upto}:{facts.head[:16]}:{facts.word}".upper()

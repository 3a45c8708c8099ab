"""The sheet for the envelope: the recovery code as QR, in groups, in words, and how it is kept and used."""

from station_app.paper.letterhead import Imprint, Letterhead
from station_app.store.vault.paper import printed_words, qr_text, read_paper

TITLE = "Phiếu khôi phục"
_WARNING = (
    "Ai cầm phiếu này mở được toàn bộ sổ của trạm, kể cả hồ sơ hạn chế. Không chụp ảnh, không chép vào máy, "
    "không gửi qua Zalo hay thư điện tử."
)
_USE = (
    "Mở phần mềm, bấm “Quên mật khẩu?”, chọn tài khoản.",
    "Gõ mã hoặc các từ trên đây (có dấu hay không dấu đều được), hoặc quét mã QR.",
    "Đặt mật khẩu mới. Dữ liệu còn nguyên; không cần mạng.",
    "In phiếu mới ngay sau khi dùng: phiếu đã mở coi như đã lộ.",
)
_ENVELOPE = (
    "Gấp chữ vào trong, bỏ phong bì, dán kín, trưởng trạm ký và đóng dấu giáp lai lên mép dán.",
    "Ghi ngoài phong bì: tên trạm, số phiếu, ngày in. Không ghi gì khác.",
    "Cất trong tủ khóa, khác chỗ để máy. Mỗi quý xem lại: mép dán còn nguyên không.",
    "Phong bì rách, mất, hay người giữ thôi việc: in phiếu mới. Phiếu cũ hết giá trị ngay khi in phiếu mới.",
)


def recovery_pdf(
    code: str, number: int, letterhead: Letterhead, imprint: Imprint, *, invariant: bool = False
) -> bytes:
    """One page. The secret stands on it and nowhere else: not in the properties of the file either."""
    from station_app.paper import blocks  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.paper.page import WIDTH, Head, Sheets  # noqa: PLC0415  lazy: the same
    from station_app.paper.signs import Sign  # noqa: PLC0415  lazy: the same

    secret = read_paper(code)
    groups = code.split("-")
    content = [
        blocks.signed(Sign.ALERT, _WARNING, WIDTH, colour="danger", strong=True, around=4),
        blocks.heading("Mã khôi phục"),
        *(blocks.title("-".join(groups[start : start + 4])) for start in (0, 4)),
        blocks.heading("Hoặc gõ các từ này, từng dòng"),
        *(blocks.name(f"{line}.  {words}") for line, words in enumerate(printed_words(secret), start=1)),
        blocks.small("Mã không có chữ O, I, L, U. Gõ sai một chỗ, máy chỉ ra chỗ sai."),
        blocks.heading("Khi quên mật khẩu"),
        *(blocks.labelled(f"{step}.", words, WIDTH, 16) for step, words in enumerate(_USE, start=1)),
        blocks.heading("Cất phiếu"),
        *(blocks.labelled(f"{step}.", words, WIDTH, 16) for step, words in enumerate(_ENVELOPE, start=1)),
        blocks.space(10),
        blocks.signatures([("Người in phiếu", ""), ("Người giữ phong bì", "")], WIDTH),
    ]
    sheets = Sheets(letterhead, imprint, title=TITLE, invariant=invariant)
    head = Head(TITLE, f"Phiếu số {number}", f"{number}", qr_text(secret), "Quét để gõ thay")
    sheets.add(head, content)
    return sheets.finish()

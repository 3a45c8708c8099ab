"""The log on paper: what was asked for, the verdict, and entry after entry; no patient is named in them."""

from collections.abc import Sequence

from station_app.audit.service import Checked, Line
from station_app.paper.letterhead import Imprint, Letterhead

TITLE = "Nhật ký truy cập"
_CLOSING = (
    "Các mục không ghi tên người dân; mã trong dòng tra được trên máy của trạm. Mỗi mục mang mã băm "
    "của mọi mục trước nó, kho tỉnh ký nhận mã băm cuối."
)


def log_pdf(
    lines: Sequence[Line],
    asked: str,
    checked: Checked,
    letterhead: Letterhead,
    imprint: Imprint,
    *,
    more: bool = False,
    invariant: bool = False,
) -> bytes:
    from station_app.paper import blocks  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.paper.page import WIDTH, Head, Sheets  # noqa: PLC0415  lazy: the same
    from station_app.paper.signs import Sign  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=TITLE, invariant=invariant)
    sign, colour = (Sign.DONE, "ink") if checked.sound else (Sign.ALERT, "attention")
    content = [
        blocks.signed(sign, checked.said, WIDTH, colour=colour, strong=True, around=6),
        *(blocks.line(place, "attention") for place in checked.places[:20]),
        blocks.heading(asked),
        blocks.table(("Số", "Lúc", "Ai", "Đã làm gì", "Ở đâu"), _rows(lines), (34, 82, 96, 198, 90)),
    ]
    if more:
        content.append(blocks.small("Còn nữa: chọn ít ngày hơn để in tiếp.", before=6))
    content.append(blocks.small(_CLOSING, before=10))
    number = f"{lines[-1].number}-{lines[0].number}" if lines else "0"
    head = Head(TITLE, f"{len(lines)} mục", number, f"TYT:NK:{number}:{checked.verdict.upto}", "Số mục")
    sheets.add(head, content)
    return sheets.finish()


def _rows(lines: Sequence[Line]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            str(line.number),
            line.time,
            line.who,
            line.whole,
            line.place,
        )
        for line in lines
    ]

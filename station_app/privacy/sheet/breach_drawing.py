"""How the report of a breach looks: to whom and by when, what is known, and lines to write on."""

from station_app.paper import blocks
from station_app.paper.flow import Block
from station_app.paper.page import WIDTH
from station_app.privacy.sheet.breach import Breach

_LINES = 2


def breach_content(breach: Breach) -> list[Block]:
    drawn: list[Block] = [
        blocks.line(f"Kính gửi: {breach.addressee}", strong=True, before=8),
        blocks.line(
            f"Gửi chậm nhất {breach.hours} giờ kể từ lúc phát hiện ({breach.legal_basis}).", before=6
        ),
        blocks.line("Chưa biết hết thì gửi phần đã biết, bổ sung sau."),
        *blocks.pairs(breach.known, WIDTH, (1.2, 1.2, 1.0)),
        blocks.heading("Trạm đang giữ những gì"),
        blocks.table(("Loại bản ghi", "Số bản ghi"), breach.counts, (WIDTH * 0.7, WIDTH * 0.3)),
    ]
    for title, asks in breach.sections:
        drawn.append(blocks.heading(title))
        for ask in asks:
            drawn.append(blocks.small(ask, before=2))
            drawn += [blocks.EmptyLine() for _ in range(_LINES)]
    drawn.append(blocks.heading("Việc làm ngay trong những giờ đầu"))
    drawn += [blocks.line(f"- {words}") for words in breach.first_hours]
    signers = [("Người lập", ""), ("Người đứng đầu", breach.signer)]
    return [*drawn, blocks.signatures(signers, WIDTH, breach.place_and_day)]

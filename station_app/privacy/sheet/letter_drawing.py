"""How a letter looks: to whom, what, a table where something is listed, and room for the pen."""

from station_app.paper import blocks
from station_app.paper.flow import Block
from station_app.paper.page import WIDTH, Head
from station_app.privacy.sheet.letters import Letter

_WEIGHTS = (1.5, 1.0, 1.5, 1.5)


def letter_head(letter: Letter) -> Head:
    return Head(title=letter.title, about="", code=letter.code)


def letter_content(letter: Letter) -> list[Block]:
    drawn: list[Block] = [blocks.line(f"Kính gửi: {letter.addressee}", strong=True, before=10)]
    if letter.address:
        drawn.append(blocks.line(f"Địa chỉ: {letter.address}"))
    if letter.about:
        drawn.append(blocks.line(letter.about))
    drawn += [blocks.line(text, before=8) for text in letter.paragraphs]
    if letter.rows:
        weights = _WEIGHTS[: len(letter.header)]
        widths = [WIDTH * weight / sum(weights) for weight in weights]
        drawn += [blocks.space(8), blocks.table(letter.header, letter.rows, widths)]
    drawn += [blocks.line(text, before=8) for text in letter.closing]
    signers = [("Người nhận phiếu", letter.addressee), ("Người giải quyết", letter.signer)]
    return [*drawn, blocks.signatures(signers, WIDTH, letter.place_and_day)]

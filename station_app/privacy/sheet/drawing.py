"""How a person's record looks on paper: who, chapter by chapter, what was changed, how long it is kept."""

from collections.abc import Iterator, Sequence

from station_app.paper import blocks
from station_app.paper.flow import Block
from station_app.paper.page import WIDTH, Head
from station_app.privacy.service.record_file import Chapter, Item, PersonRecord
from station_app.privacy.sheet.content import (
    RECORD_TITLE,
    REST,
    Telling,
    Use,
    by_entity,
    corrections,
    heading_of,
    kept,
    others,
    rest,
    shown,
    when,
)

PERSON = "person"
SHORT = 26
"""Letters that fit a quarter of the page's width; what is longer has a line of its own."""
WHOLE = (
    "Giấy này gồm mọi dữ liệu cá nhân mà trạm đang giữ về người có tên trên, kể cả những chỗ đã sửa. "
    "Giấy có thông tin sức khỏe riêng tư, xin giữ cẩn thận."
)
NOT_RESTRICTED = (
    "Bản này chưa gồm nhóm thông tin hạn chế (nếu có), vì người lập không có quyền xem hoặc máy này chưa có "
    "khoá. Muốn có bản đủ, xin gặp trưởng trạm."
)
RIGHTS = (
    "Ông/bà có quyền biết, đồng ý, rút lại sự đồng ý, xem, sửa, yêu cầu cung cấp, xoá, hạn chế, phản đối "
    "việc xử lý dữ liệu của mình, và khiếu nại (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4). Thấy chỗ "
    "nào sai, xin báo trạm; trạm phải trả lời trong thời hạn luật định."
)


def head(record: PersonRecord, code: str) -> Head:
    return Head(title=RECORD_TITLE, about=record.full_name, code=code)


def content(record: PersonRecord, tellings: Sequence[Telling], uses: Sequence[Use]) -> list[Block]:
    chapters = by_entity(record)
    drawn: list[Block] = [*_who(chapters.get(PERSON)), blocks.small(WHOLE, before=8)]
    if not record.restricted_included:
        drawn.append(blocks.small(NOT_RESTRICTED, before=4))
    for told in tellings:
        if told.entity != PERSON and (chapter := chapters.get(told.entity)):
            drawn += _chapter(chapter, told)
    drawn += [*_corrections(record), *_uses(uses), *_kept(record)]
    return [*drawn, blocks.heading("Quyền của ông/bà"), blocks.line(RIGHTS)]


def _who(chapter: Chapter | None) -> list[Block]:
    """Every field of the person that holds something, label above value."""
    if chapter is None or not chapter.records:
        return []
    item = chapter.records[0]
    entries = [(value.label, value.shown) for value in item.fields.values() if value.shown]
    return blocks.pairs(entries, WIDTH, (1.3, 1.0, 1.0, 1.0))


def _chapter(chapter: Chapter, told: Telling) -> list[Block]:
    if not chapter.records and told.quiet and not chapter.withdrawn:
        return []
    drawn: list[Block] = [blocks.heading(told.title)]
    if not chapter.records:
        drawn.append(blocks.line(told.nothing, "soft"))
    elif told.columns:
        drawn.append(_table(chapter, told))
    else:
        for item in chapter.records:
            drawn += _card(item, told)
    if chapter.withdrawn:
        words = f"{chapter.withdrawn} bản ghi nhập nhầm đã huỷ, không in ở đây vì có thể là của người khác."
        drawn.append(blocks.small(words, before=3))
    return drawn


def _table(chapter: Chapter, told: Telling) -> Block:
    """A column that is empty in every record is left out; what the columns do not tell stands in the last."""
    names = [name for name in told.columns if any(shown(item, name) for item in chapter.records)]
    rests = [rest(item, told.columns) for item in chapter.records]
    labels = [next(i.fields[name].label for i in chapter.records if name in i.fields) for name in names]
    rows = [
        [*(shown(item, name) for name in names), *((more,) if any(rests) else ())]
        for item, more in zip(chapter.records, rests, strict=True)
    ]
    header = [*labels, *((REST,) if any(rests) else ())]
    weights = [1.0] * len(names) + ([2.6] if any(rests) else [])
    return blocks.table(header, rows, [WIDTH * weight / sum(weights) for weight in weights])


def _card(item: Item, told: Telling) -> Iterator[Block]:
    if title := heading_of(item, told):
        yield blocks.line(title, strong=True, before=6)
    filled = others(item, told.heading)
    yield from blocks.pairs([one for one in filled if len(one[1]) <= SHORT], WIDTH, (1.0, 1.0, 1.0, 1.0))
    yield blocks.space(3)
    for label, words in filled:
        if len(words) > SHORT:
            yield blocks.labelled(label, words, WIDTH, 110)
    if item.author and item.written_at:
        yield blocks.small(f"{item.author} ghi lúc {when(item.written_at)}")


def _corrections(record: PersonRecord) -> list[Block]:
    lines = corrections(record)
    if not lines:
        return []
    header = ("Lúc", "Mục", "Sửa gì", "Người sửa", "Lý do")
    weights = (0.9, 1.4, 1.8, 1.1, 1.2)
    table = blocks.table(header, lines, [WIDTH * weight / sum(weights) for weight in weights])
    return [blocks.heading("Những chỗ đã sửa"), table]


def _uses(uses: Sequence[Use]) -> list[Block]:
    if not uses:
        return []
    rows = [(use.purpose, use.basis, use.allowed) for use in uses]
    widths = [WIDTH * weight / 4.4 for weight in (1.6, 1.4, 1.4)]
    table = blocks.table(("Mục đích", "Căn cứ", "Hiện nay"), rows, widths)
    return [blocks.heading("Dữ liệu dùng vào việc gì"), table]


def _kept(record: PersonRecord) -> list[Block]:
    widths = [WIDTH * weight / 4.4 for weight in (1.6, 1.1, 1.7)]
    table = blocks.table(("Loại bản ghi", "Giữ bao lâu", "Theo quy định"), kept(record), widths)
    return [blocks.heading("Dữ liệu được giữ bao lâu"), table]

"""Letterhead, foot and file properties are on every sheet; blocks of every kind stay inside the page."""

from reportlab.lib.units import mm

from station_app.paper import blocks
from station_app.paper.page import PAGE_HEIGHT, PAGE_WIDTH, SIDE, WIDTH, Head, Sheets
from station_app.paper.signs import Sign
from tests.paper.families import IMPRINT, LETTERHEAD
from tests.paper.reading import fonts, overlapping, page_words, properties, text_boxes, words

LONG = "Bạch hầu–Ho gà–Uốn ván–Viêm gan B–Hib (5 trong 1) mũi 3, nhắc lại khi trẻ đủ 18 tháng tuổi"


def _sheets(**options: bool) -> Sheets:
    return Sheets(LETTERHEAD, IMPRINT, title="Giấy mẫu", subject="Thử", **options)


def _every_block() -> bytes:
    sheets = _sheets(invariant=True)
    sheets.add(
        Head("Giấy mẫu", "Lò Văn Ún", "M-1", qr="TYT:HO:M-1", qr_words="Quét để mở hồ sơ"),
        [
            blocks.heading("Phần một"),
            *blocks.pairs([("Địa chỉ", LONG), ("Điện thoại", "")], WIDTH, (2, 1)),
            blocks.Chips([blocks.Chip(f"{LONG} {sign.value}", sign) for sign in Sign]),
            blocks.signed(Sign.DONE, LONG, WIDTH / 3),
            blocks.labelled("Nhãn", LONG, WIDTH / 2, 60),
            blocks.EmptyLine("Ghi chú:"),
            blocks.table(["Vắc xin", "Ngày"], [[LONG, "12/05/2026"]] * 60, [WIDTH - 80, 80]),
            blocks.signatures(
                [("Người nhận", ""), ("Trưởng trạm", "Lò Thị Hạnh")], WIDTH, "Mường Hoa, ngày 21/11/2026"
            ),
        ],
    )
    return sheets.finish()


def test_head_and_foot_are_printed():
    text = words(_every_block())
    for expected in (
        "UBND xã Mường Hoa", "Trạm Y tế xã Mường Hoa", "Điểm trạm Bản Dền · Điện thoại 0214 3871 234",
        "Trang 1/", IMPRINT.printed, IMPRINT.data_as_of, "Mã tra cứu M-1", "Mường Hoa, ngày 21/11/2026",
    ):  # fmt: skip
        assert expected in text


def test_the_header_of_a_table_comes_back_on_every_page_and_pages_are_counted():
    pages = page_words(_every_block())
    assert len(pages) > 2
    assert all("Vắc xin Ngày" in page for page in pages[:-1])
    assert all(f"Trang {number}/{len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("Giấy mẫu · Lò Văn Ún" in page for page in pages[1:])


def test_all_letters_lie_between_the_margins_and_none_over_another():
    for boxes in text_boxes(_every_block()):
        assert all(left >= SIDE - 1 and right <= PAGE_WIDTH - SIDE + 1 for left, _, right, _ in boxes)
        assert all(bottom >= 5 * mm and top <= PAGE_HEIGHT - 10 * mm for _, bottom, _, top in boxes)
        assert not overlapping(boxes)


def test_only_our_fonts_are_in_the_file_and_all_of_them_travel_with_it():
    found = fonts(_every_block())
    assert {name.partition("+")[2] for name in found} == {
        "NotoSans-Regular", "NotoSans-SemiBold", "BeVietnamPro-SemiBold",
    }  # fmt: skip
    assert all(found.values())
    assert b"Helvetica" not in _every_block()


def test_file_properties_name_the_paper_and_the_station_but_no_person():
    found = properties(_every_block())
    assert (found["/Title"], found["/Author"], found["/Subject"]) == ("Giấy mẫu", LETTERHEAD.station, "Thử")
    assert not [value for value in found.values() if "Hạnh" in value or "Lò" in value]


def test_the_same_content_gives_the_same_bytes():
    assert _every_block() == _every_block()


def test_printed_on_both_sides_no_sheet_is_on_the_back_of_another():
    sheets = _sheets(two_sided=True)
    for code in ("M-1", "M-2"):
        sheets.add(Head("Giấy mẫu", "", code), [blocks.line("Một dòng")])
    pages = page_words(sheets.finish())
    assert [bool(page) for page in pages] == [True, False, True, False]

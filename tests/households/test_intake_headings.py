"""Headings in the spellings of many communes, on one row or two, under titles."""

import pytest

from station_app.households.service.intake.book import Sheet
from station_app.households.service.intake.headings import find_headings, is_numbering, kind_of
from station_app.households.service.intake.lines import hamlet_named, read_sheet
from tests.households.lists import Rows


@pytest.mark.parametrize(
    "heading, kind",
    [
        ("STT", "ordinal"), ("TT", "ordinal"), ("Họ và tên", "name"), ("HỌ TÊN", "name"), ("Tên", "name"),
        ("Ho va ten", "name"), ("Họ, chữ đệm và tên", "name"), ("Họ và tên (khai sinh)", "name"),
        ("Họ đệm", "family"), ("Ngày sinh", "birth"), ("Năm sinh", "birth"), ("Sinh năm", "birth"),
        ("Ngày, tháng,\nnăm sinh", "birth"), ("NTNS", "birth"), ("Nam", "male"), ("Nữ", "female"),
        ("Năm", "year"),
        ("Năm sinh (Nam)", "male"), ("Năm sinh nữ", "female"), ("Giới tính", "sex"), ("Nam/Nữ", "sex"),
        ("Dân tộc", "ethnicity"), ("Số CCCD/CMND", "citizen"), ("Số định danh cá nhân", "citizen"),
        ("Số ĐDCN", "citizen"), ("Số thẻ BHYT", "insurance"), ("Mã thẻ BHYT", "insurance"),
        ("Hạn thẻ BHYT", "valid_to"), ("Mã số BHXH", "social"), ("SĐT", "phone"), ("Số ĐT", "phone"),
        ("ĐT", "phone"),
        ("Thôn/bản", "hamlet"), ("Tổ dân phố", "hamlet"), ("Ấp", "hamlet"), ("Tên thôn", "hamlet"),
        ("Nơi ở hiện tại", "address"), ("Địa chỉ thường trú", "address"), ("Mã hộ", "household"),
        ("Số hộ khẩu", "household"), ("Số sổ hộ khẩu", "household"), ("Hộ số", "household"),
        ("Chủ hộ", "head"),
        ("Họ tên chủ hộ", "head"), ("Quan hệ với chủ hộ", "relation"), ("QH với chủ hộ", "relation"),
        ("Nghề nghiệp", "occupation"), ("Hộ nghèo", "poverty_class"), ("Hộ cận nghèo", "near_poor"),
        ("Ghi chú", "note"), ("Mã hồ sơ", None), ("Họ tên mẹ", None), ("Ngày cấp", None), ("Tôn giáo", None),
        ("Nơi đăng ký KCB", None), ("Trình độ văn hoá", None),
    ],
)  # fmt: skip
def test_a_heading_is_known_by_its_spelling(heading, kind):
    assert kind_of(heading) == kind


def test_titles_above_are_passed_over_and_unknown_columns_reported():
    rows: Rows = [
        ["UBND XÃ"],
        ["DANH SÁCH"],
        [],
        ["STT", "Họ tên", "Năm sinh", "Tôn giáo"],
        [1, "Lò Văn A", 1988, "Không"],
    ]
    found = find_headings(rows)
    assert found
    assert (found.row, found.below) == (3, 4)
    assert found.columns == {0: "ordinal", 1: "name", 2: "birth"}
    assert found.unmapped == ("Tôn giáo",)


def test_headings_on_two_rows_are_read_together():
    rows: Rows = [
        ["STT", "Họ và tên", "Năm sinh", "", "CCCD", ""],
        ["", "", "Nam", "Nữ", "Số", "Ngày cấp"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Lò Văn A", 1988, "", "010088001234", "01/01/2022"],
        [2, "Lò Thị B", "", 1990, "", ""],
    ]
    found = find_headings(rows)
    assert found
    assert found.columns == {0: "ordinal", 1: "name", 2: "male", 3: "female", 4: "citizen"}
    lines = read_sheet(Sheet("", rows))
    assert lines
    assert [line.row for line in lines.lines] == [4, 5]


def test_merged_headings_carried_down_and_a_birth_date_in_three_columns():
    rows: Rows = [
        ["Họ và tên", "Ngày tháng năm sinh", "", "", "Thôn"],
        ["Họ và tên", "Ngày", "Tháng", "Năm", "Thôn"],
        ["Lò Văn A", 9, 3, 1988, "Bản Dền"],
    ]
    found = find_headings(rows)
    assert found
    assert list(found.columns.values()) == ["name", "day", "month", "year", "hamlet"]


def test_a_name_merged_over_two_columns_is_one_name():
    rows: Rows = [["Họ và tên", "", "Năm sinh"], ["Nguyễn Văn", "An", 1988], ["Lò Thị", "Pàng", 1990]]
    found = find_headings(rows)
    assert found
    assert found.columns == {0: "name", 1: "name", 2: "birth"}


@pytest.mark.parametrize(
    "row, numbering",
    [
        (["1", "2", "3"], True),
        (["(1)", "(2)", "(3)"], True),
        (["A", "B", "1", "2"], True),
        ([1, "Lò Văn A", 1988], False),
    ],
)
def test_the_row_of_column_numbers_is_nobody(row, numbering):
    assert is_numbering(row) is numbering


def test_rows_about_nobody_are_passed_over():
    heading = ["STT", "Họ và tên", "Năm sinh", "Thôn"]
    rows: Rows = [
        heading,
        ["I", "Thôn Bản Dền", "", ""],
        [1, "Lò Văn A", 1988, ""],
        heading,
        ["", "", "", ""],
        ["", "Cộng: 1 người", "", ""],
        ["II", "Thôn Hang Đá", "", ""],
        [2, "Tống Văn B", 1990, ""],
        ["Tổng cộng", "2 người", "", ""],
        ["", "", "Ngày 20 tháng 11 năm 2026", ""],
        ["", "Người lập biểu", "", "Trưởng thôn"],
    ]
    found = read_sheet(Sheet("", rows, first=5))
    assert found
    assert [(line.row, line.text("name"), line.text("hamlet")) for line in found.lines] == [
        (7, "Lò Văn A", "Thôn Bản Dền"),
        (12, "Tống Văn B", "Thôn Hang Đá"),
    ]
    assert found.skipped == [6, 8, 10, 11, 13, 14, 15]


def test_empty_cells_of_a_house_are_carried_down_until_the_next_house():
    rows: Rows = [
        ["Mã hộ", "Họ và tên", "Năm sinh", "Thôn", "Địa chỉ"],
        ["H-001", "Lò Văn A", 1960, "Bản Dền", "Nhà 3"],
        ["", "Lò Thị B", 1962, "", ""],
        ["H-002", "Vàng A C", 1970, "", ""],
    ]
    found = read_sheet(Sheet("", rows))
    assert found
    assert [(line.text("household"), line.text("hamlet"), line.text("address")) for line in found.lines] == [
        ("H-001", "Bản Dền", "Nhà 3"),
        ("H-001", "Bản Dền", "Nhà 3"),
        ("H-002", "Bản Dền", ""),
    ]


@pytest.mark.parametrize(
    "title, hamlet",
    [("DANH SÁCH NHÂN KHẨU THÔN BẢN DỀN NĂM 2026", "Bản Dền"), ("Thôn 3", "Thôn 3"),
     ("Ấp Bình Hoà, xã X", "Ấp Bình Hoà"),
     ("Danh sách", None), ("Sheet1", None)],
)  # fmt: skip
def test_a_title_or_a_sheet_may_name_the_hamlet(title, hamlet):
    assert hamlet_named(title) == hamlet

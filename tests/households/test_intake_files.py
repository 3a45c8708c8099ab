"""Files as they come: encodings, separators, wrong names, locked, broken, and made to do harm."""

import io
import zipfile

import pytest

from station_app.common.errors import Refused
from station_app.households.service.intake.book import LARGEST, open_book
from tests.households.lists import commune_list, csv, xlsx

ROWS = [
    ["Họ và tên", "Ngày sinh", "Thôn"],
    ["Nguyễn Thị Ngẫu", "09/03/1988", "Bản Dền"],
    ["Đặng Ước", "1990", "Ấp 3"],
]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_list_is_read_in_any_dress(tmp_path, encoding, separator):
    book = open_book(csv(tmp_path / "a.csv", ROWS, encoding=encoding, separator=separator))
    assert [list(row) for row in book.sheets[0].rows] == ROWS


def test_windows_1258_is_put_together_again(tmp_path):
    # It writes the tone as a sign of its own, after the letter.
    text = "Họ và tên,Ngày sinh\r\nNguyễn Thị Ngẫu,1988".translate(
        {0x1ECD: "o\u0323", 0x1EC5: "ê\u0303", 0x1ECB: "i\u0323", 0x1EAB: "â\u0303"}
    )
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp1258"))
    assert open_book(path).sheets[0].rows == [["Họ và tên", "Ngày sinh"], ["Nguyễn Thị Ngẫu", "1988"]]


def test_a_separator_named_by_excel_is_believed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nHọ tên;Năm sinh\nLò, Văn A;1988\n", "utf-8")
    assert open_book(path).sheets[0].rows == [[], ["Họ tên", "Năm sinh"], ["Lò, Văn A", "1988"]]


def test_a_quote_left_open_spoils_its_own_line_only(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Họ tên,Năm sinh\n"Lò Văn A,1988\nVàng A B,1990\n', "utf-8")
    rows = open_book(path).sheets[0].rows
    assert rows[2] == ["Vàng A B", "1990"]
    assert len(rows) == 3


def test_a_broken_letter_does_not_make_another_encoding_of_the_list(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(
        "\n".join(f"Nguyễn Thị Ngẫu {n},1988" for n in range(9)).encode() + b"\nL\xc3 V\xc4n,1990"
    )
    rows = open_book(path).sheets[0].rows
    assert rows[0][0] == "Nguyễn Thị Ngẫu 0"
    assert "\ufffd" in rows[-1][0]


def test_a_workbook_is_known_by_its_content_not_its_name(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ("Bản Dền", ROWS))
    book = open_book(path.rename(tmp_path / "a.csv"))
    assert book.sheets[0].name == "Bản Dền"
    assert book.sheets[0].rows[1][0] == "Nguyễn Thị Ngẫu"


def test_the_first_row_keeps_the_number_excel_shows(tmp_path):
    book = open_book(xlsx(tmp_path / "a.xlsx", ("A", [[], [], *ROWS])))
    assert book.sheets[0].first == 3


def test_a_merged_cell_speaks_for_all_its_rows(tmp_path):
    rows = [["Mã hộ", "Họ tên"], ["", "A"], ["", "B"], ["", "C"]]
    book = open_book(xlsx(tmp_path / "a.xlsx", ("A", rows), merged=[(1, 0, 2, 0, "H-1")]))
    assert [row[0] for row in book.sheets[0].rows] == ["Mã hộ", "H-1", "H-1", ""]


def _zip(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def _long(path):
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    return path


def _far_cell(path):
    return _zip(
        path, xl__worksheets__sheet1_xml='<sheetData><row r="1"><c r="XFD1048576"/></row></sheetData>'
    )


def _bomb(path):
    """Says that it is small, and is not."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "<sheetData/>")
        with packed.open("xl/media/image1.png", "w") as part:
            for _ in range(257):
                part.write(bytes(2**20))
    content = file.getvalue().replace((257 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(content)
    return path


def _written(content):
    def write(path):
        path.write_bytes(content)
        return path

    return write


OLE = b"\xd0\xcf\x11\xe0"


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda path: path, "Không mở được"),
        (lambda path: path.parent, "Không mở được"),
        (_written(b""), "trống"),
        (_written(b"PK\x03\x04 half a workbook"), "hỏng"),
        (_written(OLE + "EncryptedPackage".encode("utf-16-le")), "mật khẩu"),
        (_written(OLE + b"Workbook"), "đời cũ"),
        (_written(bytes(range(256)) * 20), "không phải danh sách dạng chữ"),
        (_written(b"," * 500), "cột"),
        (_long, "50 MB"),
        (lambda path: _zip(path, content_xml="an .ods"), "không phải sổ Excel"),
        (_far_cell, "quá rộng"),
        (_bomb, "bung ra quá lớn"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path, make, said):
    with pytest.raises(Refused) as refusal:
        open_book(make(tmp_path / "a.xlsx"))
    assert said in refusal.value.reason


def test_a_list_cut_off_while_it_was_copied_is_refused(tmp_path):
    path = commune_list(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(Refused):
        open_book(path)

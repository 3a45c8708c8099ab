"""A commune's list goes into the station: what is understood goes in, the rest comes back with its reason."""

import csv
import io
from datetime import date, datetime

import pytest

from station_app.common.errors import Refused
from station_app.demo.population import population
from station_app.households import service as households
from station_app.households.service import intake
from station_app.people import service as people
from tests.demo.excel_list import rows_of, vn_excel_list
from tests.households.lists import FAMILY, HEADINGS, NEIGHBOURS, Rows, commune_list, xlsx
from tests.households.lists import csv as csv_list

PAO = {"full_name": "Giàng A Páo", "sex": "male", "birth_date": "1988-03-09"}


def taken(database, path):
    return intake.commit(database, intake.read_list(database, path).import_id)


def household_rows(database):
    return households.list_households(database, limit=500)


def members(database, head):
    row = next(row for row in household_rows(database) if row.head_name == head)
    card = households.household_card(database, row.id)
    return {member.full_name: member.relation for member in card.members}


def given_back(database, import_id):
    content = intake.returned_csv(database, import_id)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))) if content else []


def test_a_list_becomes_households_with_their_people(database, tmp_path):
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *FAMILY, *NEIGHBOURS))
    assert (preview.rows, preview.accepted, preview.households, preview.people) == (5, 5, 2, 5)
    assert preview.rejected == ()
    assert people.count_people(database) == 0  # nothing is saved before somebody says so
    done = intake.commit(database, preview.import_id)
    assert (done.finished, done.accepted, done.households, done.people) == (True, 5, 2, 5)
    assert members(database, "Giàng A Páo") == {"Giàng A Páo": "00", "Vàng Thị Mỷ": "01", "Giàng A Tủa": "02"}
    pao = people.search(database, "giang a pao", 5)[0]
    card = people.person_card(database, pao.id)
    assert (card.birth_date, card.phone, card.sex) == ("1988-03-09", "0912345678", "male")
    assert [number.value for number in card.identifiers] == ["010088001234"]


def test_a_broken_line_comes_back_with_its_reason_while_the_others_go_in(database, tmp_path):
    spoiled = (
        (4, "Lò Văn Hặc", "12/12/1970", "Nam", "Chủ hộ", 1.23e11, "Bản Dền", ""),
        (5, "Lò Thị Pàng", "31/02/2001", "Nữ", "Con", "", "Bản Dền", ""),
        (6, "Lò Thị Mai", "22/11/2026", "Nữ", "Con", "", "Bản Dền", ""),
        (7, "Lò Thị Đào", "2003", "Nữ", "Con", "01030100009", "Bản Dền", ""),
        (8, "", "2003", "Nữ", "Con", "", "Bản Dền", "12"),
        (9, "Lò Thị Út", "2009", "Nữ", "Con", "", "Bản Dền", ""),
    )
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *FAMILY, *spoiled))
    assert preview.accepted == 4
    faults = {row.row: (row.field, row.reason) for row in preview.rejected}
    assert [faults[row][0] for row in range(8, 13)] == [
        "identifier",
        "birth_date",
        "birth_date",
        "identifier",
        "full_name",
    ]
    assert "1.23E+11" in faults[8][1]
    assert "trên lịch" in faults[9][1]
    assert "chưa tới" in faults[10][1]
    assert "11 chữ số" in faults[11][1]
    assert "số điện thoại" in faults[12][1]  # every fault of a row is said at once
    intake.commit(database, preview.import_id)
    assert people.count_people(database) == 4


def test_what_came_back_finds_its_family_when_it_is_corrected(database, tmp_path):
    spoiled = [(4, "Lò Văn Hặc", "31/02/1970", "Nam", "Chủ hộ", "010070004321", "Bản Dền", ""), NEIGHBOURS[1]]
    done = taken(database, commune_list(tmp_path / "a.xlsx", *spoiled))
    assert [question.kind for question in households.household_questions(database)] == ["no_head"]
    (row,) = given_back(database, done.import_id)
    assert "Không có ngày" in row["Lý do trả lại"]
    assert row["Số CCCD"] == "'010070004321"  # Excel shall not count it again
    assert row["Mã hộ của trạm"]
    row["Ngày sinh"] = "12/12/1970"
    again = csv_list(tmp_path / "b.csv", [list(row), [text.replace(",", " ") for text in row.values()]])
    assert taken(database, again).households == 0
    assert members(database, "Lò Văn Hặc") == {"Lò Văn Hặc": "00", "Lò Thị Pàng": "02"}
    assert households.household_questions(database) == []


def test_no_cell_given_back_can_run(database, tmp_path):
    evil = [(4, "=cmd|'/c calc'!A1", "31/02/1970", "Nam", "@SUM(1)", "", "+1-1", "-2+3")]
    done = taken(database, csv_list(tmp_path / "a.csv", [HEADINGS, *evil]))
    content = (intake.returned_csv(database, done.import_id) or b"").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
    assert "'=cmd|'/c calc'!A1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_same_list_again_adds_nothing(database, tmp_path):
    path = commune_list(tmp_path / "a.xlsx", *FAMILY)
    first = taken(database, path)
    again = taken(database, path.rename(tmp_path / "another name.xlsx"))
    assert again == first
    assert people.count_people(database) == 3
    assert len(household_rows(database)) == 1


def test_people_the_station_knows_are_matched_by_number_and_never_entered_twice(database, tmp_path):
    taken(database, commune_list(tmp_path / "a.xlsx", *FAMILY))
    newborn = (4, "Giàng Thị Ca", "01/10/2026", "Nữ", "Con", "", "Bản Dền", "")
    preview = intake.read_list(database, commune_list(tmp_path / "b.xlsx", *FAMILY, newborn))
    assert (preview.matched, preview.accepted, preview.households) == (1, 1, 0)
    assert "cùng Số định danh" in preview.known[0].reason
    assert [row.verdict for row in preview.rejected] == ["asked", "asked"]  # the two without a number
    intake.commit(database, preview.import_id)
    assert members(database, "Giàng A Páo")["Giàng Thị Ca"] == "02"
    assert people.count_people(database) == 4


def test_a_number_of_somebody_else_is_refused_by_name(database, tmp_path):
    taken(database, commune_list(tmp_path / "a.xlsx", *FAMILY))
    other = (1, "Lê Thị Hồng", "01/01/1950", "Nữ", "Chủ hộ", "010088001234", "Bản Hồ", "")
    preview = intake.read_list(database, commune_list(tmp_path / "b.xlsx", other))
    assert preview.accepted == preview.matched == 0
    assert "đang là của Giàng A Páo" in preview.rejected[0].reason


def test_a_namesake_is_asked_about_and_let_in_when_somebody_says_so(database, tmp_path):
    people.register_person(database, PAO)
    twin = (1, "Giàng A Páo", "09/03/1988", "Nam", "Chủ hộ", "", "Bản Hồ", "")
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", twin))
    assert [row.verdict for row in preview.asked] == ["asked"]
    assert intake.commit(database, preview.import_id).people == 0
    assert intake.admit(database, preview.import_id, [row.number for row in preview.asked]) == 1
    assert intake.commit(database, preview.import_id).people == 1
    assert people.count_people(database) == 2


def test_a_row_said_twice_goes_in_once(database, tmp_path):
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *FAMILY, FAMILY[0], FAMILY[2]))
    assert preview.accepted == 3
    assert [row.verdict for row in preview.rejected] == ["repeated", "repeated"]
    assert "dòng 5" in preview.rejected[0].reason


def test_whoever_was_entered_while_the_list_waited_is_not_entered_again(database, tmp_path):
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *FAMILY))
    tua = people.register_person(
        database, {"full_name": "Giàng A Tủa", "birth_date": "2015-06-01", "sex": "male"}
    )
    pao = people.register_person(database, PAO)
    people.add_identifier(database, {"person": pao, "type": "SDDCN", "value": "010088001234"})
    done = intake.commit(database, preview.import_id)
    assert (done.accepted, done.matched, done.rejected) == (1, 1, 1)
    assert members(database, "Giàng A Páo") == {"Giàng A Páo": "00", "Vàng Thị Mỷ": "01"}
    assert people.search(database, "giang a tua", 5)[0].id == tua


def test_care_goes_on_between_the_pieces(database, tmp_path):
    path = tmp_path / "a.xlsx"
    vn_excel_list(path, rows_of(population(3, 120, as_of=date(2026, 11, 21)), 120))
    preview = intake.read_list(database, path)
    saved: list[str] = []

    def care(done, total):
        saved.append(
            people.register_person(
                database, {"full_name": f"Bé Sơ Sinh {chr(65 + len(saved))}", "birth_date": "2026-11-20"}
            )
        )
        return True

    done = intake.commit(database, preview.import_id, care)
    assert len(saved) > 2
    assert people.count_people(database) == done.people + len(saved)


def test_a_stopped_import_is_unfinished_and_goes_on_where_it_was(database, tmp_path):
    path = tmp_path / "a.xlsx"
    vn_excel_list(path, rows_of(population(3, 120, as_of=date(2026, 11, 21)), 120))
    preview = intake.read_list(database, path)
    stopped = intake.commit(database, preview.import_id, lambda done, total: False)
    assert not stopped.finished
    (waiting,) = intake.unfinished(database)
    assert (waiting.import_id, waiting.state, waiting.rows) == (preview.import_id, "committing", 120)
    assert 0 < people.count_people(database) < preview.people
    again = intake.read_list(database, path)
    assert (again.import_id, again.people, again.households) == (
        preview.import_id,
        preview.people,
        preview.households,
    )
    assert intake.commit(database, again.import_id).people == people.count_people(database) == preview.people
    assert intake.unfinished(database) == []


def test_an_import_is_taken_back_whole(database, tmp_path):
    path = commune_list(tmp_path / "a.xlsx", *FAMILY, *NEIGHBOURS)
    done = taken(database, path)
    back = intake.take_back(database, done.import_id)
    assert (back.finished, back.kept) == (True, ())
    assert back.withdrawn == 5 + 3 + 5 + 2  # people, numbers, memberships, households
    assert people.count_people(database) == 0
    assert household_rows(database) == []
    with pytest.raises(Refused):
        intake.commit(database, done.import_id)
    assert taken(database, path).people == 5  # and may be given again


def test_what_care_has_used_since_is_not_taken_back_but_listed(database, tmp_path):
    done = taken(database, commune_list(tmp_path / "a.xlsx", *FAMILY, *NEIGHBOURS))
    pao, pang = (people.search(database, name, 1)[0].id for name in ("giang a pao", "lo thi pang"))
    people.correct_person(database, pao, {"phone": "0987654321"})
    people.add_identifier(database, {"person": pang, "type": "MA_BHXH", "value": "1234567890"})
    back = intake.take_back(database, done.import_id)
    assert [(kept.row, kept.reason) for kept in back.kept] == [
        (5, "Đã được sửa sau khi nhập."),
        (9, "Đã có giấy tờ, số định danh ghi sau khi nhập."),
    ]
    assert {hit.id for hit in people.list_people(database)[0]} == {pao, pang}
    assert len(household_rows(database)) == 2  # the houses of those who stay


def test_an_import_of_which_nothing_was_saved_is_forgotten(database, tmp_path):
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *FAMILY))
    intake.discard(database, preview.import_id)
    assert intake.unfinished(database) == []
    done = taken(database, commune_list(tmp_path / "a.xlsx", *FAMILY))
    with pytest.raises(Refused):
        intake.discard(database, done.import_id)


def test_years_of_birth_in_two_columns_for_men_and_women(database, tmp_path):
    rows: Rows = [
        ["STT", "Họ và tên", "Năm sinh", "", "Dân tộc", "Mã hộ", "Thôn"],
        ["", "", "Nam", "Nữ", "", "", ""],
        [1, "Lò Văn Hặc", 1970, "", "Thái", 12, 3],
        [2, "Lò Thị Pàng", "", 2001, "Mông Hoa", "", ""],
    ]
    preview = intake.read_list(database, xlsx(tmp_path / "a.xlsx", ("Sheet1", rows)))
    man, woman = (sample.person for sample in preview.samples)
    assert (man["sex"], man["birth_date"], man["ethnicity"]) == ("male", "1970", "03")
    assert (woman["sex"], woman["birth_date"], woman["ethnicity"]) == ("female", "2001", "08")
    assert preview.samples[1].household == {"hamlet": "Thôn 3", "note": "Số hộ trong danh sách: 12"}
    assert preview.households == 1


def test_a_sheet_for_each_hamlet_and_a_code_of_the_communes_own(database, tmp_path):
    heading = ["Họ và tên", "Ngày sinh", "Mã hộ", "Chủ hộ"]
    one: Rows = [heading, ["Lò Văn Hặc", datetime(1970, 12, 12), "MH-0012", "Lò Văn Hặc"]]  # noqa: DTZ001
    other = [
        heading,
        ["Vàng A Sử", "1980", "MH-0013", "Vàng A Sử"],
        ["Vàng A Dế", "2003", "MH-0013", "Vàng A Sử"],
    ]
    path = xlsx(
        tmp_path / "a.xlsx", ("Thôn Bản Dền", one), ("Thôn Hang Đá", other), ("Tổng hợp", [["Số hộ", 2]])
    )
    preview = intake.read_list(database, path)
    assert preview.skipped_sheets == ("Tổng hợp",)
    intake.commit(database, preview.import_id)
    assert {(row.code, row.hamlet, row.head_name, row.people) for row in household_rows(database)} == {
        ("MH-0012", "Bản Dền", "Lò Văn Hặc", 1),
        ("MH-0013", "Thôn Hang Đá", "Vàng A Sử", 2),
    }


def test_a_list_without_households_enters_people_and_says_so(database, tmp_path):
    preview = intake.read_list(
        database,
        csv_list(tmp_path / "a.csv", [["Họ tên", "Năm sinh", "Thôn"], ["Lò Văn A", "1988", "Bản Dền"]]),
    )
    assert (preview.people, preview.households) == (1, 0)
    assert "chưa thuộc hộ nào" in preview.notes[0]
    intake.commit(database, preview.import_id)
    assert people.person_card(database, people.search(database, "lo van a", 1)[0].id).note == "Nơi ở: Bản Dền"


def test_a_second_head_and_a_house_without_hamlet_are_refused(database, tmp_path):
    heading = ["Họ và tên", "Năm sinh", "Mã hộ", "Quan hệ với chủ hộ", "Thôn"]
    rows = [
        heading,
        ["Lò Văn A", "1960", "7", "Chủ hộ", "Bản Dền"],
        ["Lò Văn B", "1962", "7", "Chủ hộ", "Bản Dền"],
    ]
    preview = intake.read_list(database, csv_list(tmp_path / "a.csv", rows))
    assert [(row.row, row.field) for row in preview.rejected] == [(3, "relation")]
    homeless = [heading, ["Lò Văn A", "1960", "7", "Chủ hộ", ""]]
    preview = intake.read_list(database, csv_list(tmp_path / "b.csv", homeless))
    assert [(row.row, row.field) for row in preview.rejected] == [(2, "hamlet")]


@pytest.mark.parametrize(
    "rows, said",
    [
        ([["Danh sách"], ["Lò Văn A", "1988"]], "dòng tiêu đề"),
        ([["Họ và tên", "Năm sinh"]], "không có dòng nào"),
        ([["Họ và tên", "Năm sinh"], *[["NguyÔn V¨n HuÊn", "1988"]] * 5], "phông chữ cũ"),
    ],
)
def test_a_list_that_says_nothing_of_people_is_refused(database, tmp_path, rows, said):
    with pytest.raises(Refused) as refusal:
        intake.read_list(database, csv_list(tmp_path / "a.csv", rows))
    assert said in refusal.value.reason


def test_months_and_days_that_excel_may_have_turned_round_are_noted(database, tmp_path):
    days = [datetime(1980 + n, 3, 9) for n in range(10)]  # noqa: DTZ001  as Excel keeps them
    counted = [(n, f"Lò Văn {n}", day, "Nam", "Chủ hộ", "", "Bản Dền", "") for n, day in enumerate(days)]
    texts = [(n, f"Lò Thị {n}", f"25/03/{1980 + n}", "Nữ", "Chủ hộ", "", "Bản Dền", "") for n in range(10)]
    preview = intake.read_list(database, commune_list(tmp_path / "a.xlsx", *counted, *texts))
    assert "đảo ngày và tháng" in preview.notes[0]


def test_the_communes_list_goes_in_but_for_its_spoiled_numbers(database, tmp_path):
    path = tmp_path / "a.xlsx"
    commune = population(3, 200, as_of=date(2026, 11, 21))
    vn_excel_list(path, rows_of(commune, 200))
    preview = intake.read_list(database, path)
    assert len(HEADINGS) <= len(preview.columns)
    assert preview.unmapped == ()
    assert preview.accepted + len(preview.rejected) == preview.rows == 200
    assert {row.field for row in preview.rejected} == {"identifier"}
    intake.commit(database, preview.import_id)
    wanted = {str(person["full_name"]) for person in commune.people[:200]}
    entered = {hit.full_name for hit in people.list_people(database, limit=500)[0]}
    assert len(entered - wanted) == 0

"""Letters say by when, what was decided, put right and kept; a restriction shows on the family's paper."""

import pytest

from station_app.app import letters, summary
from station_app.app.breach import breach_pdf
from station_app.health_records import service as health
from station_app.households import service as households
from station_app.households.service import NewMember
from station_app.people import service as people
from station_app.people.service import person_card
from station_app.privacy import service
from station_app.store.database import Database
from tests.paper.reading import words
from tests.privacy.test_requests import ask


@pytest.fixture
def house(database: Database) -> str:
    return households.register_household(
        database,
        {"hamlet": "Bản Dền"},
        [
            NewMember("00", values={"full_name": "Vừ A Páo", "sex": "male", "birth_date": "1986-02-14"}),
            NewMember(
                "01", values={"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988-03-09"}
            ),
        ],
    )


def test_the_first_letter_says_by_when(database: Database, person: str):
    request = ask(database, person, requester_address="Bản Dền, xã Mường Hoa, tỉnh Lào Cai")
    text = words(letters.acknowledgement(database, request))
    for said in (
        "Kính gửi: Giàng Thị Mỷ",
        "Bản Dền, xã Mường Hoa, tỉnh Lào Cai",
        "chậm nhất ngày 01/12/2026",
        "Nghị định 356/2025/NĐ-CP Điều 5",
        "11/12/2026",
        service.request_card(database, request).code,
        "Mường Hoa, ngày 21 tháng 11 năm 2026",
    ):
        assert said in text, said


def test_a_correction_goes_by_the_ordinary_forms_and_the_answer_lists_it(database, person):
    request = ask(database, person, kind="correction", content="Ngày sinh sai")
    code = service.request_card(database, request).code
    why = f"{service.because(code)}: giấy khai sinh"
    people.correct_person(database, person, {"birth_date": "1988-09-03"}, why)
    people.correct_person(database, person, {"phone": "0912000222"}, "gọi lại báo số mới")
    service.decide(database, request, "granted")
    service.complete(database, request)
    [one] = service.traced(database, person, code)
    assert (one.before, one.after) == ("09/03/1988", "03/09/1988")
    text = words(letters.answer(database, request))
    assert "Người dân: ngày sinh 09/03/1988 03/09/1988" in text
    assert "0912000222" not in text
    assert "khiếu nại" in text
    assert person_card(database, person).birth_date == "1988-09-03"


def test_a_refused_deletion_says_what_is_kept_and_until_when(database, person):
    health.add_allergy(database, person=person, kind="1", substance="Penicillin")
    request = ask(database, person, kind="deletion", content="Xoá hết")
    service.decide(database, request, "refused", "còn trong thời hạn lưu")
    text = words(letters.answer(database, request))
    for said in ("từ chối", "còn trong thời hạn lưu", "Dị ứng", "10 năm sau khi người đó mất", "TT 33/2025"):
        assert said in text, said


def test_who_restricted_the_use_of_their_data_is_not_told_on_the_family_s_paper(database, house):
    mother = households.household_card(database, house).members[1].person
    health.add_allergy(database, person=mother, kind="1", substance="Penicillin")
    assert "Penicillin" in words(summary.household(database, house))
    service.restrict(database, {"person": mother, "scope": "all", "reason": "yêu cầu tại trạm"})
    text = words(summary.household(database, house))
    assert "Penicillin" not in text
    assert "09/03/1988" not in text
    assert "Không in ở đây" in text
    assert "Vừ A Páo" in text


def test_the_report_of_a_breach_says_by_when_to_whom_and_what_the_station_holds(database, person):
    text = words(breach_pdf(database))
    for said in (
        "72 giờ",
        "A05",
        "Mẫu số 08",
        "Trạm Y tế xã Mường Hoa",
        "Lò Thị Hạnh",
        "Người dân 1",
        "2. Việc đã xảy ra",
        "warehouse revoke",
    ):
        assert said in text, said
    assert "Giàng" not in text

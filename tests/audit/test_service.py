"""What the head reads of the log: sentences, filters, pages, verdict, table and sheet."""

from datetime import date
from time import perf_counter
from typing import Any

import pytest

from station_app.app.audit import sheet
from station_app.app.rooms import CATALOGUE
from station_app.audit import service
from station_app.audit.service import Wanted
from station_app.audit.service import words as words_of
from station_app.audit.service.reading import REFUSED
from station_app.audit.service.words import Names, sentence
from station_app.common.errors import Refused
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.audit_log import triggers
from tests.audit.conftest import NAME, Worked
from tests.paper.reading import words
from tests.store.test_audit import entries


def said(worked: Worked, **wanted: Any) -> list[str]:
    return [f"{line.who} {line.said}" for line in service.lines(worked.database, Wanted(**wanted))]


def test_entries_read_as_sentences_with_the_names_of_today(worked: Worked):
    assert said(worked)[:5] == [
        "Giàng A Páo xuất ra tệp dữ liệu, bị từ chối vì không có quyền",
        f"Lò Thị Hạnh in hộ {NAME}, Bản Dền",
        f"Lò Thị Hạnh xem lượt khám {NAME}",
        f"Lò Thị Hạnh xem hồ sơ {NAME}",
        f"Lò Thị Hạnh ghi lượt khám {NAME}",
    ]


def test_every_kind_of_record_has_a_word_and_those_about_a_person_can_keep_silent_about_whom():
    assert not CATALOGUE.entities.keys() - words_of.LABELS.keys()
    about_people = {name for name, entity in CATALOGUE.entities.items() if entity.subject == "person"}
    assert about_people - {"identifier", "household_member"} == set(words_of.OF_CARE)


def test_no_name_stands_in_the_log_itself(worked: Worked):
    assert not [entry for entry in entries(worked.database) if "Giàng" in str(entry) or "Mỷ" in str(entry)]


def test_who_may_not_see_restricted_records_learns_no_subject_of_a_record_of_care(worked: Worked):
    names = Names({}, {worked.person: NAME}, {}, sees_clinical=False)
    of_care = [entry for entry in entries(worked.database) if entry.entity == "visit"]
    assert of_care
    assert not [one for one in of_care if NAME in sentence(one, names)[0] or "mã" in sentence(one, names)[0]]


@pytest.mark.parametrize(
    "wanted, count",
    [
        ({"group": "views"}, 2),
        ({"group": "leaving"}, 2),
        ({"group": REFUSED}, 1),
        ({"since": date(2026, 11, 21), "until": date(2026, 11, 21)}, 8),
        ({"until": date(2026, 11, 20)}, 0),
        ({"device": "nobody"}, 0),
    ],
)
def test_the_log_is_filtered(worked: Worked, wanted: dict[str, Any], count: int):
    assert len(said(worked, **wanted)) == count


def test_the_log_of_one_user_and_of_one_person(worked: Worked):
    assert [one.partition(" xuất ")[0] for one in said(worked, user=worked.nurse)] == ["Giàng A Páo"]
    about = said(worked, person=worked.person)
    assert len(about) == 4, "the household was registered with the person in it"
    assert not [one for one in about if "xuất" in one]


def test_pages_follow_each_other_without_gap(worked: Worked):
    first = service.lines(worked.database, Wanted(), None, 3)
    second = service.lines(worked.database, Wanted(), first[-1].number, 3)
    numbers = [line.number for line in (*first, *second)]
    assert numbers == list(range(numbers[0], numbers[0] - 6, -1))


def test_a_nurse_does_not_read_the_log_and_the_attempt_is_in_it(worked: Worked):
    worked.as_nurse()
    for ask in (
        lambda: service.lines(worked.database, Wanted()),
        lambda: service.check(worked.database),
        lambda: service.as_csv(worked.database, Wanted()),
        lambda: service.sheet_lines(worked.database, Wanted()),
    ):
        with pytest.raises(Refused):
            ask()
    last = entries(worked.database)[-1]
    assert (last.action, last.result, last.detail) == ("viewed", "refused", "read_audit")


def test_a_sound_log_is_told_and_the_check_is_noted(worked: Worked):
    checked = service.check(worked.database)
    assert checked.sound
    assert checked.said.startswith("Nhật ký nguyên vẹn: 8 mục nối tiếp nhau.")
    assert entries(worked.database)[-1].entity == "audit"


def test_a_break_is_told_with_its_place(worked: Worked):
    with worked.database._writer.begin() as connection:
        for name in triggers():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_entry SET user = '' WHERE number = 5")
    checked = service.check(worked.database)
    assert not checked.sound
    assert checked.places == ("Mục số 5 đã bị sửa sau khi ghi (giữa 08:00 21/11/2026 và 08:00 21/11/2026).",)


def test_the_sheet_names_no_patient_and_carries_the_verdict(worked: Worked):
    printed = words(sheet(worked.database, Wanted()))
    assert "Nhật ký nguyên vẹn" in printed
    assert "Lò Thị Hạnh" in printed
    assert NAME not in printed
    assert worked.person[-8:] in printed


def test_the_table_is_harmless_and_holds_every_field(worked: Worked):
    rows = service.as_csv(worked.database, Wanted()).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("number,at,offset,device,user")
    assert len(rows) == 9


def test_a_hundred_thousand_entries_are_read_page_by_page_quickly(worked: Worked):
    database = worked.database
    with database.writing():
        for number in range(20_000):
            audit.note(database, Action.FAILED, entity="person", record=f"{number:036d}", detail="x")
    begun = perf_counter()
    assert len(service.lines(database, Wanted())) == 100
    first = perf_counter() - begun
    assert len(service.lines(database, Wanted(person=worked.person))) == 4
    through = perf_counter() - begun - first
    assert first < 0.5
    assert through < 2.0

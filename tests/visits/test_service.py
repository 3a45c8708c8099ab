"""A visit on a real station, from the door to the drawer."""

from datetime import date

import pytest

from station_app.common.errors import Refused
from station_app.households.model import Household, HouseholdMember
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.visits.service import (
    ASK,
    VERBS,
    close_visit,
    correct_visit,
    follow_ups_due,
    last_vitals,
    leave,
    receive,
    record_visit,
    record_vitals,
    save_visit,
    start_visit,
    visit,
    visits_of,
    waiting_now,
    withdraw_visit,
)

TODAY = date(2026, 11, 21)


def someone(database: Database, name: str = "Lò Văn Ín", birth_date: str = "1970", **more: str) -> str:
    with database.writing() as session:
        person = Person(full_name=name, birth_date=birth_date, sex="male", **more)
        session.add(person)
    return person.id


@pytest.fixture
def person(database: Database) -> str:
    return someone(database)


def seen(database: Database, person: str, *, days_ago: int = 0, **values) -> str:
    """A visit written down afterwards, on an earlier day of November."""
    arrived = f"2026-11-{21 - days_ago:02}T00:30:00Z"
    usual = {"person": person, "reason": "khám", "diagnosis": "Tăng huyết áp", "arrived_at": arrived}
    return record_visit(database, usual | values, confirmed=True)


def test_the_queue_is_in_the_order_of_coming(database, person):
    first = receive(database, person=person, reason="ho, sốt")
    database.clock.move(minutes=5)
    second = receive(database, person=someone(database, "Má A Sử"), reason="đau bụng")
    assert [line.id for line in waiting_now(database)] == [first, second]
    assert (waiting_now(database)[0].name, waiting_now(database)[0].status) == ("Lò Văn Ín", "waiting")


def test_a_visit_goes_from_the_queue_through_the_room_to_the_drawer(database, person):
    made = receive(database, person=person, reason="ho, sốt")
    database.clock.move(minutes=10)
    start_visit(database, made, practitioner="YS. Hạnh")
    assert waiting_now(database)[0].status == "seen"
    record_vitals(database, made, {"pulse": 88, "temperature": "38.2", "systolic": 120, "diastolic": 80})
    save_visit(database, made, {"symptoms": "ho khan"})
    database.clock.move(minutes=10)
    close_visit(database, made, {"icd10_main": "J00", "treatment": "Paracetamol"})
    assert waiting_now(database) == ()
    [line] = visits_of(database, [person])[person]
    assert (line.status, line.icd10_main, line.practitioner, line.on) == ("closed", "J00", "YS. Hạnh", TODAY)
    assert line.diagnosis not in (None, "J00")
    assert [sign.text for sign in line.vitals] == ["88 lần/phút", "38,2 °C", "120/80 mmHg"]
    fields = inspect(database, "visit", made).fields
    assert str(fields["ended_at"]) > str(fields["started_at"]) > str(fields["arrived_at"])


def test_closing_needs_a_diagnosis(database, person):
    made = receive(database, person=person, reason="ho")
    with pytest.raises(Refused) as refusal:
        close_visit(database, made, {"treatment": "nghỉ ngơi"}, confirmed=True)
    assert refusal.value.field == "diagnosis"
    assert waiting_now(database)[0].status == "waiting"


def test_a_small_child_is_weighed_or_the_nurse_is_asked(database):
    child = someone(database, "Vàng Thị Sua", "2024-05-01")
    made = receive(database, person=child, reason="ho")
    with pytest.raises(Refused, match="cân nặng") as question:
        close_visit(database, made, {"icd10_main": "J00"})
    assert (question.value.field, question.value.code) == ("weight", ASK)
    close_visit(database, made, {"icd10_main": "J00", "weight": "11.5"})


def test_an_impossible_sign_is_refused_and_a_rare_one_is_asked_about_once(database, person):
    made = receive(database, person=person, reason="mệt")
    with pytest.raises(Refused) as refusal:
        record_vitals(database, made, {"temperature": "368"}, confirmed=True)
    assert (refusal.value.field, refusal.value.code) == ("temperature", "refused")
    with pytest.raises(Refused) as question:
        record_vitals(database, made, {"pulse": 150})
    assert (question.value.field, question.value.code) == ("pulse", ASK)
    record_vitals(database, made, {"pulse": 150}, confirmed=True)
    assert inspect(database, "visit", made).fields["pulse"] == 150


def test_only_signs_are_taken_as_signs(database, person):
    made = receive(database, person=person, reason="mệt")
    with pytest.raises(Refused):
        record_vitals(database, made, {"diagnosis": "Cảm"})


def test_who_already_waits_is_asked_about(database, person):
    receive(database, person=person, reason="ho")
    with pytest.raises(Refused, match="lúc 08:00") as question:
        receive(database, person=person, reason="ho")
    assert question.value.code == ASK
    receive(database, person=person, reason="ho", confirmed=True)
    assert len(waiting_now(database)) == 2


def test_who_goes_away_leaves_the_queue(database, person):
    made = receive(database, person=person, reason="ho")
    leave(database, made)
    assert waiting_now(database) == ()
    assert visits_of(database, [person])[person][0].status == "left"


def test_what_was_left_open_yesterday_stays_and_says_so(database, person):
    receive(database, person=person, reason="ho")
    assert not waiting_now(database)[0].from_before_today
    database.clock.move(days=1)
    assert waiting_now(database)[0].from_before_today


def test_each_service_point_has_its_own_queue(database, person):
    receive(database, person=person, reason="ho")
    database.acting(type(database.author)(database.author.user, "B"))
    assert waiting_now(database) == ()
    assert len(waiting_now(database, everywhere=True)) == 1


def test_a_closed_visit_is_only_corrected_and_with_a_reason(database, person):
    made = seen(database, person)
    for verb in (close_visit, record_vitals, save_visit):
        with pytest.raises(Refused, match="đã kết thúc"):
            verb(database, made, {"pulse": 80})
    with pytest.raises(Refused) as refusal:
        correct_visit(database, made, {"pulse": 80}, reason="")
    assert refusal.value.field == "reason"
    correct_visit(database, made, {"diagnosis": "Tăng huyết áp độ 1"}, reason="đo lại")
    values = [w.value for w in inspect(database, "visit", made).history if w.field == "diagnosis"]
    assert values == ["Tăng huyết áp", "Tăng huyết áp độ 1"]
    with pytest.raises(Refused, match="nhầm người"):
        correct_visit(database, made, {"person": someone(database)}, reason="nhầm")


def test_a_form_cannot_move_a_visit_to_another_person(database, person):
    made = receive(database, person=person, reason="ho")
    save_visit(database, made, {"person": someone(database), "symptoms": "ho khan"})
    assert inspect(database, "visit", made).fields["person"] == person


@pytest.mark.parametrize(
    "values, field",
    [
        pytest.param({"reason": ""}, "reason", id="no reason"),
        pytest.param({"arrived_at": "2026-11-22T01:00:00Z"}, "arrived_at", id="tomorrow"),
        pytest.param({"follow_up_on": "2026-11-21"}, "follow_up_on", id="asked back today"),
        pytest.param({"icd10_other": "tiểu đường"}, "icd10_other", id="words for codes"),
        pytest.param({"person": "019b0000-0000-7000-8000-00000000dead"}, "person", id="nobody"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(database, person, values, field):
    with pytest.raises(Refused) as refusal:
        seen(database, **{"person": person} | values)
    assert refusal.value.field == field
    assert visits_of(database, [person])[person] == ()


def test_the_dead_are_not_received(database):
    with pytest.raises(Refused, match="đã mất"):
        receive(database, person=someone(database, died_on="2026-10-01"), reason="ho")


def test_the_newest_visit_comes_first_and_only_as_many_as_asked(database, person):
    for days_ago in (9, 3, 6):
        seen(database, person, days_ago=days_ago)
    newest = visits_of(database, [person], limit=2)[person]
    assert [line.on for line in newest] == [date(2026, 11, 18), date(2026, 11, 15)]


def test_the_last_of_each_sign_is_known_with_its_day(database, person):
    seen(database, person, days_ago=9, systolic=150, diastolic=95, weight="52.5")
    seen(database, person, days_ago=2, systolic=130, diastolic=85)
    signs = {sign.sign: (sign.text, sign.on) for sign in last_vitals(database, [person])[person]}
    assert signs == {
        "systolic": ("130/85 mmHg", date(2026, 11, 19)),
        "weight": ("52,5 kg", date(2026, 11, 12)),
    }


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"icd10_main": "B24"}, id="main diagnosis"),
        pytest.param({"icd10_main": "J00", "icd10_other": "F32.9"}, id="other diagnosis"),
        pytest.param({"diagnosis": "Theo dõi HIV"}, id="in words"),
    ],
)
def test_a_restricted_visit_gets_its_label_and_is_never_listed_without_the_right(database, person, values):
    made = seen(database, person, pulse=80, follow_up_on="2026-11-25", **values)
    assert inspect(database, "visit", made).fields["restricted"] in {"hiv", "mental_health"}
    assert visits_of(database, [person])[person] == ()
    assert visit(database, made) is None
    assert last_vitals(database, [person])[person] == ()
    assert follow_ups_due(database, TODAY, date(2026, 11, 30)) == ()
    assert VERBS["visit"].find(database, "", 10) == []
    assert visit(database, made, may_see_restricted=True) is not None
    assert len(visits_of(database, [person], may_see_restricted=True)[person]) == 1
    assert len(follow_ups_due(database, TODAY, date(2026, 11, 30), may_see_restricted=True)) == 1


def test_who_waits_with_a_restricted_reason_waits_without_it_being_read(database, person):
    receive(database, person=person, reason="lấy thuốc ARV")
    assert waiting_now(database)[0].reason == ""
    assert waiting_now(database, may_see_restricted=True)[0].reason == "lấy thuốc ARV"


def test_the_label_goes_when_the_code_was_a_slip(database, person):
    made = seen(database, person, icd10_main="B24", diagnosis="Nhiễm vi rút")
    correct_visit(database, made, {"icd10_main": "B34.9"}, reason="gõ nhầm mã")
    assert inspect(database, "visit", made).fields["restricted"] is None
    assert len(visits_of(database, [person])[person]) == 1


def test_who_is_expected_back_is_called_until_they_come(database, person):
    seen(database, person, days_ago=15, follow_up_on="2026-11-20")
    later = someone(database, "Má A Sử", phone="0912345678")
    seen(database, later, days_ago=5, follow_up_on="2026-11-28")
    with database.writing() as session:
        household = Household(code="12345-001-A1", hamlet="Bản Dền")
        session.add(household)
        session.flush()
        session.add(HouseholdMember(household=household.id, person=later, relation="00"))
    assert [(line.person, line.overdue) for line in follow_ups_due(database, TODAY)] == [(person, True)]
    ahead = follow_ups_due(database, TODAY, date(2026, 11, 30))
    assert [(line.name, line.hamlet, line.phone, line.overdue) for line in ahead][1] == (
        ("Má A Sử", "Bản Dền", "0912345678", False)
    )
    seen(database, person, days_ago=2)
    assert follow_ups_due(database, TODAY) == ()


def test_who_is_lost_or_dead_is_not_called(database, person):
    record_visit(
        database,
        {
            "person": person,
            "reason": "khám",
            "diagnosis": "Tăng huyết áp",
            "arrived_at": "2026-05-01T00:30:00Z",
            "follow_up_on": "2026-06-01",
        },
    )
    died = someone(database)
    seen(database, died, days_ago=9, follow_up_on="2026-11-20")
    with database.writing() as session:
        session.get_one(Person, died).died_on = "2026-11-21"
    assert follow_ups_due(database, TODAY) == ()


def test_a_withdrawn_visit_is_read_only_in_its_history(database, person):
    made = seen(database, person)
    with pytest.raises(Refused):
        withdraw_visit(database, made, " ")
    withdraw_visit(database, made, "nhập nhầm: hoàn tác")
    assert visits_of(database, [person])[person] == ()
    assert visit(database, made) is None
    assert inspect(database, "visit", made).gone == "nhập nhầm: hoàn tác"


def test_a_script_records_corrects_and_finds_a_visit(database, person):
    verbs = VERBS["visit"]
    made = verbs.new(database, {"person": person, "reason": "khám định kỳ", "icd10_main": "I10"})
    verbs.correct(database, made, {"outcome": "2"}, "bổ sung", ())
    assert [row["id"] for row in verbs.find(database, "I10", 10)] == [made]
    assert verbs.find(database, "lo van in", 10)[0]["outcome"] == "2"
    verbs.withdraw(database, made, "nhập nhầm")
    assert verbs.find(database, "", 10) == []

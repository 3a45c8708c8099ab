"""Nothing goes before its term; what is past it is found, and goes only by the head's word."""

from datetime import UTC, datetime

import pytest

from station_app.common.errors import Refused
from station_app.health_records import service as health
from station_app.immunization.model import Dose
from station_app.people import service as people
from station_app.privacy import service
from station_app.privacy.service import Overdue
from station_app.staff import service as staff
from station_app.store.database import Author, Database
from station_app.store.inspection import inspect
from station_app.visits.model import Visit
from tests.stations import MovableClock


def at(database: Database, year: int) -> None:
    assert isinstance(database.clock, MovableClock)
    database.clock.moment = datetime(year, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def old(database: Database, person: str) -> dict[str, str]:
    """A life written down in 2026: an ordinary visit, one of the mind, a dose, an allergy."""
    visit = Visit(person=person, arrived_at="2026-03-01T01:00:00Z", reason="Ho", icd10_main="J00")
    mind = Visit(person=person, arrived_at="2026-03-02T01:00:00Z", reason="Mất ngủ", icd10_main="F51.0")
    dose = Dose(person=person, vaccine="HEPB", given_on="2026-03-03")
    with database.writing() as session:
        session.add_all([visit, mind, dose])
    allergy = health.add_allergy(database, person=person, kind="1", substance="Penicillin")
    return {"visit": visit.id, "mind": mind.id, "dose": dose.id, "allergy": allergy}


def past(database: Database) -> list[str]:
    return [one.record for one in service.past_term(database)]


def test_a_record_is_past_its_term_only_after_the_last_day(database, person, old):
    for year, gone in ((2036, []), (2037, [old["visit"]]), (2046, [old["visit"]])):
        at(database, year)
        assert past(database) == gone
    at(database, 2047)
    assert set(past(database)) == {old["visit"], old["mind"]}


def test_after_a_death_the_visits_are_kept_longer_and_the_book_ends(database, person, old):
    people.correct_person(database, person, {"died_on": "2026-11-01"}, "giấy báo tử")
    at(database, 2037)
    assert set(past(database)) == {person, old["allergy"]}
    at(database, 2057)
    assert set(past(database)) == {person, *old.values()} - {old["dose"]}


def test_letting_go_asks_the_term_again_and_is_all_or_nothing(database, person, old):
    early = Overdue("visit", old["mind"], "Lượt khám", datetime(2020, 1, 1, tzinfo=UTC).date(), "")
    at(database, 2037)
    [found] = service.past_term(database)
    with pytest.raises(Refused) as refused:
        service.let_go(database, [found, early])
    assert refused.value.code == "within_term"
    assert past(database) == [old["visit"]]
    assert service.let_go(database, [found]) == 1
    assert past(database) == []
    seen = inspect(database, "visit", old["visit"])
    assert seen.gone == "hết thời hạn lưu: TT 33/2025, mục 44"
    assert seen.fields["reason"] == "Ho"


def test_letting_go_needs_the_right_and_is_logged(database, person, old):
    staff.add_user(database, {"name": "Vàng Thị Máy", "login": "may", "role": "nurse"})
    nurse = next(row.id for row in staff.users(database) if row.login == "may")
    at(database, 2037)
    head = database.author
    database.acting(Author(nurse, "A"))
    with pytest.raises(Refused) as refused:
        service.let_go(database, service.past_term(database))
    assert refused.value.code == "not_entitled"
    database.acting(head)
    service.let_go(database, service.past_term(database))
    noted_of = "SELECT detail FROM audit_entry WHERE action = 'request_handled' AND entity = 'retention'"
    with database.reading() as session:
        noted = database.raw(session).execute(noted_of).fetchall()
    assert noted == [("past term, let go 1",)]


def test_who_asks_for_deletion_is_told_what_is_kept_and_until_when(database, person, old):
    lines = {(one.entity, one.kept.words): one.count for one in service.kept_of(database, person)}
    assert lines == {
        ("person", "10 năm sau khi người đó mất"): 1,
        ("allergy", "10 năm sau khi người đó mất"): 1,
        ("visit", "đến hết 31/12/2036"): 1,
        ("visit", "đến hết 31/12/2046"): 1,
        ("dose", "không thời hạn"): 1,
    }
    assert all(one.rule for one in service.kept_of(database, person))

"""The matrix is whole, and it is asked whatever way a save or a command takes."""

from datetime import date

import pytest

import resources
from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Refused
from station_app.health_records.service import add_allergy, alerts_of
from station_app.households.service import intake, register_household
from station_app.people.model import Person
from station_app.people.service import register_person
from station_app.staff import service as staff
from station_app.staff.model import User
from station_app.staff.rules import NOBODY, Right, labels, matrix, may
from station_app.store.database import Author, Database
from station_app.store.settling import settle
from station_app.store.verbs import fetch
from station_app.visits.service import follow_ups_due, receive, visit, visits_of, waiting_now
from tests.households.families import family

ROLES = [code.code for code in resources.codes("roles")]
BORN = {"full_name": "Giàng Thị Mỷ", "sex": "2", "birth_date": "1990"}


def test_every_right_has_its_line_and_every_line_its_right():
    assert [line.right for line in matrix().lines] == list(Right)


def test_the_matrix_speaks_only_of_known_roles():
    assert {role for line in matrix().lines for role in line.roles} == {*ROLES, NOBODY}
    assert set(labels()) == {*ROLES, NOBODY}


def test_whose_records_everybody_may_write_is_nobody():
    named = [name for line in matrix().lines for name in line.records]
    assert sorted(named) == sorted(CATALOGUE.entities)


def test_it_signs_policy_and_may_do_nothing_else():
    assert [right for right in Right if may("it", right)] == [Right.SIGN_POLICY]


def test_nobody_outside_the_matrix_has_any_right():
    assert not any(may(role, right) for role in (None, "", "visitor") for right in Right)


def test_a_day_before_the_first_edition_finds_the_first():
    assert matrix(date(1980, 1, 1)) == matrix(date(2026, 6, 1))


@pytest.fixture
def head(database: Database) -> Database:
    staff.first_head(database, name="Giàng A Páo", login="pao")
    return database


def acting(database: Database, role: str) -> Database:
    """Somebody of that role has signed in."""
    user = staff.add_user(database, {"name": "Lý Thị Hoa", "login": f"hoa.{role}", "role": role})
    database.acting(Author(user, database.author.point))
    return database


@pytest.mark.parametrize("role", ["assistant", "pharmacist", "it"])
def test_only_those_who_treat_write_a_visit(head: Database, role: str):
    person = register_person(head, BORN)
    with pytest.raises(Refused, match="bác sĩ") as refused:
        receive(acting(head, role), person=person, reason="ho")
    assert refused.value.code == "not_entitled"
    assert head.opened("visit", person).context == {}


def test_a_nurse_writes_a_visit_and_an_assistant_registers_a_household(head: Database):
    person = register_person(head, BORN)
    pao = head.author
    acting(head, "nurse")
    assert receive(head, person=person, reason="ho")
    head.acting(pao)
    acting(head, "assistant")
    assert register_household(head, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)


def test_a_raw_session_is_judged_like_any_other(head: Database):
    """Not only the rooms' verbs: the guard stands in the only way to write."""
    acting(head, "pharmacist")
    with pytest.raises(Refused, match="Đăng ký, sửa người"), head.writing() as session:
        session.add(Person(**BORN))


def test_nobody_gives_themselves_a_role(head: Database):
    acting(head, "nurse")
    me = head.author.user
    with pytest.raises(Refused), head.writing() as session:
        fetch(session, User, me).role = "head"
    with pytest.raises(Refused):
        settle(head, "user", me, "role", "head")
    assert staff.role_of(head) == "nurse"
    staff.correct_user(head, me, {"title": "Nữ hộ sinh"})


def test_an_account_that_was_closed_meanwhile_has_no_right_left(head: Database):
    pao = head.author
    nurse = acting(head, "nurse").author
    head.acting(pao)
    staff.deactivate(head, nurse.user)
    head.acting(nurse)
    assert staff.role_of(head) is None
    assert not any(staff.may(head, right) for right in Right)
    with pytest.raises(Refused, match="đã ngừng dùng"):
        register_person(head, BORN)


def test_a_list_is_brought_in_only_by_those_who_may(head: Database, tmp_path):
    with pytest.raises(Refused, match="Nhập danh sách"):
        intake.read_list(acting(head, "pharmacist"), tmp_path / "x.csv")


def test_an_assistant_is_shown_no_visit_and_no_health_record(head: Database):
    person = register_person(head, BORN)
    add_allergy(head, person=person, substance="Penicillin", kind="drug")
    visit_id = receive(head, person=person, reason="ho")
    pao = head.author
    assert waiting_now(head, everywhere=True)
    assert alerts_of(head, [person])[person].allergies
    acting(head, "assistant")
    assert waiting_now(head, everywhere=True) == ()
    assert visits_of(head, [person]) == {person: ()}
    assert visit(head, visit_id) is None
    assert follow_ups_due(head, head.clock.today()) == ()
    assert alerts_of(head, [person])[person].allergies == ()
    head.acting(pao)
    acting(head, "pharmacist")
    assert visits_of(head, [person])[person]

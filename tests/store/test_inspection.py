"""A record shows its values, its questions and its history."""

import pytest

from station_app.common.errors import Refused
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.settling import reopen, settle


def test_a_corrected_value_stays_in_the_history_with_its_author_and_reason(database: Database) -> None:
    with database.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date="1988", phone="0912000001")
        session.add(person)
    with database.writing(reason="đọc lại giấy khai sinh") as session:
        session.get_one(Person, person.id).birth_date = "1988-03-09"
    found = inspect(database, "person", person.id)
    assert found.fields["birth_date"] == "1988-03-09"
    assert [(w.value, w.shown) for w in found.history if w.field == "birth_date"] == [
        ("1988", False),
        ("1988-03-09", True),
    ]
    assert found.conflicts == {}


def test_settling_what_is_not_in_question_is_refused(database: Database) -> None:
    with database.writing() as session:
        person = Person(full_name="Vừ A Páo", birth_date="1990")
        session.add(person)
    with pytest.raises(Refused, match="không có câu hỏi"):
        settle(database, "person", person.id, "birth_date", "1991")


def test_a_decision_taken_back_is_a_question_again_with_the_same_values(database: Database) -> None:
    with database.writing() as session:
        person = Person(full_name="Lò Văn Cương", birth_date="1988")
        session.add(person)
    unread = database.opened("person", person.id)
    for typed in ("1987", "1989"):
        with database.writing(opened=(unread,)) as session:
            session.get_one(Person, person.id).birth_date = typed
    asked = inspect(database, "person", person.id).conflicts["birth_date"]
    assert [written.value for written in asked] == ["1987", "1989"]
    done = settle(database, "person", person.id, "birth_date", "1989")
    assert inspect(database, "person", person.id).conflicts == {}
    reopen(database, [done])
    again = inspect(database, "person", person.id).conflicts["birth_date"]
    assert [written.value for written in again] == ["1987", "1989"]

"""The conflict desk in words; questions about restricted records only for those entitled."""

import pytest

from station_app.common.errors import Refused
from station_app.exchange import questions
from station_app.health_records.model import Condition
from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Author, Database


def _disputed(database: Database, restricted: str | None = None) -> tuple[str, str]:
    with database.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date="1988")
        session.add(person)
        session.flush()
        illness = Condition(person=person.id, name="Bệnh", since="2020", restricted=restricted)
        session.add(illness)
    unread = [database.opened("person", person.id), database.opened("condition", illness.id)]
    for year in ("1987", "1989"):
        with database.writing(opened=unread) as session:
            session.get_one(Person, person.id).birth_date = year
            session.get_one(Condition, illness.id).since = year
    return person.id, illness.id


def _head(database: Database) -> None:
    database.acting(Author(staff.first_head(database, name="YS. Hạnh", login="hanh"), "A"))


def test_a_question_names_the_person_the_field_and_who_wrote_what(database: Database) -> None:
    _head(database)
    person, _ = _disputed(database)
    birth, since = questions.open_questions(database)
    assert {birth.title, since.title} == {"Ngày sinh", "Từ khi · Bệnh, tiền sử"}
    assert birth.subject == since.subject == "Giàng Thị Mỷ"
    assert birth.address == f"person/{person}"
    assert [item.shown for item in birth.candidates] == ["1987", "1989"]
    assert {item.author for item in birth.candidates} == {"YS. Hạnh"}
    assert [item.chosen_now for item in birth.candidates] == [False, True]


def test_a_third_value_settles_and_nonsense_is_refused_under_its_field(database: Database) -> None:
    _head(database)
    _disputed(database)
    card = next(card for card in questions.open_questions(database) if card.field == "birth_date")
    with pytest.raises(Refused) as refused:
        questions.decide_typed(database, card, "31/02/1988")
    assert refused.value.field == "birth_date"
    questions.decide_typed(database, card, "9/3/1988")
    assert all(left.field != "birth_date" for left in questions.open_questions(database))


def test_a_decision_taken_back_is_open_again(database: Database) -> None:
    _head(database)
    _disputed(database)
    card = next(card for card in questions.open_questions(database) if card.field == "birth_date")
    questions.decide(database, card, "1987")
    questions.take_back(database, card)
    again = next(card for card in questions.open_questions(database) if card.field == "birth_date")
    assert {item.value for item in again.candidates} == {"1987", "1989"}


def test_a_restricted_question_is_only_for_those_entitled(database: Database) -> None:
    _disputed(database, restricted="hiv")
    assert [card.entity for card in questions.open_questions(database)] == ["person"]
    _head(database)
    assert {card.entity for card in questions.open_questions(database)} == {"person", "condition"}

"""Two PCs and one person: forms held open, questions on both, settled once."""

import pytest

from station_app.common.errors import Refused
from station_app.exchange.questions import decide, open_questions
from station_app.health_records.model import Allergy
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.settling import settle
from sync.codec import decode
from tests.stations import MovableClock, StationMaker


def carry(giver: Database, taker: Database) -> None:
    """Everything that one PC ever wrote is heard by the other."""
    with giver.reading() as session:
        raw = giver.raw(session)
        (device,) = raw.execute("SELECT device FROM sync_self").fetchone()
        rows = raw.execute("SELECT payload FROM sync_outbox ORDER BY seq").fetchall()
    with taker.taking_in() as intake:
        intake.take([decode(device, bytes(payload)) for (payload,) in rows])


def write(database: Database, person: str, opened=(), **values) -> None:
    with database.writing(opened=opened, reason="sửa") as session:
        found = session.get_one(Person, person)
        for name, value in values.items():
            setattr(found, name, value)


def values(database: Database, person: str, name: str) -> list[object]:
    found = inspect(database, "person", person)
    return [written.value for written in found.conflicts.get(name, ())]


@pytest.fixture
def pcs(station: StationMaker):
    a, b = station("A"), station("B")
    with a.writing() as session:
        made = Person(full_name="Giàng Thị Mỷ", birth_date="1988", phone="0912")
        session.add(made)
    carry(a, b)
    assert isinstance(b.clock, MovableClock)
    b.clock.move(minutes=1)
    return a, b, made.id


def test_the_phone_merges_and_the_birth_date_is_one_question_on_both(pcs):
    """pitfall 01: fields merge one by one, and what stands against each other is asked about."""
    a, b, person = pcs
    write(a, person, phone="0911", birth_date="1988-03-09")
    write(b, person, phone="0922", birth_date="1989")
    carry(a, b)
    carry(b, a)
    for pc in (a, b):
        found = inspect(pc, "person", person)
        assert list(found.conflicts) == ["birth_date"]
        assert found.fields["phone"] == "0922"
        assert {"0911", "0922", "0912"} <= {written.value for written in found.history}
        assert [card.field for card in open_questions(pc)] == ["birth_date"]
    settle(a, "person", person, "birth_date", "1988-03-09")
    carry(a, b)
    for pc in (a, b):
        found = inspect(pc, "person", person)
        assert (found.fields["birth_date"], found.conflicts) == ("1988-03-09", {})
        assert {"1988", "1989", "1988-03-09"} <= {written.value for written in found.history}
        assert not open_questions(pc)


def test_a_form_open_while_a_value_came_in_keeps_both(pcs):
    a, b, person = pcs
    form = a.opened("person", person)
    write(b, person, birth_date="1989")
    carry(b, a)
    write(a, person, [form], birth_date="1990")
    carry(a, b)
    assert set(values(a, person, "birth_date")) == set(values(b, person, "birth_date")) == {"1989", "1990"}


def test_a_form_opened_on_a_question_replaces_only_what_it_showed(pcs):
    a, b, person = pcs
    write(a, person, birth_date="1990")
    write(b, person, birth_date="1991")
    carry(b, a)
    assert values(a, person, "birth_date") == ["1990", "1991"]
    form = a.opened("person", person)
    write(a, person, [form], birth_date="1992")
    carry(a, b)
    assert values(a, person, "birth_date") == values(b, person, "birth_date") == ["1990", "1992"]


def test_an_answer_does_not_cover_what_came_after_the_desk_was_shown(pcs):
    a, b, person = pcs
    write(a, person, birth_date="1990")
    write(b, person, birth_date="1991")
    carry(b, a)
    [card] = open_questions(a)
    write(b, person, birth_date="1992-05")
    carry(b, a)
    decide(a, card, "1990")
    carry(a, b)
    assert set(values(a, person, "birth_date")) == set(values(b, person, "birth_date")) == {"1990", "1992-05"}


def test_what_the_other_pc_has_settled_meanwhile_is_not_settled_again(pcs):
    a, b, person = pcs
    write(a, person, birth_date="1990")
    write(b, person, birth_date="1991")
    carry(b, a)
    carry(a, b)
    [card] = open_questions(a)
    settle(b, "person", person, "birth_date", "1991")
    carry(b, a)
    with pytest.raises(Refused):
        decide(a, card, "1990")
    assert inspect(a, "person", person).fields["birth_date"] == "1991"


def test_a_withdrawal_against_an_edit_is_a_question_and_the_person_is_shown(pcs):
    a, b, person = pcs
    write(a, person, gone="nhập nhầm")
    write(b, person, phone="0933")
    carry(a, b)
    carry(b, a)
    for pc in (a, b):
        found = inspect(pc, "person", person)
        assert list(found.conflicts) == ["life"]
        assert found.gone is None
    settle(b, "person", person, "life", "gone: nhập nhầm")
    carry(b, a)
    assert inspect(a, "person", person).gone == inspect(b, "person", person).gone == "nhập nhầm"


def test_a_change_waits_for_its_predecessor_and_blocks_nobody(pcs):
    a, b, person = pcs
    write(a, person, phone="1")
    write(a, person, phone="2")
    with a.reading() as session:
        raw = a.raw(session)
        (device,) = raw.execute("SELECT device FROM sync_self").fetchone()
        rows = raw.execute("SELECT payload FROM sync_outbox ORDER BY seq").fetchall()
    first, second = (decode(device, bytes(payload)) for (payload,) in rows[1:])
    with b.taking_in() as intake:
        assert intake.take([second]).parked
    write(b, person, note="vẫn ghi được")
    with b.taking_in() as intake:
        assert [t.seq for t in intake.take([first]).applied] == [2, 3]
    assert inspect(b, "person", person).fields["phone"] == "2"


def test_what_is_about_somebody_who_has_not_come_yet_is_taken_in_and_waits_for_nobody(pcs):
    """pitfall 08: no parent is needed, so none is missing; an allergy is there before its person."""
    a, b, _ = pcs
    with a.writing() as session:
        person = Person(full_name="Vừ A Páo", birth_date="1986")
        session.add(person)
    with a.writing() as session:
        allergy = Allergy(person=person.id, kind="1", substance="Pênixilin")
        session.add(allergy)
    with a.reading() as session:
        raw = a.raw(session)
        (device,) = raw.execute("SELECT device FROM sync_self").fetchone()
        rows = raw.execute("SELECT payload FROM sync_outbox ORDER BY seq DESC LIMIT 1").fetchall()
    with b.taking_in() as intake:
        assert intake.take([decode(device, bytes(payload)) for (payload,) in rows]).applied
    assert inspect(b, "allergy", allergy.id).fields["person"] == person.id
    with pytest.raises(Refused):
        inspect(b, "person", person.id)
    carry(a, b)
    assert inspect(b, "person", person.id).fields["full_name"] == "Vừ A Páo"

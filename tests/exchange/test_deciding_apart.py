"""Decisions travel: settled, swapped or taken back on one PC is so on the other, through a warehouse."""

import pytest

from station_app.exchange import questions
from station_app.exchange.service import recomputed_digests, synchronise
from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Author, Database

Pair = tuple[Database, Database]


@pytest.fixture
def pair(enrolled) -> Pair:
    """Two PCs of one station, a head of station signed in at both."""
    a, b = enrolled("A"), enrolled("B")
    head = staff.first_head(a, name="YS. Hạnh", login="hanh")
    a.acting(Author(head, "A"))
    meet(a, b)
    b.acting(Author(head, "B"))
    return a, b


def meet(*pcs: Database) -> None:
    for pc in (*pcs, *pcs):
        assert synchronise(pc).match is True
    assert len({tuple(recomputed_digests(pc).items()) for pc in pcs}) == 1


def disagree(pair: Pair, count: int) -> list[str]:
    a, b = pair
    with a.writing() as session:
        people = [Person(full_name=f"Lò Thị {n}", birth_date="1980") for n in range(count)]
        session.add_all(people)
    meet(a, b)
    made = [person.id for person in people]
    for pc, year in ((a, "1981"), (b, "1982")):
        with pc.writing() as session:
            for person in made:
                session.get_one(Person, person).birth_date = year
    meet(a, b)
    return made


def born(database: Database, people: list[str]) -> set[str | None]:
    with database.reading() as session:
        return {session.get_one(Person, person).birth_date for person in people}


def test_many_settled_on_one_pc_are_settled_on_the_other_and_opened_again_as_one(pair):
    a, b = pair
    people = disagree(pair, 4)
    asked = questions.open_questions(b)
    [rule] = [rule.code for rule in questions.rules_for(asked) if rule.label == "Điểm trạm B · máy này"]
    shown = questions.answers(asked, rule)
    decided = questions.decide_all(b, [(one.card, one.chosen.value) for one in shown if one.chosen])
    meet(b, a)
    assert questions.open_questions(a) == []
    assert born(a, people) == born(b, people) == {"1982"}
    questions.take_back(b, decided)
    meet(b, a)
    for pc in pair:
        cards = questions.open_questions(pc)
        assert [{one.value for one in card.candidates} for card in cards] == [{"1981", "1982"}] * 4
        places = {(one.value, one.point) for card in cards for one in card.candidates}
        assert places == {("1981", "A"), ("1982", "B")}, "whoever undid it did not write the values"


def test_a_decision_changed_to_the_other_value_is_changed_everywhere(pair):
    a, b = pair
    people = disagree(pair, 1)
    decided = questions.decide(a, questions.open_questions(a)[0], "1981")
    meet(a, b)
    assert born(b, people) == {"1981"}
    questions.swap(a, decided)
    meet(a, b)
    assert born(b, people) == {"1982"}
    assert questions.open_questions(b) == []


def test_two_heads_who_decide_differently_are_asked_once_more(pair):
    """Neither decision is lost, and neither wins by being later."""
    a, b = pair
    people = disagree(pair, 1)
    questions.decide(a, questions.open_questions(a)[0], "1981", note="giấy khai sinh")
    questions.decide(b, questions.open_questions(b)[0], "1982", note="căn cước")
    meet(a, b)
    for pc in pair:
        [card] = questions.open_questions(pc)
        assert {(one.value, one.reason) for one in card.candidates} == {
            ("1981", "giấy khai sinh"),
            ("1982", "căn cước"),
        }
    assert born(a, people) == born(b, people)


def test_withdrawn_on_one_pc_and_edited_on_the_other_is_kept_until_decided_and_then_the_same_everywhere(pair):
    """pitfall 11"""
    a, b = pair
    [person] = disagree(pair, 1)
    questions.decide(a, questions.open_questions(a)[0], "1981")
    meet(a, b)
    with a.writing(reason="trùng") as session:
        session.get_one(Person, person).gone = "nhập nhầm: trùng"
    with b.writing() as session:
        session.get_one(Person, person).phone = "0912345678"
    meet(a, b)
    for pc in pair:
        [card] = questions.open_questions(pc)
        assert (card.title, "sửa “Điện thoại”" in card.lead) == ("Giữ hay huỷ", True)
        with pc.reading() as session:
            assert session.get_one(Person, person).gone is None
    questions.decide(b, questions.open_questions(b)[0], "gone: nhập nhầm: trùng")
    meet(b, a)
    for pc in pair:
        assert questions.open_questions(pc) == []
        with pc.reading() as session:
            assert session.get_one(Person, person).gone == "nhập nhầm: trùng"

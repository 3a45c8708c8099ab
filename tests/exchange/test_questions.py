"""The conflict desk in words: whose, what, by whom; decided, swapped, taken back, one or many at a time."""

import pytest

from station_app.common.errors import Refused
from station_app.exchange import questions
from station_app.exchange.questions import QuestionCard
from station_app.health_records.model import Condition
from station_app.households.model import Household, HouseholdMember
from station_app.people.model import Person
from station_app.staff import service as staff
from station_app.store.database import Author, Database, Opened
from tests.elsewhere import Elsewhere

OTHER = "019b0000-0000-7000-8000-00000000beef"


def _disputed(database: Database, restricted: str | None = None) -> tuple[str, str]:
    with database.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date="1988")
        session.add(person)
        session.flush()
        illness = Condition(person=person.id, name="Hen", since="2020", restricted=restricted)
        session.add(illness)
    unread = [database.opened("person", person.id), database.opened("condition", illness.id)]
    for year in ("1987", "1989"):
        with database.writing(opened=unread, reason="sổ hộ") as session:
            session.get_one(Person, person.id).birth_date = year
            session.get_one(Condition, illness.id).since = year
    return person.id, illness.id


def _head(database: Database) -> None:
    database.acting(Author(staff.first_head(database, name="YS. Hạnh", login="hanh"), "A"))


def _asked(database: Database, field: str) -> QuestionCard:
    return next(card for card in questions.open_questions(database) if card.field == field)


def _people(database: Database, count: int) -> list[str]:
    """So many people whose birth year two PCs wrote differently."""
    with database.writing() as session:
        people = [Person(full_name=f"Lò Thị {n}", birth_date="1980") for n in range(count)]
        session.add_all(people)
        device = database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0]
    unread = [Opened(("person", person.id), {device: 1}, {}) for person in people]
    for year in ("1981", "1982"):
        with database.writing(opened=unread) as session:
            for person in people:
                session.get_one(Person, person.id).birth_date = year
    return [person.id for person in people]


def _born(database: Database, person: str) -> str | None:
    with database.reading() as session:
        return session.get_one(Person, person).birth_date


def test_a_question_names_the_person_the_field_and_who_wrote_what(database: Database) -> None:
    _head(database)
    person, _ = _disputed(database)
    birth, since = _asked(database, "birth_date"), _asked(database, "since")
    assert (birth.title, since.title) == ("Ngày sinh", "Từ khi · Bệnh, tiền sử: Hen")
    assert birth.subject == since.subject == "Giàng Thị Mỷ"
    assert birth.address == f"person/{person}"
    assert [item.shown for item in birth.candidates] == ["1987", "1989"]
    assert {item.author for item in birth.candidates} == {"YS. Hạnh"}
    assert {item.place for item in birth.candidates} == {"Điểm trạm A · máy này"}
    assert {item.reason for item in birth.candidates} == {"sổ hộ"}
    assert [item.chosen_now for item in birth.candidates] == [False, True]


def test_what_stood_in_the_field_before_is_told_with_who_when_and_why(database: Database) -> None:
    _head(database)
    person, _ = _disputed(database)
    [before] = questions.past_of(database, _asked(database, "birth_date"))
    assert (before.shown, before.author, before.place, before.reason) == (
        "1988",
        "YS. Hạnh",
        "A · máy này",
        "",
    )
    questions.decide(database, _asked(database, "birth_date"), "1987", note="giấy khai sinh")
    _quarrel(database, person, "1990", "1991")
    told = [(one.shown, one.reason) for one in questions.past_of(database, _asked(database, "birth_date"))]
    assert told == [("1987", "giấy khai sinh"), ("1989", "sổ hộ"), ("1987", "sổ hộ"), ("1988", "")]


def _quarrel(database: Database, person: str, *years: str) -> None:
    unread = database.opened("person", person)
    for year in years:
        with database.writing(opened=[unread]) as session:
            session.get_one(Person, person).birth_date = year


def test_a_third_value_settles_and_nonsense_is_refused_under_its_field(database: Database) -> None:
    _head(database)
    _disputed(database)
    card = _asked(database, "birth_date")
    with pytest.raises(Refused) as refused:
        questions.decide_typed(database, card, "31/02/1988")
    assert refused.value.field == "birth_date"
    questions.decide_typed(database, card, "9/3/1988")
    assert all(left.field != "birth_date" for left in questions.open_questions(database))


def test_a_decision_taken_back_is_open_again_with_its_first_writers(database: Database) -> None:
    _head(database)
    _disputed(database)
    card = _asked(database, "birth_date")
    database.acting(Author(OTHER, "B"))
    decided = questions.decide(database, card, "1987")
    questions.take_back(database, decided)
    _head_again(database)
    again = _asked(database, "birth_date")
    assert [item.value for item in again.candidates] == ["1987", "1989"]
    assert {item.author for item in again.candidates} == {"YS. Hạnh"}, "whoever undid it wrote neither"
    assert {item.when for item in again.candidates} == {item.when for item in card.candidates}
    assert {item.reason for item in again.candidates} == {"đã quyết rồi mở lại"}


def _head_again(database: Database) -> None:
    [head] = [row for row in staff.users(database) if row.login == "hanh"]
    database.acting(Author(head.id, "A"))


def test_undo_spares_what_has_come_since_the_decision(database: Database) -> None:
    _head(database)
    person, _ = _disputed(database)
    unread = database.opened("person", person)
    decided = questions.decide(database, _asked(database, "birth_date"), "1987")
    with database.writing(opened=[unread]) as session:  # as from a PC that had not heard of it
        session.get_one(Person, person).birth_date = "1995"
    questions.take_back(database, decided)
    assert {one.value for one in _asked(database, "birth_date").candidates} == {"1987", "1989", "1995"}


def test_one_click_changes_to_the_other_of_the_two(database: Database) -> None:
    _head(database)
    person, _ = _disputed(database)
    first = questions.decide(database, _asked(database, "birth_date"), "1987")
    assert questions.other_of_two(first) == "1989"
    second = questions.swap(database, first)
    assert _born(database, person) == "1989"
    assert questions.other_of_two(second) == "1987"
    questions.take_back(database, second)
    assert {one.value for one in _asked(database, "birth_date").candidates} == {"1987", "1989"}


def test_a_question_that_was_settled_elsewhere_is_refused_in_words(database: Database) -> None:
    _head(database)
    _disputed(database)
    card = _asked(database, "birth_date")
    questions.decide(database, card, "1987")
    with pytest.raises(Refused, match="vừa được quyết"):
        questions.decide(database, card, "1989")


def test_many_of_one_kind_are_settled_by_one_rule_and_taken_back_as_one(database: Database) -> None:
    _head(database)
    _disputed(database)
    made = _people(database, 12)
    card = next(card for card in questions.open_questions(database) if card.record == made[0])
    same = questions.of_one_kind(questions.open_questions(database), card)
    assert len(same) == 13, "the same field of other people, and not the illness"
    assert [rule.code for rule in questions.rules_for(same)] == ["newest", "oldest"]
    shown = questions.answers(same, "newest")
    assert {one.chosen.shown for one in shown if one.chosen} == {"1982", "1989"}
    assert {one.dropped for one in shown} == {"1981", "1987"}
    answers = [(one.card, one.chosen.value) for one in shown if one.chosen]
    decided = questions.decide_all(database, answers)
    assert (decided.count, decided.left) == (13, 0)
    assert {_born(database, person) for person in made} == {"1982"}
    assert [card.field for card in questions.open_questions(database)] == ["since"]
    questions.take_back(database, decided)
    assert len(questions.open_questions(database)) == 14


def test_a_rule_by_pc_or_person_leaves_what_it_cannot_answer(database: Database) -> None:
    _head(database)
    made = _people(database, 3)
    head = database.author
    database.acting(Author(OTHER, "B"))
    for person in made[:2]:
        unread = Opened(("person", person), {}, {})
        with database.writing(opened=[unread]) as session:
            session.get_one(Person, person).birth_date = "1999"
    database.acting(head)
    same = questions.open_questions(database)
    [theirs] = [rule.code for rule in questions.rules_for(same) if OTHER in rule.code]
    chosen = [one.chosen and one.chosen.value for one in questions.answers(same, theirs)]
    assert chosen == ["1999", "1999", None]


def test_delete_against_edit_is_a_question_in_plain_words_and_the_record_stays(database: Database) -> None:
    """pitfall 11"""
    _head(database)
    person, _ = _disputed(database)
    unread = database.opened("person", person)
    with database.writing(opened=[unread], reason="trùng") as session:
        session.get_one(Person, person).gone = "nhập trùng"
    with database.writing(opened=[unread]) as session:
        session.get_one(Person, person).phone = "0912345678"
    card = _asked(database, "life")
    assert card.title == "Giữ hay huỷ"
    assert "đã huỷ bản ghi này với lý do “nhập trùng”" in card.lead
    assert "sửa “Điện thoại”" in card.lead
    assert [one.shown for one in card.candidates] == ["Huỷ bản ghi: nhập trùng", "Giữ bản ghi này"]
    decided = questions.decide(database, card, "gone: nhập trùng")
    with database.reading() as session:
        assert session.get_one(Person, person).gone == "nhập trùng"
    questions.take_back(database, decided)
    assert {one.value for one in _asked(database, "life").candidates} == {"gone: nhập trùng", "here"}


def test_a_head_sees_all_and_a_nurse_her_own_with_the_total_in_words(database: Database) -> None:
    _head(database)
    head = database.author
    nurse = staff.add_user(database, {"name": "ĐD. Páo", "login": "pao", "role": "nurse"})
    _people(database, 2)
    database.acting(Author(nurse, "B"))
    mine = _people(database, 1)
    desk = questions.read_desk(database)
    assert [card.record for card in desk.cards] == mine
    assert desk.in_words == "1 việc của tôi · 3 của cả trạm"
    database.acting(head)
    desk = questions.read_desk(database)
    assert (len(desk.cards), desk.total, desk.sees_all) == (3, 3, True)
    assert desk.in_words == "3 việc về 3 người, hộ · 2 việc của tôi"


def test_what_only_a_newer_program_understands_waits_for_the_upgrade(database: Database) -> None:
    """pitfall 24: kept, shown as a question, and not decided by guessing."""
    _head(database)
    [person] = _people(database, 1)
    for device, value in (("k7qmnearby", "x"), ("m2otherpcs", "y")):
        Elsewhere(database, device).write("person", person, {}, {"tribe_code": value})
        Elsewhere(database, device).write(
            "wellness", "019b3333-0000-7000-8000-000000000001", {}, {"a": value}
        )
    told = {(card.entity, card.field): card for card in questions.open_questions(database)}
    field, record = told["person", "tribe_code"], told["wellness", "a"]
    assert (field.title, field.known, record.known) == ("Mục của chương trình mới hơn", False, False)
    assert "Cập nhật chương trình" in field.lead
    assert questions.of_one_kind(list(told.values()), field) == []


def test_a_household_with_two_heads_stands_on_the_desk_and_leads_to_its_page(database: Database) -> None:
    _head(database)
    with database.writing() as session:
        house = Household(code="12345-001-1", hamlet="Bản Dền")
        people = [Person(full_name=name, birth_date="1980") for name in ("Lò Văn Pản", "Lò Thị Ươm")]
        session.add_all([house, *people])
        session.flush()
        for person in people:
            session.add(HouseholdMember(household=house.id, person=person.id, relation="00"))
    [card] = questions.open_questions(database)
    assert (card.title, card.subject) == ("Hộ có hai chủ hộ", "Hộ Lò Văn Pản")
    assert card.address == f"household/{house.id}"
    assert "đều là chủ hộ" in card.lead
    assert card.candidates == ()


def test_a_restricted_question_is_only_for_those_entitled(database: Database) -> None:
    _disputed(database, restricted="hiv")
    assert [card.entity for card in questions.open_questions(database)] == ["person"]
    _head(database)
    assert {card.entity for card in questions.open_questions(database)} == {"person", "condition"}


def test_a_restricted_label_that_was_taken_off_still_hides_the_question(database: Database) -> None:
    _, illness = _disputed(database, restricted="hiv")
    with database.writing(reason="nhầm") as session:
        session.get_one(Condition, illness).restricted = None
    assert [card.entity for card in questions.open_questions(database)] == ["person"]


def test_five_hundred_questions_are_read_in_a_few_statements(database: Database) -> None:
    _head(database)
    _people(database, 500)
    statements: list[str] = []
    with database.reading() as session:
        raw = database.raw(session)
    raw.set_trace_callback(statements.append)
    desk = questions.read_desk(database)
    raw.set_trace_callback(None)
    assert len(desk.cards) == 500
    # A stamp of the gateway is looked up for each value, by key; all else is read in bulk.
    assert 0 < len([one for one in statements if "sync_stamp" not in one]) < 60

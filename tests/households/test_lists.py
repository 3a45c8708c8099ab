"""Lists of households by page, hamlets in a person's order, and the questions merges leave."""

import pytest

from station_app.households.service import (
    NewMember,
    hamlets,
    household_questions,
    list_households,
    register_household,
)
from station_app.store.database import Database
from tests.households.families import PAO, settled


def test_pages_follow_each_other_without_gap_or_overlap(database: Database) -> None:
    houses = {register_household(database, {"hamlet": f"Bản {n % 2}", "code": f"H{n}"}) for n in range(7)}
    seen: list[str] = []
    after = None
    while page := list_households(database, limit=3, after=after):
        seen += [row.id for row in page]
        after = page[-1].place
    assert len(seen) == 7
    assert set(seen) == houses


@pytest.mark.parametrize("query", ["pao", "my vang", "5678", "den-a", "giàng chư"])
def test_a_household_is_found_by_anyone_in_it_or_its_code(database: Database, query: str) -> None:
    card = settled(database)
    register_household(
        database,
        {"hamlet": "Thôn Hai"},
        [NewMember("00", values={"full_name": "Lê Ba", "birth_date": "1970"})],
    )
    (row,) = list_households(database, query=query)
    assert (row.id, row.head_name, row.people) == (card.id, "Giàng A Páo", 3)
    assert list_households(database, "Bản Khác", query) == []


def test_hamlets_stand_in_the_order_a_person_looks_for_them(database: Database) -> None:
    for name in ("Thôn 10", "Thôn 2", "Đông"):
        register_household(database, {"hamlet": name})
    settled(database, "Thôn 2")
    assert [(row.hamlet, row.households, row.people) for row in hamlets(database)] == [
        ("Đông", 1, 0),
        ("Thôn 2", 2, 3),
        ("Thôn 10", 1, 0),
    ]


def test_what_two_pcs_obeyed_apart_and_broke_together_is_asked(database: Database) -> None:
    first, second = (
        settled(database),
        register_household(
            database, {"hamlet": "Bản Mới"}, [NewMember("00", values={**PAO, "full_name": "Lò Văn An"})]
        ),
    )
    assert not household_questions(database)
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            "UPDATE household_member SET relation = '00' WHERE household = ? AND relation = '01'", (first.id,)
        )
        connection.exec_driver_sql(
            "UPDATE household_member SET relation = '09' WHERE household = ?", (second,)
        )
        connection.exec_driver_sql(
            "INSERT INTO household_member (id, household, person, relation) VALUES"
            " ('019b0000-0000-7000-8000-000000000001', ?, ?, '02')",
            (second, first.members[2].person),
        )
        connection.exec_driver_sql("UPDATE household SET code = 'X'")
    asked = {question.kind: question.words for question in household_questions(database)}
    assert asked.keys() == {"heads", "no_head", "two_homes", "code_twice"}
    assert "Giàng A Páo" in asked["heads"]
    assert "Vàng Thị Mỷ" in asked["heads"]
    assert "Giàng A Chư" in asked["two_homes"]

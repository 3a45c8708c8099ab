"""What a script does with households and memberships goes through the same doors as the window."""

from station_app.households.service import VERBS, household_card
from station_app.people.service import register_person
from station_app.store.database import Database


def test_a_script_builds_a_household_piece_by_piece(database: Database) -> None:
    house = VERBS["household"].new(database, {"hamlet": "Bản Dền"})
    person = register_person(database, {"full_name": "Giàng A Páo", "birth_date": "1980"})
    member = VERBS["household_member"].new(database, {"household": house, "person": person, "relation": "00"})
    code = household_card(database, house).code
    assert [row["id"] for row in VERBS["household"].find(database, code.lower(), 5)] == [house]
    assert [row["id"] for row in VERBS["household"].find(database, "pao", 5)] == [house]
    assert [row["id"] for row in VERBS["household"].find(database, "", 5)] == [house]
    for query in ("", house, person, code):
        assert [row["id"] for row in VERBS["household_member"].find(database, query, 5)] == [member]
    VERBS["household_member"].withdraw(database, member, "thử")
    assert not VERBS["household_member"].find(database, house, 5)

"""What a script does with people and numbers goes through the same doors as the window."""

from station_app.people.service import VERBS, register_person
from station_app.store.database import Database


def test_a_script_is_believed_where_a_nurse_would_be_asked(database: Database) -> None:
    lan = VERBS["person"].new(database, {"full_name": "Lan", "birth_date": "1988"})
    (row,) = VERBS["person"].find(database, "lan", 5)
    assert (row["id"], row["full_name"], row["birth_date"]) == (lan, "Lan", "1988")


def test_numbers_are_found_by_themselves_or_by_their_person(database: Database) -> None:
    lan = register_person(database, {"full_name": "Nguyễn Thị Lan", "birth_date": "1988"})
    number = VERBS["identifier"].new(database, {"person": lan, "type": "SDDCN", "value": "001 088 012 345"})
    for query in ("", lan, "001088012345", "001 088 012 345"):
        assert [row["id"] for row in VERBS["identifier"].find(database, query, 5)] == [number]
    VERBS["identifier"].withdraw(database, number, "thử")
    assert not VERBS["identifier"].find(database, lan, 5)


def test_without_a_query_everyone_is_listed(database: Database) -> None:
    for name in ("Lò Văn An", "Lò Văn Bình"):
        register_person(database, {"full_name": name, "birth_date": "1980"})
    assert [row["full_name"] for row in VERBS["person"].find(database, "", 10)] == [
        "Lò Văn An",
        "Lò Văn Bình",
    ]

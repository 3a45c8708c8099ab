"""What the gateway's stamp says of a PC's own change counts wherever a value is chosen."""

from station_app.people.model import Person
from station_app.store.database import Database
from sync.change import Change, Transaction
from sync.clock import BITS
from tests.stations import MovableClock


def test_a_clock_years_ahead_does_not_win_back_when_its_pc_writes_again(database: Database) -> None:
    assert isinstance(database.clock, MovableClock)
    database.clock.move(days=10_000)
    with database.writing() as session:
        person = Person(full_name="Sùng A Chu", phone="0900 ahead")
        session.add(person)
    key = ("person", person.id)
    with database.reading() as session:
        own = database.shelf(session).load([key])[key]
        [((device, _), mark)] = own.marks.items()
    received = mark.hlc - (9_000 * 86_400_000 << BITS)
    change = Change(*key, 1, {}, {"phone": "0911 right"}, {})
    other = Transaction("other", 1, "u", "B", received + 5, 420, None, [change], stamp=received + 9)
    with database.taking_in() as intake:
        stretch = (device, mark.hlc, mark.hlc, received)
        intake.raw.execute("INSERT INTO sync_stamp VALUES (?, ?, ?, ?)", stretch)
        intake.take([other])
    with database.reading() as session:
        assert session.get_one(Person, person.id).phone == "0911 right"
    with database.writing() as session:
        session.get_one(Person, person.id).note = "đã gọi"
    with database.reading() as session:
        assert session.get_one(Person, person.id).phone == "0911 right"


def test_a_pc_whose_clock_is_behind_writes_after_what_it_has_read(database: Database) -> None:
    assert isinstance(database.clock, MovableClock)
    with database.writing() as session:
        person = Person(full_name="Sùng A Chu", phone="1")
        session.add(person)
    ahead = int(database.clock.now().timestamp() * 1000) + 3_600_000 << BITS
    change = Change("person", person.id, 1, {}, {"phone": "2"}, {})
    with database.taking_in() as intake:
        intake.take([Transaction("other", 1, "u", "B", ahead, 420, None, [change], stamp=ahead + 7)])
    with database.writing() as session:
        session.get_one(Person, person.id).note = "sau"
    with database.reading() as session:
        (hlc,) = database.raw(session).execute("SELECT hlc FROM sync_self").fetchone()
    assert hlc == ahead + 1

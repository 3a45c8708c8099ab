"""From sign-in to closing: the lock keeps what was typed, and another person begins elsewhere."""

from pathlib import Path

from station_app.app import home
from station_app.staff.service import add_user
from station_app.store.accounts import link
from station_app.store.drafts import kept_drafts
from station_app.store.vault import Vault
from station_app.store.vault.slots import FLOOR
from tests.app.conftest import LOGIN, PASSWORD, database_of, on_the_screen

OTHER, OTHER_PASSWORD = "pao", "suoi dai muoi hai"


def test_a_pc_without_a_station_is_founded_from_the_window(qtbot, fingers, tmp_path: Path):
    with on_the_screen(qtbot, tmp_path / "new") as program:
        fingers.press("Ctrl+Enter")
        for words in ("Trạm Y tế xã Mường Hoa", "12345", "Lò Thị Hạnh", "hanh", PASSWORD, PASSWORD):
            fingers.type(words)
            fingers.press("Enter")
        fingers.press("Ctrl+Enter")
        fingers.until(lambda: home.station_name(tmp_path / "new"), "the station")
        fingers.until(lambda: fingers.at.property("look") == "primary", "the recovery code")
        fingers.press("Enter")
        fingers.type(PASSWORD)
        fingers.press("Enter")
        fingers.until(lambda: program.window.here == "today", "the home board")


def test_a_wrong_password_opens_nothing_and_says_so(program, fingers):
    fingers.type("sai hoan toan")
    fingers.press("Enter")
    fingers.until(lambda: program.window._cover.message and "Đang mở" not in program.window._cover.message)
    assert program.database is None


def test_the_rail_shows_the_rooms_there_are(signed_in):
    rooms = ["today", "households", "people", "visits", "immunization", "privacy"]
    rooms += ["desk/conflicts", "warehouse"]
    assert signed_in.window.rail.addresses == rooms


def test_every_room_opens_by_its_key(signed_in, fingers):
    window = signed_in.window
    for key, place in (("F3", "households"), ("F4", "people"), ("F5", "visits"), ("F6", "immunization"),
                       ("F9", "desk/conflicts"), ("F10", "warehouse"), ("F2", "today")):  # fmt: skip
        fingers.press(key)
        assert window.here == place
        assert window.heading.title.words or window.shown.title == ""


def test_the_lock_keeps_what_was_typed_and_the_same_person_goes_on(signed_in, fingers):
    window = signed_in.window
    window.go("person/new")
    fingers.type("Giàng Thị Mỷ")
    fingers.press("Ctrl+L")
    fingers.until(lambda: window._cover is not None, "the lock")
    fingers.until(lambda: kept_drafts(database_of(signed_in)), "the draft")
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: window._cover is None, "the work again")
    assert window.here == "person/new"
    assert window.shown.form.fields["full_name"].value() == "Giàng Thị Mỷ"


def test_nobody_works_under_another_persons_name(signed_in, fingers, place):
    database = database_of(signed_in)
    me = database.author.user
    them = add_user(database, {"name": "Giàng A Páo", "login": OTHER, "role": "nurse"})
    link(database, OTHER, them)
    vault = Vault.open(place, parameters=FLOOR)
    vault.grant(database.keys, OTHER, "Giàng A Páo", OTHER_PASSWORD, entitled=False)
    before = signed_in.window
    fingers.press("Ctrl+L")
    door = signed_in.window._cover
    door.account_buttons[1].click()
    fingers.type(OTHER_PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: database.author.user == them, "the other person")
    assert them != me
    assert signed_in.window is not before
    fingers.until(lambda: signed_in.window.here == "today")
    assert "Giàng A Páo" in signed_in.window.top.account.text()


def test_after_idle_minutes_the_station_locks_itself(signed_in):
    assert signed_in._idle.isActive()
    signed_in._idle.timeout.emit()
    assert signed_in.window._cover is not None


def test_closing_keeps_the_draft_in_the_encrypted_file(program, fingers, place):
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today")
    program.window.go("household/new")
    fingers.type("Bản Dền")
    program.close()
    again = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR)
    assert [draft.address for draft in kept_drafts(again)] == ["household/new"]
    again.close()

"""Sign in, find a family without a mark, write a dose, look at the sheet: by keys alone."""

from PySide6.QtWidgets import QApplication

from station_app.households.screen.page import HouseholdPage
from station_app.immunization import service as immunization
from station_app.immunization.screen import DoseScreen
from station_app.people.screen.page import PersonPage
from tests.app.conftest import (
    PASSWORD,
    database_of,
    dressed,
    fingers,
    place,
    program,
)

__all__ = ["dressed", "fingers", "place", "program"]
LOT = "KD12326"


def test_a_nurse_with_two_fingers(program, fingers):
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today", "the home board")
    window = program.window

    find(fingers, window, "giang chu", "Giàng A Chư")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: is_open(window, HouseholdPage, "Hộ Giàng A Páo"), "the household")

    people = [card.accessibleName() for card in window.shown.cards]
    for _ in range([name.startswith("Giàng A Chư") for name in people].index(True)):
        fingers.press("Right")
    fingers.press("Enter")
    fingers.until(lambda: is_open(window, PersonPage, "Giàng A Chư"), "the child's page")
    person = window.here.split("/")[1]

    fingers.press("Alt+T")
    fingers.until(lambda: is_open(window, DoseScreen, "Giàng A Chư") and window.shown.tiles.tiles, "the card")
    record_what_is_selected(fingers, window)
    doses = immunization.doses_of(database_of(program), [person])[person]
    assert [(dose.lot, dose.given_on) for dose in doses] == [(LOT, "2026-11-21")]

    find(fingers, window, "pao giang", "Giàng A Páo")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: is_open(window, HouseholdPage, "Hộ Giàng A Páo"), "the household again")
    fingers.press("Ctrl+P")
    fingers.until(lambda: window.shown.preview, "the sheet")
    assert window.shown.preview.page_count >= 1
    assert QApplication.focusWidget() is window.shown.preview.view
    fingers.press("Escape")
    assert window.shown.preview is None


def find(fingers, window, typed: str, name: str) -> None:
    """Without marks; the one looked for is the first row."""
    results = window.top.search.list
    fingers.press("Ctrl+K")
    fingers.type(typed)
    fingers.until(lambda: results.isVisible() and results.rows[0].title == name, name)


def is_open(window, kind: type, title: str) -> bool:
    """The place is there, with what can be done in it."""
    is_there = isinstance(window.shown, kind) and window.heading.title.words == title
    return is_there and all(button.isVisible() for button in window.heading.buttons)


def record_what_is_selected(fingers, window) -> None:
    """The first dose on a PC needs its lot typed; a child who is late is asked about once."""
    screen = window.shown
    fingers.until(lambda: screen.isAncestorOf(fingers.at), "the tile that is next")
    fingers.press("Enter")
    assert QApplication.focusWidget() is screen.form.lot.input
    fingers.type(LOT)
    fingers.press("Ctrl+Enter")
    saved = "Đã lưu mũi"
    fingers.until(lambda: screen.entering.question or window.notices.toast, "an answer")
    if screen.entering.question:
        fingers.press("Ctrl+Enter")
    fingers.until(lambda: window.notices.toast and window.notices.toast.words.text().startswith(saved), saved)
    fingers.rest(window.work)

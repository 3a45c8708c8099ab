"""A person at the window of a real station, in a process of its own: `python -m tests.flows.at_the_window …`.

Signs in, searches, opens a person, copies, looks at a sheet, meets a bug whose message names people, saves
its report, types and does not save, locks, unlocks; says `ready` and rests until a line is said to it. Then
it types on, says `kept` and waits to be killed: what it typed last lies in the log."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from station_app.app.discretion import be_discreet
from station_app.app.window import Program
from station_app.common.report import report
from station_app.households.screen.page import HouseholdPage
from station_app.people.screen.register import RegisterPerson
from station_app.shell import fault, theme, translations
from station_app.shell.fault import FaultPage
from station_app.store.database import Database
from station_app.store.drafts import kept_drafts
from tests.fingers import Fingers, wait

TYPED = ("Sùng Thị Pà Chía", "0987123456", "Khâu Nhục Tả Giàng")
"""A name, a phone and an address that were typed into a form and never saved."""


class Bug(Exception):
    """Ours, with the words of a person in it."""


def work(place: Path, password: str, known: list[str], household: str) -> None:
    be_discreet()
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    translations.install(app)
    program = Program(place, sync=False)
    fault.install(program.show_fault)
    program.window.show()
    program.window.activateWindow()
    program.start()
    titles: set[str] = set()
    for done in _day(program, Fingers(), password, known, household):
        titles |= {widget.windowTitle() for widget in app.topLevelWidgets()}
        titles |= {window.title() for window in QGuiApplication.topLevelWindows()}
        _say(done)
    _say(json.dumps({"titles": sorted(titles)}))
    _say("ready")
    sys.stdin.readline()
    _type_on(program, Fingers())
    _say("kept")
    while True:
        wait(1000)


def _day(
    program: Program, fingers: Fingers, password: str, known: list[str], household: str
) -> Iterator[str]:
    _sign_in(program, fingers, password)
    yield "signed in"
    fingers.press("Ctrl+K")
    fingers.type(known[0])
    results = program.window.top.search.list
    fingers.until(lambda: results.isVisible() and results.rows[0].title == known[0], "the person")
    fingers.press("Enter")
    fingers.until(lambda: program.window.here.startswith("person/"), "the person's page")
    fingers.rest(program.work)
    yield "found"
    yield from _looked_at_a_sheet(program, fingers, household)
    yield from _met_a_bug(program, fingers, known)
    _type(program, fingers)
    yield "typed"
    fingers.press("Ctrl+L")
    fingers.until(lambda: program.window._cover is not None, "the lock")
    held: QMimeData | None = QGuiApplication.clipboard().mimeData()
    assert held is None or not held.hasText()
    fingers.type(password)
    fingers.press("Enter")
    fingers.until(lambda: program.window._cover is None, "the work again")
    fingers.rest(program.work)
    yield "locked and back"


def _sign_in(program: Program, fingers: Fingers, password: str) -> None:
    fingers.until(QApplication.activeWindow, "a window")
    fingers.type(password)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today" and program.database, "the home board")


def _looked_at_a_sheet(program: Program, fingers: Fingers, household: str) -> Iterator[str]:
    program.window.go(f"household/{household}")
    page = program.window.shown
    assert isinstance(page, HouseholdPage)
    fingers.until(lambda: page.cards, "its members")
    fingers.press("Ctrl+P")
    fingers.until(lambda: page.preview and page.preview.drawn, "the sheet")
    yield "the sheet"
    fingers.press("Escape")


def _met_a_bug(program: Program, fingers: Fingers, known: list[str]) -> Iterator[str]:
    program.work.run(_fails(known))
    fingers.until(lambda: program.window.findChildren(FaultPage), "the page of the bug")
    [page] = program.window.findChildren(FaultPage)
    page.choose_file = lambda: str(Path(os.environ["HOME"]) / "bao-cao-loi.txt")
    page.save()
    yield "a bug"
    page.accept()
    program.window.activateWindow()
    fingers.until(lambda: QApplication.activeWindow() is program.window, "the window again")


def _fails(known: list[str]) -> Callable[[], object]:
    def fail() -> object:
        try:
            raise KeyError(known[0])
        except KeyError as inner:
            raise Bug(" ".join(known)) from inner

    return fail


def _type(program: Program, fingers: Fingers) -> None:
    """A form that is never saved; its first words are copied, too."""
    program.window.go("person/new")
    page = _form(program)
    for name, words in zip(("full_name", "phone", "note"), TYPED, strict=True):
        page.form.fields[name].focus()
        fingers.type(words)
        holder = QApplication.focusWidget()
        if isinstance(holder, QLineEdit) and words is TYPED[0]:
            holder.selectAll()
            QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
            assert QGuiApplication.clipboard().mimeData().text() == words
            holder.deselect()
    database = program.database
    assert database is not None
    _wait_for_draft(fingers, database, "note", TYPED[2])


def _wait_for_draft(fingers: Fingers, database: Database, field: str, words: str) -> None:
    fingers.until(lambda: any(draft.fields[field] == words for draft in kept_drafts(database)), "the draft")


def _form(program: Program) -> RegisterPerson:
    assert isinstance(program.window.shown, RegisterPerson)
    return program.window.shown


def _type_on(program: Program, fingers: Fingers) -> None:
    database = program.database
    assert database is not None
    _form(program).form.fields["guardian_name"].focus()
    fingers.type(TYPED[0])
    _wait_for_draft(fingers, database, "guardian_name", TYPED[0])


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    try:
        work(Path(asked["place"]), os.environ["STATION_PASSWORD"], asked["known"], asked["household"])
    except BaseException as error:
        _say(report(error))
        raise

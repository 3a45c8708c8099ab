"""The page of the audit log, with what it needs of the other rooms: the station's letterhead for its
sheet."""

from functools import partial

from station_app.app.summary import imprint, letterhead
from station_app.audit import screen, service
from station_app.audit.sheet import log_pdf
from station_app.shell.window import Window
from station_app.store.database import Database


def register(window: Window, database: Database) -> None:
    window.register(screen.ADDRESS, lambda frame: screen.LogScreen(frame, database, partial(sheet, database)))


def sheet(database: Database, wanted: service.Wanted) -> bytes:
    """What is asked for, with the verdict on the whole log at its head."""
    lines, more = service.sheet_lines(database, wanted)
    checked = service.check(database)
    asked = service.in_words(database, wanted)
    return log_pdf(lines, asked, checked, letterhead(database), imprint(database), more=more)

"""Letters that answer a request, with the station's letterhead; printing is noted before one is shown."""

from collections.abc import Callable

from station_app.app.summary import imprint, letterhead
from station_app.privacy import service as privacy
from station_app.privacy.sheet import Letter, letter_sheet
from station_app.privacy.sheet import acknowledgement as acknowledged
from station_app.privacy.sheet import answer as answered
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database


def acknowledgement(database: Database, request: str) -> bytes:
    """That the request was received, and by when it is answered."""
    return _printed(database, request, "request received", acknowledged)


def answer(database: Database, request: str) -> bytes:
    """What was decided, what was put right, what must be kept and until when."""
    card = privacy.request_card(database, request)
    corrected = privacy.traced(database, card.person, card.code)
    kept = privacy.kept_of(database, card.person)

    def write(card: privacy.RequestCard, signer: str, place: str) -> Letter:
        return answered(card, signer, place, corrected=corrected, kept=kept)

    return _printed(database, request, "request answered", write)


def _printed(
    database: Database,
    request: str,
    detail: str,
    write: Callable[[privacy.RequestCard, str, str], Letter],
) -> bytes:
    staff.require(database, staff.Right.PRINT)
    card = privacy.request_card(database, request)
    me = staff.name_of(database, [database.author.user]).get(database.author.user, "")
    letter = write(card, card.labels["decided_by"] or me, place_and_day(database))
    made = letter_sheet(letter, letterhead(database), imprint(database))
    audit.note(
        database,
        Action.PRINTED,
        entity="data_request",
        record=request,
        about=f"person:{card.person}",
        detail=detail,
    )
    return made


def place_and_day(database: Database) -> str:
    """Above a signature: “Mường Hoa, ngày 21 tháng 11 năm 2026”."""
    today = database.clock.today()
    return f"{_place(database)}, ngày {today.day} tháng {today.month} năm {today.year}"


def _place(database: Database) -> str:
    """The commune's own name: “Mường Hoa” of “Trạm Y tế xã Mường Hoa”."""
    name = database.station().name.removeprefix("Trạm Y tế").strip()
    for kind in ("xã ", "phường ", "đặc khu "):
        name = name.removeprefix(kind)
    return name

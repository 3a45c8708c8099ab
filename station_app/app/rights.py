"""What the screens of people's rights need of all rooms: letters, and the whole record of one person."""

from functools import partial
from pathlib import Path

from station_app.app import letters, person_record
from station_app.app.breach import breach_pdf
from station_app.privacy.screen import Papers
from station_app.store.database import Database


def papers(database: Database) -> Papers:
    """Made for whoever is signed in; each asks for the right itself."""

    def record(person: str, request: str | None) -> bytes:
        return person_record.record_pdf(database, person, request=request)

    def export(person: str, request: str | None, to: Path) -> str:
        return person_record.export_record(database, person, to, request=request).words

    received, answered = partial(letters.acknowledgement, database), partial(letters.answer, database)
    return Papers(received, answered, record, partial(breach_pdf, database), export)

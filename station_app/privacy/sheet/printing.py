"""Sheets about a person's data as PDFs: the whole record, and the letters that answer a request."""

from collections.abc import Sequence

from station_app.paper.letterhead import Imprint, Letterhead
from station_app.privacy.service.record_file import PersonRecord
from station_app.privacy.sheet.breach import BREACH_TITLE, Breach
from station_app.privacy.sheet.content import RECORD_TITLE, Telling, Use
from station_app.privacy.sheet.letters import Letter


def record_sheet(
    record: PersonRecord,
    tellings: Sequence[Telling],
    uses: Sequence[Use],
    letterhead: Letterhead,
    imprint: Imprint,
    *,
    code: str,
    invariant: bool = False,
) -> bytes:
    """`code` finds the sheet again: the request's, or the day's. `invariant` as in a household sheet."""
    from station_app.paper.page import Sheets  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.privacy.sheet.drawing import content, head  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=RECORD_TITLE, invariant=invariant)
    sheets.add(head(record, code), content(record, tellings, uses))
    return sheets.finish()


def letter_sheet(
    letter: Letter, letterhead: Letterhead, imprint: Imprint, *, invariant: bool = False
) -> bytes:
    """One letter, to be signed and handed over or posted."""
    from station_app.paper.page import Sheets  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.privacy.sheet.letter_drawing import letter_content, letter_head  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=letter.title, invariant=invariant)
    sheets.add(letter_head(letter), letter_content(letter))
    return sheets.finish()


def breach_sheet(
    breach: Breach, letterhead: Letterhead, imprint: Imprint, *, code: str, invariant: bool = False
) -> bytes:
    """Room to write by hand under every question: the program may be what was lost."""
    from station_app.paper.page import Head, Sheets  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.privacy.sheet.breach_drawing import breach_content  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=BREACH_TITLE, invariant=invariant)
    sheets.add(Head(title=BREACH_TITLE, about="", code=code), breach_content(breach))
    return sheets.finish()

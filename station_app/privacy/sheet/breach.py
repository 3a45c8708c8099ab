"""The sheet for the worst day: what must be reported within hours, filled in as far as is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from station_app.paper.letterhead import Imprint, Letterhead

BREACH_TITLE = "Thông báo vi phạm dữ liệu cá nhân"


@dataclass(frozen=True, slots=True)
class Breach:
    """`sections`: title and what is asked there; `known`: label and words that the station knows itself."""

    addressee: str
    legal_basis: str
    hours: int
    known: Sequence[tuple[str, str]]
    counts: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, Sequence[str]]]
    first_hours: Sequence[str]
    signer: str
    place_and_day: str


def breach_sheet(
    breach: Breach, letterhead: Letterhead, imprint: Imprint, *, code: str, invariant: bool = False
) -> bytes:
    """Room to write by hand under every question: the program may be what was lost."""
    from station_app.paper.page import Head, Sheets  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.privacy.sheet.breach_drawing import breach_content  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=BREACH_TITLE, invariant=invariant)
    sheets.add(Head(title=BREACH_TITLE, about="", code=code), breach_content(breach))
    return sheets.finish()

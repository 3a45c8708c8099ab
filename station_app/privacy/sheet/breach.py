"""The sheet for the worst day: what must be reported within hours, filled in as far as is known."""

from collections.abc import Sequence
from dataclasses import dataclass

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

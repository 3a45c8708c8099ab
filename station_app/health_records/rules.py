"""What a health record may say: days that can be, and nothing written twice; pure."""

from collections.abc import Iterable
from datetime import date

from station_app.common.days import PartialDate
from station_app.common.names import fold

ENDED = frozenset({"resolved"})
NO_RISK = frozenset({"0", "3"})
"""Asked about and absent, or given up: known, and no reason to warn."""


def objection_to_day(on: PartialDate | None, born: PartialDate | None, today: date) -> str | None:
    """Why nothing can have been known or begun on a day; None where it can."""
    if on is None:
        return None
    if on.earliest > today:
        return f"{on.shown} là ngày chưa tới. Xem lại ngày."
    if born and on.latest < born.earliest:
        return f"{on.shown} là trước ngày sinh {born.shown}. Xem lại ngày."
    return None


def same_substance(substance: str, others: Iterable[str]) -> str | None:
    """The allergy already written down for what was typed, whatever its marks and capitals."""
    wanted = fold(substance)
    return next((other for other in others if fold(other) == wanted), None)


def is_current(status: str | None) -> bool:
    return status not in ENDED


def is_risk(status: str | None) -> bool:
    return status not in NO_RISK

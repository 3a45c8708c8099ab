"""Until when a record must be kept: the longest term that fits, never shorter for what is unknown; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from station_app.privacy.schedule import Keeping, KeptAs, Longer, Retention

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """Until the end of a day, or without end (`until` None): as long as somebody lives, or for good."""

    until: date | None
    keeping: Keeping

    def is_over(self, today: date) -> bool:
        """Whether the station may let the record go. On the last day it may not yet."""
        return self.until is not None and self.until < today

    @property
    def words(self) -> str:
        if self.until:
            return f"đến hết {self.until:%d/%m/%Y}"
        after_death = f"{self.keeping.years} năm sau khi người đó mất"
        return after_death if self.keeping.after_death else "không thời hạn"


def retention(entity: str, row: Row, pack: Retention, *, died_on: date | None = None) -> Kept:
    """`row` holds a record's fields and `written_at`; where it does not say when the work ended, the day it
    was written counts, and where that is unknown too the record is kept without end."""
    kept_as = pack.entities.get(entity, pack.unlisted)
    fitting = [_term(kept_as.keeping, kept_as, row, died_on)]
    fitting += [
        _term(longer.keeping, kept_as, row, died_on)
        for longer in pack.longer
        if kept_as.codes and _fits(longer, kept_as, row)
    ]
    if died_on and entity in pack.dead_entities:
        fitting.append(Kept(_end_of(died_on.year, pack.dead), pack.dead))
    return max(fitting, key=lambda kept: kept.until or date.max)


def _term(keeping: Keeping, kept_as: KeptAs, row: Row, died_on: date | None) -> Kept:
    if keeping.after_death:
        return Kept(_end_of(died_on.year, keeping) if died_on else None, keeping)
    year = _year(kept_as, row)
    return Kept(_end_of(year, keeping) if year else None, keeping)


def _year(kept_as: KeptAs, row: Row) -> int | None:
    """The latest year in which anything was done on the record."""
    said = [str(row[name])[:4] for name in kept_as.ends if row.get(name)]
    if not said and kept_as.while_open:
        return None
    written = str(row.get("written_at") or "")[:4]
    years = [int(text) for text in (*said, written) if re.fullmatch(r"\d{4}", text)]
    return max(years, default=None)


def _end_of(year: int, keeping: Keeping) -> date | None:
    return None if keeping.years is None else date(year + keeping.years, 12, 31)


def _fits(longer: Longer, kept_as: KeptAs, row: Row) -> bool:
    """A record whose diagnosis is not known here may be of the longer class: it is kept as if it were."""
    codes = list(_codes(row.get(name) for name in kept_as.codes))
    if not codes and not any(row.get(name) for name in kept_as.words):
        return True
    if row.get("restricted") in longer.restricted:
        return True
    return any(low <= code[: len(low)] <= high for code in codes for low, high in longer.ranges)


def _codes(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        parts = re.split(r"[;,\s]+", str(value or "").upper())
        yield from (code for part in parts if (code := re.sub(r"[^A-Z0-9]", "", part)))

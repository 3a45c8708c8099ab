"""A person as a line of a list: enough to tell two people apart, and what matched."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from station_app.common.days import PartialDate, age_words
from station_app.common.errors import Refused
from station_app.common.names import fold, nfc

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PersonHit:
    """`matched`: spans of the name that the typed words cover. `number`: the number found by.
    `why`: for a likely duplicate, what the two have in common."""

    id: str
    full_name: str
    birth_date: str | None
    born: str
    age: str
    sex: str | None
    died_on: str | None = None
    matched: tuple[Span, ...] = ()
    number: str | None = None
    why: str = ""


def hits(
    session: Session,
    people: Sequence[str],
    today: date,
    *,
    words: Sequence[str] = (),
    numbers: Mapping[str, str] | None = None,
    why: Mapping[str, str] | None = None,
) -> list[PersonHit]:
    """The people in the order given; those withdrawn meanwhile are left out."""
    rows = session.connection().exec_driver_sql(
        "SELECT id, full_name, birth_date, sex, died_on FROM person"
        " WHERE gone IS NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )
    found = {row[0]: row for row in rows}
    return [
        PersonHit(
            person,
            name or "",
            born,
            shown_day(born),
            age_of(born, died or today),
            sex,
            died,
            matched_spans(name or "", words),
            (numbers or {}).get(person),
            (why or {}).get(person, ""),
        )
        for person, name, born, sex, died in (found[one] for one in people if one in found)
    ]


def shown_day(iso: str | None) -> str:
    """A stored day as the nurse writes it; what cannot be read is shown as it is."""
    day = partial(iso)
    return day.shown if day else iso or ""


def age_of(birth_date: str | None, on: date | str) -> str:
    """The age in words on a day; at death for who has died."""
    born = partial(birth_date)
    day = on if isinstance(on, date) else (died.latest if (died := partial(on)) else None)
    return age_words(born, day) if born and day else ""


def partial(iso: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse_iso(iso) if iso else None
    except Refused:
        return None  # another version's value is shown, not understood


def matched_spans(full_name: str, typed: Sequence[str]) -> tuple[Span, ...]:
    """Where the typed words stand at the beginning of a word of the name."""
    spans, start = [], 0
    for word in nfc(full_name).split(" "):
        folded = _folded(word)
        longest = max((len(t) for t in typed if folded.startswith(t)), default=0)
        if longest:
            spans.append((start, start + _covering(word, folded, longest)))
        start += len(word) + 1
    return tuple(spans)


@lru_cache(maxsize=8_192)
def _folded(word: str) -> str:
    """A commune's names are made of a few hundred words."""
    return fold(word).replace(" ", "")


def _covering(word: str, folded: str, folded_length: int) -> int:
    """How many signs of the word give that many folded ones (an apostrophe gives none)."""
    if len(word) == len(folded):
        return folded_length
    return next(
        end for end in range(1, len(word) + 1) if len(fold(word[:end]).replace(" ", "")) >= folded_length
    )

"""Which records carry a restricted label (HIV, mental health, abortion, violence), by the dated code pack."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

import resources
from station_app.common.names import fold

PACK = "restricted_categories"


def restricted_category(icd10: str | None, on: date | None, *, words: str | None = None) -> str | None:
    """The category of a diagnosis, or None for an ordinary one.

    `icd10` may hold several codes; without a day, whatever was ever restricted is. `words` is the diagnosis
    as it was written: a station without the code at hand still writes "nhiễm HIV", and that must not stand
    on a household sheet."""
    codes = [re.sub(r"[^A-Z0-9]", "", code) for code in re.split(r"[;,\s]+", (icd10 or "").upper())]
    spoken = _spoken(words or "")
    for category, ranges, signs, begins, ends in _pack():
        if on and not begins <= on.isoformat() <= ends:
            continue
        if any(_within(code, ranges) for code in codes if code) or any(sign in spoken for sign in signs):
            return category
    return None


def edition() -> str:
    """Names the pack as it is: with another one, records are looked at anew."""
    return hashlib.sha256(resources.text(f"codes/{PACK}.json").encode()).hexdigest()[:12]


@lru_cache(maxsize=2_000)
def _spoken(words: str) -> str:
    """A station writes the same few hundred diagnoses all year, and every list asks again."""
    return f" {fold(words)} "


def kept_label(chosen: str | None, now: str | None, *, before: str | None, was: str | None) -> str | None:
    """The label of a corrected record: what a person chose stays, what only the pack said goes with its code.

    `now` and `was`: what the pack says of the record and said of it before; `before`: what it carried."""
    if chosen == before and before == was:
        chosen = None
    return chosen or now


def _within(code: str, ranges: Iterable[tuple[str, str]]) -> bool:
    return any(low <= code[: len(low)] <= high for low, high in ranges)


@cache
def _pack() -> tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...], str, str], ...]:
    return tuple(
        (
            entry.code,
            tuple(_range(text) for text in entry.extra["ranges"]),
            tuple(f" {fold(sign)} " for sign in entry.extra.get("words", ())),
            *_validity(entry.extra),
        )
        for entry in resources.codes(PACK)
    )


def _range(text: str) -> tuple[str, str]:
    low, _, high = text.replace(".", "").partition("-")
    return low, high or low


def _validity(extra: Mapping[str, Any]) -> tuple[str, str]:
    """An entry without days holds for every day: an old diagnosis is no less private."""
    return str(extra.get("valid_from") or "0001-01-01"), str(extra.get("valid_to") or "9999-12-31")

"""Makes the list of passwords that are tried first here; `python -m tests.passwords` writes it.

It is made from words, not from anybody's leaked password: each word as it is typed without marks, with marks
by Telex where the typing tool was off, alone and with the endings people put behind it, and days of birth."""

import json
import unicodedata
from collections.abc import Iterator
from itertools import product

import resources
from station_app.common.names import fold
from station_app.store.vault.passwords import LENGTH_LEAST

FILE = resources.HERE / "passwords" / "common.txt"
HEAD = "# Made by python -m tests.passwords out of words.json. Folded, without spaces; one a line.\n"

_FEW = ("1", "12", "123", "1234", "12345", "123456", "2024", "2025", "2026", "vn")
_ENDINGS = (*_FEW, "01", "68", "79", "86", "88", "99", "113", "115", "999", "2020", "2023", "vip")
_BORN = range(1970, 2006)
_TONES = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
_SHAPES = {"\u0302": None, "\u0306": "w", "\u031b": "w"}
"""A circumflex repeats its letter, breve and horn are a w."""


def telex(text: str) -> str:
    """As it comes out where the typing tool is off: mật khẩu is maatj khaaur."""
    return "".join(_telex(word) for word in text.lower().split())


def _telex(word: str) -> str:
    letters, tone = "", ""
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign in _SHAPES:
            letters += _SHAPES[sign] or letters[-1]
        else:
            letters += "dd" if sign == "đ" else sign
    return letters + tone


def made() -> list[str]:
    """The whole list, in order, each long enough to be chosen at all."""
    return sorted({one for one in _all() if len(one) >= LENGTH_LEAST})


def _all() -> Iterator[str]:
    read = json.loads(resources.text("passwords/words.json"))
    spoken = [word for kind in ("places", "station", "said") for word in read[kind].split("|")]
    names = [*read["names"].split(), *read["pairs"].split("|")]
    typed = [*read["english"].split("|"), *read["walks"].split("|")]
    for word in (*spoken, *names, *typed):
        bare = fold(word).replace(" ", "")
        yield from (bare, bare * 2, *(bare + end for end in _ENDINGS))
    for word in (*spoken, *names):
        typed_off = telex(word)
        yield from (typed_off, *(typed_off + end for end in _FEW))
    for name, year in product(read["names"].split(), _BORN):
        yield f"{fold(name)}{year}"
    for first, second in product(read["station"].split("|")[:24], read["places"].split("|")):
        yield fold(first + second).replace(" ", "")
    for sign in "0123456789abcdefghijklmnopqrstuvwxyz":
        yield from (sign * length for length in range(LENGTH_LEAST, 16))
    for day, month, year in product(range(1, 32), range(1, 13), _BORN):
        if day in (1, 2, 10, 15, 19, 20, 30) or day == month:
            yield f"{day:02}{month:02}{year}"


if __name__ == "__main__":
    FILE.write_text(HEAD + "".join(f"{one}\n" for one in made()), "utf-8")

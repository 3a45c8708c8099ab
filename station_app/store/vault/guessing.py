"""How many guesses a password costs somebody who knows how people here choose them.

After Wheeler, “zxcvbn: Low-Budget Password Strength Estimation” (USENIX Security 2016): the password is cut
into the pieces a guesser would try (words, names, dates, runs of keys, repetitions), and the cheapest way to
cut it counts. An estimate, on the careful side: a syllable counts as one of two thousand, whatever it is."""

import json
import re
from enum import IntEnum
from functools import cache
from math import log2

import resources
from station_app.common.names import fold

LONGEST = 64
"""Beyond this nothing is looked at: it is strong."""

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:uye|uya|oai|oay|oeo|uay|uyu|ieu|yeu|uou|uoi|[aeiouy]{1,2})(?:ng|nh|ch|[cmnpt])?"
)
_SYLLABLE_BITS = 11.0
"""Spoken Vietnamese has about two thousand syllables once the tones are left out."""
_TONE_BITS = 2.6
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:0?[1-9]|1[0-2])(?:19|20)?\d\d")
_DATE_BITS = log2(366 * 80)
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_BITS = log2(80)
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "0123456789")
_KINDS = ("pairs", "places", "station", "said", "english", "walks")
_KNOWN_BITS = 10.0
"""One of the thousand words and names of the list."""
_ABOUT_BITS = 3.0
_BETWEEN = " /-._,"
"""Nobody gains anything by these."""


class Strength(IntEnum):
    """From what nobody would be kept out by to what outlives the disk; the words are for the meter."""

    TOO_WEAK = 0
    WEAK = 1
    FAIR = 2
    STRONG = 3

    @property
    def words(self) -> str:
        return ("Rất dễ đoán", "Yếu", "Khá", "Mạnh")[self]


def strength_of(password: str, about: tuple[str, ...] = ()) -> Strength:
    """2^26 guesses at half a second each are a year of one PC; 2^42 are out of anybody's reach."""
    bits = guess_bits(password, about)
    return Strength(sum(bits >= least for least in (26, 34, 42)))


def guess_bits(password: str, about: tuple[str, ...] = ()) -> float:
    """The logarithm of the number of guesses until it is found."""
    text = fold(password).replace(" ", "")[:LONGEST] or password[:LONGEST]
    known = _known() | {word: _ABOUT_BITS for one in about for word in _parts(one)}
    best = [0.0] + [float("inf")] * len(text)
    for start in range(len(text)):
        for end, bits in _pieces(text, start, known):
            best[end] = min(best[end], best[start] + bits)
    return best[len(text)] + _case_bits(password)


def _pieces(text: str, start: int, known: dict[str, float]) -> list[tuple[int, float]]:
    rest = text[start:]
    found = [(start + 1, log2(10 if rest[0].isdigit() else 26 if rest[0].isascii() else 100))]
    found += [(start + size, known[rest[:size]]) for size in range(2, len(rest) + 1) if rest[:size] in known]
    for pattern, bits in ((_DATE, _DATE_BITS), (_YEAR, _YEAR_BITS), (_SYLLABLE, _SYLLABLE_BITS)):
        if match := pattern.match(rest):
            found.append((start + match.end(), bits))
            if pattern is _SYLLABLE and rest[match.end() : match.end() + 1] in tuple("sfrxj"):
                found.append((start + match.end() + 1, bits + _TONE_BITS))
    if (run := _run(rest)) > 2:
        found.append((start + run, 5 + log2(run)))
    found += [(start + size * times, bits) for size, times, bits in _repeats(text, start)]
    return found


def _run(rest: str) -> int:
    """How many keys lie side by side, forwards or backwards."""
    rows = [row for one in _ROWS for row in (one, one[::-1])]
    return max(
        (size for size in range(2, len(rest) + 1) if any(rest[:size] in row for row in rows)), default=1
    )


def _repeats(text: str, start: int) -> list[tuple[int, int, float]]:
    """What stands here again and again costs once, and the number of times."""
    found = []
    for size in range(1, (len(text) - start) // 2 + 1):
        piece, times = text[start : start + size], 1
        while text.startswith(piece, start + size * times):
            times += 1
        if times > 1:
            alone = min(size * log2(36), _SYLLABLE_BITS * -(-size // 2))
            found.append((size, times, alone + log2(times)))
    return found


def _case_bits(password: str) -> float:
    """A capital at the beginning and a sign at the end are what everybody adds."""
    inner = sum(letter.isupper() for letter in password[1:])
    signs = len({sign for sign in password[:-1] if not sign.isalnum() and sign not in _BETWEEN})
    return min(6.0, 2.0 * (inner > 0) + 2.0 * signs)


def _parts(text: str) -> list[str]:
    words = fold(text).split()
    return [part for part in (*words, "".join(words), "".join(words[::-1])) if len(part) > 1]


@cache
def _known() -> dict[str, float]:
    read = json.loads(resources.text("passwords/words.json"))
    words = [word for kind in _KINDS for word in read[kind].split("|")] + read["names"].split()
    return {bare: _KNOWN_BITS for word in words if len(bare := fold(word).replace(" ", "")) > 2}

"""The recovery code as Vietnamese words, for people who would rather read out than spell.

160 bits are 18 words of 9 bits, in three lines, each with a word that checks it. There are no 1024 syllables
that differ once their tones and marks are left out and stay apart when they are read out from the south to
the north (trăng and chăng, sông and xông, núi and lúi): there are 512, and two words more do it as well."""

import json
import re
import unicodedata
from functools import cache

import resources
from station_app.common.errors import Refused
from station_app.common.names import fold

_BITS, _LINES, _IN_LINE = 9, 3, 6
_SPARE = _LINES * _IN_LINE * _BITS - 160
WORDS = _LINES * (_IN_LINE + 1)

_ALIKE = (
    (re.compile("^tr"), "ch"),
    (re.compile("^s"), "x"),
    (re.compile("^(?:gi|r)(?=[aeou])|^g(?=i)|^r"), "d"),
    (re.compile("^k(?=[aou])"), "c"),
    (re.compile("^ngh"), "ng"),
    (re.compile("^gh"), "g"),
    (re.compile("^l"), "n"),
    (re.compile("y$"), "i"),
)


def printed_words(secret: bytes) -> list[str]:
    """The lines as they are printed."""
    number = int.from_bytes(secret, "big") << _SPARE
    values = [number >> _BITS * place & (1 << _BITS) - 1 for place in reversed(range(_LINES * _IN_LINE))]
    lines = [values[start : start + _IN_LINE] for start in range(0, len(values), _IN_LINE)]
    checked = [[*line, _check(index, line)] for index, line in enumerate(lines)]
    return [" ".join(words()[value] for value in line) for line in checked]


def looks_like_words(text: str) -> bool:
    """A code has eight groups at most, or single signs, and hardly one without a digit."""
    typed: list[str] = re.split(r"[\W_]+", _nfc(text))
    return sum(word.isalpha() and len(word) > 1 for word in typed) > 8


def read_words(text: str) -> bytes:
    """The secret behind what was typed, with or without marks; a slip is refused with its line."""
    typed = re.findall(r"[^\W\d_]+", _nfc(text))
    values = [_value(word) for word in typed]
    if len(values) != WORDS:
        raise Refused(
            f"Mã khôi phục bằng từ có {WORDS} từ, chia {_LINES} dòng; đã gõ {len(values)} từ. "
            "Gõ lại theo tờ giấy.",
            field="code",
            code="recovery_code_length",
        )
    number = 0
    for index in range(_LINES):
        *line, check = values[index * (_IN_LINE + 1) : (index + 1) * (_IN_LINE + 1)]
        if check != _check(index, line):
            raise _slip(index)
        for value in line:
            number = number << _BITS | value
    if number & (1 << _SPARE) - 1:
        raise _slip(_LINES - 1)
    return (number >> _SPARE).to_bytes(20, "big")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def words() -> tuple[str, ...]:
    read = json.loads(resources.text("words/recovery.json"))
    return tuple(word for line in read["words"] for word in line.split())


def alike(word: str) -> str:
    """The same for all that are typed or read out alike."""
    form = fold(word)
    for pattern, instead in _ALIKE:
        form = pattern.sub(instead, form)
    return form


@cache
def _values() -> dict[str, int]:
    return {alike(word): value for value, word in enumerate(words())}


def _value(word: str) -> int:
    value = _values().get(alike(word))
    if value is None:
        raise Refused(
            f"Mã khôi phục không có từ “{word[:20]}”. So lại với tờ giấy.",
            field="code",
            code="recovery_code_sign",
        )
    return value


def _slip(index: int) -> Refused:
    return Refused(
        f"Dòng thứ {index + 1} của mã khôi phục bằng từ gõ chưa đúng. So lại với tờ giấy.",
        field="code",
        code="recovery_code_slip",
    )


def _check(index: int, values: list[int]) -> int:
    """A weighted sum over GF(512): any one wrong word, two swapped words or two swapped lines show."""
    check = index
    for value in values:
        check = _double(check) ^ value
    return _double(check)


def _double(value: int) -> int:
    return (value << 1 ^ (0b1000010001 if value & 256 else 0)) & 511

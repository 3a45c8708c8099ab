"""Vietnamese names: tidied, folded for search, and put in the order of a Vietnamese list."""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
_RANK = dict(zip(_LETTERS, _RANKS, strict=True))
_SHAPES = "\u0302\u0306\u031b"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
# Old Vietnamese encodings and some scanners write the Icelandic eth for đ.
_BARRED = str.maketrans("đðĐÐ", "dddd")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The search form: no marks, no case, đ as d, anything that is not a word one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", plain.casefold().translate(_BARRED)).strip()


def words(text: str) -> list[str]:
    return fold(text).split()


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may be one name: Hoà and Hòa are, whoever placed the tone."""
    return fold(one) == fold(other)


def given_name(full_name: str) -> str:
    return (nfc(full_name).split() or [""])[-1]


def initials(full_name: str) -> str:
    return "".join(word[0] for word in nfc(full_name).split()).upper()


def tidy_name(text: str, *, capitals: bool = True) -> str:
    """NFC, single spaces, straight apostrophes; a name typed all in one case gets its capitals."""
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Zs") else sign for sign in nfc(text))
    visible = "".join(sign for sign in visible if unicodedata.category(sign) != "Cf")
    name = nfc(" ".join(visible.translate(_APOSTROPHES).split()))
    if capitals and (name.isupper() or name.islower()):
        return re.sub(r"[^\W\d_]+", lambda word: word[0][:1].upper() + word[0][1:].lower(), name)
    return name


def sort_key(full_name: str) -> str:
    """Plain text whose byte order is a Vietnamese list's: given name first, then family and middle.

    Stored beside the name, because SQLite's own order puts Đ and Ấ after Z.
    """
    ranked = [rank for word in nfc(full_name).lower().replace("ð", "đ").split() if (rank := _rank(word))]
    return " ".join([*ranked[-1:], *ranked[:-1]])


def _rank(word: str) -> str:
    """The letters' ranks, then the tone: all of Hoa come before Hòa, and both Hòa and Hoà are one."""
    letters, tone = [], 0
    for sign in word:
        base, *marks = list(unicodedata.normalize("NFD", sign))
        if not base.isalnum():
            continue
        shape = "".join(mark for mark in marks if mark in _SHAPES)
        letters.append(_RANK.get(nfc(base + shape)) or _RANK.get(base, base))
        tone = max([tone, *(_TONES.index(mark) + 1 for mark in marks if mark in _TONES)])
    return f"{''.join(letters)}-{tone}" if letters else ""

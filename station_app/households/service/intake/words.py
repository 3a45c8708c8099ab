"""The words of a list as codes: peoples, relations, poverty classes, however they are spelled. Pure."""

import re
from functools import cache, lru_cache

import resources
from station_app.common.names import fold, nfc

_SEXES = {"nam": "male", "nu": "female", "trai": "male", "gai": "female", "m": "male", "f": "female",
          "1": "male", "2": "female", "0": "female", "male": "male", "female": "female"}  # fmt: skip
_RELATIONS: tuple[tuple[str, str], ...] = (
    ("00", r"^chu ho|^ch$|^la chu ho|^ban than"),
    ("07", r"^(bo|cha|me|ma|ong|ba|bo me)( de)? (vo|chong)|^nhac (phu|mau)"),
    ("10", r"^(anh|chi|em|chi em|anh em)( gai| trai)? (dau|re)|^(anh|chi|em) (vo|chong)"),
    ("01", r"^(vo|chong)\b"),
    ("03", r"^con nuoi"),
    ("04", r"^(con )?(dau|re)\b|^con dau|^con re"),
    ("02", r"^con\b|^truong nam|^thu nam"),
    ("05", r"^chau|^chat|^chut"),
    ("08", r"^ong (ba|noi|ngoai|co)|^ba (noi|ngoai|co)|^cu\b|^ong$"),
    ("06", r"^(bo|cha|me|ma|phu mau|than mau|bo me)\b"),
    ("09", r"^(anh|chi|em)\b"),
    ("11", r"giam ho"),
    ("12", r"^o (nho|tro|dau|thue)|^(nguoi )?(o tro|thue|tam tru)|^tro$"),
    ("13", r"giup viec"),
    ("99", r"^khac|^ho hang|^nguoi than|^quan he khac|^co$|^di$|^bac$|^cau$|^mo$"),
)
_MARKED = {"bà": "08", "ba": "06", "má": "06", "mạ": "06", "chủ": "00", "chú": "99"}
"""Relations that only their marks tell apart; ba is the father in the south."""
_POVERTY: tuple[tuple[str, str], ...] = (
    ("escaped", r"thoat( can)? ngheo|moi thoat"),
    ("not_poor", r"khong( thuoc( ho)?)? ngheo|^khong$|^k$|^ko$|^kha$|^giau|^binh thuong|khong thuoc"),
    ("near_poor", r"can( ngheo)?\b|^hcn$|^cn$"),
    ("average", r"trung binh|^tb$"),
    ("poor", r"ngheo|^hn$|^x$|^co$"),
)
_RESIDENCE: tuple[tuple[str, str], ...] = (
    ("temporary", r"tam tru|^kt[234]$|^tt$"),
    ("absent", r"tam vang|di vang|di lam an|vang mat"),
    ("unregistered", r"chua dang ky"),
    ("permanent", r"thuong tru|^kt1$|^co$|^x$|thuong xuyen"),
)


@lru_cache(2000)
def sex_of(text: str) -> str | None:
    return _SEXES.get(fold(text))


@lru_cache(2000)
def ethnicity_of(text: str) -> str | None:
    """By code, label, or a name people say; a branch of a people, as Mông Hoa or Dao đỏ, is the people."""
    spelled = fold(re.sub(r"^\s*(dân tộc|dt)\b\.?", "", text, flags=re.IGNORECASE))
    known = _peoples()
    if found := known.get(_joined(spelled)):
        return found
    first, *branch = spelled.split() or [""]
    return known.get(first) if branch and len(first) > 2 else None


@cache
def _peoples() -> dict[str, str]:
    known: dict[str, str] = {}
    for code in resources.codes("ethnic_groups"):
        for name in (code.code, code.label, *code.extra.get("also", ())):
            known.setdefault(_joined(fold(name)), code.code)
    return known


def _joined(text: str) -> str:
    """Ê đê, Ê-đê and Êđê are one word."""
    return text.replace(" ", "")


@lru_cache(2000)
def relation_of(text: str) -> str | None:
    """None for what no list of relations knows."""
    if marked := _MARKED.get(nfc(text).casefold().strip()):
        return marked
    return _coded("relations", text) or _first(_RELATIONS, fold(text))


@lru_cache(2000)
def poverty_of(text: str) -> str | None:
    return _first(_POVERTY, fold(text)) or _coded("poverty_classes", text)


@lru_cache(2000)
def residence_of(text: str) -> str | None:
    return _first(_RESIDENCE, fold(text)) or _coded("residence", text)


@lru_cache(2000)
def occupation_of(text: str) -> str | None:
    """Lists say “làm ruộng” where the state's list counts groups; only its own titles and codes are taken."""
    return _coded("occupations", text)


def _coded(name: str, text: str) -> str | None:
    spelled = fold(text)
    return next((c.code for c in resources.codes(name) if spelled in (fold(c.label), fold(c.code))), None)


def _first(patterns: tuple[tuple[str, str], ...], spelled: str) -> str | None:
    return next((code for code, pattern in patterns if re.search(pattern, spelled)), None)

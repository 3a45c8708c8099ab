"""Household codes that need nobody's permission, and what can be true under one roof. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station_app.common.days import PartialDate, age_in_years
from station_app.common.errors import Refused
from station_app.common.names import fold, nfc

HEAD, SPOUSE = "00", "01"
CHILDREN, PARENTS = ("02", "03"), ("06", "07", "08")
PERMANENT = "permanent"
YOUNG_HEAD = 15

_KINDS_OF_HAMLET = (
    r"^(thon|ban|xom|ap|buon|lang|phum|soc|khom|khu pho|khu|to dan pho|tdp|to|doi|pho)\s+(?=\S)"
)
_PLAIN = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters that nobody takes for a digit or another letter when a code is copied by hand."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who lives in a household, as far as the rules care."""

    name: str
    relation: str | None
    birth_date: str | None = None


def household_code(ward: str, hamlet: str, point: str, device: str, number: int) -> str:
    """Ward, hamlet, then a number that only this PC can give: 12345-DEN-AKXQM0012."""
    digits = re.sub(r"\D", "", ward)[-5:].zfill(5)
    return f"{digits}-{hamlet_mark(hamlet)}-{_point_mark(point)}{device_mark(device)}{number:04}"


def hamlet_mark(hamlet: str) -> str:
    """Three signs from the hamlet's own name, the same on every PC: Bản Dền is DEN, Tổ 5 is 005."""
    name = re.sub(_KINDS_OF_HAMLET, "", fold(hamlet))
    plain = re.sub(r"[^a-z0-9]", "", name).upper()
    return plain.zfill(3)[-3:] if plain.isdigit() else plain[:3].ljust(3, "X")


def device_mark(device: str) -> str:
    """Four letters of a PC's name, of 280,000: the few PCs of a station do not meet."""
    rest = int.from_bytes(hashlib.sha256(device.encode()).digest()[:8])
    signs = ""
    for _ in range(4):
        rest, sign = divmod(rest, len(_PLAIN))
        signs += _PLAIN[sign]
    return signs


def checked_code(text: str) -> str:
    """A code as it is kept; a station may go on with the codes of its paper books."""
    code = re.sub(r"\s+", "", nfc(text)).upper()
    if not re.fullmatch(r"[A-Z0-9Đ][A-Z0-9Đ./-]{0,39}", code):
        raise Refused(
            "Mã hộ gồm chữ cái không dấu, chữ số, dấu gạch, ví dụ 12345-DEN-AKXQM0012.",
            "code",
            code="code_shape",
        )
    return code


def checked_hamlet(text: str, known: Sequence[str] = ()) -> str:
    """The spelling already in use where only case, marks' place or spaces differ, else as typed."""
    typed = nfc(" ".join(text.split()))
    if not fold(typed):
        raise Refused("Cần nhập thôn, bản.", "hamlet", code="hamlet_missing")
    return next((name for name in known if _same_hamlet(name, typed)), typed)


def _same_hamlet(one: str, other: str) -> bool:
    """Bản Hoà is Bản Hòa; Bản Lan is not Bản Lán, unless it was typed wholly without marks."""
    if fold(one) != fold(other):
        return False
    return _unmarked(other) or sorted(_spelled(one)) == sorted(_spelled(other))


def _unmarked(text: str) -> bool:
    return nfc(text).casefold().isascii()


def _spelled(text: str) -> str:
    """Letters and tones apart, so that only the place of the tone is forgotten."""
    return unicodedata.normalize("NFD", text.casefold())


def _point_mark(point: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(point)).upper()[:3]


def refuse_wrong_heads(members: Sequence[Member]) -> None:
    """At entry a household with people has exactly one head; after a merge this is a question instead."""
    heads = [member for member in members if member.relation == HEAD]
    if members and not heads:
        raise Refused("Hộ chưa có chủ hộ. Chọn một người làm chủ hộ.", "members", code="head_missing")
    if len(heads) > 1:
        names = " và ".join(head.name for head in heads)
        raise Refused(
            f"{names} đều là chủ hộ. Giữ một người là chủ hộ, chọn quan hệ khác cho người còn lại.",
            "members",
            code="two_heads",
        )


def doubts_about_relations(members: Sequence[Member], today: date) -> list[str]:
    """Ages and relations that hardly go together, asked once."""
    head = next((member for member in members if member.relation == HEAD), None)
    if head is None:
        return []
    doubts = [doubt for member in members if (doubt := _doubt(member, head))]
    spouses = [member.name for member in members if member.relation == SPOUSE]
    if len(spouses) > 1:
        doubts.append(f"{' và '.join(spouses)} đều là vợ/chồng của chủ hộ. Có đúng không?")
    born = _day(head.birth_date)
    if born and age_in_years(born.earliest, today) < YOUNG_HEAD:
        doubts.append(f"Chủ hộ {head.name} chưa đủ {YOUNG_HEAD} tuổi. Có đúng không?")
    return doubts


def _doubt(member: Member, head: Member) -> str | None:
    mine, theirs = _day(member.birth_date), _day(head.birth_date)
    if mine is None or theirs is None:
        return None
    if member.relation in CHILDREN and mine.latest < theirs.earliest:
        return f"{member.name} là con mà sinh trước chủ hộ {head.name}. Có đúng không?"
    if member.relation in PARENTS and mine.earliest > theirs.latest:
        return f"{member.name} là bậc trên mà sinh sau chủ hộ {head.name}. Có đúng không?"
    return None


def _day(iso: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse_iso(iso) if iso else None
    except Refused:
        return None

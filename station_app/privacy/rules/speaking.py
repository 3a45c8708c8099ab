"""Who speaks for a person: the person, a parent or guardian, or both; pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from station_app.common.days import PartialDate, age_in_years
from station_app.privacy.schedule import Deadlines

SELF, GUARDIAN, CHILD, REPRESENTATIVE = "self", "guardian", "child", "representative"


class Speaker(StrEnum):
    """Who must agree when data is used for more than care."""

    PERSON = "person"
    GUARDIAN = "guardian"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Objection:
    """`firm`: it cannot be so; otherwise it is only asked about once."""

    words: str
    field: str
    firm: bool = True


def age_of(born: PartialDate | None, on: date) -> int | None:
    """In years, the youngest that the birth date allows: a doubt protects the child."""
    return None if born is None else max(0, age_in_years(min(born.latest, on), on))


def speaker(age: int | None, deadlines: Deadlines) -> Speaker:
    """Somebody whose age nobody knows speaks for themselves."""
    if age is None or age >= deadlines.both_below_years:
        return Speaker.PERSON
    return Speaker.GUARDIAN if age < deadlines.guardian_below_years else Speaker.BOTH


def capacity_objection(
    capacity: str, paper: str | None, age: int | None, deadlines: Deadlines
) -> Objection | None:
    """Why a request cannot come from whoever asks, or should be looked at again."""
    who = speaker(age, deadlines)
    young, grown = deadlines.guardian_below_years, deadlines.both_below_years
    if capacity == REPRESENTATIVE and not (paper or "").strip():
        return Objection("Người được uỷ quyền phải có giấy uỷ quyền. Ghi giấy đã xem.", "requester_paper")
    if who is Speaker.GUARDIAN and capacity in (SELF, CHILD):
        words = f"Trẻ dưới {young} tuổi: cha, mẹ hoặc người giám hộ yêu cầu thay. Chọn lại tư cách."
        return Objection(words, "capacity")
    if who is Speaker.BOTH and capacity == SELF:
        words = f"Trẻ dưới {grown} tuổi yêu cầu cùng cha, mẹ hoặc người giám hộ. Chọn lại tư cách."
        return Objection(words, "capacity")
    if who is Speaker.BOTH and capacity == GUARDIAN:
        words = f"Trẻ đã đủ {young} tuổi: đã hỏi ý kiến của trẻ chưa?"
        return Objection(words, "capacity", firm=False)
    if who is Speaker.PERSON and age is not None and capacity in (GUARDIAN, CHILD):
        words = f"Người này {age} tuổi. Người giám hộ của người lớn phải có giấy; đúng như vậy không?"
        return Objection(words, "capacity", firm=False)
    return None


def consent_objection(
    *, by_person: bool, guardian: str | None, age: int | None, deadlines: Deadlines
) -> Objection | None:
    """Why a consent does not count as it is written down."""
    who = speaker(age, deadlines)
    has_guardian = bool((guardian or "").strip())
    if who is Speaker.GUARDIAN and not has_guardian:
        words = f"Trẻ dưới {deadlines.guardian_below_years} tuổi: cần cha, mẹ hoặc người giám hộ trả lời."
        return Objection(words, "guardian_name")
    if who is Speaker.BOTH and not has_guardian:
        words = "Trẻ còn cần cha, mẹ hoặc người giám hộ cùng trả lời."
        return Objection(words, "guardian_name")
    if who is Speaker.BOTH and not by_person:
        words = f"Trẻ đã đủ {deadlines.guardian_below_years} tuổi: cần cả ý kiến của chính trẻ."
        return Objection(words, "by_person")
    if who is Speaker.PERSON and not by_person and not has_guardian:
        return Objection("Cần biết ai đã trả lời: chính người đó, hay người giám hộ.", "by_person")
    return None


def speaks(*, by_person: bool, guardian: str | None, who: Speaker) -> bool:
    """Whether those who agreed then are those who must agree now: a child grows."""
    has_guardian = bool((guardian or "").strip())
    match who:
        case Speaker.GUARDIAN:
            return has_guardian
        case Speaker.BOTH:
            return has_guardian and by_person
    return by_person or has_guardian

"""Whether data may be used for a purpose: care always, more by consent, nothing restricted; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from station_app.privacy.rules.speaking import Speaker, speaks
from station_app.privacy.schedule import Purpose

ALL = "all"
PERMIT = "permit"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent or a refusal as it was given."""

    purpose: str
    decision: str
    given_on: date | None
    withdrawn_on: date | None = None
    by_person: bool = True
    guardian: str | None = None


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restriction; without a first day it holds from the beginning."""

    scope: str
    valid_from: date | None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    def stops(self, purpose: str) -> bool:
        return self.scope in (ALL, purpose)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is said to the nurse; `basis` is the legal basis on which the use stands."""

    allowed: bool
    why: str
    basis: str


def verdict(
    purpose: Purpose,
    agreed: Iterable[Agreed],
    restricted: Iterable[Restricted],
    who: Speaker,
    today: date,
) -> Verdict:
    """Care and duties of the state always; the rest unless something stands against it."""
    if purpose.always:
        return Verdict(True, purpose.label, purpose.basis)
    against = _restriction(purpose, restricted, today) or _answer(purpose, agreed, who, today)
    return Verdict(against is None, against or purpose.label, purpose.basis)


def _restriction(purpose: Purpose, restricted: Iterable[Restricted], today: date) -> str | None:
    if any(one.holds(today) and one.stops(purpose.code) for one in restricted):
        return f"Đang hạn chế theo yêu cầu của người này: {purpose.label.lower()}."
    return None


def _answer(purpose: Purpose, agreed: Iterable[Agreed], who: Speaker, today: date) -> str | None:
    """The newest answer to this purpose counts; silence is no consent."""
    answers = [one for one in agreed if one.purpose == purpose.code and _given(one) <= today]
    newest = max(answers, key=_given, default=None)
    if newest and newest.decision != PERMIT:
        return f"Người này không đồng ý: {purpose.label.lower()}."
    if not purpose.asks:
        return None
    if newest is None:
        return f"Chưa có sự đồng ý: {purpose.label.lower()}."
    if newest.withdrawn_on and newest.withdrawn_on <= today:
        return f"Sự đồng ý đã rút lại ngày {newest.withdrawn_on:%d/%m/%Y}."
    if not speaks(by_person=newest.by_person, guardian=newest.guardian, who=who):
        return "Trẻ đã sang tuổi phải hỏi lại: chưa đủ người đồng ý."
    return None


def _given(one: Agreed) -> date:
    return one.given_on or date.min

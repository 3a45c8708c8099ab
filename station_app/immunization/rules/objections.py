"""What speaks against recording a dose: some things are refused, others only asked once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from station_app.common.days import PartialDate
from station_app.immunization.rules.due import earliest_day, enough_by_combination, last_day
from station_app.immunization.rules.judging import Given, in_order, judge_in_order
from station_app.immunization.schedule import Schedule, Series, Step, Vaccine

ALREADY_GIVEN = "Nếu mũi này đã tiêm thật, đánh dấu “Nhập bù”: mũi được ghi lại nhưng không được tính."
NOT_COUNTED = "Mũi sẽ được ghi lại nhưng không được tính. Xem lại ngày, rồi lưu nếu đúng."


class Reason(Enum):
    """The kinds of objection; the service names the ones the nurse has confirmed."""

    FUTURE = "future"
    BEFORE_BIRTH = "before_birth"
    EXPIRED_LOT = "expired_lot"
    TOO_YOUNG = "too_young"
    TOO_SOON = "too_soon"
    TOO_OLD = "too_old"
    LIVE_INTERVAL = "live_interval"
    COMPLETE = "complete"
    DUPLICATE = "duplicate"
    OTHER_SEX = "other_sex"
    OTHER_VACCINE = "other_vaccine"
    BIRTH_IN_DOUBT = "birth_in_doubt"


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing against the dose: refused, or asked; `field` is where the nurse can put it right."""

    reason: Reason
    text: str
    field: str
    refuse: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """The dose the nurse wants to record; `historical` when it was given before and only now written down."""

    vaccine: Vaccine
    on: PartialDate
    expiry: PartialDate | None = None
    historical: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the dose is for, with their card, on the day it is recorded."""

    born: PartialDate
    sex: str
    card: Sequence[Given]
    today: date


def objection(
    schedule: Schedule,
    proposed: Proposed,
    *,
    born: PartialDate,
    sex: str,
    given: Sequence[Given],
    today: date,
) -> Objection | None:
    """The weightiest objection: what is refused comes before what is asked."""
    return next(iter(objections(schedule, proposed, born=born, sex=sex, given=given, today=today)), None)


def objections(
    schedule: Schedule,
    proposed: Proposed,
    *,
    born: PartialDate,
    sex: str,
    given: Sequence[Given],
    today: date,
) -> tuple[Objection, ...]:
    """Everything against the dose, what is refused first."""
    recipient = Recipient(born, sex, in_order(given), today)
    impossible = tuple(_impossible(proposed, recipient))
    if impossible:
        return impossible
    found = [*_against_card(schedule, proposed, recipient), *_against_series(schedule, proposed, recipient)]
    return tuple(sorted(found, key=lambda one: not one.refuse))


def _impossible(proposed: Proposed, recipient: Recipient) -> Iterator[Objection]:
    on, expiry = proposed.on, proposed.expiry
    if on.earliest > recipient.today:
        text = f"Ngày tiêm {on.shown} chưa tới (hôm nay {_shown(recipient.today)}). Xem lại ngày."
        yield Objection(Reason.FUTURE, text, "given_on", refuse=True)
    if on.latest < recipient.born.earliest:
        text = (
            f"Ngày tiêm {on.shown} trước ngày sinh {recipient.born.shown}. Xem lại ngày tiêm hoặc ngày sinh."
        )
        yield Objection(Reason.BEFORE_BIRTH, text, "given_on", refuse=True)
    if expiry is not None and on.earliest > expiry.latest:
        text = f"Lô này hết hạn {expiry.shown}, trước ngày tiêm {on.shown}. " + (
            "Xem lại hạn dùng, rồi lưu nếu đúng." if proposed.historical else "Không tiêm; lấy lô khác."
        )
        yield Objection(Reason.EXPIRED_LOT, text, "expiry", refuse=not proposed.historical)


def _against_card(schedule: Schedule, proposed: Proposed, recipient: Recipient) -> Iterator[Objection]:
    near = timedelta(days=schedule.duplicate_days)
    for dose in recipient.card:
        same_vaccine = dose.vaccine.code == proposed.vaccine.code
        alike = same_vaccine or dose.vaccine.antigens & proposed.vaccine.antigens
        if alike and _days_apart(dose.on, proposed.on) <= _doubled_within(schedule, dose, near):
            text = (
                f"Đã ghi một mũi {dose.vaccine.label} ngày {dose.on.shown}. "
                "Nếu là cùng một mũi thì không ghi nữa; nếu là mũi khác thì lưu."
            )
            yield Objection(Reason.DUPLICATE, text, "given_on", refuse=False)
            break
    yield from _live_too_close(schedule, proposed, recipient)


def _doubled_within(schedule: Schedule, dose: Given, near: timedelta) -> timedelta:
    """Closer than this two doses are rather one written twice; never as far as a series really asks."""
    a_day = date(2000, 1, 1)
    asked = [
        step.min_interval.after(a_day) - a_day - timedelta(days=1)
        for series in schedule.series
        for step in series.steps
        if step.min_interval and step.takes(dose.vaccine.antigens)
    ]
    return min([near, *asked])


def _days_apart(one: PartialDate, other: PartialDate) -> timedelta:
    """The least two dates can lie apart; two doses known to the same month are taken to be near."""
    if one.exact is None or other.exact is None:
        return timedelta(0) if one == other and one.month else timedelta.max
    return abs(one.exact - other.exact)


def _live_too_close(schedule: Schedule, proposed: Proposed, recipient: Recipient) -> Iterator[Objection]:
    if not proposed.vaccine.live_injectable:
        return
    gap = timedelta(days=schedule.live_gap_days)
    for dose in recipient.card:
        if dose.vaccine.live_injectable and timedelta(0) < _days_apart(dose.on, proposed.on) < gap:
            text = (
                f"Đã tiêm vắc xin sống {dose.vaccine.label} ngày {dose.on.shown}; "
                f"hai vắc xin sống tiêm cùng ngày hoặc cách nhau ít nhất {gap.days} ngày. "
            )
            if proposed.historical:
                text += NOT_COUNTED
            else:
                text += f"Hẹn lại từ {_shown(dose.on.latest + gap)}."
            yield Objection(Reason.LIVE_INTERVAL, text, "given_on", refuse=not proposed.historical)
            return


def _against_series(schedule: Schedule, proposed: Proposed, recipient: Recipient) -> list[Objection]:
    """What the series says that the product is best for; nothing, when any series can count the dose."""
    candidates = [
        series
        for series in schedule.series
        if series.history is None and any(step.takes(proposed.vaccine.antigens) for step in series.steps)
    ]
    concerned = [series for series in candidates if series.concerns(recipient.born, recipient.sex)]
    if not concerned:
        other_sex = [series for series in candidates if series.sex not in (None, recipient.sex)]
        return [_other_sex(series) for series in other_sex[:1]]
    found = {
        series.code: list(_in_series(schedule, series, proposed, recipient))
        for series in sorted(concerned, key=_breadth)
    }
    return [] if any(not against for against in found.values()) else [*found.values()][-1]


def _breadth(series: Series) -> int:
    return max(len(need) for step in series.steps for need in step.needs)


def _other_sex(series: Series) -> Objection:
    text = f"Lịch chỉ có {series.label} cho {'nữ' if series.sex == 'female' else 'nam'}. Lưu nếu đúng."
    return Objection(Reason.OTHER_SEX, text, "vaccine", refuse=False)


def _in_series(
    schedule: Schedule, series: Series, proposed: Proposed, recipient: Recipient
) -> Iterator[Objection]:
    before = [dose for dose in recipient.card if dose.on.earliest <= proposed.on.latest]
    judged = judge_in_order(schedule, series, recipient.born, before)
    done = sum(one.counts for one in judged)
    if done >= len(series.steps) or enough_by_combination(series, before):
        text = f"{series.label}: đã đủ {len(series.steps)} mũi. Lưu nếu vẫn tiêm thêm."
        yield Objection(Reason.COMPLETE, text, "vaccine", refuse=False)
        return
    step = series.steps[done]
    if not step.takes(proposed.vaccine.antigens):
        text = f"Mũi tiếp theo là {step.label}; {proposed.vaccine.label} không thay được. Xem lại vắc xin."
        yield Objection(Reason.OTHER_VACCINE, text, "vaccine", refuse=False)
        return
    previous = judged[-1].given.on if judged else None
    yield from _too_young(step, proposed, recipient)
    yield from _too_soon(schedule, step, proposed, recipient, previous, before)
    yield from _too_old(series, step, proposed, recipient)


def _too_young(step: Step, proposed: Proposed, recipient: Recipient) -> Iterator[Objection]:
    if step.min_age is None or proposed.on.latest >= step.min_age.after(recipient.born.latest):
        return
    if proposed.on.latest >= step.min_age.after(recipient.born.earliest) and not recipient.born.exact:
        text = f"{step.label} tiêm từ {step.min_age.words} tuổi; ngày sinh chưa rõ nên không chắc đã đủ. "
        text += "Hỏi lại gia đình."
        yield Objection(Reason.BIRTH_IN_DOUBT, text, "given_on", refuse=False)
        return
    from_day = step.min_age.after(recipient.born.latest)
    counted = step.youngest_counted
    counts_anyway = counted is not None and proposed.on.latest >= counted.after(recipient.born.latest)
    text = f"{step.label} tiêm từ {step.min_age.words} tuổi, tức từ {_shown(from_day)}. "
    text += _early_ending(proposed, counts_anyway)
    yield Objection(Reason.TOO_YOUNG, text, "given_on", refuse=not (proposed.historical or counts_anyway))


def _early_ending(proposed: Proposed, counts_anyway: bool) -> str:
    if counts_anyway:
        return "Mũi vẫn được tính. Lưu nếu đúng."
    return NOT_COUNTED if proposed.historical else ALREADY_GIVEN


def _too_soon(
    schedule: Schedule,
    step: Step,
    proposed: Proposed,
    recipient: Recipient,
    previous: PartialDate | None,
    before: Sequence[Given],
) -> Iterator[Objection]:
    others = [
        dose for dose in before if not dose.vaccine.live_injectable
    ]  # live gaps are objected to on their own
    earliest = earliest_day(schedule, step, recipient.born, previous, others, recipient.today)
    far_enough = earliest_day(schedule, step, recipient.born, None, [], recipient.today)
    if proposed.on.latest >= earliest or earliest == far_enough:
        return
    since = f" (mũi trước {previous.shown})" if previous else ""
    text = f"{step.label} tiêm sớm nhất ngày {_shown(earliest)}{since}. "
    text += NOT_COUNTED if proposed.historical else ALREADY_GIVEN
    yield Objection(Reason.TOO_SOON, text, "given_on", refuse=not proposed.historical)


def _too_old(series: Series, step: Step, proposed: Proposed, recipient: Recipient) -> Iterator[Objection]:
    latest = last_day(step, recipient.born)
    if latest is None or step.max_age is None or proposed.on.earliest <= latest:
        return
    text = f"{step.label} chỉ tiêm trước {step.max_age.words} tuổi, muộn nhất {_shown(latest)}. "
    refuse = series.strict_max_age and not proposed.historical
    text += "Không dùng nữa." if refuse else "Mũi được ghi lại nhưng không được tính. Lưu nếu đúng."
    yield Objection(Reason.TOO_OLD, text, "given_on", refuse=refuse)


def _shown(day: date) -> str:
    return PartialDate.of(day).shown

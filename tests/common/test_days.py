"""Days typed with two fingers, dates known in part, ages as they are said, and instants."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common import days
from station_app.common.days import FixedClock, PartialDate, SystemClock, age_words, parse_typed
from station_app.common.errors import Refused

TODAY = date(2026, 11, 21)
past_days = st.dates(date(1880, 1, 1), TODAY)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(past_days)
    known = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


@pytest.mark.parametrize(
    "text, iso",
    [
        ("090388", "1988-03-09"),
        ("09031988", "1988-03-09"),
        ("9/3/88", "1988-03-09"),
        ("9-3-1988", "1988-03-09"),
        ("9.3.1988", "1988-03-09"),
        ("9 3 1988", "1988-03-09"),
        (" 09/03/1988 ", "1988-03-09"),
        ("1988-03-09", "1988-03-09"),
        ("19880309", "1988-03-09"),
        ("ngày 9 tháng 3 năm 1988", "1988-03-09"),
        ("1955", "1955"),
        ("năm 1955", "1955"),
        ("3/1955", "1955-03"),
        ("03/1955", "1955-03"),
        ("1955-03", "1955-03"),
        ("031955", "1955-03"),
        ("tháng 3 năm 1955", "1955-03"),
        ("3/55", "1955-03"),
        ("00/00/1955", "1955"),
        ("00/03/1955", "1955-03"),
        ("29/02/2024", "2024-02-29"),
        ("01/01/26", "2026-01-01"),
        ("01/01/27", "1927-01-01"),
        ("hôm nay", "2026-11-21"),
        ("Hom nay", "2026-11-21"),
        ("hôm qua", "2026-11-20"),
        ("HÔM KIA", "2026-11-19"),
        ("2026", "2026"),
        ("11/2026", "2026-11"),
    ],
)
def test_a_typed_day_is_understood(text: str, iso: str) -> None:
    assert parse_typed(text, TODAY).iso == iso


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "Chưa có ngày"),
        ("31/02/1988", "Không có ngày “31/02/1988” trên lịch"),
        ("29/02/2025", "trên lịch"),
        ("9/13/1988", "trên lịch"),
        ("00000000", "trên lịch"),
        ("22/11/2026", "chưa tới"),
        ("25/12/26", "nếu là năm 1926 thì gõ đủ bốn số"),
        ("12/2026", "chưa tới"),
        ("mai", "chưa tới"),
        ("1879", "quá xa"),
        ("01/01/1200", "quá xa"),
        ("9/3", "còn thiếu năm"),
        ("abc", "Không hiểu “abc”"),
        ("12", "Không hiểu"),
        ("000000", "Không hiểu"),
        ("1234567", "Không hiểu"),
        ("9/3/1988/2", "Không hiểu"),
        ("123/3/1988", "Không hiểu"),
        ("9/3/198", "Không hiểu"),
        ("٩/٣/١٩٨٨", "Không hiểu"),
        ("-1", "Không hiểu"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_way_out(text: str, words: str) -> None:
    with pytest.raises(Refused, match=r"(?i)ví dụ|xem lại") as refused:
        parse_typed(text, TODAY)
    assert words in refused.value.reason


@pytest.mark.parametrize(
    "text, iso",
    [("mai", "2026-11-22"), ("ngày kia", "2026-11-23"), ("05/01/27", "2027-01-05"), ("12/2026", "2026-12")],
)
def test_an_appointment_may_lie_ahead(text: str, iso: str) -> None:
    assert parse_typed(text, TODAY, past_only=False).iso == iso


def test_an_appointment_in_another_age_is_refused() -> None:
    with pytest.raises(Refused, match="Năm 2206 quá xa"):
        parse_typed("1/1/2206", TODAY, past_only=False)


@given(partial_dates())
def test_what_is_shown_can_be_typed_back(known: PartialDate) -> None:
    assert parse_typed(known.shown, TODAY) == known


@given(past_days)
def test_eight_digits_always_mean_day_month_year(day: date) -> None:
    assert parse_typed(day.strftime("%d%m%Y"), TODAY).exact == day


@given(partial_dates())
def test_the_stored_form_comes_back(known: PartialDate) -> None:
    assert PartialDate.parse_iso(known.iso) == known


@given(partial_dates())
def test_a_partial_date_spans_what_it_may_be(known: PartialDate) -> None:
    assert known.earliest <= known.latest
    assert (known.exact is not None) == (known.precision == "day") == (known.earliest == known.latest)


@given(st.text())
def test_anything_typed_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert parse_typed(text, TODAY).earliest <= TODAY


@pytest.mark.parametrize("text", ["88", "1988-3", "1988-13", "1988-02-30", "0000", "1988-03-09T00", "x", ""])
def test_a_stored_form_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        PartialDate.parse_iso(text)


def test_a_day_without_its_month_is_our_bug() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(1988, None, 9)


@pytest.mark.parametrize(
    "known, precision, earliest, latest",
    [
        ("1988", "year", date(1988, 1, 1), date(1988, 12, 31)),
        ("1988-02", "month", date(1988, 2, 1), date(1988, 2, 29)),
        ("1988-02-03", "day", date(1988, 2, 3), date(1988, 2, 3)),
    ],
)
def test_precision_bounds_the_day(known: str, precision: str, earliest: date, latest: date) -> None:
    partial = PartialDate.parse_iso(known)
    assert (partial.precision, partial.earliest, partial.latest) == (precision, earliest, latest)


@pytest.mark.parametrize(
    "born, said",
    [
        ("2026-11-21", "mới sinh"),
        ("2026-11-20", "1 ngày tuổi"),
        ("2026-10-22", "30 ngày tuổi"),
        ("2026-10-21", "1 tháng tuổi"),
        ("2020-11-22", "71 tháng tuổi"),
        ("2020-11-21", "6 tuổi"),
        ("1988-11-22", "37 tuổi"),
        ("1988-11-21", "38 tuổi"),
        ("1988", "khoảng 38 tuổi"),
        ("2026", "dưới 1 tuổi"),
        ("1988-11", "khoảng 38 tuổi"),
        ("1988-03", "38 tuổi"),
        ("2026-03", "khoảng 8 tháng tuổi"),
        ("2026-11", "khoảng 20 ngày tuổi"),
        ("2026-11-22", "chưa sinh"),
        ("2027", "chưa sinh"),
    ],
)
def test_an_age_is_said_as_people_say_it(born: str, said: str) -> None:
    assert age_words(PartialDate.parse_iso(born), TODAY) == said


@pytest.mark.parametrize(
    "day, months, then",
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_month_later_stays_inside_its_month(day: date, months: int, then: date) -> None:
    assert days.add_months(day, months) == then


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_counted_are_months_added(day: date, months: int) -> None:
    assert days.months_between(day, days.add_months(day, months)) == months
    assert days.months_between(day, days.add_months(day, months) - timedelta(days=1)) < months


def test_ages_count_whole_days_months_and_years() -> None:
    born = date(2024, 11, 22)
    assert days.age_in_days(born, TODAY) == 729
    assert days.age_in_months(born, TODAY) == 23
    assert days.age_in_years(born, TODAY) == 1


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_an_instant_comes_back_to_the_second(wall: datetime, minutes: int) -> None:
    moment = wall.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    stored = days.to_instant(moment)
    assert stored.endswith("Z")
    assert days.parse_instant(stored) == moment


def test_an_instant_is_shown_on_the_wall_of_the_station() -> None:
    assert days.to_instant(datetime(2026, 11, 21, 0, 30, 59, 999, tzinfo=UTC)) == "2026-11-21T00:30:59Z"
    assert days.shown_instant("2026-11-20T18:30:00Z") == "01:30 21/11/2026"
    assert days.shown_instant("2026-11-20T18:30:00Z", timedelta(0)) == "18:30 20/11/2026"


def test_a_moment_without_its_offset_is_our_bug() -> None:
    with pytest.raises(ValueError, match="offset"):
        days.to_instant(datetime(2026, 11, 21))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["", "hôm nay", "2026-11-21T07:30:00", "2026-13-01T00:00:00Z"])
def test_a_stored_instant_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="thời điểm"):
        days.parse_instant(text)


def test_the_clock_of_the_station_hangs_in_vietnam() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == days.VIETNAM
    assert abs((clock.today() - datetime.now(UTC).date()).days) <= 1
    still = FixedClock(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
    assert (still.now(), still.today()) == (still.at, TODAY)

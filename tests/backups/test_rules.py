"""Which backups stay, when one is due, and when the board turns red: tables."""

from datetime import datetime, timedelta

import pytest

from station_app.backups.rules import Kept, is_due, is_due_on_closing, is_overdue, later, to_thin
from station_app.backups.schedule import Keep, Policy
from station_app.backups.service import policy_on
from tests.stations import HANOI

NOW = datetime(2026, 11, 30, 16, 0, tzinfo=HANOI)
POLICY = policy_on(NOW.date())
KEEP = Keep(all_hours=24, days=3, weeks=2, months=2)


def at(day: str, hour: str = "07:00") -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{hour}").replace(tzinfo=HANOI)


def kept(*moments: datetime, reason: str = "schedule", good: bool = True) -> list[Kept]:
    return [Kept(f"{one:%m-%d %H}{'' if good else ' hỏng'}", one, reason, good) for one in moments]


def thinned(
    backups: list[Kept], now: datetime = NOW, keep: Keep = KEEP, policy: Policy = POLICY
) -> list[str]:
    return [one.name for one in to_thin(backups, now, keep, policy)]


@pytest.mark.parametrize(
    "backups, gone",
    [
        pytest.param([], [], id="nothing to thin"),
        pytest.param(kept(at("01-05")), [], id="the last good one stays however old it is"),
        pytest.param(
            kept(at("11-30", "07:00"), at("11-30", "11:00"), at("11-29", "17:00")),
            [],
            id="all of the last day",
        ),
        pytest.param(
            kept(at("11-28", "07:00"), at("11-28", "11:00"), at("11-30")),
            ["11-28 07"],
            id="of an earlier day the last one",
        ),
        pytest.param(
            kept(at("11-09"), at("11-10"), at("11-27"), at("11-28"), at("11-30")),
            ["11-09 07", "11-10 07"],
            id="three days, then weeks of which the newest two are already held by days",
        ),
        pytest.param(
            kept(at("09-30"), at("10-15"), at("10-31"), at("11-28"), at("11-29"), at("11-30")),
            ["09-30 07", "10-15 07"],
            id="the last of each month, two months",
        ),
        pytest.param(
            [*kept(at("11-20")), *kept(at("11-21"), good=False), *kept(at("11-29", "18:00"), at("11-30"))],
            [],
            id="one that failed stays and is named, and stands for nobody",
        ),
        pytest.param(
            [
                *kept(at("10-02")),
                *kept(at("10-03"), reason="upgrade"),
                *kept(at("11-29", "18:00"), at("11-30")),
            ],
            ["10-02 07"],
            id="before an upgrade: stays its days",
        ),
        pytest.param(
            [*kept(at("11-30"), datetime(2031, 1, 1, tzinfo=HANOI)), *kept(at("11-30", "09:00"))],
            [],
            id="one from the future was made by a wrong clock, and stays",
        ),
    ],
)
def test_newer_backups_stand_for_older_ones(backups: list[Kept], gone: list[str]):
    assert thinned(backups) == gone


def test_two_years_of_every_four_hours_leave_what_the_policy_says():
    moments = [NOW - timedelta(hours=4 * number) for number in range(2 * 365 * 6)]
    backups = [Kept(f"{one}", one) for one in moments]
    gone = set(thinned(backups, keep=POLICY.elsewhere))
    left = sorted(one for one in moments if f"{one}" not in gone)
    assert 36 <= len(left) <= 12 + 14 + 8 + 24, "two days whole, then days, weeks and months"
    assert left[-1] == NOW
    assert min(left) < NOW - timedelta(days=600)
    again = [one for one in backups if one.name not in gone]
    assert thinned(again, keep=POLICY.elsewhere) == [], "thinning again finds nothing to do"


def test_thinning_after_each_backup_keeps_what_thinning_at_the_end_would():
    """As on a real PC: one more each four hours, thinned at once, for a year."""
    keep, left = Keep(24, 5, 3, 6), []
    for number in range(365 * 6):
        now = NOW + timedelta(hours=4 * number)
        left.append(Kept(f"{now:%Y-%m-%d %H}", now))
        gone = {one.name for one in to_thin(left, now, keep, POLICY)}
        left = [one for one in left if one.name not in gone]
    months = {(one.at.year, one.at.month) for one in left}
    assert len(months) == 6
    assert len(left) <= 6 + 5 + 3 + 6 + 1


@pytest.mark.parametrize(
    "last, now, due",
    [
        pytest.param(None, NOW, True, id="there was never one"),
        pytest.param(at("11-30", "15:00"), NOW, False, id="an hour ago"),
        pytest.param(at("11-30", "11:59"), NOW, True, id="four hours of work"),
        pytest.param(at("11-30", "06:30"), at("11-30", "07:01"), True, id="the morning's hour has come"),
        pytest.param(at("11-30", "07:00"), at("11-30", "07:01"), False, id="the morning's one is made"),
        pytest.param(at("11-29", "23:00"), at("11-30", "02:00"), False, id="before the morning"),
        pytest.param(at("12-25"), NOW, True, id="the clock was set back"),
    ],
)
def test_a_backup_is_due(last: datetime | None, now: datetime, due: bool):
    assert is_due(last, now, POLICY) is due


def test_on_closing_one_is_due_after_an_hour_of_work():
    assert is_due_on_closing(None, NOW, POLICY)
    assert is_due_on_closing(NOW - timedelta(hours=1), NOW, POLICY)
    assert not is_due_on_closing(NOW - timedelta(minutes=59), NOW, POLICY)


@pytest.mark.parametrize(
    "last, red",
    [(None, True), (NOW - timedelta(days=3), False), (NOW - timedelta(days=3, seconds=1), True)],
)
def test_red_after_three_days(last: datetime | None, red: bool):
    assert is_overdue(last, NOW, POLICY) is red


def test_a_clock_that_was_set_back_does_not_hide_it():
    province = datetime(2026, 11, 30, 16, 0, tzinfo=HANOI)
    set_back = datetime(2026, 11, 20, 8, 0, tzinfo=HANOI)
    made = datetime(2026, 11, 21, 7, 0, tzinfo=HANOI)
    assert not is_overdue(made, set_back, POLICY)
    assert is_overdue(made, later(set_back, province), POLICY)
    assert later(set_back, None) == set_back

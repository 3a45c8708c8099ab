"""What a health record may say."""

from datetime import date

import pytest

from station_app.common.days import PartialDate
from station_app.health_records.rules import is_current, is_risk, objection_to_day, same_substance

TODAY = date(2026, 11, 21)
BORN = PartialDate(1988)


@pytest.mark.parametrize(
    "on, born, possible",
    [
        (None, BORN, True),
        (PartialDate(2026, 11, 21), BORN, True),
        (PartialDate(2026, 11, 22), BORN, False),
        (PartialDate(2026), BORN, True),
        (PartialDate(1988), BORN, True),
        (PartialDate(1987, 12), BORN, False),
        (PartialDate(1987, 12), None, True),
    ],
)
def test_a_day_lies_between_birth_and_today(on: PartialDate | None, born: PartialDate | None, possible: bool):
    assert (objection_to_day(on, born, TODAY) is None) is possible


def test_a_substance_is_known_whatever_its_marks():
    assert same_substance("tom", ["Penicillin", "Tôm"]) == "Tôm"
    assert same_substance("cua", ["Tôm"]) is None


def test_what_is_over_or_absent_is_no_warning():
    assert is_current(None)
    assert is_current("managed")
    assert not is_current("resolved")
    assert is_risk("1")
    assert not is_risk("0")

"""The PIN: three tries, some hours, and never in place of the password."""

import pytest

from station_app.app.quick_pin import QuickPin
from station_app.common.errors import Refused
from tests.stations import MovableClock


def pin(digits: str = "4826", clock: MovableClock | None = None, hours: int = 8) -> QuickPin:
    return QuickPin("hanh", digits, least=4, hours=hours, clock=clock or MovableClock())


def test_the_right_digits_fit_and_give_the_tries_back():
    made = pin()
    assert not made.fits("0000")
    assert made.fits(" 4826 ")
    assert made.tries_left == 3


def test_three_wrong_tries_end_it():
    made = pin()
    assert not any(made.fits("0000") for _ in range(3))
    assert not made.is_alive
    assert not made.fits("4826")


def test_it_lasts_some_hours():
    clock = MovableClock()
    made = pin(clock=clock, hours=2)
    clock.move(hours=1, minutes=59)
    assert made.fits("4826")
    clock.move(minutes=1)
    assert not made.fits("4826")
    assert not made.is_alive


@pytest.mark.parametrize(
    "digits", ["", "123", "1234567", "12a4", "1111", "1234", "4321", "1212", "555555", "٤٨٢٦"]
)
def test_what_everybody_tries_first_is_refused(digits: str):
    with pytest.raises(Refused) as refused:
        pin(digits)
    assert refused.value.field == "pin"


def test_nothing_of_it_can_be_read_in_the_object():
    made = pin()
    assert "4826" not in repr(vars(made))

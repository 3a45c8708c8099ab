"""Every screen on real records with the longest names: nothing cut, all named, all reached by Tab."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from station_app.health_records.service import add_allergy, add_condition
from station_app.households import service as households
from station_app.households.service import NewMember
from tests.app.conftest import database_of
from tests.fingers import wait
from tests.shell.test_reading import SIZES, controls, cut

LONG: dict[str, str | int | bool | None] = {
    "hamlet": "Thôn Nậm Cang Lớn Thượng",
    "house_number": "Tổ 12",
    "address": "cạnh nhà văn hoá cũ, đầu cầu treo",
    "poverty_class": "average",
    "poverty_year": 2026,
}
HEAD = {"full_name": "H'Yuôm Niê Kdăm Buôn Krông", "birth_date": "1949", "sex": "female"}
CHILD = {"full_name": "Thạch Sô Phia Nguyễn Thị Hồng Nhung", "birth_date": "2025-10-01", "sex": "male"}
PLACES = [
    "today",
    "people",
    "households",
    "household/{household}",
    "household/{household}?round=Thôn Nậm Cang Lớn Thượng",
    "household/{household}/edit",
    "household/{household}/add",
    "household/new",
    "person/{person}",
    "person/{person}/history",
    "person/{person}/edit",
    "person/new",
    "person/nobody",
]


@pytest.fixture
def named(signed_in, fingers) -> dict[str, str]:
    """A household with long names, an allergy, an illness, and a child who is late."""
    database = database_of(signed_in)
    members = [NewMember("00", values=HEAD), NewMember("05", values=CHILD, residence="temporary")]
    household = households.register_household(database, LONG, members, confirmed_doubts=True)
    person = households.household_card(database, household).members[0].person
    add_allergy(
        database, person=person, kind="1", substance="Cotrimoxazol và các sulfamid", severity="severe"
    )
    add_condition(database, person=person, name="Bệnh phổi tắc nghẽn mạn tính", icd10="J44.9")
    fingers.rest(signed_in.work)
    return {"household": household, "person": person}


@pytest.fixture
def at(signed_in, fingers, named):
    def go(place: str) -> QWidget:
        signed_in.window.go(place.format(**named))
        fingers.rest(signed_in.work)
        wait(50)
        return signed_in.window

    return go


@pytest.mark.parametrize("width, height", SIZES)
def test_no_word_is_cut_at_any_size(signed_in, at, width, height):
    signed_in.window.resize(width, height)
    assert {place: found for place in PLACES if (found := cut(at(place)))} == {}


def test_every_control_has_a_name_for_those_who_hear_it(at):
    def nameless(window: QWidget) -> list[str]:
        return [
            repr(widget)
            for widget in controls(window)
            if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
        ]

    assert {place: found for place in PLACES if (found := nameless(at(place)))} == {}


@pytest.mark.parametrize("address", PLACES)
def test_every_control_is_reached_by_tab(qtbot, at, address):
    window = at(address)
    reached: set[QWidget | None] = set()
    for _ in range(90):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missed = [widget for widget in controls(window) if widget.isEnabled() and widget not in reached]
    assert [one.accessibleName() for one in missed if one.property("look") != "choice"] == []

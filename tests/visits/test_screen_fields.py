"""What is typed for a follow-up day and for a diagnosis."""

from datetime import date

import pytest

from station_app.shell.icd import icd_label, icd_search
from station_app.visits.screen.fields import FollowUpField
from tests.windows import Frame

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed,day",
    [
        ("3 tuần", "2026-12-12"),
        ("sau 10 ngày", "2026-12-01"),
        ("1 tháng", "2026-12-21"),
        ("15/12", "2026-12-15"),
        ("9/3", "2027-03-09"),
        ("mai", "2026-11-22"),
        ("05/12/2026", "2026-12-05"),
        ("3 tuan nua", "2026-12-12"),
    ],
)
def test_a_follow_up_is_typed_as_it_is_said(frame: Frame, typed, day):
    field = FollowUpField(lambda: TODAY)
    field.edit.setText(typed)
    assert field.value() == day


def test_a_day_that_is_on_no_calendar_is_refused(frame: Frame):
    field = FollowUpField(lambda: TODAY)
    field.edit.setText("31/11")
    assert field.value() is None
    assert field.problem()


def test_a_diagnosis_is_found_by_words_without_marks_or_by_its_code():
    assert "I10" in [row.key for row in icd_search("tang huyet")]
    assert icd_search("i10")[0].key == "I10"
    assert icd_label("I10").startswith("I10 · ")


def test_a_code_outside_the_common_list_is_taken_as_it_is():
    assert [row.key for row in icd_search("q87.1")] == ["Q87.1"]
    assert icd_label("Q87.1") == "Q87.1"

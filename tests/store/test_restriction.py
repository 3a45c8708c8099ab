"""Which diagnoses are restricted, by code and by word."""

from datetime import date

import pytest

from station_app.store.restriction import kept_label, restricted_category

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "icd10, category",
    [
        ("B24", "hiv"),
        ("B20.1", "hiv"),
        ("b24", "hiv"),
        ("Z20.6", "hiv"),
        ("Z20.5", None),
        ("F99", "mental_health"),
        ("F02.4", "hiv"),
        ("G40.9", None),
        ("O08.9", "abortion"),
        ("O09", None),
        ("X85", "violence"),
        ("Y09.0", "violence"),
        ("Y10", None),
        ("T74.1", "violence"),
        ("I10; B24", "hiv"),
        ("I10", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_has_its_category(icd10: str | None, category: str | None):
    assert restricted_category(icd10, TODAY) == category


@pytest.mark.parametrize(
    "words, category",
    [
        ("Nhiễm HIV giai đoạn 2", "hiv"),
        ("TRẦM CẢM", "mental_health"),
        ("sảy thai 8 tuần", "abortion"),
        ("bị bạo hành", "violence"),
        ("TLD: tenofovir, lamivudine, dolutegravir", "hiv"),
        ("CD4 180 tế bào/mm³", "hiv"),
        ("Haloperidol 1,5 mg tối", "mental_health"),
        ("đã uống mifepristone", "abortion"),
        ("paracetamol, ORS", None),
        ("Nghiến răng khi ngủ", None),
        ("sốt tăng từ từ, từ kỳ kinh trước", None),
        ("Shivering", None),
    ],
)
def test_a_word_has_its_category_where_the_code_is_missing(words: str, category: str | None):
    assert restricted_category(None, TODAY, words=words) == category


def test_without_a_day_whatever_was_ever_restricted_is():
    assert restricted_category("B24", None) == "hiv"


@pytest.mark.parametrize(
    "chosen, now, before, was, kept",
    [
        pytest.param(None, "hiv", None, None, "hiv", id="the pack labels"),
        pytest.param("hiv", None, "hiv", "hiv", None, id="the slip of a code is put right"),
        pytest.param("violence", None, "violence", None, "violence", id="what a person chose stays"),
        pytest.param(None, "hiv", "hiv", "hiv", "hiv", id="a restricted code keeps its label"),
        pytest.param(None, None, "violence", None, None, id="what a person chose a person takes off"),
    ],
)
def test_a_label_follows_its_reason(
    chosen: str | None, now: str | None, before: str | None, was: str | None, kept: str | None
):
    assert kept_label(chosen, now, before=before, was=was) == kept

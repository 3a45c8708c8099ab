"""A household summary says all that it was given and no more, in words the family reads."""

import unicodedata

import pytest
import segno

from station_app.households.sheet import (
    HouseholdPage,
    MemberBlock,
    RestrictedOnPaper,
    Section,
    Tone,
    summaries,
    summary,
)
from station_app.paper.letterhead import NEVER_SYNCED, Imprint
from station_app.paper.page import PAGE_WIDTH, QR_SIDE, SIDE, TOP
from tests.paper.families import CODE, DAUGHTER, FATHER, IMPRINT, LETTERHEAD, LONG_NAMES, crowded, household
from tests.paper.reading import drawn_modules, fonts, overlapping, page_words, properties, text_boxes, words


def _print(*pages: HouseholdPage) -> bytes:
    return summary(pages, LETTERHEAD, IMPRINT, invariant=True)


def test_everything_handed_in_is_read_back_with_its_marks():
    text = words(_print(household(FATHER, DAUGHTER)))
    assert unicodedata.is_normalized("NFC", text)
    for expected in (
        "Hộ Giàng A Páo", CODE, "Số 17, đường lên thác", "Bản Dền", "0987 654 321", "Hộ nghèo (2026)",
        "Nước suối, máng lần – chưa hợp vệ sinh", "Hai ngăn ủ phân tại chỗ – hợp vệ sinh",
        "Chủ hộ · Nam · sinh 09/03/1984 · 42 tuổi", "BHYT HN 2 10 0123456789, đến 31/12/2026",
        "Dị ứng: Penicillin – phát ban, khó thở (nặng)", "Tăng huyết áp (từ 2019)", "Huyết áp 150/95 mmHg",
        "Giàng Thị Mỷ", "5 trong 1 mũi 1, 2, 3", "Sởi–Rubella mũi 1, từ 12/05/2026", "Cần tiêm",
        "Viêm não Nhật Bản mũi 3, từ 03/12/2026", "Khám lại huyết áp, ngày 02/12/2026",
    ):  # fmt: skip
        assert expected in text


def test_marks_typed_loose_are_printed_composed():
    loose = MemberBlock(unicodedata.normalize("NFD", "Vàng Thị Dợ"))
    assert "Vàng Thị Dợ" in words(_print(household(loose)))


def test_how_much_needs_attention_is_counted_at_the_top():
    text = words(_print(household(FATHER, DAUGHTER)))
    assert "1 người có dị ứng" in text
    assert "1 việc quá hạn" in text
    assert "2 việc cần làm" in text


def test_no_allergy_noted_is_not_printed_as_no_allergy():
    text = words(_print(household(MemberBlock("Lò Văn Ún", sections=(Section("Dị ứng", (), Tone.ALERT),)))))
    assert "Dị ứng Chưa ghi nhận" in text
    assert "người có dị ứng" not in text


def test_the_national_number_is_printed_by_its_end_only():
    pdf = _print(household(FATHER))
    assert "Số định danh ••••1234" in words(pdf)
    assert "010084001234" not in words(pdf)


def test_a_restricted_section_cannot_reach_paper():
    with pytest.raises(RestrictedOnPaper):
        Section("Bệnh đang theo dõi", ("…",), restricted=True)


def test_the_printed_qr_opens_this_household_and_no_other():
    made = segno.make(f"TYT:HO:{CODE}", error="q", micro=False, boost_error=False).matrix
    expected = [[bool(module) for module in row] for row in made]
    left = PAGE_WIDTH - SIDE - QR_SIDE
    assert drawn_modules(_print(household(FATHER)), left, TOP, QR_SIDE, len(made)) == expected
    assert drawn_modules(_print(household(FATHER, code="X-1")), left, TOP, QR_SIDE, len(made)) != expected


@pytest.mark.parametrize("code", ["Hộ số 7, Bản Dền", ""])
def test_a_household_whose_code_no_scanner_can_type_is_printed_without_qr(code):
    text = words(_print(household(FATHER, code=code)))
    assert "Giàng A Páo" in text
    assert "Quét để mở hồ sơ" not in text


def test_nothing_due_is_said_once():
    nothing_due = MemberBlock("Lò Văn Ún", sections=(Section("Cần tiêm", (), Tone.DUE),))
    text = words(_print(household(nothing_due)))
    assert text.count("Chưa có việc đến hạn") == 1
    assert "Cần tiêm" not in text


def test_a_family_that_never_synced_is_told_so():
    imprint = Imprint("YS. Hạnh", IMPRINT.printed_at)
    assert NEVER_SYNCED in words(summary([household(FATHER)], LETTERHEAD, imprint))


@pytest.mark.parametrize("people, most_pages", [(0, 1), (1, 1), (6, 2), (12, 4)])
def test_six_people_need_two_pages_at_most(people, most_pages):
    members = [FATHER, DAUGHTER] * 6
    pages = page_words(_print(household(*members[:people])))
    assert 1 <= len(pages) <= most_pages
    assert sum(page.count("Chủ hộ · Nam") for page in pages) == (people + 1) // 2


@pytest.mark.parametrize(
    "page",
    [household(FATHER, DAUGHTER), crowded(), crowded(12), household(), household(MemberBlock("Lò Văn Ún"))],
    ids=["usual", "long names", "twelve long names", "nobody", "nothing known"],
)
def test_nothing_is_cut_and_nothing_lies_over_anything(page):
    for boxes in text_boxes(_print(page)):
        assert all(left >= SIDE - 1 and right <= PAGE_WIDTH - SIDE + 1 for left, _, right, _ in boxes)
        assert not overlapping(boxes)


def test_the_longest_names_and_addresses_are_printed_whole():
    text = words(_print(crowded())).replace(" ", "")
    for expected in (*LONG_NAMES, "Số 1234/56B ngách 7 hẻm đường liên buôn Ea", "≥ 5 năm"):
        assert expected.replace(" ", "") in text


def test_a_history_longer_than_a_page_goes_on_overleaf():
    lines = tuple(f"Lần-{number}: huyết áp {120 + number % 40}/80" for number in range(300))
    pages = page_words(_print(household(MemberBlock("Lò Văn Ún", sections=(Section("Đã khám", lines),)))))
    assert len(pages) > 1
    assert all(f"Lần-{number}:" in " ".join(pages) for number in range(300))


def test_a_member_is_not_torn_between_two_pages():
    for page in page_words(_print(household(*[DAUGHTER] * 9))):
        assert page.count("Con đẻ · Nữ") == page.count("Viêm não Nhật Bản mũi 3") == page.count("Sởi mũi 1")


def test_the_file_carries_our_fonts_only_and_no_name_in_its_properties():
    pdf = _print(household(FATHER))
    assert all(fonts(pdf).values())
    assert not [name for name in fonts(pdf) if "Helvetica" in name]
    assert not [value for value in properties(pdf).values() if "Giàng" in value or CODE in value]


def test_a_hamlet_is_one_file_in_which_each_household_counts_its_own_pages():
    heard: list[int] = []

    def go_on(done: int) -> bool:
        heard.append(done)
        return True

    hamlet = (household(*[FATHER, DAUGHTER] * people, code=f"B04-{people}") for people in (1, 4, 1))
    pdf = summaries(hamlet, LETTERHEAD, IMPRINT, go_on)
    assert pdf is not None
    assert heard == [1, 2, 3]
    numbers = [page.partition("Trang ")[2][:3] for page in page_words(pdf)]
    assert (numbers[0], numbers[-1]) == ("1/1", "1/1")
    assert numbers[1:-1] == [f"{number}/{len(numbers) - 2}" for number in range(1, len(numbers) - 1)]


def test_a_hamlet_can_be_stopped_and_draws_no_further_household():
    drawn: list[str] = []

    def hamlet():
        for number in range(100):
            drawn.append(f"B04-{number}")
            yield household(FATHER, code=f"B04-{number}")

    assert summaries(hamlet(), LETTERHEAD, IMPRINT, lambda done: done < 3) is None
    assert len(drawn) == 3

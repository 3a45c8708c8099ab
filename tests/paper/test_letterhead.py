"""Every sheet says who printed it, when, and how far its figures reach."""

from datetime import UTC, datetime

import pytest

from station_app.paper.letterhead import NEVER_SYNCED, Imprint, Letterhead
from tests.paper.families import IMPRINT, LETTERHEAD, WALL


def test_moments_are_on_the_wall_clock_of_the_station():
    assert IMPRINT.printed == "In ngày 21/11/2026 14:05, người in: YS. Lò Thị Hạnh"
    assert IMPRINT.data_as_of == "Số liệu tính đến lần kho tỉnh xác nhận 21/11/2026 10:32"


def test_a_station_that_never_synced_says_so():
    assert Imprint("YS. Hạnh", IMPRINT.printed_at).data_as_of == NEVER_SYNCED


@pytest.mark.parametrize(
    "printed_at, as_of",
    [(datetime(2026, 11, 21, 14, 5), None), (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 20))],  # noqa: DTZ001
)
def test_a_moment_without_its_offset_is_not_printed(printed_at, as_of):
    with pytest.raises(ValueError, match="offset"):
        Imprint("YS. Hạnh", printed_at, as_of)


def test_what_the_station_has_not_is_left_out_of_the_contact():
    assert LETTERHEAD.contact == "Điểm trạm Bản Dền · Điện thoại 0214 3871 234"
    assert Letterhead("UBND xã", "Trạm", phone="0214 3").contact == "Điện thoại 0214 3"
    assert Imprint("", datetime(2026, 1, 2, 3, 4, tzinfo=WALL)).printed == "In ngày 02/01/2026 03:04"

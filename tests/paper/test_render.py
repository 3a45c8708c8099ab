"""The preview shows the page as it will be printed, in bytes a window can draw."""

from station_app.households.sheet import summary
from station_app.paper.render import page_count, page_images
from tests.paper.families import DAUGHTER, FATHER, IMPRINT, LETTERHEAD, household


def test_pages_are_opaque_pictures_of_the_size_asked_for():
    pdf = summary([household(FATHER, DAUGHTER)] * 3, LETTERHEAD, IMPRINT)
    assert page_count(pdf) == 3
    [picture] = page_images(pdf, 0.5, first=1, count=1)
    assert (picture.width, picture.height) == (298, 421)
    assert len(picture.rgba) == picture.stride * picture.height
    assert picture.rgba[:4] == b"\xff\xff\xff\xff"
    assert len(set(picture.rgba)) > 20

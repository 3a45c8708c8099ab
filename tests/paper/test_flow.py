"""Blocks go over pages without being lost, doubled, or left as a heading alone."""

import pytest
from reportlab.platypus import Flowable, Spacer

from station_app.paper import blocks
from station_app.paper.flow import Column, Columns, Placed, paginate


def _heights(pages: list[list[Placed]]) -> list[float]:
    return [page[-1].top + page[-1].height for page in pages]


def test_a_page_holds_what_fits_and_the_next_the_rest():
    pages = paginate([Spacer(1, 40) for _ in range(7)], 100, (120, 200))
    assert [len(page) for page in pages] == [3, 4]
    assert _heights(pages) == [120, 160]


def test_a_heading_goes_with_what_it_heads():
    pages = paginate([Spacer(1, 150), blocks.heading("Hẹn khám"), Spacer(1, 60)], 300, (200, 200))
    assert [len(page) for page in pages] == [1, 2]


def test_a_whole_block_moves_to_the_next_page_rather_than_be_cut():
    member = Columns([Column(100, [Spacer(1, 40), Spacer(1, 40)])], whole=True)
    pages = paginate([Spacer(1, 150), member], 100, (200, 200))
    assert [len(page) for page in pages] == [1, 1]


def test_a_whole_block_longer_than_a_page_is_cut_all_the_same():
    left: list[Flowable] = [Spacer(1, 40) for _ in range(7)]
    member = Columns([Column(100, left), Column(50, [Spacer(1, 30)])], gap=10, whole=True)
    pages = paginate([member], 160, (200, 200))
    assert _heights(pages) == [200, 80]


def test_a_block_that_can_never_fit_is_our_bug_and_not_a_page_without_end():
    with pytest.raises(ValueError, match="taller than a page"):
        paginate([Spacer(1, 300)], 100, (200, 200))


def test_a_sheet_of_nothing_is_one_page():
    assert paginate([], 100, (200, 200)) == [[]]

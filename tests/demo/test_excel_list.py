"""The list made for trying the import looks like those communes send."""

from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from station_app.demo.population import population
from tests.demo.excel_list import HEADINGS, SPOILED, TITLES, rows_of, vn_excel_list


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "Danh sách nhân khẩu xã Mường Hoa.xlsx"
    vn_excel_list(path, rows_of(population(3, 400, as_of=date(2026, 11, 21)), 400))
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_titles_stand_above_the_headings(sheet):
    assert [row[0] for row in sheet[:3]] == list(TITLES)
    assert tuple(sheet[4]) == HEADINGS
    assert len(sheet) == 405


def test_the_list_has_the_faults_of_such_lists(sheet):
    births = [row[2] for row in sheet[5:]]
    numbers = [row[6] for row in sheet[5:]]
    assert any(isinstance(birth, float) for birth in births)
    assert any("/" in str(birth) for birth in births)
    assert any(str(birth).count(".") == 2 for birth in births)
    assert SPOILED in numbers
    assert any(str(number).startswith("'") for number in numbers)
    assert any(isinstance(row[9], float) for row in sheet[5:])

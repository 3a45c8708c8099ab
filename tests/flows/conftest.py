"""A province on PostgreSQL, and station PCs enrolled with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.province import MakePC, Province, enrolled, running_province
from tests.postgres import FreshDatabase


@pytest.fixture
def province(postgres: FreshDatabase, tmp_path: Path) -> Iterator[Province]:
    with running_province(postgres(), tmp_path / "warehouse.log") as running:
        yield running


@pytest.fixture
def pc(province: Province, tmp_path: Path) -> MakePC:
    return lambda point: enrolled(tmp_path / point, province, point)

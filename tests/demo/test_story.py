"""The demo runs twice over in the same folder, and refuses a folder that is somebody else's."""

from pathlib import Path

import pytest

from station_app.common.errors import Refused
from station_app.demo import story
from station_app.demo.server import Warehouse


def test_the_story_ends_with_papers_receipts_and_no_open_question(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    said: list[str] = []
    for _ in range(2):
        story.prepare(folder)
        with Warehouse(folder) as warehouse:
            told = story.tell(folder, warehouse, people_count=60, say=said.append)
    assert [Path(paper).suffix for paper in told.data["papers"]] == [".pdf", ".pdf"]
    for receipt in told.data["receipts"]:
        assert "dấu kiểm khớp" in Path(receipt).read_text("utf-8")
    assert said[-1].startswith("Đã in")
    assert len(told.places) > 8


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thư riêng.txt").write_text("đừng xoá", "utf-8")
    with pytest.raises(Refused, match="đang chứa thứ khác"):
        story.prepare(tmp_path)
    assert (tmp_path / "thư riêng.txt").read_text("utf-8") == "đừng xoá"

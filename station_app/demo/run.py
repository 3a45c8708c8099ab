"""`station demo`: the commune, the story, the papers, and then the window on the demo station."""

import sys
import time
from pathlib import Path
from typing import Any

from station_app.demo import story
from station_app.demo.server import Warehouse


def run(folder: Path, *, people: int, window: bool) -> tuple[dict[str, Any], str]:
    """Runs the whole demo in `folder`, replacing an earlier one. Returns data for scripts and closing words."""
    folder = folder.absolute()
    story.prepare(folder)
    started = time.monotonic()

    def say(words: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - started:5.1f} s] {words}\n")

    with Warehouse(folder) as warehouse:
        told = story.tell(folder, warehouse, people_count=people, say=say)
        say(f"Xong sau {told.seconds:.0f} giây. Giấy in và biên nhận ở {folder}.")
    words = (
        f"Trạm mẫu: {folder / 'may-a'} (tài khoản {story.LOGIN}, mật khẩu “{story.PASSWORD}”).\n"
        f"Bản tóm tắt của hộ: {folder / 'ban-in'}\nBiên nhận của kho tỉnh: {folder / 'bien-nhan'}"
    )
    return told.data, words

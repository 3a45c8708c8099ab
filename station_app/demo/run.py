"""`station demo`: the commune, the story, the papers, and then the window on the demo station."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from station_app.demo import story
from station_app.demo.server import Warehouse


def run(folder: Path, *, people: int, window: bool) -> tuple[dict[str, Any], str]:
    """Runs the whole demo in `folder`, replacing an earlier one: data for scripts, and closing words."""
    folder = folder.absolute()
    story.prepare(folder)
    started = time.monotonic()

    def say(words: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - started:5.1f} s] {words}\n")
        sys.stderr.flush()

    with Warehouse(folder) as warehouse:
        told = story.tell(folder, warehouse, people_count=people, say=say)
        if window and _has_display():
            say("Mở cửa sổ trên máy mẫu. Đóng cửa sổ để kết thúc.")
            _open(folder / "may-a")
        else:
            say(
                "Không có màn hình: lưu hình các màn chính thay cho cửa sổ."
                if window
                else "Lưu hình các màn."
            )
            told.data["pictures"] = [str(path) for path in _pictures(folder, told.places)]
    words = (
        f"Trạm mẫu: {folder / 'may-a'} (tài khoản {story.LOGIN}, mật khẩu “{story.PASSWORD}”).\n"
        f"Bản tóm tắt của hộ: {folder / 'ban-in'}\nBiên nhận của kho tỉnh: {folder / 'bien-nhan'}"
    )
    if "pictures" in told.data:
        words += f"\nHình các màn: {folder / 'hinh'}"
    return told.data, words


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(place: Path) -> None:
    from station_app.app.window import open_window  # noqa: PLC0415  lazy: Qt, only where there is a display

    open_window(place)


def _pictures(folder: Path, places: tuple[tuple[str, str], ...]) -> list[Path]:
    from station_app.app import pictures  # noqa: PLC0415  lazy: the platform is chosen before Qt is loaded

    pictures.without_display()
    return pictures.take(folder / "may-a", story.PASSWORD, places, folder / "hinh")

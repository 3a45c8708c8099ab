"""The station's own line icons, in whichever colour the state asks for."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

import resources
from station_app.shell import theme
from station_app.shell.theme import State

FOLDER: Final = Path(resources.__file__ or "").parent / "icons"
STATE_ICONS: Final[dict[State, str]] = {
    "done": "done",
    "attention": "warning",
    "danger": "danger",
    "information": "info",
    "neutral": "info",
}
_RATIOS: Final = (1.0, 1.25, 1.5, 2.0, 3.0)


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


def icon(name: str, colour: str | None = None, size: int = theme.SIZES.icon, gap: int = 0) -> QIcon:
    """An icon for a button or a row, `gap` empty at its right; without a colour it takes the ink in force."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_drawn(name, colour or theme.palette().ink, size, ratio, gap))
    return made


def pixmap(name: str, colour: str | None = None, size: int = theme.SIZES.icon, ratio: float = 2.0) -> QPixmap:
    """One picture of an icon, for painting by hand."""
    return _drawn(name, colour or theme.palette().ink, size, ratio)


def mark(name: str, colour: str | None = None, size: int = theme.SIZES.icon) -> QLabel:
    """An icon as a widget of its own; the word beside it is what a screen reader says."""
    label = QLabel()
    label.setPixmap(icon(name, colour, size).pixmap(QSize(size, size)))
    label.setFixedSize(size, size)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float, gap: int = 0) -> QPixmap:
    text = (FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    side = round(size * ratio)
    picture = QPixmap(side + round(gap * ratio), side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture

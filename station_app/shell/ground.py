"""The bare ground that covers the whole window: before a station is open, and while nobody may work in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from station_app.shell.theme import SIZES


class Ground(QWidget):
    """What stands on it is read and typed in the middle, never from edge to edge of a wide screen."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("look", "ground")

    def put_in_the_middle(self, column: QLayout, share: int = 3) -> None:
        """`column` takes `share` parts of the width, what is left free on each side one."""
        beside = QHBoxLayout(self)
        beside.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.room)
        beside.addStretch(1)
        beside.addLayout(column, share)
        beside.addStretch(1)

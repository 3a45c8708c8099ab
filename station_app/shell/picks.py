"""A row of parts of a list, each with how many stand in it; one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QPushButton

from station_app.shell import theme
from station_app.shell.flow import Flow
from station_app.shell.theme import SIZES

Pick = tuple[str | None, str]
"""What is chosen, and how it is called."""


class Picks(Flow):
    """`picked(value)` when another is chosen; arrows go from one to the next."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons: list[QPushButton] = []
        self._values: list[str | None] = []
        self._group = QButtonGroup(self)

    def show_picks(self, picks: Sequence[Pick], chosen: str | None) -> None:
        """Made anew only when there are others, so that a refresh does not take the focus."""
        values = [value for value, _ in picks]
        if values != self._values:
            self._make(values)
        for made, (value, label) in zip(self.buttons, picks, strict=True):
            made.setText(label.replace("&", "&&"))
            made.setAccessibleName(f"{self.accessibleName()}: {label}")
            made.setMinimumWidth(_bold_width(label))
            made.setChecked(value == chosen)

    def _make(self, values: Sequence[str | None]) -> None:
        self.clear()
        self._values, self.buttons = list(values), []
        for value in values:
            made = QPushButton()
            made.setCheckable(True)
            made.setProperty("look", "choice")
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(lambda _=False, value=value: self.picked.emit(value))
            made.setAutoDefault(True)
            self._group.addButton(made)
            self.add(made)
            self.buttons.append(made)


def _bold_width(label: str) -> int:
    """The chosen one is written in bold and must not be cut for it."""
    bold = QFont(theme.TEXT_FAMILY, SIZES.base_pt, QFont.Weight.DemiBold)
    return QFontMetrics(bold).horizontalAdvance(label) + 2 * SIZES.pad + SIZES.step

"""People who may already be in the book, shown before a second record is made of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from station_app.shell import icons, theme
from station_app.shell.links import LinkRow, counted
from station_app.shell.theme import SIZES
from station_app.shell.widgets import row, text


@dataclass(frozen=True, slots=True)
class Alike:
    """One who may be the same: who, and what the two have in common."""

    id: str
    name: str
    detail: str


class AlikePanel(QFrame):
    """Takes no room while nobody is alike. `taken(id)` when the nurse says it is this one."""

    taken = Signal(str)

    def __init__(self, verb: str, title: str = "Có thể đã có trong sổ") -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self.setProperty("state", "attention")
        self._verb = verb
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.step)
        self._column.setSpacing(0)
        mark = icons.mark("warning", theme.state_colours("attention")[0])
        self._column.addWidget(row(mark, text(title, "strong")))
        self._lines: list[QWidget] = []
        self._alike: list[Alike] = []
        self.hide()

    @property
    def shown(self) -> list[Alike]:
        """Those who are told now."""
        return list(self._alike)

    def show_alike(self, alike: Sequence[Alike]) -> None:
        for old in self._lines:
            old.hide()
            old.deleteLater()
        self._alike = list(alike)
        self._lines = [
            LinkRow(one.name, partial(self.taken.emit, one.id), detail=one.detail, icon="person",
                    right=counted(self._verb))
            for one in alike
        ]  # fmt: skip
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(alike))

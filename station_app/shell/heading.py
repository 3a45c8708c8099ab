"""Above the work: where the nurse is, where she came from, and what is done here."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station_app.shell.screen import Screen
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, action_button, button, text

BACK_KEY = "Alt+Left"


class Heading(QWidget):
    """Title and subtitle at the left, actions and the primary action at the right."""

    def __init__(self, back: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.room, SIZES.pad, SIZES.room, SIZES.step)
        row.setSpacing(SIZES.gap)
        self.back_button = button("", "quiet", icon="back", run=back, tip="Quay lại (Alt+←)")
        self.title = text("", "title")
        self.title.setMinimumWidth(1)
        self.subtitle = text("", "soft")
        self.subtitle.setMinimumWidth(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SIZES.gap)
        row.addLayout(self._actions)
        self.buttons: list[QPushButton] = []

    def show_screen(self, screen: Screen, came_from: str) -> None:
        self.title.setText(screen.title)
        self.title.setToolTip(screen.title)
        parts = [screen.subtitle, f"từ {came_from}" if came_from else ""]
        _tell(self.subtitle, "   ·   ".join(part for part in parts if part))
        self.back_button.setVisible(bool(came_from))
        self._show_actions([*screen.more, *([screen.primary] if screen.primary else [])], screen.primary)

    def _show_actions(self, actions: list[Action], primary: Action | None) -> None:
        for old in self.buttons:
            self._actions.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [action_button(one, "primary" if one is primary else None) for one in actions]
        for made in self.buttons:
            self._actions.addWidget(made)


def _tell(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))

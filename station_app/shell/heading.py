"""Above the work: where the nurse is, where she came from, and what is done here."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from station_app.shell.screen import Screen
from station_app.shell.theme import SIZES
from station_app.shell.topbar import ElidedLabel
from station_app.shell.widgets import Action, action_button, button

BACK_KEY = "Alt+Left"
LONGEST_BACK = 20
"""Letters: where I came from must leave room for what is done here."""


class Heading(QWidget):
    """Title and subtitle at the left, actions and the primary action at the right."""

    def __init__(self, back: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.room, SIZES.pad, SIZES.room, SIZES.step)
        row.setSpacing(SIZES.gap)
        self.title = ElidedLabel("", "title", fills=True)
        self.subtitle = ElidedLabel("", "soft", fills=True)
        self.back_button = button("Quay lại", "link", icon="back", run=back)
        self.back_button.setProperty("compact", "yes")
        under = QHBoxLayout()
        under.setSpacing(SIZES.gap)
        under.addWidget(self.back_button)
        under.addWidget(self.subtitle, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addLayout(under)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SIZES.gap)
        row.addLayout(self._actions)
        row.setAlignment(self._actions, Qt.AlignmentFlag.AlignTop)
        self.buttons: list[QPushButton] = []

    def show_screen(self, screen: Screen, came_from: str) -> None:
        """`came_from` names the place Alt+← leads to; empty when there is none."""
        self.title.set_words(screen.title)
        self.subtitle.set_words(screen.subtitle)
        shown = came_from if len(came_from) <= LONGEST_BACK else f"{came_from[: LONGEST_BACK - 1].rstrip()}…"
        self.back_button.setText(f"{shown}  Alt+←".replace("&", "&&"))
        self.back_button.setAccessibleName(f"Quay lại {came_from}")
        self.back_button.setVisible(bool(came_from))
        self._show_actions([*screen.more, *([screen.primary] if screen.primary else [])], screen.primary)

    def _show_actions(self, actions: list[Action], primary: Action | None) -> None:
        for old in self.buttons:
            self._actions.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [action_button(one, "primary" if one is primary else None) for one in actions]
        before: QWidget = self.back_button
        for made in self.buttons:
            self._actions.addWidget(made)
            made.show()  # at once: a layout shows its children later, and until then their keys are dead
            QWidget.setTabOrder(before, made)
            before = made

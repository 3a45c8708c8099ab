"""A column that is filled anew each time it has something else to show."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.shell.theme import SIZES


class Refill(QWidget):
    """`show_parts(...)` replaces what stands in it; nothing hides it, so that no empty gap is left."""

    def __init__(self, gap: int = SIZES.gap) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(gap)

    def show_parts(self, *parts: QWidget) -> None:
        while item := self._column.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for part in parts:
            self._column.addWidget(part)
        self.setVisible(bool(parts))

"""A row that wraps: chips and choices take as many lines as the window is narrow."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from station_app.shell.theme import SIZES


class FlowLayout(QLayout):
    """Lays items from left to right and goes to a new line when one no longer fits."""

    def __init__(self, parent: QWidget | None = None, gap: int = SIZES.gap) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items]
        wanted = sum(widths) + self._gap * max(0, len(widths) - 1)
        return QSize(wanted, max((item.sizeHint().height() for item in self._items), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0), max((s.height() for s in sizes), default=0)
        )

    def _arrange(self, area: QRect, *, move: bool) -> int:
        left, top, tallest = area.x(), area.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > area.x() and left + size.width() > area.x() + area.width():
                left, top, tallest = area.x(), top + tallest + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), size.boundedTo(QSize(area.width(), size.height()))))
            left += size.width() + self._gap
            tallest = max(tallest, size.height())
        return top + tallest - area.y()


class Flow(QWidget):
    """A widget over the wrapping row."""

    def __init__(self, *parts: QWidget, gap: int = SIZES.gap) -> None:
        super().__init__()
        layout = FlowLayout(self, gap)
        for part in parts:
            layout.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        layout = self.layout()
        assert layout is not None
        layout.addWidget(part)

    def clear(self) -> None:
        layout = self.layout()
        while layout is not None and (item := layout.takeAt(0)):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

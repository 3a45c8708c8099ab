"""A list under a line of typing: arrows move, Enter takes, Esc closes; the typing never loses the focus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from station_app.common.names import fold
from station_app.shell import icons, theme
from station_app.shell.theme import SIZES

MOST_ROWS = 9
_ROW = Qt.ItemDataRole.UserRole
_OURS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)
_TWO_LINES = SIZES.control + SIZES.wide


@dataclass(frozen=True)
class Suggestion:
    """`key` is what is taken; `title` has the matched part bold, `detail` stands below or beside it."""

    key: str
    title: str
    detail: str = ""
    icon: str = ""
    payload: Any = None


class SuggestionList(QListView):
    """The list, floating in the window under `edit`."""

    taken = Signal(object, bool)

    def __init__(self, edit: QLineEdit, *, two_lines: bool = False) -> None:
        super().__init__(edit)
        self._edit = edit
        self._rows = QStandardItemModel(self)
        self.delegate = _SuggestionRow(self, two_lines=two_lines)
        self.setModel(self._rows)
        self.setItemDelegate(self.delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Kết quả")
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(lambda index: self._take(index, alternative=False))
        self.hide()
        edit.installEventFilter(self)

    @property
    def rows(self) -> list[Suggestion]:
        return [self._rows.item(at).data(_ROW) for at in range(self._rows.rowCount())]

    @property
    def current(self) -> Suggestion | None:
        index = self.currentIndex()
        return index.data(_ROW) if index.isValid() and self.isVisible() else None

    def show_rows(self, rows: Sequence[Suggestion], typed: str = "") -> None:
        """Show these, the first chosen; none hides the list."""
        self.delegate.typed = fold(typed).split()
        self._rows.clear()
        for row in rows:
            item = QStandardItem(row.title)
            item.setData(row, _ROW)
            item.setData(f"{row.title} {row.detail}", Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(item)
        if rows:
            self._place()
            self.setCurrentIndex(self._rows.index(0, 0))
        self.setVisible(bool(rows))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._edit and self.isVisible():
            if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
                self.hide()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            elif isinstance(event, QKeyEvent) and event.key() in _OURS:
                # ShortcutOverride: Ctrl+Enter takes a row here, whatever it does elsewhere in the window.
                event.accept()
                return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Escape:
                self.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentIndex().isValid():
                control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self._take(self.currentIndex(), alternative=control)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        count = self._rows.rowCount()
        at = (self.currentIndex().row() + by) % count
        self.setCurrentIndex(self._rows.index(at, 0))

    def _take(self, index: QModelIndex, *, alternative: bool) -> None:
        row = index.data(_ROW)
        self.hide()
        self.taken.emit(row, alternative)

    def _place(self) -> None:
        window = self._edit.window()
        if self.parent() is not window:
            self.setParent(window)
        height = self.delegate.height * min(self._rows.rowCount(), MOST_ROWS) + 4
        below = self._edit.mapTo(window, QPoint(0, self._edit.height() + 2))
        room_below = window.height() - below.y() - SIZES.step
        if room_below < min(height, self.delegate.height * 3):
            above = below.y() - self._edit.height() - 4
            height = min(height, above - SIZES.step)
            below.setY(above - height)
        else:
            height = min(height, room_below)
        self.setGeometry(QRect(below, QSize(self._wide(window.width() - below.x()), height)))
        self.raise_()

    def _wide(self, room: int) -> int:
        """As wide as the line, or as its longest row needs, within the window."""
        widest = max(self.delegate.width_of(row) for row in self.rows)
        return max(self._edit.width(), min(widest, room - SIZES.gap))


class _SuggestionRow(QStyledItemDelegate):
    """Paints a row: icon, title with what matched in bold, detail."""

    def __init__(self, parent: QWidget, *, two_lines: bool) -> None:
        super().__init__(parent)
        self._font = parent.font()
        self._strong = QFont(self._font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self.typed: list[str] = []
        self.two_lines = two_lines
        self.height = _TWO_LINES if two_lines else SIZES.row

    def width_of(self, row: Suggestion) -> int:
        """What a row needs to be read whole."""
        widths = [QFontMetrics(self._font).horizontalAdvance(words) for words in (row.title, row.detail)]
        return (max(widths) if self.two_lines else sum(widths)) + SIZES.rail_narrow + SIZES.room

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Suggestion = index.data(_ROW)
        colours = theme.palette()
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.primary_soft))
            painter.fillRect(QRect(area.x(), area.y(), 3, area.height()), QColor(colours.primary))
        left = area.x() + SIZES.pad
        if row.icon:
            picture = icons.pixmap(row.icon, colours.ink_soft)
            painter.drawPixmap(left, area.y() + (area.height() - SIZES.icon) // 2, picture)
            left += SIZES.icon + SIZES.gap
        area = QRect(left, area.y(), area.right() - left - SIZES.gap, area.height())
        self._words(painter, area, row)
        painter.restore()

    def _words(self, painter: QPainter, area: QRect, row: Suggestion) -> None:
        """Drawn run by run: a document of rich text for every row takes longer than finding the people."""
        metrics = QFontMetrics(self._font)
        below = self.two_lines and bool(row.detail)
        line = metrics.lineSpacing()
        baseline = area.y() + (area.height() - line * (1 + below)) // 2 + metrics.ascent()
        painter.setClipRect(area)
        painter.setPen(QColor(theme.palette().ink))
        end = area.x()
        for words, is_matched in runs(row.title, self.typed):
            font = self._strong if is_matched else self._font
            painter.setFont(font)
            painter.drawText(end, baseline, words)
            end += QFontMetrics(font).horizontalAdvance(words)
        left = area.x() if below else end + SIZES.pad
        detail = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, area.right() - left)
        painter.setFont(self._font)
        painter.setPen(QColor(theme.palette().ink_soft))
        painter.drawText(left, baseline + line * below, detail)


def runs(title: str, typed: Sequence[str]) -> list[tuple[str, bool]]:
    """The title in pieces, with whether each is the beginning of a word that was typed."""
    found: list[tuple[str, bool]] = []
    for at, word in enumerate(title.split()):
        cut = _matched(word, typed)
        for piece, is_matched in ((" " * bool(at), False), (word[:cut], True), (word[cut:], False)):
            if found and found[-1][1] == is_matched:
                found[-1] = (found[-1][0] + piece, is_matched)
            elif piece:
                found.append((piece, is_matched))
    return found


def _matched(word: str, typed: Sequence[str]) -> int:
    """How many of the word's letters were typed, counted without marks."""
    plain = fold(word)
    matched = max((part for part in typed if plain.startswith(part)), key=len, default="")
    cut = 0
    while cut < len(word) and len(fold(word[:cut])) < len(matched):
        cut += 1
    return cut

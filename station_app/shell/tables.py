"""Lists read page by page: whatever the number of rows, the first are on screen at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStackedLayout, QTableView, QWidget

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import EmptyState, tip_of
from station_app.shell.work import Work

PAGE = 100
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Any | None, int], Sequence[Any]]
"""`fetch(last_row_or_none, limit)`: the rows after it in the list's order; fewer than `limit` ends it."""


@dataclass(frozen=True)
class Column:
    """`text(row)` is shown; `widest` must never be cut; `stretch` takes the room that is left; `said(row)` is
    what a screen reader says where that is more."""

    title: str
    text: Callable[[Any], str]
    widest: str = ""
    stretch: bool = False
    right: bool = False
    state: Callable[[Any], State | None] | None = None
    icon: Callable[[Any], str] | None = None
    said: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class RowAction:
    """Something done to the chosen row, offered by the context menu (menu key or right button)."""

    label: str
    run: Callable[[Any], object]
    icon: str = ""


class _Rows(QAbstractTableModel):
    """The rows fetched so far."""

    loaded = Signal()

    def __init__(self, columns: Sequence[Column], work: Work | None) -> None:
        super().__init__()
        self.columns = columns
        self.rows: list[Any] = []
        self._work = work
        self._fetch: Fetch | None = None
        self._more = False
        self._asking = False

    def ask(self, fetch: Fetch) -> None:
        self._fetch, self._more, self._asking = fetch, True, False
        self._next(fresh=True)

    def give(self, rows: Sequence[Any]) -> None:
        self._fetch, self._more = None, False
        self._arrived(rows, fresh=True)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._asking and bool(self.rows)

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._next(fresh=False)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(self.columns[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                words = column.text(row)
                return words if role == Qt.ItemDataRole.DisplayRole else tip_of(words)
            case Qt.ItemDataRole.AccessibleTextRole if column.said:
                return column.said(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(column)
            case Qt.ItemDataRole.ForegroundRole if column.state and (state := column.state(row)):
                return QColor(theme.state_colours(state)[0])
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(column, row)
        return None

    def _icon(self, column: Column, row: Any) -> Any:
        state = column.state(row) if column.state else None
        name = column.icon(row) if column.icon else icons.STATE_ICONS[state] if state else ""
        colour = theme.state_colours(state or "neutral")[0]
        return icons.icon(name, colour, SIZES.icon_small) if name else None

    def _side(self, column: Column) -> int:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def _next(self, *, fresh: bool) -> None:
        fetch, last = self._fetch, None if fresh or not self.rows else self.rows[-1]
        assert fetch is not None
        if self._work is None:
            self._arrived(fetch(last, PAGE), fresh=fresh)
            return
        self._asking = True
        self._work.run_latest(
            f"table-{id(self)}",
            lambda: fetch(last, PAGE),
            lambda rows: self._arrived(rows, fresh=fresh),
            owner=self,
        )

    def _arrived(self, rows: Sequence[Any], *, fresh: bool) -> None:
        self._asking = False
        self._more = self._fetch is not None and len(rows) >= PAGE
        if fresh:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
        elif rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()
        self.loaded.emit()


class Table(QWidget):
    """A list: `show_rows(fetch)` reads it lazily, `set_rows(rows)` shows what is at hand.

    Arrows move, Enter or a double click opens (`opened(row)`), the menu key offers `actions`.
    `chosen(row)` follows the current row; `loaded` comes after each page. With `key`, the row that was
    current before a refresh is current after it.
    """

    opened = Signal(object)
    chosen = Signal(object)
    loaded = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        work: Work | None = None,
        empty: QWidget | None = None,
        actions: Sequence[RowAction] = (),
        name: str = "Danh sách",
        key: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__()
        self._key = key
        self._kept: object = None
        self._columns = columns
        self._actions = actions
        self.menu: QMenu | None = None
        self.model = _Rows(columns, work)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(name)
        self.empty = empty or EmptyState("Chưa có gì ở đây")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)
        self.setFocusProxy(self.view)
        self.model.loaded.connect(self._loaded)
        self.view.selectionModel().currentRowChanged.connect(self._choose)
        self.view.doubleClicked.connect(self.open_current)
        self.view.customContextMenuRequested.connect(self._offer)
        self._measure()

    @property
    def rows(self) -> list[Any]:
        """What has been fetched so far."""
        return self.model.rows

    @property
    def current(self) -> Any | None:
        at = self.view.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def show_rows(self, fetch: Fetch) -> None:
        self._keep()
        self.model.ask(fetch)

    def set_rows(self, rows: Sequence[Any]) -> None:
        self._keep()
        self.model.give(rows)

    def choose(self, at: int) -> None:
        """Make row `at` the current one."""
        if 0 <= at < len(self.model.rows):
            self.view.setCurrentIndex(self.model.index(at, 0))

    def open_current(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    def _keep(self) -> None:
        self._kept = self._key(self.current) if self._key and self.current is not None else None

    def _place_of_kept(self) -> int:
        places = (at for at, row in enumerate(self.model.rows) if self._key and self._key(row) == self._kept)
        return next(places, 0)

    def _choose(self, *_: object) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    def _loaded(self) -> None:
        self._pages.setCurrentWidget(self.view if self.model.rows else self.empty)
        # Tab would come to rest on a hidden list and never leave it.
        self.setFocusProxy(self.view if self.model.rows else None)  # type: ignore[arg-type]
        if self.model.rows and not self.view.currentIndex().isValid():
            self.choose(self._place_of_kept())
        self.loaded.emit()

    def _offer(self, where: QPoint) -> None:
        row = self.current
        if row is None or not self._actions:
            return
        menu = self.menu = QMenu(self)
        for action in self._actions:
            made = menu.addAction(action.label, partial(action.run, row))
            if action.icon:
                made.setIcon(icons.icon(action.icon))
        menu.popup(self.view.viewport().mapToGlobal(where))

    def _measure(self) -> None:
        metrics, head = QFontMetrics(self.view.font()), self.view.horizontalHeader()
        for at, column in enumerate(self._columns):
            icon = SIZES.icon if column.icon or column.state else 0
            longest = max(metrics.horizontalAdvance(words) for words in (column.title, column.widest))
            self.view.setColumnWidth(at, longest + icon + SIZES.room)
            if column.stretch:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)


class _View(QTableView):
    """A quiet table; printable keys are left to the search box."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SIZES.row)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._table.open_current()
        elif event.key() == Qt.Key.Key_Menu or (event.text().isprintable() and event.text().strip()):
            self._offer_menu(event)
        else:
            super().keyPressEvent(event)

    def _offer_menu(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu:
            self.customContextMenuRequested.emit(self.visualRect(self.currentIndex()).center())
        else:
            event.ignore()

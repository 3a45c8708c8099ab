"""The top bar: which station and point this is, the one search, who is signed in, and the lock."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy

from station_app.shell import icons, theme
from station_app.shell.search import SearchBox
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, bind, button, put_tip
from station_app.shell.work import Work

LOCK_KEY = "Ctrl+L"


class TopBar(QFrame):
    """`set_station`, `set_account`; `lock_wanted` when the lock is pressed."""

    lock_wanted = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(SIZES.top)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.pad, 0, SIZES.gap, 0)
        row.setSpacing(SIZES.gap)
        self.station = ElidedLabel()
        self.search = SearchBox(work)
        self.search.setMaximumWidth(640)
        self.search.setMinimumWidth(280)
        self.account = button("Tài khoản", "quiet", icon="person")
        self.menu = QMenu(self.account)
        self.account.setMenu(self.menu)
        self.lock = button("Khoá", "quiet", icon="lock", run=self.lock_wanted.emit, tip="Khoá máy (Ctrl+L)")
        bind(LOCK_KEY, self.lock, self.lock.click)
        row.addWidget(icons.mark("tram", theme.palette().primary, 24))
        row.addWidget(self.station)
        row.addSpacing(SIZES.gap)
        row.addWidget(self.search, 4)
        row.addStretch(1)
        row.addWidget(self.account)
        row.addWidget(self.lock)

    def set_station(self, name: str, point: str = "") -> None:
        self.station.set_words(f"{name} · {point}" if point else name)

    def set_account(self, name: str, actions: Sequence[Action] = ()) -> None:
        """Who is signed in, and what is in the menu under the name."""
        self.account.setText(f"{name}  ▾" if actions else name)
        self.account.setAccessibleName(f"Tài khoản: {name}")
        self.menu.clear()
        for action in actions:
            made = self.menu.addAction(action.label, action.run)
            if action.icon:
                made.setIcon(icons.icon(action.icon))
            if action.shortcut:
                made.setShortcut(action.shortcut)


class ElidedLabel(QLabel):
    """A line that may be long: it ends in “…” where there is no room, and is whole in its tip."""

    def __init__(self, words: str = "", look: str = "strong", *, fills: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        wide = QSizePolicy.Policy.Ignored if fills else QSizePolicy.Policy.Maximum
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        self.words = words
        put_tip(self, words)
        self.updateGeometry()
        self.setAccessibleName(words)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.words) + SIZES.step, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(SIZES.rail_narrow, super().minimumSizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setText(
            self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, max(0, self.width()))
        )

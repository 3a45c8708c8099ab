"""The one search: a name without marks, a number, a card; results while typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from station_app.shell import icons, theme
from station_app.shell.suggestions import Suggestion, SuggestionList
from station_app.shell.theme import SIZES
from station_app.shell.widgets import KeyHint
from station_app.shell.work import Work

SEARCH_KEY = "Ctrl+K"
# Long enough for a Vietnamese typing tool to finish rewriting a syllable, too short to be felt.
DELAY_MS = 15
_PLACEHOLDERS = (
    "Tên, số định danh, thẻ BHYT, mã hộ, hoặc quét thẻ",
    "Tên, số thẻ, mã hộ, hoặc quét thẻ",
    "Tìm hoặc quét thẻ",
    "Tìm",
)


@dataclass(frozen=True)
class Hit:
    """A place found: Enter opens `address`, Ctrl+Enter `alt_address` (the household of a person)."""

    address: str
    title: str
    detail: str = ""
    alt_address: str = ""
    icon: str = "person"


Search = Callable[[str], Sequence[Hit]]
Newcomer = Callable[[str], str]


class SearchBox(QLineEdit):
    """Emits `chosen(address)`. `newcomer(typed)` gives the address that registers what was typed."""

    chosen = Signal(str)
    answered = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._search: Search | None = None
        self._newcomer: Newcomer | None = None
        self._wants_first = False
        self._answered = ""
        self.setProperty("look", "search")
        self._key = KeyHint(SEARCH_KEY)
        self._key.setParent(self)
        self.textChanged.connect(lambda typed: self._key.setVisible(not typed))
        self.setAccessibleName("Tìm người, hộ, hoặc quét thẻ")
        self.setClearButtonEnabled(False)
        self.addAction(
            icons.icon("search", theme.palette().ink_soft), QLineEdit.ActionPosition.LeadingPosition
        )
        self.list = SuggestionList(self, two_lines=True)
        self.list.taken.connect(self._take)
        self._pause = QTimer(self, interval=DELAY_MS, singleShot=True)
        self._pause.timeout.connect(self.look)
        self.textEdited.connect(lambda _: self._pause.start())
        self.returnPressed.connect(self._enter)

    def connect_to(self, search: Search, newcomer: Newcomer | None = None) -> None:
        """Where the answers come from; `search` runs off the GUI thread."""
        self._search, self._newcomer = search, newcomer

    def bring(self, first: str = "") -> None:
        """Take the focus, and the character that was typed elsewhere."""
        self.setFocus()
        if first:
            self.setText(first)
            self._pause.start()
        else:
            self.selectAll()

    def look(self) -> None:
        """Ask now, without waiting for the pause in typing."""
        self._pause.stop()
        typed = self.text().strip()
        search = self._search
        if not typed or search is None:
            self.list.hide()
            return
        self._work.run_latest(
            "search", lambda: search(typed), lambda hits: self._show(typed, hits), owner=self
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        key = self._key.sizeHint()
        self._key.setGeometry(
            self.width() - key.width() - SIZES.gap,
            (self.height() - key.height()) // 2,
            key.width(),
            key.height(),
        )
        free = self.width() - key.width() - 2 * SIZES.rail_narrow
        fits = [words for words in _PLACEHOLDERS if self.fontMetrics().horizontalAdvance(words) <= free]
        self.setPlaceholderText((fits or [""])[0])

    def _show(self, typed: str, hits: Sequence[Hit]) -> None:
        rows = [Suggestion(hit.address, hit.title, hit.detail, hit.icon, hit) for hit in hits]
        self._answered = typed
        if self._newcomer:
            place = self._newcomer(typed)
            words = "Chưa có trong sổ? Đăng ký người này."
            rows.append(Suggestion(place, f"Thêm người mới “{typed}”", words, "plus", Hit(place, typed)))
        if self.hasFocus():
            self.list.show_rows(rows, typed)
        self.answered.emit(typed)
        if self._wants_first and rows:
            self._wants_first = False
            self._take(rows[0], alternative=False)

    def _enter(self) -> None:
        """A scanner ends with Enter before the answer is there: then its first row is opened."""
        if not self.list.isVisible() and self.text().strip():
            self._wants_first = True
            self.look()

    def _take(self, row: Suggestion, alternative: bool) -> None:
        if self._answered != self.text().strip():
            self._wants_first = True
            self.look()
            return
        hit: Hit = row.payload
        self.clear()
        self.list.hide()
        self.chosen.emit(hit.alt_address if alternative and hit.alt_address else hit.address)

"""What the window tells: a line that passes, a save that can be undone, a trouble in three sentences."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_app.common.errors import Refused, Unavailable
from station_app.shell import icons, theme
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Action, Banner, bind, button, text

UNDO_KEY = "Alt+Z"
UNDO_SECONDS = 10
PASSING_SECONDS = 5
TOAST_WIDTH = 288


def sentences(trouble: Unavailable) -> str:
    """What happened · whether the data is safe · what to do, then the code."""
    said = " ".join(
        part.strip() for part in (trouble.happened, trouble.safety, trouble.action) if part.strip()
    )
    return f"{said} ({trouble.code})"


class Toast(QFrame):
    """One line over the work, with at most one thing to do and the seconds left to do it."""

    def __init__(self, words: str, state: State, undo: Callable[[], object] | None, seconds: int) -> None:
        super().__init__()
        self.setProperty("look", "toast")
        self.setAccessibleName(words)
        self.left = seconds
        self._undo = undo
        line = QHBoxLayout(self)
        line.setContentsMargins(SIZES.wide, SIZES.gap, SIZES.gap, SIZES.gap)
        line.setSpacing(SIZES.pad)
        line.addWidget(icons.mark(icons.STATE_ICONS[state], theme.palette().surface))
        self.words = text(words, wrap=True)
        self.words.setFixedWidth(
            min(TOAST_WIDTH, self.words.fontMetrics().horizontalAdvance(words) + SIZES.wide)
        )
        line.addWidget(self.words, 1)
        self.undo_button = button("Hoàn tác", run=self.undo) if undo else None
        if self.undo_button:
            bind(UNDO_KEY, self, self.undo)
            line.addWidget(self.undo_button)
        close = button("", "quiet", icon="close", run=self.close_now, tip="Đóng thông báo")
        close.setIcon(icons.icon("close", theme.palette().surface))
        line.addWidget(close)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.second_passed)
        self._timer.start()
        self._count()

    def second_passed(self) -> None:
        self.left -= 1
        self.close_now() if self.left <= 0 else self._count()

    def undo(self) -> None:
        self.close_now()
        if self._undo:
            self._undo()

    def close_now(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def _count(self) -> None:
        if self.undo_button:
            self.undo_button.setText(f"Hoàn tác ({self.left})   {UNDO_KEY}")
            self.undo_button.setAccessibleName(f"Hoàn tác, còn {self.left} giây")


class Notices(QObject):
    """The toasts floating at the foot of `over`, and the banners standing above the work."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._toast: Toast | None = None
        self.banners = QWidget()
        self._column = QVBoxLayout(self.banners)
        self._column.setContentsMargins(SIZES.room, SIZES.gap, SIZES.room, 0)
        self._column.setSpacing(SIZES.gap)
        self._standing: dict[str, Banner] = {}
        self.banners.hide()
        over.installEventFilter(self)

    @property
    def toast(self) -> Toast | None:
        """The line now shown, if any."""
        return self._toast

    def tell(self, words: str, state: State = "done") -> None:
        """A line that passes: “Đã lưu mũi tiêm.”"""
        self._show(Toast(words, state, None, PASSING_SECONDS))

    def undoable(self, words: str, undo: Callable[[], object], seconds: int = UNDO_SECONDS) -> None:
        """A save that can be taken back for ten seconds."""
        self._show(Toast(words, "done", undo, seconds))

    def refuse(self, refused: Refused) -> None:
        """A refusal that no form has a place for."""
        self.stand("refused", refused.reason, "attention")

    def trouble(self, trouble: Unavailable) -> None:
        """PC or line: three sentences and a code, standing until closed or mended."""
        self.stand(trouble.code, sentences(trouble), "attention")

    def stand(self, key: str, words: str, state: State = "information", *actions: Action) -> None:
        """A banner above the work; the same `key` replaces it, `mend(key)` takes it away."""
        self.mend(key)
        close = Action("Đóng", lambda: self.mend(key), look="quiet")
        banner = self._standing[key] = Banner(words, state, *actions, close)
        self._column.addWidget(banner)
        self.banners.show()

    def mend(self, key: str) -> None:
        if banner := self._standing.pop(key, None):
            banner.hide()
            banner.deleteLater()
        self.banners.setVisible(bool(self._standing))

    @property
    def standing(self) -> list[str]:
        """What the banners say now."""
        return [banner.words.text() for banner in self._standing.values()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._toast:
            self._place(self._toast)
        return False

    def _show(self, toast: Toast) -> None:
        if self._toast:
            self._toast.close_now()
        self._toast = toast
        toast.destroyed.connect(lambda: self._forget(toast))
        toast.setParent(self._over)
        self._place(toast)
        toast.show()
        toast.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    def _forget(self, toast: Toast) -> None:
        if self._toast is toast:
            self._toast = None

    def _place(self, toast: Toast) -> None:
        toast.adjustSize()
        # At the right: the save button of a form stands at the left.
        left = self._over.width() - toast.width() - SIZES.room
        toast.move(max(0, left), self._over.height() - toast.height() - SIZES.pad)


def message(words: str, state: State) -> QLabel:
    """A short coloured line, for under a field."""
    label = text(words, "small", wrap=True)
    theme.mark(label, state=state)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label

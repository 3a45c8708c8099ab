"""What was copied is a number or a name of someone: it leaves the clipboard after a while, and at the lock.

Only what this program put there and nothing has replaced since is cleared. What is copied is marked so that
the clipboard history of Windows, its cloud and Klipper leave it alone; a program that watches the clipboard
on purpose still sees it, which docs/threat-model.md says."""

import secrets

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit

FORGET_AFTER_SECONDS = 60
_OURS = "application/x-tram-copy"
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_UNWATCHED = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\0\0\0\0",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
}


class ClipboardWatch(QObject):
    """Watches what this program copies, from when it is made until `stop`."""

    def __init__(self, parent: QObject, seconds: float = FORGET_AFTER_SECONDS) -> None:
        super().__init__(parent)
        self._token = b""
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self, singleShot=True, interval=round(seconds * 1000))
        self._timer.timeout.connect(self.forget)
        self._watching: object = self._clipboard.dataChanged.connect(self._changed)

    def forget_after(self, seconds: int) -> None:
        """From the next copy on, as the station's policy says."""
        self._timer.setInterval(seconds * 1000)

    def stop(self) -> None:
        self.forget()
        if self._watching:
            self._clipboard.dataChanged.disconnect(self._changed)
            self._watching = None

    def copy(self, words: str) -> None:
        """Text that histories of the clipboard are asked not to keep, for a while."""
        self._token = secrets.token_bytes(16)
        made = QMimeData()
        made.setText(words)
        for name, value in {**_UNWATCHED, _OURS: self._token}.items():
            made.setData(name, value)
        self._clipboard.setMimeData(made)
        self._timer.start()

    def forget(self) -> None:
        """Clears what is still ours."""
        self._timer.stop()
        if self._is_ours():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
        self._token = b""

    def copy_from(self, event: QEvent) -> bool:
        """A key that copies or cuts: done here, so that what it copies is marked from its first moment."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        cuts = event.matches(QKeySequence.StandardKey.Cut)
        if not cuts and not event.matches(QKeySequence.StandardKey.Copy):
            return False
        holder = QApplication.focusWidget()
        words = _selected(holder)
        if words:
            self.copy(words)
        if words and cuts:
            _remove_selected(holder)
        return bool(words)

    def _changed(self) -> None:
        """Copied by a menu, without our marks: copied anew with them."""
        held: QMimeData | None = self._clipboard.mimeData()  # None once it was cleared
        if held and held.hasText() and not held.hasFormat(_OURS) and self._clipboard.ownsClipboard():
            self.copy(held.text())

    def _is_ours(self) -> bool:
        held: QMimeData | None = self._clipboard.mimeData()
        return bool(self._token) and held is not None and held.data(_OURS).data() == self._token


def _remove_selected(holder: QObject | None) -> None:
    if isinstance(holder, QLineEdit) and not holder.isReadOnly():
        holder.insert("")
    elif isinstance(holder, QPlainTextEdit | QTextEdit) and not holder.isReadOnly():
        holder.textCursor().removeSelectedText()


def _selected(holder: QObject | None) -> str:
    if isinstance(holder, QLineEdit):
        return holder.selectedText() if holder.echoMode() == QLineEdit.EchoMode.Normal else ""
    if isinstance(holder, QPlainTextEdit | QTextEdit):
        return holder.textCursor().selectedText().replace("\u2029", "\n")
    return holder.selectedText() if isinstance(holder, QLabel) else ""

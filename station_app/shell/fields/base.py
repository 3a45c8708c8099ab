"""What every field has: label above, input, and under it what is understood, doubted or wrong."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import text

Value = str | int | bool | None
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Field(QWidget):
    """One thing to fill in. `name` is the record's field, by which a refusal finds its place.

    `value()` is canonical (None, bool, int or text as stored); `draft()` is what was typed, right or wrong.
    `problem()` says why the form cannot be saved; `doubt()` what is unlikely and is asked once.
    """

    changed = Signal()
    moved_on = Signal()

    def __init__(self, name: str, label: str, *, required: bool = False, hint: str = "") -> None:
        super().__init__()
        self.name = name
        self.label = label
        self.required = required
        self._hint = hint
        self._error: str | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SIZES.step)
        self.title = text(label, "strong")
        self._column.addLayout(self._label_row())
        self._note_row = _NoteRow()
        self.note = self._note_row.words

    # What each kind of field says of itself.

    def value(self) -> Value:
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        raise NotImplementedError

    def draft(self) -> Value:
        """What to keep when the form is left; by default the value."""
        return self.value()

    def restore(self, draft: Value) -> None:
        self.set_value(draft)

    def problem(self) -> str | None:
        """Why this cannot be saved, in the nurse's words."""
        return self._missing()

    def doubt(self) -> str | None:
        """What is unlikely though possible; the form asks once."""
        return None

    # What the form and the screens do with it.

    @property
    def input(self) -> QWidget:
        """The widget that is typed into."""
        return self._input

    @property
    def error_text(self) -> str | None:
        return self._error

    def error(self, words: str | None) -> None:
        """Say what is wrong under the field, or take it back with None."""
        self._error = words
        theme.mark(self.input, wrong="yes" if words else "no")
        self.say(f"Chưa đúng: {words}" if words else self._hint, "danger" if words else "neutral")

    def say(self, words: str, state: State = "neutral") -> None:
        """A line under the field: what was understood, what is asked."""
        self._note_row.say(words, state)
        self.input.setAccessibleDescription(words)

    def say_hint(self) -> None:
        self.error(None)

    def focus(self) -> None:
        """Bring the typing here."""
        self.input.setFocus(Qt.FocusReason.TabFocusReason)

    def _missing(self) -> str | None:
        return f"cần có {lower_first(self.label)}." if self.required and self.value() in (None, "") else None

    def _hold(self, widget: QWidget, *beside: QWidget, row: QLayout | None = None) -> None:
        """Put the input in its place; called once by each kind."""
        self._input = widget
        self.title.setBuddy(widget)
        widget.setAccessibleName(self.label)
        widget.installEventFilter(self)
        line = QHBoxLayout()
        line.setSpacing(SIZES.gap)
        line.addWidget(widget, 1)
        for part in beside:
            line.addWidget(part)
        self._column.addLayout(row or line)
        self._column.addWidget(self._note_row)
        self.setFocusProxy(widget)
        self.say(self._hint)

    def _edited(self) -> None:
        if self._error:
            self.error(None)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_enter(event):
            self.moved_on.emit()
            return True
        return super().eventFilter(watched, event)

    def _is_enter(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return event.key() in _ENTER and plain

    def _label_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(self.title)
        if self.required:
            row.addWidget(text("bắt buộc", "small"))
        row.addStretch(1)
        return row


class _NoteRow(QWidget):
    """Icon and words under a field; takes no room when there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SIZES.step)
        self._icon = text("")
        self._icon.setFixedSize(SIZES.icon_small, SIZES.icon_small + 2)
        self.words = text("", "small", wrap=True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def say(self, words: str, state: State) -> None:
        self.words.setText(words)
        theme.mark(self.words, state=state)
        self._icon.setVisible(state != "neutral")
        if state != "neutral":
            picture = icons.icon(icons.STATE_ICONS[state], theme.state_colours(state)[0], SIZES.icon_small)
            self._icon.setPixmap(picture.pixmap(SIZES.icon_small, SIZES.icon_small))
        self.setVisible(bool(words))


def lower_first(words: str) -> str:
    """For use inside a sentence; abbreviations such as BHYT keep their capitals."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]

"""Small parts every screen is made of: buttons, chips, cards, banners, empty states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES, State

Look = Literal["primary", "secondary", "quiet", "danger", "link"]
TextLook = Literal["body", "title", "section", "strong", "soft", "small"]
NO_MARGINS: Final = (0, 0, 0, 0)


@dataclass(frozen=True)
class Action:
    """Something the nurse can do here, with the key that does it."""

    label: str
    run: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    look: Look = "secondary"
    enabled: bool = True


def key_words(shortcut: str) -> str:
    """A shortcut as printed on the keyboard here: Ctrl+Enter, Alt+←."""
    return (
        shortcut.replace("Return", "Enter")
        .replace("Left", "←")
        .replace("Right", "→")
        .replace("Escape", "Esc")
    )


def text(words: str, look: TextLook = "body", *, wrap: bool = False) -> QLabel:
    """A label dressed as what it is."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("look", look)
    label.setWordWrap(wrap)
    return label


def put_tip(widget: QWidget, words: str) -> None:
    widget.setToolTip(tip_of(words))


def tip_of(words: str) -> str:
    """A tip that shows what it is given: Qt takes words that look like HTML for HTML, and a name may."""
    return f"<qt>{escape(words)}</qt>" if "<" in words else words


def button(
    label: str,
    look: Look = "secondary",
    *,
    icon: str = "",
    shortcut: str = "",
    run: Callable[[], object] | None = None,
    tip: str = "",
) -> QPushButton:
    """A button whose shortcut is written on it; without a label it is an icon, named by its tip."""
    words = f"{label}   {key_words(shortcut)}" if shortcut and label else label
    made = QPushButton(words.replace("&", "&&"))
    made.setProperty("look", look)
    made.setAccessibleName(label or tip)
    made.setAutoDefault(False)
    put_tip(made, tip)
    if icon:
        put_icon(made, icon, _icon_colour(look))
    if shortcut:
        bind(shortcut, made, made.click)
    if run:
        made.clicked.connect(lambda _checked=False: run())
    return made


def action_button(action: Action, look: Look | None = None) -> QPushButton:
    made = button(
        action.label, look or action.look, icon=action.icon, shortcut=action.shortcut, run=action.run
    )
    made.setEnabled(action.enabled)
    return made


def put_icon(made: QPushButton, name: str, colour: str | None = None) -> None:
    """An icon before the words of a button, at the distance of the whole kit."""
    has_words = bool(made.text())
    gap = SIZES.step if has_words else 0
    size = SIZES.icon_small if has_words else SIZES.icon
    made.setIcon(icons.icon(name, colour, size, gap))
    made.setIconSize(QSize(size + gap, size))


def _icon_colour(look: Look) -> str:
    colours = theme.palette()
    return {"primary": colours.on_primary, "danger": colours.on_danger, "link": colours.primary}.get(
        look, colours.ink
    )


def bind(shortcut: str, widget: QWidget, call: Callable[[], object]) -> QShortcut:
    """A key that works while `widget` is shown; a button's own shortcut would wait 100 ms to look pressed.

    Where the key is Enter, both Enter keys of the keyboard do it.
    """
    made = QShortcut(QKeySequence(shortcut), widget, call)
    if "Return" in shortcut:
        made.setKeys([QKeySequence(shortcut), QKeySequence(shortcut.replace("Return", "Enter"))])
    return made


class KeyHint(QLabel):
    """A key as it looks on the keyboard."""

    def __init__(self, shortcut: str) -> None:
        super().__init__(key_words(shortcut))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Line(QFrame):
    """A hairline between two things."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "line")


class Chip(QFrame):
    """A state: colour, icon and word, never colour alone."""

    def __init__(self, words: str, state: State = "neutral", icon: str = "") -> None:
        super().__init__()
        self.setProperty("look", "chip")
        self.setProperty("state", state)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.gap, 0, SIZES.gap + 2, 0)
        row.setSpacing(SIZES.step)
        row.addWidget(
            icons.mark(icon or icons.STATE_ICONS[state], theme.state_colours(state)[0], SIZES.icon_small)
        )
        self.words = text(words)
        theme.mark(self.words, state=state)
        row.addWidget(self.words)


class Card(QFrame):
    """A white sheet with a thin edge; `pressable` cards are reached by Tab and opened by Enter or a click."""

    pressed = Signal()

    def __init__(self, *parts: QWidget, pressable: bool = False, name: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setProperty("pressable", "yes" if pressable else "no")
        self.setAccessibleName(name)
        self._pressable = pressable
        if pressable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SIZES.wide, SIZES.pad, SIZES.wide, SIZES.pad)
        self.column.setSpacing(SIZES.gap)
        for part in parts:
            self.column.addWidget(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pressable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._pressable and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class SectionTitle(QWidget):
    """A section's name, with what can be done in it at the right."""

    def __init__(self, words: str, *actions: Action, note: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SIZES.gap, 0, 0)
        row.setSpacing(SIZES.gap)
        self.title = text(words, "section")
        self.note = text(note, "soft")
        row.addWidget(self.title)
        row.addWidget(self.note)
        row.addStretch(1)
        for action in actions:
            row.addWidget(action_button(action))


class Banner(QFrame):
    """What must be known here, in the place where it matters."""

    def __init__(self, words: str, state: State = "information", *actions: Action) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self.setProperty("state", state)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.pad, SIZES.gap, SIZES.gap, SIZES.gap)
        row.setSpacing(SIZES.gap)
        colour = theme.state_colours(state)[0]
        row.addWidget(icons.mark(icons.STATE_ICONS[state], colour))
        self.words = text(words, wrap=True)
        row.addWidget(self.words, 1)
        for action in actions:
            row.addWidget(action_button(action))


class EmptyState(QWidget):
    """Nothing here: why, and the one next step."""

    def __init__(
        self, title: str, words: str = "", action: Action | None = None, icon: str = "empty"
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.room)
        column.setSpacing(SIZES.gap)
        column.addStretch(1)
        self.title = text(title, "section", wrap=True)
        self.words = text(words, "soft", wrap=True)
        self.button = action_button(action, "primary") if action else None
        column.addWidget(icons.mark(icon, theme.palette().border, 40), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        if self.button:
            column.addSpacing(SIZES.gap)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)


class TimelineRow(QWidget):
    """One event of a life: when, what, and a word more."""

    def __init__(
        self, when: str, title: str, detail: str = "", icon: str = "clock", state: State = "neutral"
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SIZES.step, 0, SIZES.step)
        row.setSpacing(SIZES.pad)
        day = text(when, "soft")
        day.setMinimumWidth(day.fontMetrics().horizontalAdvance("00/00/0000 "))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text(title, wrap=True))
        if detail:
            words.addWidget(text(detail, "soft", wrap=True))
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(icons.mark(icon, theme.state_colours(state)[0]), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def column(
    *parts: QWidget | QLayout, gap: int = SIZES.gap, margins: tuple[int, int, int, int] = NO_MARGINS
) -> QWidget:
    """Parts below one another."""
    return _stacked(QVBoxLayout(), parts, gap, margins)


def row(
    *parts: QWidget | QLayout, gap: int = SIZES.gap, margins: tuple[int, int, int, int] = NO_MARGINS
) -> QWidget:
    """Parts side by side, pushed to the left."""
    made = _stacked(layout := QHBoxLayout(), parts, gap, margins)
    layout.addStretch(1)
    return made


def _stacked(
    layout: QHBoxLayout | QVBoxLayout,
    parts: Sequence[QWidget | QLayout],
    gap: int,
    margins: tuple[int, int, int, int],
) -> QWidget:
    holder = QWidget()
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for part in parts:
        layout.addWidget(part) if isinstance(part, QWidget) else layout.addLayout(part)
    holder.setLayout(layout)
    return holder

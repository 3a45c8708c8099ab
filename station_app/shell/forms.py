"""A form: one column, Enter goes on, Ctrl+Enter saves, Esc leaves and the draft stays."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.shell.fields.base import Field, Value
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, button, text
from station_app.shell.work import Work

F = TypeVar("F", bound=Field)
SAVE_KEY = "Ctrl+Return"
DRAFT_DELAY_MS, DRAFT_LATEST_MS = 800, 3_000
"""A pause in the typing after which a draft is kept; who never pauses has one kept as often as this."""
KEEPS_DRAFT = "Esc: ra ngoài, bản đang gõ vẫn giữ"


class Form(QWidget):
    """Put fields in with `add` and `pair`; listen to `submitted(values)`, or `save_with(work, op, done)`.

    Its own button saves with Ctrl+Enter, so the screen around it sets no primary action.
    `draft()` and `restore()` carry what was typed, right or wrong; `draft_changed(draft)` comes when
    typing pauses; `left` when Esc is pressed. The app keeps drafts, encrypted.
    """

    submitted = Signal(dict)
    draft_changed = Signal(dict)
    left = Signal()

    def __init__(
        self,
        save_label: str = "Lưu",
        *,
        scrolls: bool = True,
        width: int = SIZES.form_width,
        escape: str = KEEPS_DRAFT,
    ) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        self._asked: dict[str, str] = {}
        self._busy = False
        self._label, self._escape = save_label, escape
        self._banner: Banner | None = None
        self._build(scrolls, width)
        self._pause = QTimer(self, interval=DRAFT_DELAY_MS, singleShot=True)
        self._latest = QTimer(self, interval=DRAFT_LATEST_MS, singleShot=True)
        for timer in (self._pause, self._latest):
            timer.timeout.connect(self._tell_draft)

    # Building

    def add(self, field: F) -> F:
        """One field on its own line."""
        self._column.addWidget(self._known(field))
        return field

    def pair(self, *fields: Field, shares: tuple[int, ...] = ()) -> None:
        """Short fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(SIZES.wide)
        for at, field in enumerate(fields):
            row.addWidget(self._known(field), shares[at] if shares else 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)

    def section(self, words: str, note: str = "") -> None:
        """A heading between groups of fields."""
        self._column.addSpacing(SIZES.gap)
        self._column.addWidget(text(words, "section"))
        if note:
            self._column.addWidget(text(note, "soft", wrap=True))

    def put(self, widget: QWidget) -> None:
        """Anything else that stands in the column."""
        self._column.addWidget(widget)

    # Values

    def values(self) -> dict[str, Value]:
        return {name: field.value() for name, field in self.fields.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put stored values in; what the form does not have is passed by."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].set_value(value)
        self._forget_typing()

    def clear(self) -> None:
        """Empty for the next one."""
        for field in self.fields.values():
            field.restore(None)
            field.error(None)
        self._asked.clear()
        self.say(None)
        self._forget_typing()

    def draft(self) -> dict[str, Value]:
        return {name: field.draft() for name, field in self.fields.items()}

    def restore(self, draft: Mapping[str, Any]) -> None:
        for name, typed in draft.items():
            if name in self.fields:
                self.fields[name].restore(typed)

    # Saving

    def submit(self) -> None:
        """Save, unless something is wrong or was not yet asked about."""
        if self._busy:
            return
        self.say(None)
        wrong = {name: problem for name, field in self.fields.items() if (problem := field.problem())}
        for name, field in self.fields.items():
            field.error(wrong.get(name)) if name in wrong or field.error_text else None
        if wrong:
            self._bring(self.fields[next(iter(wrong))])
        elif not self._must_ask():
            self.submitted.emit(self.values())

    def save_with(
        self, work: Work, op: Callable[[dict[str, Value]], Any], done: Callable[[Any], object] | None = None
    ) -> None:
        """On save write `op(values)`; refusals come back under their fields, `done(result)` ends it."""

        def save(values: dict[str, Value]) -> None:
            self.set_busy(True)
            work.run(partial(op, values), done, self.refused, owner=self, after=lambda: self.set_busy(False))

        self.submitted.connect(save)

    def refused(self, refused: Refused) -> None:
        """A refusal goes under its field, or above the form when it has none here."""
        field = self.fields.get(refused.field or "")
        if field:
            field.error(refused.reason)
            self._bring(field)
        else:
            self.say(refused.reason)

    def say(self, words: str | None) -> None:
        """A refusal of the whole form, above the button; None takes it away."""
        if self._banner:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if words:
            self._banner = Banner(words, "danger")
            self._foot.insertWidget(0, self._banner)

    @property
    def is_busy(self) -> bool:
        """Whether a save is under way."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """While saving, a second press does nothing."""
        self._busy = busy
        self.save_button.setEnabled(not busy)

    def focus_first(self) -> None:
        """Bring the typing to the first field that is still empty, or to the first."""
        empty = [field for field in self.fields.values() if field.value() is None]
        for field in (empty or list(self.fields.values()))[:1]:
            self._bring(field)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.draft_changed.emit(self.draft())
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _bring(self, field: Field) -> None:
        """The typing goes to `field`, label and note in sight."""
        field.focus()
        if self._scroll:
            self._scroll.ensureWidgetVisible(field, 0, SIZES.gap)

    def _go_on(self, field: Field) -> None:
        fields = [one for one in self.fields.values() if one.isVisibleTo(self) and one.isEnabled()]
        at = fields.index(field) + 1 if field in fields else 0
        if at < len(fields):
            self._bring(fields[at])
        else:
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _must_ask(self) -> bool:
        doubts = {name: doubt for name, field in self.fields.items() if (doubt := field.doubt())}
        new = {name: doubt for name, doubt in doubts.items() if self._asked.get(name) != doubt}
        for name, doubt in new.items():
            self.fields[name].say(doubt, "attention")
        self._asked = doubts
        if new:
            self._bring(self.fields[next(iter(new))])
        return bool(new)

    # Drafts

    def _typing(self) -> None:
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def _tell_draft(self) -> None:
        self._forget_typing()
        self.draft_changed.emit(self.draft())

    def _forget_typing(self) -> None:
        self._pause.stop()
        self._latest.stop()

    # Layout

    def hold(self, question: QWidget) -> None:
        """Nothing can be typed or saved before `question`, which stands above the fields, is answered."""
        self._outer.insertWidget(0, question)
        self._holder.setEnabled(False)
        self.set_busy(True)
        question.show()
        question.setFocus(Qt.FocusReason.TabFocusReason)

    def release(self, question: QWidget) -> None:
        question.hide()
        question.deleteLater()
        self._holder.setEnabled(True)
        self.set_busy(False)

    def _known(self, field: Field) -> Field:
        self.fields[field.name] = field
        field.changed.connect(self._typing)
        field.moved_on.connect(lambda: self._go_on(field))
        return field

    def _build(self, scrolls: bool, width: int) -> None:
        inner = QWidget()
        inner.setMaximumWidth(width)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(2, 0, SIZES.pad, SIZES.gap)
        self._column.setSpacing(SIZES.pad)
        # Beside a spring, not alone: so that a wrapped row is given the height of its real width.
        beside = QHBoxLayout()
        beside.addWidget(inner, 100)
        beside.addStretch(1)
        holder = QWidget()
        below = QVBoxLayout(holder)
        below.setContentsMargins(0, 0, 0, 0)
        below.addLayout(beside)
        below.addStretch(1)
        self._holder = holder
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea() if scrolls else None
        if self._scroll:
            self._scroll.setWidgetResizable(True)
            self._scroll.setWidget(holder)
            self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._scroll or holder, 1)
        outer.addLayout(self._foot_row(width))

    def _foot_row(self, width: int) -> QVBoxLayout:
        self.save_button = button(self._label, "primary", icon="check", shortcut=SAVE_KEY, run=self.submit)
        self.save_button.setAutoDefault(True)
        self._foot = QVBoxLayout()
        holder = QHBoxLayout()
        holder.setContentsMargins(2, 0, 0, 0)
        holder.addWidget(self.save_button)
        holder.addWidget(text(self._escape, "small"))
        holder.addStretch(1)
        self._foot.addLayout(holder)
        return self._foot

"""A form on its way into the file: drafts are kept while typing, doubts asked once, one save at a time."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject

from station_app.common.errors import Refused
from station_app.shell.fields import Value
from station_app.shell.forms import Form
from station_app.shell.work import Work

Typed = Mapping[str, Any]
Save = Callable[[dict[str, Value], bool], Any]
"""`save(values, confirmed)`: `confirmed` when the nurse was asked about just these values and saved again."""

DOUBTFUL = "doubtful"
SAVE_AGAIN = "Đúng như vậy thì lưu lần nữa."


class Drafts(Protocol):
    """Where drafts are kept; the store's, bound to a database."""

    def keep(self, address: str, typed: Typed) -> None: ...
    def kept(self, address: str) -> Typed | None: ...
    def drop(self, address: str) -> None: ...


class Entering(QObject):
    """One per form. `begin(address)` when the place is opened; `save_with` once."""

    def __init__(self, form: Form, work: Work, drafts: Drafts) -> None:
        super().__init__(form)
        self._form, self._work, self._drafts = form, work, drafts
        self._address = ""
        self._blank: Typed = {}
        self._doubted: dict[str, Value] | None = None
        self.dropped = False
        form.draft_changed.connect(self._keep)

    def begin(self, address: str, restored: Callable[[Typed], object] | None = None) -> None:
        """What stands in the form now is the beginning; a kept draft is laid over it and `restored` told."""
        self._address, self._doubted = address, None
        self._blank = self._form.draft()

        def found(typed: Typed | None) -> None:
            if typed and self._address == address:
                self._form.restore(typed)
                if restored:
                    restored(typed)

        self._work.read(lambda: self._drafts.kept(address), found, owner=self)

    @property
    def is_changed(self) -> bool:
        return bool(self._address) and self._form.draft() != self._blank

    def flush(self) -> None:
        """Keep what is typed at once: the form is being left, or the window closed."""
        if self.is_changed:
            self._keep(self._form.draft())

    def start_over(self) -> None:
        """Throw the draft away and begin as the form began."""
        self._form.restore(self._blank)
        self.end()

    def end(self) -> None:
        """Saved, or given up: nothing more is kept for this place."""
        address, self._address = self._address, ""
        if address:
            self._work.run(lambda: self._drafts.drop(address))

    def save_with(self, op: Save, done: Callable[[Any], object]) -> None:
        """As `Form.save_with`, with doubts asked once and the draft dropped by the save."""

        def save(values: dict[str, Value]) -> None:
            self._form.set_busy(True)
            confirmed = self._doubted == values
            self._work.run(
                lambda: op(values, confirmed),
                lambda result: self._saved(done, result),
                lambda refused: self._refused(refused, values),
                owner=self._form,
                after=lambda: self._form.set_busy(False),
            )

        self._form.submitted.connect(save)

    def _saved(self, done: Callable[[Any], object], result: Any) -> None:
        self.end()
        done(result)

    def _refused(self, refused: Refused, values: dict[str, Value]) -> None:
        if refused.code == DOUBTFUL:
            self._doubted = values
            self._form.say(f"{refused.reason} {SAVE_AGAIN}")
            self._form.save_button.setFocus()
        else:
            self._form.refused(refused)

    def _keep(self, typed: Typed) -> None:
        address = self._address
        if address and typed != self._blank:
            self._work.run(lambda: self._drafts.keep(address, typed))

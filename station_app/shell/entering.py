"""A form on its way into the file: drafts are kept while typing, doubts asked once, one save at a time."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from PySide6.QtCore import QObject

from station_app.common.errors import Refused
from station_app.shell.fields import Value
from station_app.shell.forms import Form
from station_app.shell.offering import Offer
from station_app.shell.work import Work

Typed = Mapping[str, Any]
Save = Callable[[dict[str, Value], bool], Any]
"""`save(values, confirmed)`: `confirmed` when the nurse was asked about just these values and saved again."""

DOUBTFUL = "doubtful"
SAVE_AGAIN = "Đúng như vậy thì lưu lần nữa."


class Kept(Protocol):
    """A draft as its shelf gives it back: what was typed, when, and whether before this sign-in."""

    @property
    def fields(self) -> Typed: ...
    @property
    def when(self) -> str: ...
    @property
    def is_from_before(self) -> bool: ...


class Drafts(Protocol):
    """Where drafts are kept; the store's, bound to a database and to who is signed in."""

    def keep(self, address: str, typed: Typed) -> None: ...
    def kept(self, address: str) -> Kept | None: ...
    def drop(self, address: str) -> None: ...
    def leaving(self, address: str) -> AbstractContextManager[None]: ...


class Entering(QObject):
    """One per form. `begin(address)` when the place is opened; `save_with` once, or `saving` around a save.

    Kept is what differs from what stood in the form at the beginning: brought back later, it replaces nothing
    that the nurse had not typed over. Of something new all is kept, since there is nothing to replace."""

    def __init__(self, form: Form, work: Work, drafts: Drafts) -> None:
        super().__init__(form)
        self._form, self._work, self._drafts = form, work, drafts
        self._address = ""
        self._blank: Typed = {}
        self._kept: Typed = {}
        self._is_new = False
        self._doubted: dict[str, Value] | None = None
        self.offer: Offer | None = None
        form.draft_changed.connect(self._keep)

    def begin(
        self,
        address: str,
        restored: Callable[[Typed], object] | None = None,
        *,
        new: bool = False,
        ask: bool = False,
    ) -> None:
        """What stands in the form now is the beginning. A draft that this person left a while ago comes back
        over it and `restored` is told. One from before they signed in is offered first; with `ask` any one
        is, because the form was opened for somebody in particular."""
        self._take_offer_away()
        self._address, self._doubted, self._is_new = address, None, new
        self._blank, self._kept = self._form.draft(), {}

        def bring_back(typed: Typed) -> None:
            self._kept = typed
            self._form.restore(typed)
            if restored:
                restored(typed)

        def found(kept: Kept | None) -> None:
            if not kept or self._address != address:
                return
            if ask or kept.is_from_before:
                self._ask(kept, bring_back)
            else:
                bring_back(kept.fields)

        self._work.read(lambda: self._drafts.kept(address), found, owner=self)

    @property
    def is_changed(self) -> bool:
        return bool(self._address) and bool(self._typed())

    def flush(self) -> None:
        """Keep what is typed at once: the form is being left, or the window closed."""
        self._keep()

    def start_over(self) -> None:
        """Throw the draft away and begin as the form began."""
        self._form.restore(self._blank)
        self.end()

    def end(self) -> None:
        """Saved, or given up: nothing more is kept for this place."""
        address = self._leave()
        if address:
            self._work.run(lambda: self._drafts.drop(address))

    def saving(self, op: Callable[[], Any]) -> Callable[[], Any]:
        """`op`, which saves what stands in the form, taking the draft along in the same transaction."""
        address = self._address

        def save() -> Any:
            if not address:
                return op()
            with self._drafts.leaving(address):
                return op()

        return save

    def run(self, op: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """A save of what stands in the form by a verb of one's own; a refusal comes back into it."""
        self._form.set_busy(True)
        self._work.run(
            self.saving(op),
            lambda result: self._saved(done, result),
            self._form.refused,
            owner=self._form,
            after=lambda: self._form.set_busy(False),
        )

    def save_with(self, op: Save, done: Callable[[Any], object]) -> None:
        """As `Form.save_with`, with doubts asked once and the draft dropped by the save."""

        def save(values: dict[str, Value]) -> None:
            self._form.set_busy(True)
            confirmed = self._doubted == values
            self._work.run(
                self.saving(lambda: op(values, confirmed)),
                lambda result: self._saved(done, result),
                lambda refused: self._refused(refused, values),
                owner=self._form,
                after=lambda: self._form.set_busy(False),
            )

        self._form.submitted.connect(save)

    def _saved(self, done: Callable[[Any], object], result: Any) -> None:
        self._leave()
        done(result)

    def _leave(self) -> str:
        address, self._address = self._address, ""
        return address

    def _refused(self, refused: Refused, values: dict[str, Value]) -> None:
        if refused.code == DOUBTFUL:
            self._doubted = values
            self._form.say(f"{refused.reason} {SAVE_AGAIN}")
            self._form.save_button.setFocus()
        else:
            self._form.refused(refused)

    def _typed(self) -> Typed:
        """What differs from the beginning, right or wrong."""
        missing, draft = object(), self._form.draft()
        differing = {name: typed for name, typed in draft.items() if typed != self._blank.get(name, missing)}
        if differing and self._is_new:
            return {name: typed for name, typed in draft.items() if typed is not None}
        return differing

    def _keep(self, _: object = None) -> None:
        """While a save is under way nothing is kept: it takes the draft along. Nor while one is offered."""
        address, typed = self._address, self._typed()
        if not address or self.offer or self._form.is_busy or typed == self._kept:
            return
        self._kept = typed
        if typed:
            self._work.run(lambda: self._drafts.keep(address, typed))
        else:
            self._work.run(lambda: self._drafts.drop(address))

    def _ask(self, kept: Kept, bring_back: Callable[[Typed], object]) -> None:
        def answered(wanted: bool) -> None:
            self._take_offer_away()
            if wanted:
                bring_back(kept.fields)
            else:
                self._work.run(lambda: self._drafts.drop(address))
            self._form.focus_first()

        address = self._address
        self.offer = Offer(kept.when, answered)
        self._form.hold(self.offer)

    def _take_offer_away(self) -> None:
        if self.offer:
            self._form.release(self.offer)
            self.offer = None

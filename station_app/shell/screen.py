"""What every screen is, and what the frame around it offers; screens know addresses, never one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, quote, unquote, urlencode

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.common.days import Clock
from station_app.shell.entering import Entering
from station_app.shell.notices import Notices
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action
from station_app.shell.work import Work

Changes = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Address:
    """A place in the program, as in `person/<id>/dose` or `immunization?hamlet=3`."""

    parts: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Address":
        path, _, query = text.partition("?")
        parts = tuple(unquote(part) for part in path.split("/") if part)
        return cls(parts, dict(parse_qsl(query, keep_blank_values=True)))

    def __str__(self) -> str:
        path = "/".join(quote(part, safe="") for part in self.parts)
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def matches(self, pattern: tuple[str, ...]) -> bool:
        """Whether `pattern`, in which `*` is any one part, begins this address."""
        heads = zip(pattern, self.parts, strict=False)
        return len(pattern) <= len(self.parts) and all(want in ("*", part) for want, part in heads)


class Frame(Protocol):
    """The window as a screen sees it."""

    work: Work
    notices: Notices
    clock: Clock

    def go(self, address: str) -> bool:
        """Open a place; False when the present screen asked to stay or no room answers."""
        ...

    def back(self) -> bool:
        """Return to where the nurse came from."""
        ...

    def print_pdf(self, make: Callable[[], bytes], title: str, file_name: str, subject: str = "") -> None:
        """Make a PDF off the GUI thread and show it, to be printed or saved."""
        ...

    def release(self, subject: str, how: str, go: Callable[[], object]) -> None:
        """Something about `subject` (`entity:id`) leaves by "printer" or "file": note it, then `go()`."""
        ...


class Screen(QWidget):
    """One kind of place. Made once by the factory it was registered with, opened again for each address.

    A screen fills `self.body` (a column), calls `set_heading`, and overrides what it needs of
    `opened`, `on_changes`, `leaving`. With `scrolls` the column may be longer than the window;
    without, what is in it (a table, a form) scrolls by itself.
    """

    heading_changed = Signal()

    def __init__(self, frame: Frame, *, margins: bool = True, scrolls: bool = False) -> None:
        super().__init__()
        self.frame = frame
        self.title = ""
        self.subtitle = ""
        self.primary: Action | None = None
        self.more: tuple[Action, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self._scrolled() if scrolls else self)
        edge = SIZES.room if margins else 0
        self.body.setContentsMargins(edge, SIZES.gap if margins else 0, edge, SIZES.wide if margins else 0)
        self.body.setSpacing(SIZES.pad)

    @property
    def work(self) -> Work:
        return self.frame.work

    @property
    def notices(self) -> Notices:
        return self.frame.notices

    def set_heading(
        self, title: str, subtitle: str = "", primary: Action | None = None, more: tuple[Action, ...] = ()
    ) -> None:
        """Title of the work, a word under it, and what is done here; shown by the frame above the screen."""
        self.title, self.subtitle, self.primary, self.more = title, subtitle, primary, more
        self.heading_changed.emit()

    def go(self, address: str) -> bool:
        return self.frame.go(address)

    def opened(self, address: Address) -> None:
        """The nurse has come to this address; load it."""

    def on_changes(self, changes: Changes) -> None:
        """Something was saved, here or on another PC; called only while this screen is shown."""

    def keep_typed(self) -> None:
        """What stands half typed in its forms is kept at once: the screen is left, locked or closed."""
        for entering in self.findChildren(Entering):
            entering.flush()

    def leaving(self) -> bool:
        """May the nurse go elsewhere? Say False only to ask something that cannot wait."""
        return True

    def _scrolled(self) -> QWidget:
        area, inner = QScrollArea(), QWidget()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        return inner

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a part below what is there."""
        if isinstance(part, QWidget):
            self.body.addWidget(part, stretch)
        else:
            self.body.addLayout(part, stretch)

"""Parts of a page that another room makes; the app hands them over, so rooms need not know each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.shell.screen import Changes, Frame


class Part(QWidget):
    """A piece of a person's (or a household's) page that shows one record at a time."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)

    def show_record(self, record: str) -> None:
        """Load and show what this part knows of the person or household with this id."""
        raise NotImplementedError

    def resume(self, asked: Mapping[str, str]) -> None:
        """The address names a form of this part that was left unfinished; called after `show_record`."""

    def on_changes(self, changes: Changes) -> None:
        """Something was saved; called only while the page is shown."""


@dataclass(frozen=True, slots=True)
class PartOffer:
    """What a room offers for a page: the tab's title, its place in the address, and how it is made."""

    title: str
    name: str
    make: Callable[[Frame], Part]

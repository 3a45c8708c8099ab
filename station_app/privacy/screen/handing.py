"""Handing a person their record: on paper, or in a locked file whose password is shown this once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from station_app.shell.refill import Refill
from station_app.shell.screen import Frame
from station_app.shell.widgets import Banner

FILE = "ho-so.zip"


@dataclass(frozen=True, slots=True)
class Papers:
    """What only the app can make, because it speaks of every room. Each notes that it was printed or left."""

    acknowledgement: Callable[[str], bytes]
    answer: Callable[[str], bytes]
    record: Callable[[str, str | None], bytes]
    """(person, request)"""
    breach: Callable[[], bytes]
    """The report of a breach, filled in as far as the station knows itself"""
    export: Callable[[str, str | None, Path], str]
    """(person, request, file) → what is said of it, with the password that is shown this once"""


class Handing(QObject):
    """One per screen; what was handed out is said in `told`, until the screen shows somebody else."""

    def __init__(self, owner: QWidget, frame: Frame, papers: Papers) -> None:
        super().__init__(owner)
        self._owner, self._frame, self._papers = owner, frame, papers
        self.told = Refill()
        self.told.hide()
        self.choose_file: Callable[[], str] = self._ask_file

    def print_record(self, person: str, request: str | None = None) -> None:
        make = partial(self._papers.record, person, request)
        self._frame.print_pdf(make, "Hồ sơ sức khỏe cá nhân", "ho-so.pdf")

    def export_record(self, person: str, request: str | None = None) -> None:
        if path := self.choose_file():
            op = partial(self._papers.export, person, request, Path(path))
            self._frame.work.run(
                op, lambda said: self.told.show_parts(Banner(said, "done")), owner=self._owner
            )

    def forget(self) -> None:
        """The password is not shown to whoever looks next."""
        self.told.show_parts()

    def _tell(self, said: str) -> None:
        self.told.show_parts(Banner(said, "done"))

    def _ask_file(self) -> str:
        return QFileDialog.getSaveFileName(self._owner, "Ghi tệp có khoá", FILE, "ZIP (*.zip)")[0]

"""Thirty minutes after a dose: who is still being watched, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station_app.common.days import VIETNAM, Clock, parse_instant
from station_app.common.errors import Refused
from station_app.immunization.service import find_doses
from station_app.people.service import people_named
from station_app.shell import theme
from station_app.shell.refill import Refill
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Card, button, text
from station_app.store.database import Database

MINUTES: Final = 30
JUST_OVER: Final = 10
"""So many minutes after its end a watch still stands in the list, to be asked about."""
NEWEST: Final = 60
"""A session rarely gives more doses than this in half an hour."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One child in the waiting room after a dose."""

    person: str
    name: str
    until: datetime

    def left(self, now: datetime) -> timedelta:
        return max(self.until - now, timedelta())


def watched(database: Database, now: datetime) -> tuple[Watched, ...]:
    """Read from the doses themselves, so that it survives a restart and counts what a colleague gave."""
    begun: dict[str, datetime] = {}
    for dose in find_doses(database, "", NEWEST):
        given = _moment(dose["given_at"])
        if given and not dose["historical"] and now - given < timedelta(minutes=MINUTES + JUST_OVER):
            person = str(dose["person"])
            begun[person] = max(given, begun.get(person, given))
    names = people_named(database, list(begun))
    lines = [Watched(one, names.get(one, ""), at + timedelta(minutes=MINUTES)) for one, at in begun.items()]
    return tuple(sorted(lines, key=lambda line: line.until))


def _moment(instant: object) -> datetime | None:
    try:
        return parse_instant(str(instant)) if instant else None
    except Refused:
        return None


class WatchList(Card):
    """The clock of each child; a press opens the child's card, where a reaction is written down."""

    opened = Signal(str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._rows: list[_Row] = []
        self._body = Refill(SIZES.step)
        self.column.addWidget(text("Theo dõi 30 phút sau tiêm", "strong"))
        self.column.addWidget(self._body)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def show_lines(self, lines: Sequence[Watched]) -> None:
        self._rows = [_Row(line, self.opened) for line in lines]
        self._body.show_parts(*self._rows)
        self.setVisible(bool(lines))
        self.tick()
        self._timer.start() if lines else self._timer.stop()

    def tick(self) -> None:
        """A second has passed."""
        now = self._clock.now()
        for line in self._rows:
            line.show_left(now)

    @property
    def said(self) -> list[str]:
        """What stands in the list now."""
        return [f"{line.name.text()}: {line.left.text()}" for line in self._rows]


class _Row(QWidget):
    """Name at the left, what is left of the half hour at the right."""

    def __init__(self, watched: Watched, opened: SignalInstance) -> None:
        super().__init__()
        self._watched = watched
        self.name = button(watched.name, "link", run=lambda: opened.emit(watched.person))
        self.left = text("", "strong")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.name)
        line.addStretch(1)
        line.addWidget(self.left)

    def show_left(self, now: datetime) -> None:
        left = self._watched.left(now)
        minutes, seconds = divmod(int(left.total_seconds()), 60)
        state: State = "information" if left else "attention"
        until = self._watched.until.astimezone(timezone(VIETNAM))
        self.left.setText(
            f"còn {minutes}:{seconds:02} · đến {until:%H:%M}" if left else "đủ 30 phút, hỏi phản ứng"
        )
        if self.left.property("state") != state:
            theme.mark(self.left, state=state)

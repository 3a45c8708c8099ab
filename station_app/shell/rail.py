"""The left rail: the rooms there are, their keys, and how many things wait in each."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Line, bind, put_tip, text


@dataclass(frozen=True)
class Room:
    """A room on the rail; a new `group` begins under a line."""

    address: str
    label: str
    icon: str
    key: str = ""
    group: int = 0


class Rail(QFrame):
    """Shows only the rooms it was given; narrow, it shows their icons."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Các phòng")
        self._go = go
        self._buttons: dict[str, _RoomButton] = {}
        self._group = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SIZES.gap, SIZES.pad, SIZES.gap, SIZES.pad)
        self._column.setSpacing(SIZES.step // 2)
        self._column.addStretch(1)
        self.set_narrow(False)

    @property
    def addresses(self) -> list[str]:
        return list(self._buttons)

    def add(self, room: Room) -> None:
        if self._buttons and room.group != self._group:
            self._insert(_spaced(Line()))
        self._group = room.group
        made = self._buttons[room.address] = _RoomButton(room)
        made.clicked.connect(lambda: self._go(room.address))
        made.set_narrow(self.is_narrow)
        self._insert(made)

    def button(self, address: str) -> QPushButton:
        return self._buttons[address]

    def set_badge(self, address: str, count: int) -> None:
        if address in self._buttons:
            self._buttons[address].set_badge(count)

    def show_current(self, first_part: str) -> None:
        """Mark the room in which the nurse is."""
        for address, made in self._buttons.items():
            made.setChecked(address.split("/")[0] == first_part)
            made.dress()

    def set_narrow(self, narrow: bool) -> None:
        self.is_narrow = narrow
        self.setFixedWidth(SIZES.rail_narrow if narrow else SIZES.rail)
        for made in self._buttons.values():
            made.set_narrow(narrow)

    def _insert(self, part: QFrame | QPushButton) -> None:
        self._column.insertWidget(self._column.count() - 1, part)


class _RoomButton(QPushButton):
    """Icon, name, count and key of one room."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.setCheckable(True)
        put_tip(self, f"{room.label}  {room.key}".strip())
        if room.key:
            bind(room.key, self, self.click)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.gap, 0, SIZES.gap, 0)
        row.setSpacing(SIZES.pad)
        self.icon_label = icons.mark(room.icon)
        self.words = text(room.label)
        self.words.setProperty("look", "room")
        self.badge = text("")
        self.badge.setProperty("look", "badge")
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key = text(room.key)
        self.key.setProperty("look", "railkey")
        for part in (self.icon_label, self.words):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.badge)
        row.addWidget(self.key)
        for part in (self.icon_label, self.words, self.badge, self.key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._narrow = False
        self.set_badge(0)
        self.dress()

    def set_badge(self, count: int) -> None:
        self.count = count
        self.badge.setText(str(count) if count < 1000 else "999+")
        self.setAccessibleName(f"{self.room.label}, {count} việc" if count else self.room.label)
        self.set_narrow(self._narrow)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.words.setVisible(not narrow)
        self.key.setVisible(not narrow and bool(self.room.key))
        self.badge.setVisible(bool(self.count) and not narrow)
        self.dress()

    def dress(self) -> None:
        """The icon takes the colour of the state; a narrow rail shows a count as a coloured icon."""
        colours = theme.palette()
        waits = self._narrow and self.count
        colour = (
            colours.attention if waits else colours.primary_strong if self.isChecked() else colours.ink_soft
        )
        picture = icons.icon(self.room.icon, colour)
        self.icon_label.setPixmap(picture.pixmap(QSize(SIZES.icon, SIZES.icon)))
        theme.mark(self.words, here="yes" if self.isChecked() else "no")


def _spaced(line: Line) -> QFrame:
    holder = QFrame()
    column = QVBoxLayout(holder)
    column.setContentsMargins(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.gap)
    column.addWidget(line)
    return holder

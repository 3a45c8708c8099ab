"""The row of states: one tile for each series of the card, walked with the arrow keys."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from station_app.immunization.rules import State as Standing
from station_app.immunization.screen import words
from station_app.immunization.service import SeriesLine
from station_app.shell import icons, theme
from station_app.shell.flow import Flow
from station_app.shell.theme import SIZES
from station_app.shell.widgets import put_tip

LONG_NAME: Final = 20
FINISHED: Final = (Standing.DONE, Standing.TOO_LATE)
_STEPS: Final = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Tile(QPushButton):
    """A series: what comes next of it, and under that its state in words; a finished one takes one line."""

    walked = Signal(int)
    taken = Signal()

    def __init__(self, line: SeriesLine, today: date) -> None:
        said = words.standing(line, today)
        below = " · ".join(part for part in (words.progress(line), said) if part)
        super().__init__(_shown(line, below).replace("&", "&&"))
        self.line = line
        self.setCheckable(True)
        self.setProperty("look", "account")
        self.setAutoDefault(False)
        self.setAccessibleName(f"{line.label}: {below}")
        put_tip(self, line.label)
        colour = theme.state_colours(words.COLOURS[line.state])[0]
        self.setIcon(icons.icon(words.ICONS[line.state], colour, SIZES.icon, SIZES.step))
        self.setIconSize(QSize(SIZES.icon + SIZES.step, SIZES.icon))
        self._keep_room()

    def waits(self, vaccine: str | None) -> bool:
        return self.line.next is not None and self.line.next.vaccine == vaccine

    def _keep_room(self) -> None:
        """The selected tile is written in bold and must not be cut for it."""
        bold = QFont(theme.TEXT_FAMILY, SIZES.base_pt)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        widest = max(metrics.horizontalAdvance(line) for line in self.text().split("\n"))
        self.setMinimumWidth(widest + self.iconSize().width() + 3 * SIZES.pad)
        self.setMinimumHeight(2 * metrics.lineSpacing() + SIZES.gap if "\n" in self.text() else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif step := _STEPS.get(Qt.Key(event.key())):
            self.walked.emit(step)
        else:
            super().keyPressEvent(event)


class Tiles(QWidget):
    """`chosen(line)` follows the arrows and the mouse; `taken` when Enter says that this is the one."""

    chosen = Signal(object)
    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Các vắc xin của thẻ")
        self._waiting, self._finished = Flow(), Flow()
        self._group = QButtonGroup(self)
        self.tiles: list[Tile] = []
        self._tight = self._has_finished = False
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(SIZES.gap)
        around.addWidget(self._waiting)
        around.addWidget(self._finished)

    @property
    def current(self) -> SeriesLine | None:
        tile = self._group.checkedButton()
        return tile.line if isinstance(tile, Tile) else None

    def show_lines(
        self, lines: Sequence[SeriesLine], today: date, vaccine: str | None, *, quiet: bool = False
    ) -> None:
        """Made anew; the series that waits for `vaccine` is selected. `quiet` keeps the selected one."""
        kept = self.current.code if quiet and self.current else None
        had_focus = any(tile.hasFocus() for tile in self.tiles)
        for old in self.tiles:
            self._group.removeButton(old)
        for flow in (self._waiting, self._finished):
            flow.clear()
        ordered = sorted(lines, key=lambda line: line.state in FINISHED)
        self.tiles = [self._tile(Tile(line, today)) for line in ordered]
        wanted = [tile for tile in self.tiles if kept == tile.line.code or (not kept and tile.waits(vaccine))]
        if self.tiles:
            self._choose((wanted or self.tiles)[0], quiet=quiet)
        if had_focus:
            self.focus()
        self._has_finished = any(line.state in FINISHED for line in lines)
        self.set_tight(self._tight)

    def set_tight(self, tight: bool) -> None:
        """Where the window is low, what is finished makes room for the form."""
        self._tight = tight
        self._finished.setVisible(self._has_finished and not tight)

    def focus(self) -> None:
        tile = self._group.checkedButton()
        if tile:
            tile.setFocus(Qt.FocusReason.TabFocusReason)

    def walk(self, by: int) -> None:
        """One tile further on or back."""
        at = next((at for at, tile in enumerate(self.tiles) if tile.isChecked()), 0) + by
        if 0 <= at < len(self.tiles):
            self._choose(self.tiles[at])
            self.focus()

    def _tile(self, tile: Tile) -> Tile:
        self._group.addButton(tile)
        (self._finished if tile.line.state in FINISHED else self._waiting).add(tile)
        tile.clicked.connect(lambda: self._choose(tile))
        tile.walked.connect(self.walk)
        tile.taken.connect(self.taken)
        tile.show()  # at once: a layout shows it a turn later, and only what is shown takes the focus
        return tile

    def _choose(self, tile: Tile, *, quiet: bool = False) -> None:
        tile.setChecked(True)
        # One stop for Tab, as in any row of choices.
        for one in self.tiles:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is tile else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(tile)
        if not quiet:
            self.chosen.emit(tile.line)


def _shown(line: SeriesLine, below: str) -> str:
    if line.state is Standing.DONE:
        return f"{title(line)} {words.progress(line)}".strip()
    return f"{title(line)} · {below}" if line.state in FINISHED else f"{title(line)}\n{below}"


def title(line: SeriesLine) -> str:
    """The next dose as it is called at the table; where none comes, the series without its brackets."""
    if line.next:
        return line.next.label
    name, _, inside = line.label.partition(" (")
    return inside.rstrip(")") if inside and len(name) > LONG_NAME else name

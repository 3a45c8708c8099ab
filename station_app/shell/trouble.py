"""One page for what keeps a station from opening: what happened, is the data safe, what to do, the code."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from station_app.common.errors import Unavailable
from station_app.shell import icons, theme
from station_app.shell.ground import Ground
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, Card, action_button, row, text

WIDTH = 720


class TroublePage(Ground):
    """The first action is the one next step and has the keys; the others stand beside it."""

    def __init__(
        self,
        station: str,
        trouble: Unavailable,
        spoken: str,
        actions: Sequence[Action],
        *,
        safe: bool = True,
    ) -> None:
        super().__init__()
        self.trouble = trouble
        self.happened = text(trouble.happened, "title", wrap=True)
        self.safety = Banner(trouble.safety, "done" if safe else "attention")
        self.action = text(trouble.action, wrap=True)
        self.code = text(trouble.code, "title")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = [action_button(one, "primary" if not at else None) for at, one in enumerate(actions)]
        said = text(f"Gọi cán bộ tin học thì đọc mã này: {spoken}", "soft", wrap=True)
        sheet = Card(self.happened, self.safety, self.action, row(*self.buttons), self.code, said)
        sheet.setFixedWidth(WIDTH)
        sheet.column.setSpacing(SIZES.pad)
        self.setAccessibleName(" ".join((trouble.happened, trouble.safety, trouble.action, trouble.code)))
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        mark = icons.mark("warning", theme.state_colours("attention")[0], 48)
        whole.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        name = text(station, "section")
        name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(name)
        # Between springs, so that what wraps in the sheet is given the height of the sheet's own width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(sheet)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)

    def begin(self) -> None:
        """The keys go to the next step."""
        if self.buttons:
            self.buttons[0].setAutoDefault(True)
            self.buttons[0].setFocus()

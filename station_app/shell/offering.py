"""A draft from before comes back when the nurse says so: somebody else may stand at the counter now."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES
from station_app.shell.widgets import button, text


class Offer(QFrame):
    """`answered(wanted)`; bringing it back has the focus, so that Enter does it."""

    def __init__(self, when: str, answered: Callable[[bool], object]) -> None:
        super().__init__()
        words = f"Khôi phục bản đang gõ dở lúc {when}?"
        self.setProperty("look", "banner")
        self.setProperty("state", "information")
        self.setAccessibleName(words)
        self.setMaximumWidth(SIZES.form_width)
        self.words = text(words, wrap=True)
        self.bring_back = button("Khôi phục", "primary", icon="history", run=lambda: answered(True))
        self.begin_anew = button("Bỏ, làm lại từ đầu", icon="close", run=lambda: answered(False))
        line = QHBoxLayout(self)
        line.setContentsMargins(SIZES.pad, SIZES.gap, SIZES.gap, SIZES.gap)
        line.setSpacing(SIZES.gap)
        line.addWidget(icons.mark("edit", theme.state_colours("information")[0]))
        line.addWidget(self.words, 1)
        for one in (self.begin_anew, self.bring_back):
            one.setAutoDefault(True)
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.bring_back)

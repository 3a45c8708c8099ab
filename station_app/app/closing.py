"""Leaving in good order: what was done since the last backup goes along first, and nobody is held up."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from station_app.app.keeping import Keeper
from station_app.backups.service import Made
from station_app.common.errors import Unavailable
from station_app.shell import icons, theme
from station_app.shell.ground import Ground
from station_app.shell.notices import sentences
from station_app.shell.theme import SIZES
from station_app.shell.widgets import button, text


class ClosingPage(Ground):
    """Covers the window while the last backup is made; `leave()` closes at once or when it is done."""

    def __init__(self, keeper: Keeper, leave: Callable[[], object]) -> None:
        super().__init__()
        self._leave = leave
        self.said = text("Đang sao lưu trước khi đóng…", "title", wrap=True)
        self.note = text(
            "Máy tự đóng khi xong. Bản sao dở dang không tính; các bản trước còn nguyên.", "soft", wrap=True
        )
        self.now = button("Đóng ngay, không sao lưu", "secondary", shortcut="Escape", run=leave)
        self.now.setAutoDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.room)
        column.setSpacing(SIZES.pad)
        column.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(icons.mark("disk", theme.palette().primary, 40), 0, middle)
        for part in (self.said, self.note, self.now):
            column.addWidget(part, 0, middle)
        column.addStretch(2)
        self._job = keeper.make_on_closing(self._made)
        self._job.changed.connect(self._tell)

    def _tell(self) -> None:
        self.said.setText(f"Đang sao lưu trước khi đóng: {self._job.words}")

    def _made(self, made: Made | Unavailable | None) -> None:
        if isinstance(made, Unavailable):
            self.said.setText("Chưa sao lưu được.")
            self.note.setText(sentences(made))
            self.now.setText("Đóng   Esc")
        else:
            self._leave()

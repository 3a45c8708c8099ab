"""The support bundle on the screen: everything that would be sent, before it is saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from station_app.shell.theme import SIZES
from station_app.shell.widgets import button, text

FILE_NAME = "ho-tro-tram.json"


class SupportPage(QDialog):
    """Shows `content` and saves it where the person chooses."""

    def __init__(self, content: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Gói hỗ trợ")
        self.setMinimumSize(720, 520)
        self._content = content
        self.choose_file: Callable[[], str] = self._ask_file
        self.shown = QPlainTextEdit(content.decode("ascii"))
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName("Nội dung gói hỗ trợ")
        self.said = text("", "soft")
        self.keep = button("Lưu ra tệp", "primary", icon="save", run=self.save)
        self.keep.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.room)
        column.setSpacing(SIZES.pad)
        column.addWidget(text("Gói hỗ trợ cho cán bộ tin học", "section"))
        words = (
            "Gồm phiên bản, số lượng bản ghi, thời gian, mã lỗi và chỗ lỗi trong chương trình. Không có tên, "
            "số, địa chỉ hay bệnh của ai. Xem dưới đây rồi lưu và gửi cho người phụ trách máy."
        )
        column.addWidget(text(words, wrap=True))
        column.addWidget(self.shown, 1)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(button("Đóng", run=self.accept))
        row.addWidget(self.keep)
        column.addLayout(row)
        self.keep.setFocus()

    def save(self) -> None:
        if path := self.choose_file():
            Path(path).write_bytes(self._content)
            self.said.setText(f"Đã lưu vào {Path(path).name}.")

    def _ask_file(self) -> str:
        return QFileDialog.getSaveFileName(self, "Lưu gói hỗ trợ", FILE_NAME, "JSON (*.json)")[0]

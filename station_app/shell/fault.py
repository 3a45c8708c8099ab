"""The page for our own bugs: what went wrong without a word about any patient, shown before it is saved."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from station_app.common import report as reports
from station_app.shell import icons, theme
from station_app.shell.widgets import button, text

SIZES = theme.SIZES


def report(error: BaseException, version: str = "") -> str:
    """Kinds of error and places in the program only."""
    return reports.report(error, f"Trạm {version}".strip(), f"Qt {qVersion()}")


class FaultPage(QDialog):
    """Says the data is safe, shows the report, and saves it only when asked."""

    def __init__(
        self,
        error: BaseException,
        version: str = "",
        parent: QWidget | None = None,
        support: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Chương trình gặp lỗi")
        self.setMinimumSize(640, 420)
        self.report = QPlainTextEdit(report(error, version))
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Báo cáo lỗi")
        self.choose_file: Callable[[], str] = self._ask_file
        save = button("Lưu báo cáo ra tệp", "secondary", icon="save", run=self.save)
        close = button("Đóng, làm việc tiếp", "primary", run=self.accept)
        close.setDefault(True)
        self._said = text("", "soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.room)
        column.setSpacing(SIZES.pad)
        head = QHBoxLayout()
        head.addWidget(icons.mark("danger", theme.palette().danger, 24))
        head.addWidget(text("Chương trình gặp một lỗi chưa lường trước.", "section"), 1)
        column.addLayout(head)
        column.addWidget(_sentences())
        column.addWidget(self.report, 1)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(save)
        if support:
            row.addWidget(button("Gói hỗ trợ", "secondary", icon="help", run=support))
        row.addWidget(close)
        column.addLayout(row)
        close.setFocus()

    def save(self) -> None:
        if path := self.choose_file():
            Path(path).write_text(self.report.toPlainText(), encoding="utf-8")
            self._said.setText(f"Đã lưu vào {Path(path).name}.")

    def _ask_file(self) -> str:
        return QFileDialog.getSaveFileName(self, "Lưu báo cáo lỗi", "bao-cao-loi.txt", "Tệp chữ (*.txt)")[0]


def _sentences() -> QLabel:
    said = text(
        "Dữ liệu đã lưu vẫn an toàn trên máy này; việc vừa bấm có thể chưa được lưu. "
        "Hãy xem lại rồi làm lại việc đó; nếu lỗi lặp lại, lưu báo cáo dưới đây và gửi người phụ trách máy. "
        "Báo cáo không có tên hay số liệu của người bệnh. (Mã LOI)"
    )
    said.setWordWrap(True)
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return said


def install(show: Callable[[BaseException], object]) -> None:
    """Every error that nobody caught on the GUI thread goes to `show`."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            show(error)

    sys.excepthook = hook

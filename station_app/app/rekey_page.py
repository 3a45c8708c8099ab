"""The data key is changed while nobody works: a password, the progress, a way to stop, the outcome."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout

from station_app.common.errors import Unavailable
from station_app.shell import icons, theme
from station_app.shell.fields import TextField
from station_app.shell.forms import Form
from station_app.shell.ground import Ground
from station_app.shell.jobs import Job
from station_app.shell.notices import sentences
from station_app.shell.refill import Refill
from station_app.shell.scrolling import scrolling
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, button, text
from station_app.shell.work import Work
from station_app.store.rotation import Rotated

IF_CUT = "Mất điện giữa chừng cũng không mất gì: sổ vẫn mở được, lần sau làm tiếp."


class RekeyPage(Ground):
    """`begin(password)` runs off the GUI thread and may refuse; then `follow(job)`, and `show_end`."""

    given_up = Signal()
    """Before it began: back to the work."""
    started = Signal(object)
    """What `begin` returned."""
    ended = Signal()
    """Whoever reads this signs in again."""

    def __init__(self, work: Work, begin: Callable[[str], object]) -> None:
        super().__init__()
        self.form = self._form()
        self.form.save_with(work, lambda values: begin(str(values["password"])), self.started.emit)
        self.bar = QProgressBar()
        self.said = text("", "soft")
        self.stop: Callable[[], object] = lambda: None
        self._job: Job
        self._content = Refill(SIZES.pad)
        column = QVBoxLayout()
        column.addWidget(text("Đổi khóa dữ liệu", "title"))
        column.addWidget(scrolling(self._content), 1)
        self.put_in_the_middle(column)
        self._content.show_parts(self.form)
        QTimer.singleShot(0, self.form, self.form.focus_first)

    def _form(self) -> Form:
        form = Form("Đổi khóa", scrolls=False, escape="Esc: quay lại, chưa có gì thay đổi")
        form.left.connect(self.given_up)
        words = (
            "Máy chép sổ sang tệp mới dưới khóa mới, mở ra, kiểm từng trang, đếm đủ rồi mới thay tệp cũ. "
            "Trong lúc đó không làm việc khác được, thường dưới một phút; dừng lúc nào cũng được. "
            "Mật khẩu và phiếu khôi phục của mọi người giữ nguyên."
        )
        form.put(Banner(words, "information"))
        field = form.add(TextField("password", "Mật khẩu của bạn", required=True))
        field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        return form

    def follow(self, job: Job) -> None:
        stop = button("Dừng, giữ khóa cũ", shortcut="Escape", run=job.cancel)
        stop.setAutoDefault(True)
        stop.setMaximumWidth(SIZES.form_width)
        self.stop = job.cancel
        self._job = job
        job.changed.connect(self._tell)
        heading, note = text("Đang đổi khóa…", "section"), text(IF_CUT, "soft", wrap=True)
        self._content.show_parts(heading, self.bar, self.said, note, stop)
        QTimer.singleShot(0, stop, stop.setFocus)

    def _tell(self) -> None:
        self.bar.setValue(self._job.percent)
        self.said.setText(self._job.words)

    def show_end(self, outcome: Rotated | Unavailable | None) -> None:
        if isinstance(outcome, Unavailable):
            said = Banner(sentences(outcome), "danger")
        elif outcome is None:
            said = Banner("Đã dừng. Khóa cũ vẫn dùng như trước, không có gì thay đổi.", "information")
        else:
            words = f"Đã đổi khóa: {outcome.records} bản ghi dưới khóa mới. Mật khẩu và phiếu giữ nguyên."
            said = Banner(words, "done")
        onward = button("Đăng nhập lại", "primary", run=self.ended.emit)
        onward.setAutoDefault(True)
        onward.setMaximumWidth(SIZES.form_width)
        mark = icons.mark("key", theme.palette().primary, 40)
        self._content.show_parts(mark, said, onward)
        QTimer.singleShot(0, onward, onward.setFocus)

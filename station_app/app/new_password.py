"""A password of one's own: before anything opens, or where the old one is shorter than it should be."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from station_app.common.errors import Refused
from station_app.shell.fields import Judge, Judged, PasswordField, Value
from station_app.shell.forms import Form
from station_app.shell.ground import Ground
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, button, text
from station_app.shell.work import Work
from station_app.store.vault.passwords import LENGTH_REQUIRED, judged

FIRST = (
    "Đặt mật khẩu của riêng mình",
    (
        "Mật khẩu vừa gõ do trưởng trạm đưa, người khác cũng biết. Đặt mật khẩu mới, chỉ mình biết, rồi sổ "
        "mới mở."
    ),
)
SHORT = (
    "Đổi mật khẩu dài hơn",
    "Mật khẩu của mình ngắn hơn quy định bây giờ. Đổi ngay cho xong, hoặc để lần sau: sổ vẫn mở như thường.",
)
HOW = (
    "Ghép bốn từ chẳng liên quan gì nhau, ví dụ một con vật, một món ăn, một dòng suối, một màu. Dài quan "
    "trọng hơn dấu và chữ hoa. Không ai xem lại được mật khẩu, kể cả trưởng trạm."
)


def judge(login: str, about: tuple[str, ...] = (), least: int = LENGTH_REQUIRED) -> Judge:
    """The meter of a form where a password is chosen."""
    return lambda typed: Judged(*judged(typed, login, about=about, least=least))


class NewPassword(Ground):
    """`save(new)` runs off the GUI thread and may refuse; `saved` with its result, or `later`."""

    saved = Signal(object)
    later = Signal()

    def __init__(
        self,
        work: Work,
        words: tuple[str, str],
        judge: Judge,
        save: Callable[[str], Any],
        *,
        may_wait: bool = False,
    ) -> None:
        super().__init__()
        self._save = save
        self.form = Form("Đặt mật khẩu", scrolls=False, escape="Máy tính khoá mất chừng một giây.")
        self.form.add(PasswordField("new", "Mật khẩu mới", judge=judge))
        self.form.add(PasswordField("again", "Gõ lại mật khẩu mới"))
        self.form.save_with(work, self._saved, self.saved.emit)
        column = QVBoxLayout()
        column.setSpacing(SIZES.pad)
        column.addStretch(1)
        column.addWidget(text(words[0], "title", wrap=True))
        column.addWidget(text(words[1], "soft", wrap=True))
        column.addWidget(Banner(HOW))
        column.addWidget(self.form)
        self.wait = button("Để lần sau", "link", run=self.later.emit)
        column.addWidget(self.wait, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(3)
        self.put_in_the_middle(column, 2)
        self.wait.setVisible(may_wait)  # only now: without a parent it would be a window of its own

    def begin(self) -> None:
        self.form.focus_first()

    def _saved(self, values: dict[str, Value]) -> Any:
        if values["again"] != values["new"]:
            raise Refused("Hai lần gõ mật khẩu không giống nhau. Gõ lại.", "again")
        return self._save(str(values["new"]))

"""The first five minutes of a station: its name and its head, then the recovery code, shown once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from station_app.app.home import Founded
from station_app.app.new_password import judge
from station_app.app.recovery_sheet import recovery_pdf
from station_app.common.days import Clock
from station_app.common.errors import Refused
from station_app.paper.letterhead import Imprint, Letterhead
from station_app.shell import icons, theme
from station_app.shell.fields import PasswordField, TextField, Value
from station_app.shell.forms import Form
from station_app.shell.ground import Ground
from station_app.shell.preview import preview_alone
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, Card, button, row, text
from station_app.shell.work import Work

_FIELDS = {"station-code": "code", "new-password": "password"}
"""Where `home.found` names a field by its option on the command line."""


class Founding(Ground):
    """`found(code=…, name=…, login=…, password=…, full_name=…)`; `done` when the code was written down."""

    done = Signal()

    def __init__(self, work: Work, found: Callable[..., Founded], clock: Clock) -> None:
        super().__init__()
        self._work, self._clock, self._name = work, clock, ""
        self._found = found
        self.form = self._form()
        self.form.save_with(work, self._save, self._show_code)
        self._column = QVBoxLayout()
        self._column.setSpacing(SIZES.pad)
        self._column.addWidget(text("Tạo sổ của trạm", "title"))
        self._column.addWidget(
            text("Việc này làm một lần. Sổ được mã hoá: chỉ mở được bằng mật khẩu đặt ở đây.", "soft")
        )
        self._column.addWidget(self.form, 1)
        self.put_in_the_middle(self._column, 2)

    def begin(self) -> None:
        self.form.focus_first()

    def _form(self) -> Form:
        form = Form("Tạo sổ", escape="Máy tạo sổ trong vài giây.")
        form.add(TextField("name", "Tên trạm", required=True, placeholder="Trạm Y tế xã Mường Hoa"))
        form.add(TextField("code", "Mã trạm", required=True, placeholder="5 chữ số", longest=5))
        form.section("Trưởng trạm", "Là người đầu tiên vào được; sau đó mở tài khoản cho người khác.")
        form.add(TextField("full_name", "Họ và tên", required=True))
        form.add(TextField("login", "Tên đăng nhập", required=True, hint="Chữ thường không dấu, ví dụ hanh."))
        form.add(
            PasswordField("password", "Mật khẩu", judge=judge(""), hint="Ít nhất 14 ký tự; ghép bốn từ.")
        )
        form.add(PasswordField("again", "Gõ lại mật khẩu"))
        return form

    def _save(self, values: dict[str, Value]) -> Founded:
        typed: dict[str, Any] = {name: value for name, value in values.items() if name != "again"}
        if values["again"] != values["password"]:
            raise Refused("Hai lần gõ mật khẩu không giống nhau. Gõ lại.", "again")
        try:
            made = self._found(**typed)
            self._name = str(typed["name"])
            return made
        except Refused as refusal:
            raise refusal.at(_FIELDS.get(refusal.field or "", refusal.field or "")) from None

    def _show_code(self, made: Founded) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if part := item.widget():
                part.hide()
                part.deleteLater()
        self._column.addStretch(1)
        self._column.addWidget(icons.mark("key", theme.palette().primary, 40))
        self._column.addWidget(text("Mã khôi phục", "title"))
        code = text(made.recovery_code, "title", wrap=True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(Card(code))
        words = (
            "In phiếu hoặc chép mã này ra giấy ngay bây giờ, bỏ phong bì dán kín, cất nơi khoá được. Quên "
            "mật khẩu thì phiếu này mở lại được sổ. Mã không hiện lại lần nào nữa."
        )
        self._column.addWidget(Banner(words, "attention"))
        onward = button("Tôi đã in hoặc chép, và cất mã", "primary", icon="check", run=self.done.emit)
        onward.setAutoDefault(True)
        printing = button(
            "In phiếu khôi phục", icon="print", shortcut="Ctrl+P", run=lambda: self._print(made)
        )
        printing.setAutoDefault(True)
        self._column.addWidget(row(onward, printing), 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(2)
        # Not yet shown, it could not take the keys.
        QTimer.singleShot(0, onward, onward.setFocus)

    def _print(self, made: Founded) -> None:
        """The first sheet: there is nobody signed in yet, and nothing else to print."""

        def sheet() -> bytes:
            by = Imprint("", self._clock.now())
            return recovery_pdf(made.recovery_code, 1, Letterhead("", self._name), by)

        def show(pdf: bytes) -> None:
            preview_alone(self, pdf, "Phiếu khôi phục", "phieu-khoi-phuc.pdf")

        self._work.read(sheet, show, owner=self)

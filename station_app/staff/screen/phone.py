"""Setting up the second check: the code for the phone's camera, the same to be typed, and the paper codes."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel

from station_app.paper.qr import QUIET_MODULES, matrix
from station_app.shell.fields import PasswordField, TextField, Value
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.widgets import Action, Banner, Card, column, row, text
from station_app.staff import service
from station_app.staff.service import Enrolment
from station_app.store.database import Database
from station_app.store.vault import Vault

SIDE = 280
STEPS = (
    "1. Cài một ứng dụng mã xác nhận trên điện thoại (Google Authenticator, Aegis, FreeOTP…).",
    "2. Trong ứng dụng, chọn thêm tài khoản rồi quét hình này; không quét được thì gõ chuỗi chữ bên dưới.",
    "3. Gõ 6 chữ số đang hiện trên điện thoại vào ô Mã xác nhận.",
)
HONEST = (
    "Mã này do chương trình hỏi, không làm ổ đĩa khó mở hơn: ai lấy trộm máy vẫn chỉ cần mật khẩu. Vì vậy "
    "mật khẩu dài vẫn tốt hơn."
)


DROP = "Đang dùng mã xác nhận. Bỏ thì từ lần đăng nhập sau chỉ còn hỏi mật khẩu; mật khẩu phải đủ dài."


class PhoneSetup(Screen):
    """Nothing is kept before the phone has shown that it knows the secret."""

    def __init__(self, frame: Frame, database: Database, vault: Vault) -> None:
        super().__init__(frame, scrolls=True)
        self._database, self._vault = database, vault
        self._enrolment: Enrolment | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shown = Refill()
        self.form = Form("Bật mã xác nhận", scrolls=False, escape="Chưa bật thì chưa có gì thay đổi.")
        self.form.add(TextField("second", "Mã xác nhận", required=True, placeholder="6 chữ số", longest=9))
        self.form.save_with(self.work, self._confirm, self._confirmed)
        self.form.left.connect(self.frame.back)
        self.taking_away = Form("Bỏ mã xác nhận", scrolls=False, escape="Mật khẩu chứng tỏ là mình.")
        self.taking_away.add(PasswordField("password", "Mật khẩu bây giờ"))
        self.taking_away.save_with(self.work, self._drop, self._dropped)
        self.taking_away.left.connect(self.frame.back)
        for part in (self.shown, self.form, self.taking_away):
            self.add(part)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.set_heading("Mã xác nhận trên điện thoại", "Không cần mạng, không cần số điện thoại")
        for form in (self.form, self.taking_away):
            form.clear()
            form.hide()
        self.work.read(self._begin, self._show, owner=self)

    def leaving(self) -> bool:
        """The secret and the paper codes are not left on a screen that nobody looks at."""
        self._enrolment = None
        self.shown.show_parts()
        self.taking_away.clear()
        return True

    def _begin(self) -> Enrolment | None:
        login = service.login_here(self._database, self._vault)
        if service.has_phone(self._database, login):
            return None
        return service.begin_phone(self._database, login)

    def _show(self, enrolment: Enrolment | None) -> None:
        self._enrolment = enrolment
        if enrolment is None:
            self.shown.show_parts(Banner(DROP, "attention"))
            self.taking_away.show()
            self.taking_away.focus_first()
            return
        self.form.show()
        picture = QLabel()
        picture.setProperty("look", "paper")
        picture.setPixmap(drawn(enrolment.uri))
        picture.setAccessibleName(f"Mã QR cho điện thoại; chuỗi chữ: {enrolment.typed}")
        picture.setFixedSize(SIDE, SIDE)
        steps = [text(words, wrap=True) for words in STEPS]
        typed = text(enrolment.typed, "section", wrap=True)
        self.shown.show_parts(row(picture, column(*steps, typed)), text(HONEST, "soft", wrap=True))
        self.form.focus_first()

    def _confirm(self, values: dict[str, Value]) -> Enrolment:
        enrolment = self._enrolment
        assert enrolment is not None, "the form is shown with it"
        login = service.login_here(self._database, self._vault)
        service.confirm_phone(self._database, login, enrolment, str(values["second"]))
        return enrolment

    def _drop(self, values: dict[str, Value]) -> None:
        login = service.login_here(self._database, self._vault)
        service.drop_phone(self._database, self._vault, login, str(values["password"]))

    def _dropped(self, _: object) -> None:
        self.notices.tell("Đã bỏ mã xác nhận. Từ nay chỉ hỏi mật khẩu.")
        self.frame.back()

    def _confirmed(self, enrolment: Enrolment) -> None:
        self.form.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        done = Action("Đã chép mã giấy", partial(self.go, "account"), "Ctrl+Return", "check")
        self.set_heading("Đã bật mã xác nhận", "Chép các mã giấy ra, cất nơi khoá được", done)
        words = (
            "Mất điện thoại thì mỗi mã giấy dưới đây thay cho điện thoại một lần. Các mã chỉ hiện lần này. "
            "Mất cả hai thì trưởng trạm đặt lại mật khẩu cho mình."
        )
        codes = [text(code, "section") for code in enrolment.paper_codes]
        half = len(codes) // 2
        card = Card(row(column(*codes[:half]), column(*codes[half:])))
        self.shown.show_parts(Banner(words, "attention"), card)


def drawn(content: str) -> QPixmap:
    """Dark on white whatever the colours of the window: that is what cameras look for."""
    rows = matrix(content)
    modules = len(rows) + 2 * QUIET_MODULES
    image = QImage(modules, modules, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for down, line in enumerate(rows, QUIET_MODULES):
        for across, dark in enumerate(line, QUIET_MODULES):
            if dark:
                painter.fillRect(across, down, 1, 1, Qt.GlobalColor.black)
    painter.end()
    scale = max(1, SIDE // modules)
    return QPixmap.fromImage(image).scaled(modules * scale, modules * scale)

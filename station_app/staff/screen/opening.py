"""A new account: who, under which login, in which role; then the first password, shown once."""

from functools import partial

from PySide6.QtCore import Qt

import resources
from station_app.common.names import fold, tidy_name
from station_app.shell.fields import ChoiceField, TextField, Value
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.widgets import Action
from station_app.staff import service
from station_app.staff.screen.words import first_password
from station_app.staff.service import Opened
from station_app.store.database import Database
from station_app.store.vault import Vault


class OpenAccount(Screen):
    """One account per person: what each writes carries their name."""

    def __init__(self, frame: Frame, database: Database, vault: Vault) -> None:
        super().__init__(frame)
        self._database, self._vault = database, vault
        self.form = Form("Mở tài khoản", escape="Mỗi người một tài khoản, không dùng chung.")
        name = self.form.add(TextField("name", "Họ và tên", required=True))
        self.form.add(
            TextField("login", "Tên đăng nhập", required=True, hint="Chữ thường không dấu, ví dụ hanh.")
        )
        self.form.add(ChoiceField("role", "Vai trò", resources.codes("roles"), required=True))
        self.form.add(TextField("title", "Chức danh"))
        self.form.save_with(self.work, self._save, self._opened)
        self.form.left.connect(self.frame.back)
        name.moved_on.connect(self._propose)
        self.said = Refill()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add(self.said)
        self.add(self.form, 100)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.set_heading("Mở tài khoản", "Người đó tự đặt mật khẩu ở lần đăng nhập đầu")
        self.said.show_parts()
        self.form.clear()
        self.form.show()
        self.form.focus_first()

    def leaving(self) -> bool:
        """A first password is not left on a screen that nobody looks at."""
        self.said.show_parts()
        return True

    def _propose(self) -> None:
        login, name = self.form.fields["login"], self.form.fields["name"].value()
        if name and not login.value():
            login.set_value(fold(str(name)).split(" ")[-1])

    def _save(self, values: dict[str, Value]) -> tuple[Opened, str]:
        name = tidy_name(str(values["name"]))
        return service.open_account(self._database, self._vault, {**values, "name": name}), name

    def _opened(self, made: tuple[Opened, str]) -> None:
        opened, name = made
        self.form.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.said.show_parts(*first_password(opened, name))
        again = Action(
            "Mở tài khoản nữa", partial(self.opened, Address(("accounts", "new"))), "Ctrl+N", "plus"
        )
        done = Action("Xong", partial(self.go, "accounts"), "Ctrl+Return", "check")
        self.set_heading("Đã mở tài khoản", name, done, (again,))

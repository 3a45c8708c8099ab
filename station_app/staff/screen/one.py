"""One account: role, key on this PC, a forgotten password, leaving and coming back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

import resources
from station_app.shell.fields import ChoiceField, TextField, Value
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.widgets import Action, Banner, EmptyState, action_button, row, text
from station_app.staff import service
from station_app.staff.screen.words import first_password, standing
from station_app.staff.service import Holder, Opened
from station_app.store.database import Database
from station_app.store.vault import Vault

RESET = (
    "Đặt lại mật khẩu: mật khẩu cũ, bản đang gõ dở và mã điện thoại của người này trên máy này mất hiệu lực. "
    "Hồ sơ đã lưu còn nguyên."
)
CLOSE = "Đóng tài khoản: người này không vào được sổ ở máy nào nữa. Những gì đã ghi vẫn mang tên họ."


class AccountPage(Screen):
    """What cannot be taken back is asked about once, in place."""

    def __init__(self, frame: Frame, database: Database, vault: Vault) -> None:
        super().__init__(frame, scrolls=True)
        self._database, self._vault = database, vault
        self._user = ""
        self._holder: Holder | None = None
        self.said, self.offers = Refill(), Refill()
        self.form = Form("Lưu vai trò", scrolls=False, escape="Khoá trên máy này đổi theo vai trò.")
        self.form.add(ChoiceField("role", "Vai trò", resources.codes("roles"), required=True))
        self.form.add(TextField("reason", "Lý do, khi đổi hoặc đóng"))
        self.form.save_with(self.work, self._change, lambda _: self._done("Đã đổi vai trò."))
        self.form.left.connect(self.frame.back)
        for part in (self.said, self.offers, self.form):
            self.add(part)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self._user = address.parts[1]
        self.said.show_parts()
        self.load()

    def on_changes(self, changes: Changes) -> None:
        if self._user in changes.get("user", ()):
            self.load()

    def leaving(self) -> bool:
        self.said.show_parts()
        return True

    def load(self) -> None:
        read = partial(service.holders, self._database, self._vault, everyone=True)
        self.work.run_latest("account", read, self._show, owner=self)

    def _show(self, found: list[Holder]) -> None:
        holder = self._holder = next((one for one in found if one.user.id == self._user), None)
        if holder is None:
            self.said.show_parts(EmptyState("Không có tài khoản này trên máy", icon="person"))
            self.offers.show_parts()
            self.form.hide()
            return
        self.set_heading(holder.user.name, f"{holder.user.role_label} · {holder.login or holder.user.login}")
        self.form.show()
        self.form.fill({"role": holder.user.role})
        words, state = standing(holder)
        self.offers.show_parts(Banner(words, state), *self._rows(holder))

    def _rows(self, holder: Holder) -> list[QWidget]:
        me = holder.user.id == self._database.author.user
        shown = [action_button(one) for one in ([] if me else self._offers(holder))]
        if me:
            return [text("Đây là tài khoản của mình: mật khẩu đổi ở trang Tài khoản của tôi.", "soft")]
        return [row(*shown)] if shown else []

    def _offers(self, holder: Holder) -> list[Action]:
        if not holder.user.active or holder.stopped:
            again = partial(service.reopen_account, self._database, self._vault, self._user)
            return [Action("Mở lại", partial(self._grant, again), "Ctrl+M", "unlock")]
        offers = []
        if holder.login is None and holder.user.role != service.IT:
            here = partial(service.grant_here, self._database, self._vault, self._user)
            offers.append(Action("Cấp khoá trên máy này", partial(self._grant, here), "Ctrl+K", "key"))
        if holder.login is not None:
            reset = partial(service.reset_password, self._database, self._vault, self._user)
            ask = partial(self._ask, RESET, "Đặt lại mật khẩu", partial(self._grant, reset))
            offers.append(Action("Đặt lại mật khẩu", ask, "Ctrl+R", "key"))
        if holder.due:
            offers.append(Action("Cấp khoá hồ sơ hạn chế", self._confirm, "Ctrl+G", "shield"))
        close = partial(self._ask, CLOSE, "Đóng tài khoản", self._close)
        return [*offers, Action("Đóng tài khoản", close, "Ctrl+D", "lock")]

    def _ask(self, words: str, label: str, run: Callable[[], object]) -> None:
        yes = Action(label, run, look="danger")
        no = Action("Thôi", self.said.show_parts)
        asked = Banner(words, "danger", no, yes)
        self.said.show_parts(asked)
        asked.findChildren(QPushButton)[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _change(self, values: dict[str, Value]) -> None:
        reason = values["reason"]
        service.change_role(
            self._database, self._vault, self._user, str(values["role"]), str(reason) if reason else None
        )

    def _grant(self, op: Callable[[], Opened]) -> None:
        self.work.run(op, self._granted, self._refused, owner=self, after=self.load)

    def _granted(self, opened: Opened) -> None:
        name = self._holder.user.name if self._holder else opened.login
        self.said.show_parts(*first_password(opened, name))

    def _confirm(self) -> None:
        op = partial(service.confirm, self._database, self._vault, self._user)
        self.work.run(op, lambda _: self._done("Đã cấp khoá hồ sơ hạn chế."), self._refused, owner=self)

    def _close(self) -> None:
        reason = self.form.fields["reason"].value()
        op = partial(
            service.close_account, self._database, self._vault, self._user, str(reason) if reason else None
        )
        self.work.run(op, lambda _: self._done("Đã đóng tài khoản."), self._refused, owner=self)

    def _refused(self, refused: Any) -> None:
        self.said.show_parts(Banner(refused.reason, "danger"))

    def _done(self, words: str) -> None:
        self.said.show_parts(Banner(words, "done"))
        self.load()

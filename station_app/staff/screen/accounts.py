"""Everybody's accounts, for whoever admits people: how each stands here, and who is about to be stopped."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt

from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action, Banner, EmptyState
from station_app.staff import service
from station_app.staff.screen.words import standing
from station_app.staff.service import Holder, Idle, Right
from station_app.store.database import Database
from station_app.store.vault import Vault


@dataclass(frozen=True, slots=True)
class _Page:
    holders: list[Holder]
    idle: list[Idle]
    may_admit: bool


class Accounts(Screen):
    """Enter opens one."""

    def __init__(self, frame: Frame, database: Database, vault: Vault) -> None:
        super().__init__(frame)
        self._database, self._vault = database, vault
        self._everyone = False
        self.said = Refill()
        self.table = Table(
            [
                Column("Họ và tên", lambda one: one.user.name, "Nguyễn Thị Hồng Nhung", stretch=True),
                Column("Vai trò", lambda one: one.user.role_label, "Nhân viên y tế thôn bản"),
                Column("Đăng nhập", lambda one: one.login or one.user.login, "hong.nhung.nguyen"),
                Column(
                    "Trên máy này",
                    lambda one: standing(one)[0],
                    "Chờ cấp khoá hồ sơ hạn chế",
                    state=lambda one: standing(one)[1],
                ),
            ],
            empty=EmptyState("Chưa có tài khoản nào", icon="person"),
            name="Tài khoản",
            key=lambda one: one.user.id,
        )
        self.table.opened.connect(lambda one: self.go(f"accounts/{one.user.id}"))
        self.add(self.said)
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changes(self, changes: Changes) -> None:
        if "user" in changes:
            self.load()

    def load(self) -> None:
        self.work.run_latest("accounts", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        return _Page(
            service.holders(self._database, self._vault, everyone=self._everyone),
            service.idle(self._database, self._vault, None),
            service.may(self._database, Right.ADMIT),
        )

    def _show(self, page: _Page) -> None:
        add = Action("Mở tài khoản", partial(self.go, "accounts/new"), "Ctrl+N", "plus")
        more = Action("Ẩn người đã nghỉ" if self._everyone else "Cả người đã nghỉ", self._switch, "Ctrl+H")
        rights = Action("Ai được làm gì", partial(self.go, "access"), "Alt+B", "shield")
        working = sum(one.user.active for one in page.holders)
        self.set_heading(
            "Tài khoản", f"{working} người đang làm việc", add if page.may_admit else None, (more, rights)
        )
        self.said.show_parts(*(Banner(words(one), "attention") for one in page.idle))
        self.table.set_rows(page.holders)

    def _switch(self) -> None:
        self._everyone = not self._everyone
        self.load()


def words(one: Idle) -> str:
    """What happens to whoever was not here for long, and who can prevent it."""
    if one.stopped:
        return f"{one.name} đã ngừng vì {one.days} ngày không dùng máy này. Mở người đó ra để mở lại."
    when = f"sau {one.days_left} ngày nữa" if one.days_left else "ở lần liên lạc sau với kho tỉnh"
    return (
        f"{one.name} không dùng máy này {one.days} ngày, tính theo giờ kho tỉnh. Tài khoản ngừng {when}, "
        "trừ khi người đó đăng nhập."
    )

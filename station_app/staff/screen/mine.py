"""One's own account: how password, phone and PIN stand, and the way to each."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, SectionTitle, text
from station_app.staff import service
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.policy import Policy
from station_app.store.vault import Vault

FEW_CODES = 2


class Pins(Protocol):
    """The PIN of the session that is running; the program keeps it in its memory."""

    def is_set(self) -> bool: ...
    def set_pin(self, digits: str) -> None: ...
    def drop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Page:
    login: str
    name: str
    role: str
    phone: bool
    paper: int
    terms: Policy


class MyAccount(Screen):
    def __init__(self, frame: Frame, database: Database, vault: Vault, pins: Pins) -> None:
        super().__init__(frame, scrolls=True)
        self._database, self._vault, self._pins = database, vault, pins
        self.said = Refill()
        self.add(self.said)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("mine", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        login = service.login_here(self._database, self._vault)
        me = next(row for row in service.users(self._database) if row.id == self._database.author.user)
        phone = service.has_phone(self._database, login)
        paper = service.paper_codes_left(self._database, login) if phone else 0
        return _Page(login, me.name, me.role_label, phone, paper, policy.current(self._database))

    def _show(self, page: _Page) -> None:
        rights = Action("Ai được làm gì", partial(self.go, "access"), "Alt+B", "shield")
        self.set_heading("Tài khoản của tôi", f"{page.name} · {page.role} · {page.login}", more=(rights,))
        change = Action("Đổi mật khẩu", partial(self.go, "account/password"), "Ctrl+M", "key")
        about = "Chỉ mình biết, không ai xem lại được. Đổi ở máy nào thì chỉ đổi ở máy đó."
        self.said.show_parts(
            SectionTitle("Mật khẩu", change),
            text(about, "soft", wrap=True),
            *self._phone(page),
            *self._pin(page),
        )

    def _phone(self, page: _Page) -> tuple[SectionTitle, Banner]:
        to = partial(self.go, "account/phone")
        if page.phone:
            state: State = "done" if page.paper > FEW_CODES else "attention"
            said = f"Đang dùng. Còn {page.paper} mã giấy cho lúc mất điện thoại."
            return SectionTitle("Mã xác nhận trên điện thoại", Action("Bỏ mã", to, "Ctrl+T")), Banner(
                said, state
            )
        words = (
            "Chưa dùng. Khi dùng, sau mật khẩu máy hỏi thêm 6 chữ số trên điện thoại, không cần mạng; "
            f"mật khẩu từ {page.terms.password_length_with_phone} ký tự là đủ."
        )
        title = SectionTitle("Mã xác nhận trên điện thoại", Action("Đặt mã", to, "Ctrl+T", "phone"))
        return title, Banner(words, "neutral")

    def _pin(self, page: _Page) -> tuple[SectionTitle, Banner]:
        title = "Mã PIN mở lại sau khi khoá"
        if not page.terms.pin_hours:
            return SectionTitle(title), Banner("Chính sách của trạm không cho dùng mã PIN.", "neutral")
        if self._pins.is_set():
            said = "Đã đặt cho phiên này. Sai 3 lần, hết giờ, hoặc tắt chương trình thì phải gõ mật khẩu."
            return SectionTitle(title, Action("Bỏ mã PIN", self._drop_pin, "Ctrl+I")), Banner(said, "done")
        words = (
            f"Chưa đặt. Dùng được {page.terms.pin_hours} giờ trong phiên này; mã chỉ nằm trong bộ nhớ của "
            "chương trình, không ghi xuống đĩa, không mở được sổ sau khi tắt."
        )
        to = Action("Đặt mã PIN", partial(self.go, "account/pin"), "Ctrl+I", "lock")
        return SectionTitle(title, to), Banner(words, "neutral")

    def _drop_pin(self) -> None:
        self._pins.drop()
        self.load()

"""Choosing something of one's own: a new password, or the digits that open what is only locked."""

from functools import partial

from station_app.common.errors import Refused
from station_app.shell.fields import Judged, PasswordField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.widgets import Banner
from station_app.staff import service
from station_app.staff.screen.mine import Pins
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.policy import Policy
from station_app.store.vault import Vault
from station_app.store.vault.passwords import LENGTH_REQUIRED, judged

HOW = (
    "Ghép bốn từ chẳng liên quan gì nhau, ví dụ một con vật, một món ăn, một dòng suối, một màu. Dài quan "
    "trọng hơn dấu và chữ hoa."
)


class ChangePassword(Screen):
    """The old one proves who is asking; the meter says how the new one stands."""

    def __init__(self, frame: Frame, database: Database, vault: Vault) -> None:
        super().__init__(frame)
        self._database, self._vault = database, vault
        self._login, self._least = "", LENGTH_REQUIRED
        self._about: tuple[str, ...] = ()
        self.form = Form("Đổi mật khẩu", escape="Chỉ đổi trên máy này. Bản gõ dở còn nguyên.")
        self.form.add(PasswordField("old", "Mật khẩu bây giờ"))
        self.form.add(PasswordField("new", "Mật khẩu mới", judge=self._judge))
        self.form.add(PasswordField("again", "Gõ lại mật khẩu mới"))
        self.form.save_with(self.work, self._change, self._changed)
        self.form.left.connect(self.frame.back)
        self.add(Banner(HOW))
        self.add(self.form, 1)

    def opened(self, address: Address) -> None:
        self.set_heading("Đổi mật khẩu")
        self.form.clear()
        self.work.read(self._read, self._know, owner=self)
        self.form.focus_first()

    def leaving(self) -> bool:
        self.form.clear()
        return True

    def _read(self) -> tuple[str, tuple[str, ...], int]:
        login = service.login_here(self._database, self._vault)
        return login, service.about(self._database), service.least_length(self._database, login)

    def _know(self, known: tuple[str, tuple[str, ...], int]) -> None:
        self._login, self._about, self._least = known

    def _judge(self, typed: str) -> Judged:
        return Judged(*judged(typed, self._login, least=self._least, about=self._about))

    def _change(self, values: dict[str, Value]) -> None:
        if values["again"] != values["new"]:
            raise Refused("Hai lần gõ mật khẩu không giống nhau. Gõ lại.", "again")
        old, new = str(values["old"]), str(values["new"])
        service.change_password(self._database, self._vault, self._read()[0], old, new)

    def _changed(self, _: object) -> None:
        self.form.clear()
        self.notices.tell("Đã đổi mật khẩu. Lần đăng nhập sau gõ mật khẩu mới.")
        self.frame.back()


class SetPin(Screen):
    """Kept in the memory of the program alone."""

    def __init__(self, frame: Frame, database: Database, pins: Pins) -> None:
        super().__init__(frame)
        self._database, self._pins = database, pins
        self.form = Form("Đặt mã PIN", escape="Chưa đặt thì vẫn mở bằng mật khẩu.")
        self.form.add(PasswordField("pin", "Mã PIN"))
        self.form.add(PasswordField("again", "Gõ lại mã PIN"))
        self.form.submitted.connect(self._set)
        self.form.left.connect(self.frame.back)
        self.add(self.form, 1)

    def opened(self, address: Address) -> None:
        self.set_heading("Mã PIN của phiên này")
        self.form.clear()
        self.work.read(partial(policy.current, self._database), self._show, owner=self)
        self.form.focus_first()

    def leaving(self) -> bool:
        self.form.clear()
        return True

    def _show(self, terms: Policy) -> None:
        until = f"dùng được {terms.pin_hours} giờ, sai 3 lần thì phải gõ mật khẩu"
        self.set_heading("Mã PIN của phiên này", f"Từ {terms.pin_digits} đến 6 chữ số; {until}")

    def _set(self, values: dict[str, Value]) -> None:
        try:
            if values["again"] != values["pin"]:
                raise Refused("Hai lần gõ mã PIN không giống nhau. Gõ lại.", "again")
            self._pins.set_pin(str(values["pin"]))
        except Refused as refusal:
            self.form.refused(refusal)
            return
        self.notices.tell("Đã đặt mã PIN cho phiên này.")
        self.frame.back()

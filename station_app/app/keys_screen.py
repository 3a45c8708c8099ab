"""The keys of this PC: who holds what, the sheet for the envelope, and new keys when somebody has left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from station_app.app import rekeying
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, EmptyState, SectionTitle
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.vault import Holder, Vault

ADDRESS = "keys"


@dataclass(frozen=True, slots=True)
class _Page:
    holders: list[Holder]
    truths: rekeying.Standing
    may_change: bool


class KeysScreen(Screen):
    """`change_key()` closes the station and changes its data key: only the program can do that."""

    def __init__(self, frame: Frame, database: Database, change_key: Callable[[], object]) -> None:
        super().__init__(frame)
        self._database, self._change_key = database, change_key
        self.said = Refill()
        self.table = Table(
            [
                Column("Ai giữ", lambda row: row.title[:1].upper() + row.title[1:], stretch=True),
                Column("Mở được gì", lambda row: row.holds, widest="mở sổ, đọc hồ sơ hạn chế"),
                Column("Kiểu ô khóa", _kind, state=_state, widest="kiểu cũ, đăng nhập một lần là mới"),
            ],
            empty=EmptyState("Không thấy ô khóa nào", "Đóng phần mềm và báo cán bộ tin học.", icon="key"),
            name="Các ô khóa",
        )
        self.add(self.said)
        self.add(SectionTitle("Ai giữ khóa của máy này", note="tên và quyền, không có bí mật nào"))
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self.load()
        self.table.setFocus()

    def on_changes(self, changes: Changes) -> None:
        if "user" in changes:
            self.load()

    def load(self) -> None:
        self.work.run_latest("keys", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        vault = self._vault()
        may = staff.may(self._database, staff.Right.ROTATE_KEY)
        return _Page(vault.holders(), rekeying.standing(vault), may)

    def _show(self, page: _Page) -> None:
        if page.may_change:
            sheet = Action("In phiếu khôi phục mới", self._print, "Ctrl+P", icon="print")
            more = (
                Action("Đổi khóa dữ liệu…", self._change_key, "Ctrl+D", icon="key"),
                Action("Đổi khóa hồ sơ hạn chế", self._change_seal, icon="lock"),
            )
            self.set_heading("Khóa của trạm", "", sheet, more)
        else:
            self.set_heading("Khóa của trạm", "Chỉ trưởng trạm in phiếu và đổi khóa.")
        self.said.show_parts(*_banners(page.truths))
        self.table.set_rows(page.holders)

    def _print(self) -> None:
        """The old sheet is worthless from the moment this one is shown; it lies in memory only."""
        self.frame.print_pdf(self._new_sheet, "Phiếu khôi phục", "phieu-khoi-phuc.pdf", "vault:sheet")

    def _new_sheet(self) -> bytes:
        taken: list[bytes] = []
        rekeying.new_sheet(self._database, self._vault(), taken.append)
        self.work.soon(self.load)
        return taken[0]

    def _change_seal(self) -> None:
        def told(_: object) -> None:
            self.notices.tell("Đã đổi khóa hồ sơ hạn chế. Hồ sơ cũ vẫn đọc được.", "done")
            self.load()

        self.work.run(partial(rekeying.change_seal, self._database, self._vault()), told, owner=self)

    def _vault(self) -> Vault:
        return Vault.open(self._database.path.parent, clock=self._database.clock)


def _kind(row: Holder) -> str:
    return "kiểu cũ, đăng nhập một lần là mới" if row.old else "kiểu mới"


def _state(row: Holder) -> State:
    return "attention" if row.old else "done"


def _banners(now: rekeying.Standing) -> Iterator[QWidget]:
    words = now.words
    for line in words:
        yield Banner(line, "attention")
    if not words:
        yield Banner("Phiếu khôi phục còn giá trị, không có việc gì phải làm với khóa.", "done")

"""The service point without internet: serving the other PCs, pairing with them, and how they stand."""

from dataclasses import dataclass
from functools import partial

from station_app.common.days import shown_instant
from station_app.exchange.neighbours import Neighbours
from station_app.exchange.service import relay
from station_app.exchange.service.relay import Met, Peer
from station_app.shell.fields import TextField
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action, Banner, EmptyState, SectionTitle, action_button, row, text
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "warehouse/relay"
_SERVES = "Máy này đang tiếp sức: các máy đã ghép đôi gửi nhận với nó khi không có mạng ngoài."
_REST = "Máy này chưa tiếp sức cho máy nào. Bật ở một máy hay mở suốt ngày; các máy khác ghép đôi với nó."
_NOT_PROVINCE = "Máy tiếp sức giữ hộ và gửi tiếp. Chỉ kho tỉnh xác nhận mới tính là đã gửi."


@dataclass(frozen=True, slots=True)
class _Page:
    is_on: bool
    code: str | None
    peers: list[Peer]


class RelayScreen(Screen):
    def __init__(self, frame: Frame, database: Database, neighbours: Neighbours) -> None:
        super().__init__(frame, scrolls=True)
        self._database, self._neighbours = database, neighbours
        self.said = Refill()
        self.join = self._join_form()
        self.peers = Table(
            [
                Column("Điểm trạm", lambda p: p.point, stretch=True),
                Column("Máy", lambda p: p.device, widest="aaaaaaaaaa"),
                Column(
                    "Gặp lần cuối",
                    lambda p: shown_instant(p.met_at) if p.met_at else "chưa gặp",
                    widest="00:00 00/00/0000",
                ),
                Column(
                    "Giữ hộ đến thay đổi số",
                    lambda p: f"{p.kept}",
                    right=True,
                    widest="Giữ hộ đến thay đổi số",
                ),
            ],
            empty=EmptyState(
                "Chưa ghép đôi với máy nào", "Ghép một lần, về sau hai máy tự tìm nhau.", icon="sync"
            ),
            name="Máy đã ghép đôi",
        )
        self.add(self.said)
        self.add(SectionTitle("Máy đã ghép đôi", Action("Gặp ngay", self._meet, "Ctrl+G")))
        self.add(self.peers, 1)
        self.add(SectionTitle("Ghép đôi với máy tiếp sức khác"))
        self.add(self.join)

    def opened(self, address: Address) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("relay", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        here = self._neighbours.relay
        return _Page(here.is_on, here.door.code, relay.peers(self._database))

    def _show(self, page: _Page) -> None:
        self.set_heading("Tiếp sức trong điểm trạm", "Gửi nhận giữa các máy khi không có mạng ngoài")
        on = Action(
            "Tắt tiếp sức" if page.is_on else "Bật tiếp sức", partial(self._switch, not page.is_on), "Ctrl+B"
        )
        actions = [action_button(on)]
        if page.is_on:
            actions.append(action_button(Action("Hiện mã ghép đôi", self._open_door, "Ctrl+M")))
        state = Banner(_SERVES if page.is_on else _REST, "done" if page.is_on else "information")
        parts = [state, row(*actions)]
        if page.code:
            code = f"{page.code[:4]} {page.code[4:]}"
            parts.append(text(f"Mã ghép đôi: {code}", "title"))
            parts.append(text("Gõ mã này ở máy kia trong 10 phút. Gõ sai được 3 lần.", "soft"))
        self.said.show_parts(*parts, text(_NOT_PROVINCE, "soft", wrap=True))
        self.peers.set_rows(page.peers)

    def _switch(self, on: bool) -> None:
        self.work.read(partial(self._neighbours.switch, on), owner=self, after=self.load)

    def _open_door(self) -> None:
        self.work.read(self._neighbours.relay.door.open, owner=self, after=self.load)

    def _meet(self) -> None:
        self.work.read(
            partial(relay.meet_all, self._database, look=True), self._met, owner=self, after=self.load
        )

    def _met(self, met: Met) -> None:
        words = [f"Đã gặp {len(met.meetings)} máy."] if met.meetings or not met.silent else []
        words += [f"Máy {device}: {why}." for device, why in met.silent.items()]
        self.notices.tell(" ".join(words))

    def _join_form(self) -> Form:
        form = Form("Ghép đôi", scrolls=False, escape="Mã hiện trên máy tiếp sức, mục “Hiện mã ghép đôi”.")
        code = TextField("code", "Mã ghép đôi", required=True, placeholder="1234 5678")
        place = TextField(
            "address", "Địa chỉ máy đó", hint="để trống: tự tìm", placeholder="192.168.1.10:8471"
        )
        form.pair(code, place)

        def save(values: dict[str, Value]) -> str:
            address = values["address"]
            return relay.join(self._database, str(values["code"]), str(address) if address else None)

        form.save_with(self.work, save, self._joined)
        return form

    def _joined(self, device: str) -> None:
        self.notices.tell(f"Đã ghép đôi với máy {device}.")
        self.join.clear()
        self._neighbours.saved()
        self.load()

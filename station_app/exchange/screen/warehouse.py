"""The line to the province in full: receipts, what waits, what the warehouse holds back and why."""

from collections.abc import Callable
from dataclasses import dataclass

from station_app.common.days import shown_instant
from station_app.exchange import service
from station_app.exchange.service import Held, LineState, ReceiptLine
from station_app.shell.fields import TextField
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, EmptyState, SectionTitle, column, text
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "warehouse"
_OUTCOMES = {"match": "Dấu kiểm khớp", "differ": "Dấu kiểm lệch", "waiting": "Chờ đối chiếu"}


@dataclass(frozen=True, slots=True)
class _Page:
    state: LineState
    receipts: list[ReceiptLine]
    held: list[Held]


class WarehouseScreen(Screen):
    """Green only on a receipt whose counts, chain and digests match."""

    def __init__(self, frame: Frame, database: Database, run_now: Callable[[], object]) -> None:
        super().__init__(frame)
        self._database = database
        self._run_now = run_now
        self._banner = column()
        self.enrol = self._enrol_form()
        self.receipts = Table(
            [
                Column("Biên nhận lúc", lambda r: shown_instant(r.taken_at), widest="00:00 00/00/0000"),
                Column(
                    "Đã nhận đến thay đổi số",
                    lambda r: f"{r.upto}",
                    right=True,
                    widest="Đã nhận đến thay đổi số",
                ),
                Column("Kết quả", lambda r: _OUTCOMES.get(r.outcome, r.outcome), stretch=True),
            ],
            empty=EmptyState(
                "Chưa có biên nhận nào", "Biên nhận đến sau lượt gửi nhận đầu tiên.", icon="cloud"
            ),
            name="Biên nhận của kho tỉnh",
        )
        self.held = Table(
            [
                Column("Bản ghi", lambda h: f"{h.entity} {h.record[-6:]}", widest="household_member 000000"),
                Column("Vì sao kho tỉnh chưa xếp được", lambda h: h.reason, stretch=True),
            ],
            empty=EmptyState("Không có bản ghi nào bị giữ lại", icon="check"),
            name="Bản ghi kho tỉnh giữ lại",
        )
        self.held.opened.connect(lambda held: self.go(f"{held.entity}/{held.record}"))
        self.add(self._banner)
        self.add(self.enrol)
        self.add(SectionTitle("Biên nhận"))
        self.add(self.receipts, 2)
        self.add(SectionTitle("Chờ sửa để kho tỉnh xếp vào bảng"))
        self.add(self.held, 1)

    def opened(self, address: Address) -> None:
        self.load()

    def on_changes(self, changes: Changes) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("warehouse", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        return _Page(
            service.line_state(self._database),
            service.receipts(self._database),
            service.quarantined(self._database),
        )

    def _show(self, page: _Page) -> None:
        send = Action("Gửi nhận ngay", self._run_now, "Ctrl+Return") if page.state.enrolled else None
        self.set_heading("Kho tỉnh", page.state.gateway or "Máy này chưa ghi danh", send)
        self.enrol.setVisible(not page.state.enrolled)
        layout = self._banner.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        layout.addWidget(Banner(service.in_words(page.state) + ".", line_colour(page.state)))
        if page.state.parked:
            layout.addWidget(
                text(f"{page.state.parked} thay đổi của máy khác đang chờ phần đi trước.", "soft")
            )
        self.receipts.set_rows(page.receipts)
        self.held.set_rows(page.held)

    def _enrol_form(self) -> Form:
        form = Form("Ghi danh", scrolls=False)
        form.add(TextField("gateway", "Địa chỉ kho tỉnh", required=True))
        form.add(TextField("code", "Mã ghi danh dùng một lần", required=True))

        def save(values: dict[str, Value]) -> str:
            return service.enroll(self._database, str(values["gateway"]), str(values["code"]))

        form.save_with(self.work, save, self._enrolled)
        return form

    def _enrolled(self, point: str) -> None:
        self.notices.tell(f"Đã ghi danh: {point}. Bắt đầu gửi nhận.")
        self._run_now()
        self.load()


def line_colour(state: LineState) -> State:
    if not state.enrolled or state.match is None:
        return "attention" if state.unsent or not state.enrolled else "information"
    return "done" if state.match else "danger"

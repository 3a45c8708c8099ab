"""The line to the province in full: how it stands, the receipts, and enrolling where it is not yet there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from station_app.common.days import shown_instant
from station_app.exchange import service
from station_app.exchange.screen import courier, quarantine, relay
from station_app.exchange.screen.truths import Answers, Standing, standing, truths
from station_app.exchange.service import ReceiptLine
from station_app.shell.fields import TextField
from station_app.shell.forms import Form
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action, EmptyState, SectionTitle
from station_app.store.database import Database
from station_app.store.verbs import Value

ADDRESS = "warehouse"
_OUTCOMES = {"match": "Dấu kiểm khớp", "differ": "Dấu kiểm lệch", "waiting": "Chờ đối chiếu"}


@dataclass(frozen=True, slots=True)
class _Page:
    now: Standing
    receipts: list[ReceiptLine]


class WarehouseScreen(Screen):
    """Green only on a receipt whose counts, chain and digests match."""

    def __init__(
        self,
        frame: Frame,
        database: Database,
        run_now: Callable[[], object],
        support: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(frame)
        self._database = database
        self._run_now, self._support = run_now, support
        self.said = Refill()
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
        self.title_of_receipts = SectionTitle("Biên nhận")
        self.form = scrolling(self.enrol)
        self.add(self.said)
        for part in (self.form, self.title_of_receipts, self.receipts):
            self.add(part, 0 if part is self.title_of_receipts else 1)

    def opened(self, address: Address) -> None:
        self.load()

    def on_changes(self, changes: Changes) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("warehouse", self._read, self._show, owner=self)

    def _read(self) -> _Page:
        return _Page(
            standing(self._database),
            service.receipts(self._database),
        )

    def _show(self, page: _Page) -> None:
        state = page.now.state
        send = Action("Gửi nhận ngay", self._run_now, "Ctrl+Return") if state.enrolled else None
        by_stick = Action("Mang bằng USB", partial(self.go, courier.ADDRESS), "Ctrl+U", icon="disk")
        nearby = Action("Tiếp sức", partial(self.go, relay.ADDRESS), "Ctrl+T", icon="sync")
        help_from_afar = Action("Gói hỗ trợ", self._support, "Ctrl+H", icon="help")
        more = (by_stick, nearby, help_from_afar) if state.enrolled else (help_from_afar,)
        self.set_heading("Kho tỉnh", state.gateway or "Máy này chưa ghi danh", send, more)
        enrolled = state.enrolled
        self.form.setVisible(not enrolled)
        for part in (self.title_of_receipts, self.receipts):
            part.setVisible(enrolled)
        correct = partial(self.go, quarantine.ADDRESS)
        answers = Answers(correct, self._send_deletions, self._allow_more)
        self.said.show_parts(*truths(page.now, answers))
        self.receipts.set_rows(page.receipts)

    def _send_deletions(self) -> None:
        self.work.run(partial(service.confirm_deletions, self._database), self._allowed)

    def _allow_more(self) -> None:
        self.work.run(partial(service.allow_more, self._database), self._allowed)

    def _allowed(self, _: object) -> None:
        self._run_now()
        self.load()

    def _enrol_form(self) -> Form:
        form = Form("Ghi danh", scrolls=False, escape="")
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

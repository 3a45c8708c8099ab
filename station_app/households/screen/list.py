"""Households by hamlet: hamlets with their counts at the left, the houses of the chosen one at the right."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from station_app.households import service
from station_app.households.service import HamletCount, HouseholdRow
from station_app.households.wire import ENTITIES
from station_app.shell import icons, theme
from station_app.shell.jobs import Steps, thousands
from station_app.shell.links import LinkRow, counted
from station_app.shell.preview import PdfPreview
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.tables import Column, Table
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, EmptyState
from station_app.store.database import Database
from station_app.store.entry import label_of

ADDRESS = "households"
PrintHamlet = Callable[[str], Steps]
"""Steps that end with the PDF of a hamlet's households and their number, or None when stopped."""


class HouseholdList(Screen):
    """`households?hamlet=…&q=…`. `print_hamlet` is the app's: a summary speaks of every room."""

    def __init__(self, frame: Frame, database: Database, print_hamlet: PrintHamlet) -> None:
        super().__init__(frame)
        self._database, self._print_hamlet = database, print_hamlet
        self.hamlet = ""
        self._hamlets: list[HamletCount] = []
        self.hamlets = Refill(0)
        side = scrolling(self.hamlets, 0)
        side.setFixedWidth(SIZES.rail)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Lọc theo mã hộ, hoặc tên một người trong hộ")
        self.filter.setAccessibleName("Lọc danh sách hộ")
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(
            icons.icon("search", theme.palette().ink_soft), QLineEdit.ActionPosition.LeadingPosition
        )
        self.filter.textEdited.connect(lambda _: self._show_rows())
        self.table = self._make_table()
        self.table.opened.connect(lambda row: self.go(f"household/{row.id}"))
        right = QHBoxLayout()
        right.setSpacing(SIZES.wide)
        right.addWidget(side)
        right.addWidget(self.table, 1)
        self.add(self.filter)
        self.add(right, 1)

    def opened(self, address: Address) -> None:
        self.hamlet = address.query.get("hamlet", "")
        self.filter.setText(address.query.get("q", ""))
        self._say_heading()
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changes(self, changes: Changes) -> None:
        if {"household", "household_member", "person"} & changes.keys():
            self.load()

    def load(self) -> None:
        self.work.run_latest(
            "hamlets", partial(service.hamlets, self._database), self._show_hamlets, owner=self
        )
        self._show_rows()

    def _show_rows(self) -> None:
        self.table.show_rows(partial(self._fetch, self.hamlet or None, self.filter.text().strip()))

    def _fetch(self, hamlet: str | None, query: str, last: Any, limit: int) -> Sequence[HouseholdRow]:
        after = last.place if last else None
        return service.list_households(self._database, hamlet, query, limit, after)

    def _show_hamlets(self, found: list[HamletCount]) -> None:
        self._hamlets = found
        everyone = HamletCount("", sum(one.households for one in found), sum(one.people for one in found))
        self.hamlets.show_parts(*(self._hamlet_line(one) for one in (everyone, *found)))
        self._say_heading()

    def _hamlet_line(self, one: HamletCount) -> LinkRow:
        made = LinkRow(
            one.hamlet or "Tất cả các thôn",
            partial(self._choose, one.hamlet),
            icon="map",
            right=counted(thousands(one.households)),
            leads=False,
        )
        made.setCheckable(True)
        made.setChecked(one.hamlet == self.hamlet)
        made.setAccessibleName(f"{made.words}, {one.households} hộ, {one.people} người")
        return made

    def _choose(self, hamlet: str) -> None:
        self.hamlet = hamlet
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_heading(self) -> None:
        counts = [one for one in self._hamlets if self.hamlet in ("", one.hamlet)]
        houses, people = sum(one.households for one in counts), sum(one.people for one in counts)
        note = f"{thousands(houses)} hộ · {thousands(people)} người"
        more: tuple[Action, ...] = ()
        if self.hamlet and houses:
            more = (
                Action("Đi từng hộ", self._walk, "Ctrl+D", "forward"),
                Action("In cả thôn", self.print_hamlet, "Ctrl+P", "print"),
            )
        add = Action("Đăng ký hộ", self._register, "Ctrl+N", "plus")
        self.set_heading(self.hamlet or "Hộ gia đình", note if self._hamlets else "", add, more)

    def _register(self) -> None:
        self.go(str(Address(("household", "new"), {"hamlet": self.hamlet} if self.hamlet else {})))

    def _walk(self) -> None:
        first = self.table.current
        if first:
            self.go(str(Address(("household", first.id), {"round": self.hamlet})))

    def print_hamlet(self) -> None:
        """A long piece of work: it can be left, found again in the bottom bar, and stopped."""
        hamlet = self.hamlet

        def show(made: tuple[bytes, int] | None) -> None:
            if made:
                pdf, count = made
                title, name = f"{hamlet}: {count} hộ", f"tom-tat-{hamlet}.pdf"
                PdfPreview.open_for(self.frame, pdf, title, name, "list:hamlet")

        self.work.job(
            f"In tóm tắt {hamlet}",
            self._print_hamlet(hamlet),
            unit="hộ",
            if_cut="Mất điện giữa chừng không mất dữ liệu nào; chỉ phải bấm in lại.",
            done=show,
            owner=self,
        )

    def _make_table(self) -> Table:
        return Table(
            [
                Column("Chủ hộ", lambda one: one.head_name or "chưa có chủ hộ", "Nguyễn Thị Hồng Nhung", True,
                       state=lambda one: None if one.head_name else "attention"),
                Column("Thôn, bản", lambda one: one.hamlet, "Trung tâm xã"),
                Column("Người", lambda one: str(one.people), "Người", right=True),
                Column("Diện hộ", _poverty, "Có mức sống trung bình"),
                Column("Mã hộ", lambda one: one.code, "12345-DEN-AK7QM0012"),
            ],
            work=self.work,
            empty=EmptyState(
                "Không có hộ nào như vậy",
                "Thử bớt chữ, chọn “Tất cả các thôn”, hoặc đăng ký hộ mới.",
                Action("Đăng ký hộ", self._register, icon="plus"),
                "household",
            ),
            name="Hộ gia đình",
        )  # fmt: skip


_POVERTY = next(field for field in ENTITIES[0].fields if field.name == "poverty_class")


def _poverty(row: HouseholdRow) -> str:
    """Every line is a household: the word need not be said again."""
    words = label_of(_POVERTY, row.poverty_class).removeprefix("Hộ ")
    return words[:1].upper() + words[1:]

"""Everyone in the book, in Vietnamese order, read page by page; a few letters make it short."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from station_app.people import service
from station_app.people.service import PersonHit
from station_app.shell import icons, theme
from station_app.shell.jobs import thousands
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action, EmptyState
from station_app.store.database import Database
from station_app.store.entry import label_of

MOST_FOUND = 200
ADDRESS = "people"


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, as the list says it."""

    hamlet: str
    head: str


Homes = Callable[[Collection[str]], Mapping[str, Home]]


@dataclass(frozen=True, slots=True)
class _Line:
    hit: PersonHit
    home: Home | None
    next: tuple[str, int] | None


class PeopleList(Screen):
    """`homes` says where people live; the app asks the households for it."""

    def __init__(self, frame: Frame, database: Database, homes: Homes) -> None:
        super().__init__(frame)
        self._database, self._homes = database, homes
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Lọc theo tên, ngày sinh, số giấy tờ, điện thoại")
        self.filter.setAccessibleName("Lọc danh sách")
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(
            icons.icon("search", theme.palette().ink_soft), QLineEdit.ActionPosition.LeadingPosition
        )
        self.filter.textEdited.connect(lambda _: self.load())
        self.table = Table(
            [
                Column("Họ và tên", lambda one: one.hit.full_name, "Nguyễn Thị Hồng Nhung Phương", True),
                Column("Ngày sinh", lambda one: one.hit.born, "00/00/0000"),
                Column("Tuổi", lambda one: one.hit.age, "khoảng 64 tuổi"),
                Column("Giới", lambda one: label_of(_SEX, one.hit.sex), "Chưa xác định"),
                Column("Thôn, bản", lambda one: one.home.hamlet if one.home else "–", "Thôn Trung Đồng 2"),
                Column("Chủ hộ", lambda one: one.home.head if one.home else "chưa thuộc hộ nào",
                       "Nguyễn Thị Hồng Nhung"),
            ],
            work=frame.work,
            empty=EmptyState(
                "Không có ai như vậy trong sổ",
                "Thử bớt chữ, hoặc viết không dấu. Chưa có thì đăng ký người mới.",
                Action("Thêm người", self._register, icon="plus"),
                "people",
            ),
            name="Người dân",
        )  # fmt: skip
        self.table.opened.connect(lambda line: self.go(f"person/{line.hit.id}"))
        self.add(self.filter)
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self.filter.setText(address.query.get("q", ""))
        self._say_heading("")
        self.load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changes(self, changes: Changes) -> None:
        if {"person", "identifier", "household_member"} & changes.keys():
            self.load()

    def load(self) -> None:
        self.work.run_latest(
            "people-count",
            partial(service.count_people, self._database),
            lambda count: self._say_heading(f"{thousands(count)} người trong sổ"),
            owner=self,
        )
        self.table.show_rows(partial(self._fetch, self.filter.text().strip()))

    def _say_heading(self, words: str) -> None:
        self.set_heading(
            "Người dân", words or self.subtitle, Action("Thêm người", self._register, "Ctrl+N", "plus")
        )

    def _register(self) -> None:
        typed = self.filter.text().strip()
        self.go(str(Address(("person", "new"), {"name": typed} if typed else {})))

    def _fetch(self, typed: str, last: Any, limit: int) -> Sequence[_Line]:
        if typed:
            found, after = ([] if last else service.search(self._database, typed, MOST_FOUND)), None
        else:
            found, after = service.list_people(self._database, limit, last.next if last else None)
        homes = self._homes([hit.id for hit in found])
        return [_Line(hit, homes.get(hit.id), after) for hit in found]


_SEX = next(field for field in service.PERSON.fields if field.name == "sex")

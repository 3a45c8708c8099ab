"""The form of a new household: the house, its head, and as many members as are named."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_app.households.screen.fields import add_living_fields, add_place_fields
from station_app.households.screen.member_group import MemberGroup
from station_app.households.service import NewMember
from station_app.shell.fields import Value
from station_app.shell.forms import Form
from station_app.shell.widgets import button, row

ADD_KEY = "Ctrl+M"
PREFIX = "members."


class HouseholdForm(Form):
    """`look_for_alike(group)` is asked when a member was described."""

    def __init__(
        self,
        today: Callable[[], date],
        known_hamlets: Callable[[], Sequence[str]],
        look_for_alike: Callable[[MemberGroup], object],
    ) -> None:
        super().__init__("Lưu hộ này")
        self._today, self._look = today, look_for_alike
        self.members: list[MemberGroup] = []
        add_place_fields(self, today, known_hamlets)
        self.section("Người trong hộ")
        self._people = QVBoxLayout()
        self._people.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self._people)
        self.put(holder)
        more = button("Thêm thành viên", icon="plus", shortcut=ADD_KEY, run=self.add_and_go)
        self.put(row(more))
        placed = list(self.fields)
        self.section("Điều kiện nhà ở", "Chưa hỏi được thì để trống, lần đi thăm sau ghi tiếp.")
        add_living_fields(self, today)
        self._living = [name for name in self.fields if name not in placed]
        self.add_member()

    def add_and_go(self) -> None:
        self.add_member().fields["full_name"].focus()

    def add_member(self) -> MemberGroup:
        number = self.members[-1].number + 1 if self.members else 0
        group = MemberGroup(number, self._today, partial(self.drop_member, number) if number else None)
        for field in group.fields.values():
            self._known(field)
        group.alike_wanted.connect(lambda: self._look(group))
        self.members.append(group)
        self._people.addWidget(group)
        group.show()  # at once: the next key may come before the layout does
        # Enter goes through the fields in this order: people before the house.
        self.fields = {name: self.fields[name] for name in (*self._first(), *self._living)}
        return group

    def _first(self) -> list[str]:
        return [name for name in self.fields if name not in self._living]

    def drop_member(self, number: int) -> None:
        group = next(one for one in self.members if one.number == number)
        self.members.remove(group)
        for field in group.fields.values():
            del self.fields[field.name]
        group.hide()
        group.deleteLater()
        self.members[-1].fields["full_name"].focus()

    def house(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {
            name: value for name, value in values.items() if not name.startswith(PREFIX) and value is not None
        }

    def wanted(self, values: dict[str, Value]) -> list[NewMember]:
        return [group.wanted(values) for group in self.members]

    def field_of(self, refused: str) -> str:
        """The form's name for a member's field that a refusal names by its row."""
        if not refused.startswith(PREFIX):
            return refused
        _, row, name = refused.split(".", 2)
        return f"{PREFIX}{self.members[int(row)].number}.{'citizen' if name == 'value' else name}"

    def draft(self) -> dict[str, Value]:
        used = {f"{PREFIX}{one.number}.person": one.existing for one in self.members if one.existing}
        return {**super().draft(), **used}

    def clear(self) -> None:
        for group in self.members[1:]:
            self.drop_member(group.number)
        super().clear()

    def restore(self, draft: Mapping[str, Any]) -> None:
        wanted = {int(name.split(".")[1]) for name in draft if name.startswith(PREFIX)}
        while wanted and self.members[-1].number < max(wanted):
            self.add_member()
        for group in [one for one in self.members[1:] if wanted and one.number not in wanted]:
            self.drop_member(group.number)
        super().restore(draft)
        for group in self.members:
            group.existing = draft.get(f"{PREFIX}{group.number}.person")

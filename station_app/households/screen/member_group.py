"""One person of a household being registered: who, which relation, and whether the book has them already."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.households.screen.fields import HEAD, member_field, person_field
from station_app.households.service import NewMember
from station_app.people.service import PersonHit
from station_app.shell.alike import Alike, AlikePanel
from station_app.shell.fields import Field, TextField, Value
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Line, SectionTitle

LOOK_FOR_ALIKE_MS = 300
DESCRIBES = ("full_name", "birth_date", "sex")
CITIZEN = "SDDCN"


class MemberGroup(QWidget):
    """Fields named `members.<number>.<field>`, as the refusals of a registration name them."""

    alike_wanted = Signal()

    def __init__(self, number: int, today: Callable[[], date], drop: Callable[[], object] | None) -> None:
        super().__init__()
        self.number = number
        self.existing: str | None = None
        prefix = f"members.{number}."
        self.fields: dict[str, Field] = {
            "full_name": person_field("full_name", today, prefix),
            "birth_date": person_field("birth_date", today, prefix, with_age=True),
            "sex": person_field("sex", today, prefix),
        }
        if drop:
            self.fields["relation"] = member_field("relation", today, prefix)
        self.fields["citizen"] = TextField(f"{prefix}citizen", "Số định danh (CCCD)", placeholder="12 chữ số")
        actions = [Action("Bỏ người này", drop, look="quiet", icon="close")] if drop else []
        self.title = SectionTitle("Chủ hộ" if not drop else f"Thành viên {number + 1}", *actions)
        self.alike = AlikePanel("Dùng")
        self._pause = QTimer(self, interval=LOOK_FOR_ALIKE_MS, singleShot=True)
        self._pause.timeout.connect(self.alike_wanted)
        for name in DESCRIBES:
            self.fields[name].changed.connect(self._described)
        self._lay_out()

    def described(self) -> dict[str, Value]:
        return {name: self.fields[name].value() for name in DESCRIBES}

    def show_alike(self, found: list[PersonHit]) -> None:
        if self.existing is None:
            rows = [Alike(hit.id, hit.full_name, f"{hit.born} · {hit.why}".strip(" ·")) for hit in found]
            self.alike.show_alike(rows)

    def use(self, person: str, shown: dict[str, Value]) -> None:
        """This is somebody the book has: shown as written there, not written again."""
        self.existing = None
        for name, value in shown.items():
            self.fields[name].set_value(value)
        self.existing = person
        self._pause.stop()
        self.alike.show_alike([])
        self.fields["full_name"].say("Dùng hồ sơ đã có trong sổ. Sửa tên để ghi thành người mới.", "done")

    def wanted(self, values: dict[str, Value]) -> NewMember:
        """`values` are those of the whole form."""
        mine = {name: values[field.name] for name, field in self.fields.items()}
        relation = str(mine.pop("relation", HEAD) or "")
        citizen = mine.pop("citizen")
        if self.existing:
            return NewMember(relation, person=self.existing)
        identifiers = [{"type": CITIZEN, "value": citizen, "status": "active"}] if citizen else []
        person = {name: value for name, value in mine.items() if value is not None}
        return NewMember(relation, values=person, identifiers=identifiers)

    def _described(self) -> None:
        self.existing = None
        self._pause.start()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SIZES.gap, 0, 0)
        column.setSpacing(SIZES.pad)
        column.addWidget(Line())
        column.addWidget(self.title)
        column.addWidget(self.fields["full_name"])
        column.addWidget(self.alike)
        column.addLayout(_pair(self.fields["birth_date"], self.fields["sex"], (2, 3)))
        column.addLayout(
            _pair(self.fields["relation"], self.fields["citizen"], (1, 1))
            if "relation" in self.fields
            else _pair(self.fields["citizen"], QWidget(), (1, 1))
        )


def _pair(one: QWidget, other: QWidget, shares: tuple[int, int]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(SIZES.wide)
    line.addWidget(one, shares[0])
    line.addWidget(other, shares[1])
    return line

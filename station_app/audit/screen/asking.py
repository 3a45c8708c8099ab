"""What is asked of the log: which deeds, by whom, about whom, on which PC, from which day to which."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.audit.service import GROUPS, Wanted
from station_app.audit.service.reading import REFUSED
from station_app.common.names import fold
from station_app.people import service as people
from station_app.people.service import PersonHit
from station_app.shell.fields.base import Field
from station_app.shell.fields.dates import PartialDateField
from station_app.shell.fields.lookup import ReferenceField
from station_app.shell.picks import Picks
from station_app.shell.suggestions import Suggestion
from station_app.shell.theme import SIZES
from station_app.shell.work import Work
from station_app.staff.service import UserRow
from station_app.store.database import Database

_PICKS = [(None, "Tất cả"), *((key, label) for key, (label, _) in GROUPS.items()), (REFUSED, "Bị từ chối")]


class Asking(QWidget):
    """`asked` when something else is wanted; Enter in a field goes to the next one."""

    asked = Signal()

    def __init__(self, database: Database, work: Work, today: Callable[[], date]) -> None:
        super().__init__()
        self._database = database
        self._users: Sequence[UserRow] = ()
        self._devices: Sequence[str] = ()
        self._group: str | None = None
        self.groups = Picks("Việc gì")
        self.groups.show_picks(_PICKS, None)
        self.groups.picked.connect(self._pick)
        self.user = ReferenceField("user", "Ai làm", self._find_user, self._user_name)
        self.person = ReferenceField(
            "person", "Về ai", self._find_person, self._person_name, work=work, placeholder="Gõ tên người dân"
        )
        self.device = ReferenceField("device", "Trên máy", self._find_device, str)
        self.device.hide()
        self.since = PartialDateField("since", "Từ ngày", today, exact=True)
        self.until = PartialDateField("until", "Đến ngày", today, exact=True)
        for day in (self.since, self.until):
            day.edit.setPlaceholderText("1/11/26, hôm qua")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SIZES.gap)
        whole.addWidget(self.groups)
        row = QHBoxLayout()
        row.setSpacing(SIZES.pad)
        for field, share in (
            (self.user, 3),
            (self.person, 4),
            (self.device, 3),
            (self.since, 2),
            (self.until, 2),
        ):
            row.addWidget(field, share)
            self._listen(field)
        whole.addLayout(row)

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            self._group,
            self.user.value(),
            self.person.value(),
            self.device.value(),
            _day(self.since),
            _day(self.until),
        )

    def show_choices(self, users: Sequence[UserRow], devices: Sequence[str]) -> None:
        """Who works here, and the names that this PC has had: with one only there is nothing to choose."""
        self._users, self._devices = users, devices
        self.device.setVisible(len(devices) > 1)

    def _listen(self, field: Field) -> None:
        field.changed.connect(self.asked.emit)
        field.moved_on.connect(field.focusNextChild)

    def _pick(self, group: str | None) -> None:
        self._group = group
        self.groups.show_picks(_PICKS, group)
        self.asked.emit()

    def _find_user(self, typed: str) -> list[Suggestion]:
        wanted = fold(typed)
        found = (row for row in self._users if wanted in fold(f"{row.name} {row.login}"))
        return [Suggestion(row.id, row.name, row.role_label) for row in found][:9]

    def _find_device(self, typed: str) -> list[Suggestion]:
        return [Suggestion(name, name) for name in self._devices if typed.lower() in name]

    def _user_name(self, user: str) -> str:
        return next((row.name for row in self._users if row.id == user), user)

    def _find_person(self, typed: str) -> list[Suggestion]:
        return [_suggested(hit) for hit in people.search(self._database, typed, 9)]

    def _person_name(self, person: str) -> str:
        return people.people_named(self._database, [person]).get(person, "")


def _suggested(hit: PersonHit) -> Suggestion:
    return Suggestion(hit.id, hit.full_name, f"{hit.born} · {hit.age}")


def _day(field: PartialDateField) -> date | None:
    value = field.value()
    return date.fromisoformat(value) if value and len(value) == 10 else None

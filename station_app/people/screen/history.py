"""Every value ever written about a person: what, by whom, when, on which PC and why; open questions above."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from station_app.common.days import shown_instant
from station_app.people import service
from station_app.shell.parts import Part
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.tables import Column, Table
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, EmptyState
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.entry import label_of
from station_app.store.inspection import Written, inspect

DESK = "desk/conflicts"
_UNTOLD = ("person", "type", "status", "source")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One value, in words."""

    at: str
    field: str
    value: str
    author: str
    place: str
    reason: str
    now: bool


@dataclass(frozen=True, slots=True)
class History:
    questions: tuple[str, ...]
    lines: tuple[HistoryLine, ...]


class HistoryPart(Part):
    """The person's own record and numbers; what was superseded stays readable."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database, self._person = database, ""
        self.questions = Refill()
        self.table = Table(
            [
                Column("Lúc", lambda one: one.at, "00:00 00/00/0000"),
                Column("Mục", lambda one: one.field, "Điện thoại người giám hộ"),
                Column("Giá trị", lambda one: one.value, "Nguyễn Thị Hồng Nhung", True,
                       state=lambda one: "done" if one.now else "neutral"),
                Column("Người ghi", lambda one: one.author, "Nguyễn Thị Hồng Nhung"),
                Column("Điểm trạm · máy", lambda one: one.place, "Trung tâm xã · 00000000"),
                Column("Lý do", lambda one: one.reason, "giấy khai sinh, sổ hộ"),
            ],
            empty=EmptyState("Chưa có lần sửa nào", icon="history"),
            name="Lịch sử sửa",
        )  # fmt: skip
        self.body.setSpacing(SIZES.gap)
        self.body.addWidget(self.questions)
        self.body.addWidget(self.table, 1)

    def show_record(self, record: str) -> None:
        self._person = record
        self.frame.work.run_latest(
            "history", partial(history_of, self._database, record), self._show, owner=self
        )

    def on_changes(self, changes: Changes) -> None:
        self.show_record(self._person)

    def _show(self, found: History) -> None:
        decide = Action("Quyết", lambda: self.frame.go(f"{DESK}?person={self._person}"), look="secondary")
        self.questions.show_parts(*(Banner(words, "attention", decide) for words in found.questions))
        self.table.set_rows(found.lines)


def history_of(database: Database, person: str) -> History:
    """Newest first. The numbers of the person are told with their kind."""
    records = [("person", person, ""), *_numbers(database, person)]
    found = [(label, inspect(database, entity, record)) for entity, record, label in records]
    written = [one for _, inspection in found for one in inspection.history]
    names = staff.name_of(database, {one.author for one in written})
    parents = people_told(database, written)
    questions, lines = [], []
    for label, inspection in found:
        fields = {field.name: field for field in database.catalogue.entities[inspection.entity].fields}
        for name, values in inspection.conflicts.items():
            called = fields[name].label if name in fields else name
            said = " hay ".join(label_of(fields[name], one.value) if name in fields else str(one.value)
                                for one in values)  # fmt: skip
            questions.append(f"{called}: hai máy ghi khác nhau, {said}.")
        for one in inspection.history:
            if one.field in fields and one.field not in _UNTOLD:
                called = label if one.field == "value" else fields[one.field].label
                called = f"{label} · {called.lower()}" if label and label != called else called
                value = parents.get(str(one.value)) or label_of(fields[one.field], one.value)
                lines.append((one.time, _line(called, value, one, names)))
    ordered = sorted(lines, key=lambda pair: pair[0], reverse=True)
    return History(tuple(questions), tuple(line for _, line in ordered if line.value))


def people_told(database: Database, written: Sequence[Written]) -> dict[str, str]:
    """A mother or father is told by name."""
    ids = {str(one.value) for one in written if one.field in ("mother", "father") and one.value}
    return service.people_named(database, ids)


def _numbers(database: Database, person: str) -> Sequence[tuple[str, str, str]]:
    card = service.person_card(database, person)
    return [("identifier", number.id, number.label) for number in card.identifiers]


def _line(called: str, value: str, one: Written, names: dict[str, str]) -> HistoryLine:
    author = names.get(one.author, "Chưa rõ người ghi" if one.author else "Nhập tự động")
    place = f"{one.point} · {one.device[:8]}"
    return HistoryLine(shown_instant(one.time), called, value, author, place, one.reason or "", one.shown)

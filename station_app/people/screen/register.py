"""Registering a person and correcting one: the same form, at two addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout

from station_app.common.errors import Refused
from station_app.people import service
from station_app.people.screen.fields import NUMBERS, add_person_fields
from station_app.people.service import PersonHit
from station_app.shell.alike import Alike, AlikePanel
from station_app.shell.entering import Entering
from station_app.shell.fields import Value
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, column
from station_app.store.database import Database, Opened
from station_app.store.drafts import DraftShelf

LOOK_FOR_ALIKE_MS = 300
UNDO_REASON = "hoàn tác ngay sau khi lưu"


class PersonForm(Screen):
    """What both have in common: the form, its draft, and going back."""

    def __init__(self, frame: Frame, database: Database, label: str, *, correcting: bool) -> None:
        super().__init__(frame)
        self.database = database
        self.form = Form(label)
        add_person_fields(self.form, database, frame.work, correcting=correcting)
        self.entering = Entering(self.form, frame.work, DraftShelf(database))
        self.entering.save_with(self.save, self.saved)
        self.form.left.connect(self.leave)
        self.alike = AlikePanel("Mở hồ sơ")
        self.alike.taken.connect(lambda person: self.go(f"person/{person}"))
        self.form.setFixedWidth(SIZES.form_width + SIZES.room)
        self.alike.setMaximumWidth(SIZES.form_width)
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addWidget(self.form)
        line.addWidget(column(self.alike), 1, Qt.AlignmentFlag.AlignTop)
        self.add(line, 1)

    def save(self, values: dict[str, Value], confirmed: bool) -> Any:
        raise NotImplementedError

    def saved(self, result: Any) -> None:
        raise NotImplementedError

    def restored(self, _typed: Mapping[str, Any]) -> None:
        self.notices.stand(
            "draft",
            "Đã mở lại bản đang gõ dở.",
            "information",
            Action("Bỏ, làm lại từ đầu", self._start_over, look="secondary"),
        )

    def leave(self) -> None:
        self.entering.flush()
        self.frame.back() or self.go("people")

    def leaving(self) -> bool:
        self.entering.flush()
        self.notices.mend("draft")
        return True

    def _start_over(self) -> None:
        self.entering.start_over()
        self.notices.mend("draft")
        self.form.focus_first()


class RegisterPerson(PersonForm):
    """`person/new?name=…`: likely duplicates are shown while the name and the birth date are typed."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Lưu người này", correcting=False)
        self._pause = QTimer(self, interval=LOOK_FOR_ALIKE_MS, singleShot=True)
        self._pause.timeout.connect(self.look_for_alike)
        for name in ("full_name", "birth_date", "sex", "phone"):
            self.form.fields[name].changed.connect(self._pause.start)

    def opened(self, address: Address) -> None:
        self.set_heading("Đăng ký người mới", "Chỉ tên và ngày sinh là bắt buộc; biết năm sinh cũng được")
        self.form.clear()
        self.alike.show_alike([])
        name = address.query.get("name")
        self.form.fields["full_name"].set_value(name)
        self.entering.begin("person/new", self.restored, new=True, ask=bool(name))
        self.form.focus_first()

    def look_for_alike(self) -> None:
        wanted = {
            name: self.form.fields[name].value() for name in ("full_name", "birth_date", "sex", "phone")
        }
        if not wanted["full_name"]:
            self.alike.show_alike([])
            return
        self.work.run_latest(
            "alike",
            partial(service.likely_duplicates, self.database, wanted),
            lambda found: self.alike.show_alike([_alike(hit) for hit in found]),
            owner=self,
        )

    def save(self, values: dict[str, Value], confirmed: bool) -> tuple[str, str]:
        numbers = {kind: str(values[name]) for name, kind in NUMBERS.items() if values[name]}
        person = {name: value for name, value in values.items() if name not in NUMBERS and value is not None}
        try:
            made = service.register_with_numbers(self.database, person, numbers, confirmed_doubts=confirmed)
        except Refused as refusal:
            field = next((name for name, kind in NUMBERS.items() if kind == refusal.field), None)
            raise (refusal.at(field) if field else refusal) from None
        return made, str(values["full_name"])

    def saved(self, result: tuple[str, str]) -> None:
        person, name = result

        def undo() -> None:
            withdraw = partial(service.withdraw_person, self.database, person, UNDO_REASON)
            self.work.run(withdraw, lambda _: self.go("people"))

        self.go(f"person/{person}")
        self.notices.undoable(f"Đã đăng ký {name}.", undo)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the nurse was shown when the form opened; saved changes answer to just this."""

    values: dict[str, Value]
    opened: Opened
    title: str


class CorrectPerson(PersonForm):
    """`person/<id>/edit?reason=…`: only what was changed is written, against what was read when the form
    opened. The reason is given by who sends the nurse here, as for a request of the person."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Lưu thay đổi", correcting=True)
        self._person, self._why = "", ""
        self._shown: _Shown | None = None

    def opened(self, address: Address) -> None:
        self._person, self._shown = address.parts[1], None
        self._why = address.query.get("reason", "")
        self.form.clear()
        self.form.setEnabled(False)
        person = self._person
        self.work.read(partial(self._read, person), partial(self._fill, person), owner=self)

    def _read(self, person: str) -> _Shown:
        opened = self.database.opened("person", person)
        card = service.person_card(self.database, person)
        values = {field.name: getattr(card, field.name) for field in service.PERSON.fields}
        return _Shown(values, opened, f"{card.age} · sinh {card.born}")

    def _fill(self, person: str, shown: _Shown) -> None:
        if person != self._person:
            return
        self._shown = shown
        self.set_heading(f"Sửa hồ sơ {shown.values['full_name']}", shown.title)
        self.form.fill(shown.values)
        if self._why:
            self.form.fields["reason"].set_value(self._why)
        self.form.setEnabled(True)
        self.entering.begin(f"person/{person}/edit", self.restored)
        self.form.fields["full_name"].focus()

    def save(self, values: dict[str, Value], confirmed: bool) -> dict[str, Value]:
        shown = self._shown
        assert shown is not None
        reason = values.get("reason")
        known = {name: value for name, value in values.items() if name in shown.values}
        changed = {name: value for name, value in known.items() if value != shown.values[name]}
        if changed:
            service.correct_person(
                self.database,
                self._person,
                changed,
                str(reason) if reason else None,
                [shown.opened],
                confirmed_doubts=confirmed,
            )
        return {name: shown.values.get(name) for name in changed}

    def saved(self, before: dict[str, Value]) -> None:
        person = self._person
        self.frame.back()
        if not before:
            self.notices.tell("Không có gì thay đổi.", "information")
            return

        def undo() -> None:
            self.work.run(partial(service.correct_person, self.database, person, before, UNDO_REASON))

        self.notices.undoable("Đã lưu thay đổi.", undo)


def _alike(hit: PersonHit) -> Alike:
    return Alike(hit.id, hit.full_name, " · ".join(part for part in (hit.born, hit.why) if part))

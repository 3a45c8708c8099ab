"""Somebody joins a household: a newborn, a newcomer, or one whom the book has already."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from station_app.common.errors import Refused
from station_app.households import service
from station_app.households.screen.fields import member_field, person_field
from station_app.households.screen.member_group import CITIZEN, DESCRIBES, LOOK_FOR_ALIKE_MS
from station_app.households.screen.register import UNDO_REASON, EnteringScreen
from station_app.households.service import NewMember
from station_app.people import service as people
from station_app.people.service import PersonHit
from station_app.shell.alike import Alike, AlikePanel
from station_app.shell.fields import TextField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Frame
from station_app.store.database import Database

OF_PERSON = ("full_name", "birth_date", "sex", "phone", "ethnicity")
INSURANCE = "MA_THE_BHYT"
PERMANENT = "permanent"


class AddMember(EnteringScreen):
    """`household/<id>/add`."""

    def __init__(self, frame: Frame, database: Database) -> None:
        self.form = Form("Lưu thành viên này")
        self.alike = AlikePanel("Dùng")
        _lay_out(self.form, self.alike, database)
        super().__init__(frame, database, self.form)
        self._household, self._existing = "", ""
        self._pause = QTimer(self, interval=LOOK_FOR_ALIKE_MS, singleShot=True)
        self._pause.timeout.connect(self.look_for_alike)
        for name in DESCRIBES:
            self.form.fields[name].changed.connect(self._described)
        self.alike.taken.connect(self._use)

    def opened(self, address: Address) -> None:
        self._household, self._existing = address.parts[1], ""
        self.form.clear()
        self.alike.show_alike([])
        self.form.fields["residence"].set_value(PERMANENT)
        self.set_heading("Thêm thành viên")
        household = self._household
        self.work.read(partial(service.household_card, self.database, household), self._say_where, owner=self)
        self.entering.begin(f"household/{household}/add", self.restored, new=True)
        self.form.fields["full_name"].focus()

    def _say_where(self, card: service.HouseholdCard) -> None:
        head = card.head.full_name if card.head else "chưa có chủ hộ"
        self.set_heading("Thêm thành viên", f"Hộ {head} · {card.hamlet} · {len(card.members)} người")

    def _described(self) -> None:
        self._existing = ""
        self._pause.start()

    def look_for_alike(self) -> None:
        wanted = {name: self.form.fields[name].value() for name in DESCRIBES}
        if not wanted["full_name"]:
            self.alike.show_alike([])
            return
        find = partial(people.likely_duplicates, self.database, wanted)
        self.work.run_latest("alike-member", find, self._show_alike, owner=self)

    def _show_alike(self, found: list[PersonHit]) -> None:
        if not self._existing:
            rows = [Alike(hit.id, hit.full_name, f"{hit.born} · {hit.why}".strip(" ·")) for hit in found]
            self.alike.show_alike(rows)

    def _use(self, person: str) -> None:
        def show(card: people.PersonCard) -> None:
            for name in OF_PERSON:
                self.form.fields[name].set_value(getattr(card, name))
            self._existing = person
            self._pause.stop()
            self.alike.show_alike([])
            self.form.fields["full_name"].say("Dùng hồ sơ đã có trong sổ.", "done")
            self.form.fields["relation"].focus()

        self.work.read(partial(people.person_card, self.database, person), show, owner=self)

    def save(self, values: dict[str, Value], confirmed: bool) -> tuple[str, str, bool]:
        numbers = [
            {"type": kind, "value": values[name], "status": "active"}
            for name, kind in (("citizen", CITIZEN), ("insurance", INSURANCE))
            if values[name]
        ]
        member = NewMember(
            relation=str(values["relation"] or ""),
            person=self._existing or None,
            values={} if self._existing else {n: values[n] for n in OF_PERSON if values[n] is not None},
            identifiers=[] if self._existing else numbers,
            residence=_text(values["residence"]),
            from_date=_text(values["from_date"]),
        )
        try:
            person = service.add_member(self.database, self._household, member, confirmed_doubts=confirmed)
        except Refused as refusal:
            raise (refusal.at("citizen") if refusal.field == "value" else refusal) from None
        return person, str(values["full_name"]), bool(self._existing)

    def saved(self, result: tuple[str, str, bool]) -> None:
        person, name, was_here = result
        household = self._household
        self.leave()
        self.notices.undoable(
            f"Đã thêm {name} vào hộ.",
            lambda: self.work.run(partial(take_back, self.database, household, person, was_here=was_here)),
        )


def take_back(database: Database, household: str, person: str, *, was_here: bool) -> None:
    """The membership, and the person where this save made them."""
    card = service.household_card(database, household)
    for member in card.members:
        if member.person == person:
            service.withdraw_member(database, member.id, UNDO_REASON)
    if not was_here:
        people.withdraw_person(database, person, UNDO_REASON)


def _lay_out(form: Form, alike: AlikePanel, database: Database) -> None:
    today = database.clock.today

    def person(name: str, **more: Any) -> Any:
        return person_field(name, today, **more)

    form.add(person("full_name"))
    form.put(alike)
    form.pair(person("birth_date", with_age=True), person("sex"), shares=(2, 3))
    form.pair(
        member_field("relation", today),
        member_field("from_date", today, hint="Sinh ra ở đây thì để trống."),
    )
    form.add(member_field("residence", today))
    form.pair(
        TextField("citizen", "Số định danh (CCCD)", placeholder="12 chữ số"),
        TextField("insurance", "Thẻ bảo hiểm y tế", placeholder="DK 2 97 97 123 45678"),
    )
    form.pair(person("phone"), person("ethnicity"))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)

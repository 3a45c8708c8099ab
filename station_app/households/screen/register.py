"""Registering a household with everyone in it, one save; correcting the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from station_app.common.errors import Refused
from station_app.households import service
from station_app.households.screen.fields import HOUSE_FIELDS, add_living_fields, add_place_fields
from station_app.households.screen.form import HouseholdForm
from station_app.households.screen.member_group import DESCRIBES, MemberGroup
from station_app.people import service as people
from station_app.shell.entering import Entering
from station_app.shell.fields import TextField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.widgets import Action
from station_app.store.database import Database, Opened
from station_app.store.drafts import DraftShelf

UNDO_REASON = "hoàn tác ngay sau khi lưu"


class EnteringScreen(Screen):
    """A form with its draft, and the ways out of it."""

    def __init__(self, frame: Frame, database: Database, form: Form) -> None:
        super().__init__(frame)
        self.database, self.typed = database, form
        self.entering = Entering(form, frame.work, DraftShelf(database))
        self.entering.save_with(self.save, self.saved)
        form.left.connect(self.leave)
        self.add(form, 1)

    def save(self, values: dict[str, Value], confirmed: bool) -> Any:
        raise NotImplementedError

    def saved(self, result: Any) -> None:
        raise NotImplementedError

    def restored(self, _typed: Mapping[str, Any]) -> None:
        again = Action("Bỏ, làm lại từ đầu", self._start_over, look="secondary")
        self.notices.stand("draft", "Đã mở lại bản đang gõ dở.", "information", again)

    def leave(self) -> None:
        if not self.frame.back():
            self.go("households")

    def leaving(self) -> bool:
        self.entering.flush()
        self.notices.mend("draft")
        return True

    def _start_over(self) -> None:
        self.entering.start_over()
        self.notices.mend("draft")
        self.typed.focus_first()


class RegisterHousehold(EnteringScreen):
    """`household/new?hamlet=…`; the hamlet of the last house is offered for the next."""

    def __init__(self, frame: Frame, database: Database) -> None:
        self._hamlets: list[str] = []
        self.form = HouseholdForm(database.clock.today, lambda: self._hamlets, self._look_for_alike)
        super().__init__(frame, database, self.form)
        self._last_hamlet = ""

    def opened(self, address: Address) -> None:
        self.set_heading("Đăng ký hộ", "Mã hộ do máy cấp khi lưu · Enter: ô tiếp · Ctrl+M: thêm người")
        self.form.clear()
        self.form.fields["hamlet"].set_value(address.query.get("hamlet") or self._last_hamlet or None)
        self.entering.begin("household/new", self.restored, new=True)
        self.work.read(partial(service.hamlets, self.database), self._know, owner=self)
        self.form.focus_first()

    def _know(self, found: list[service.HamletCount]) -> None:
        self._hamlets = [one.hamlet for one in found]

    def _look_for_alike(self, group: MemberGroup) -> None:
        wanted = group.described()
        if not wanted["full_name"]:
            group.show_alike([])
            return
        self.work.run_latest(
            f"alike-{group.number}",
            partial(people.likely_duplicates, self.database, wanted),
            group.show_alike,
            owner=group,
        )
        if not group.property("listens"):
            group.setProperty("listens", True)
            group.alike.taken.connect(partial(self._use, group))

    def _use(self, group: MemberGroup, person: str) -> None:
        def show(card: people.PersonCard) -> None:
            group.use(person, {name: getattr(card, name) for name in DESCRIBES})

        self.work.read(partial(people.person_card, self.database, person), show, owner=group)

    def save(self, values: dict[str, Value], confirmed: bool) -> str:
        members = self.form.wanted(values)
        try:
            return service.register_household(
                self.database, self.form.house(values), members, confirmed_doubts=confirmed
            )
        except Refused as refusal:
            raise (refusal.at(self.form.field_of(refusal.field)) if refusal.field else refusal) from None

    def saved(self, household: str) -> None:
        self._last_hamlet = str(self.form.fields["hamlet"].value() or "")

        def undo() -> None:
            withdraw = partial(
                service.withdraw_household, self.database, household, UNDO_REASON, with_people=True
            )
            self.work.run(withdraw, lambda _: self.go("households"))

        self.go(f"household/{household}")
        self.notices.undoable("Đã đăng ký hộ.", undo)


@dataclass(frozen=True, slots=True)
class _Shown:
    values: dict[str, Value]
    opened: Opened
    title: str


class CorrectHousehold(EnteringScreen):
    """`household/<id>/edit`: only what was changed is written, against what was read when the form opened."""

    def __init__(self, frame: Frame, database: Database) -> None:
        self._hamlets: list[str] = []
        form = Form("Lưu thay đổi")
        add_place_fields(form, database.clock.today, lambda: self._hamlets)
        add_living_fields(form, database.clock.today)
        form.add(TextField("note", "Ghi chú"))
        super().__init__(frame, database, form)
        self._household = ""
        self._shown: _Shown | None = None

    def opened(self, address: Address) -> None:
        self._household, self._shown = address.parts[1], None
        self.typed.clear()
        self.typed.setEnabled(False)
        household = self._household
        self.work.read(partial(self._read, household), partial(self._fill, household), owner=self)

    def _read(self, household: str) -> _Shown:
        self._hamlets = [one.hamlet for one in service.hamlets(self.database)]
        opened = self.database.opened("household", household)
        card = service.household_card(self.database, household)
        head = card.head.full_name if card.head else card.code
        return _Shown({name: card.facts[name] for name in HOUSE_FIELDS}, opened, f"Sửa hộ {head}")

    def _fill(self, household: str, shown: _Shown) -> None:
        if household != self._household:
            return
        self._shown = shown
        self.set_heading(shown.title)
        self.typed.fill(shown.values)
        self.typed.setEnabled(True)
        self.entering.begin(f"household/{household}/edit", self.restored)
        self.typed.fields["hamlet"].focus()

    def save(self, values: dict[str, Value], confirmed: bool) -> dict[str, Value]:
        shown = self._shown
        assert shown is not None
        changed = {name: value for name, value in values.items() if value != shown.values[name]}
        if changed:
            service.correct_household(self.database, self._household, changed, opened=[shown.opened])
        return {name: shown.values[name] for name in changed}

    def saved(self, before: dict[str, Value]) -> None:
        household = self._household
        self.leave()
        if not before:
            self.notices.tell("Không có gì thay đổi.", "information")
            return

        def undo() -> None:
            self.work.run(partial(service.correct_household, self.database, household, before, UNDO_REASON))

        self.notices.undoable("Đã lưu thay đổi của hộ.", undo)

"""Writing a request down: who asks, for whom, for what; most of it filled in once the person is known."""

from functools import partial

from station_app.people import service as people
from station_app.privacy import service
from station_app.privacy.screen.words import REQUEST, declared
from station_app.shell.asking import Asking
from station_app.shell.fields import LongTextField, ReferenceField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.suggestions import Suggestion
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf

PLACE = "privacy/new"
ABOUT_PURPOSE = frozenset({"restriction", "objection", "withdrawal"})
"""Kinds of request that may be about one use of the data alone."""
UNDONE = "nhập nhầm: hoàn tác ngay sau khi ghi"


class NewRequest(Screen):
    """`privacy/new?person=…`."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self.form = Form("Ghi yêu cầu")
        self.person = ReferenceField(
            "person",
            "Dữ liệu của ai",
            partial(find_people, database),
            lambda person: people.people_named(database, [person]).get(person, ""),
            work=frame.work,
            required=True,
            placeholder="Tên, số thẻ hoặc điện thoại",
        )
        self._build(frame)
        self.entering = Asking(self.form, frame.work, DraftShelf(database))
        self.entering.save_with(self._save, self._saved)
        self.form.left.connect(self._leave)
        self.person.changed.connect(self._person_chosen)
        self.form.fields["kind"].changed.connect(self._kind_chosen)
        self.form.fields["capacity"].changed.connect(self._capacity_chosen)
        self.add(self.form, 1)

    def _build(self, frame: Frame) -> None:
        today, form = frame.clock.today, self.form
        form.add(self.person)
        form.add(declared(REQUEST, "kind", today))
        form.add(declared(REQUEST, "purpose", today, hint="Để trống: mọi mục đích."))
        hint = "Ghi như người đó nói. Muốn sửa thì ghi chỗ nào sai, đúng là gì."
        form.add(LongTextField("content", "Nội dung yêu cầu", required=True, lines=2, hint=hint))
        form.add(declared(REQUEST, "capacity", today))
        form.pair(declared(REQUEST, "requester_name", today), declared(REQUEST, "requester_phone", today))
        form.add(declared(REQUEST, "requester_paper", today, hint="Căn cước, giấy khai sinh, giấy uỷ quyền."))
        form.add(declared(REQUEST, "requester_address", today))
        form.add(declared(REQUEST, "channel", today))
        form.pair(
            declared(REQUEST, "received_on", today, exact=True),
            declared(REQUEST, "third_party", today, hint="Kho tỉnh, nơi khác cũng phải làm theo."),
        )

    def opened(self, address: Address) -> None:
        days = service.deadlines_on(self.frame.clock.today()).acknowledge_working_days
        self.set_heading("Ghi yêu cầu của người dân", f"Trạm báo nhận trong {days} ngày làm việc")
        self.form.clear()
        self.form.fields["received_on"].set_value(self.frame.clock.today().isoformat())
        self._kind_chosen()
        if person := address.query.get("person"):
            self.person.set_value(person)
        self.entering.begin(PLACE, new=True, ask=bool(person))
        self.form.focus_first()

    def leaving(self) -> bool:
        self.entering.flush()
        return True

    def _leave(self) -> None:
        self.entering.flush()
        self.frame.back() or self.go("privacy")

    # What is known fills in

    def _person_chosen(self) -> None:
        person = self.person.value()
        if person:
            op = partial(service.address_of, self._database, person)
            self.work.run_latest("privacy-address", op, partial(self._filled, person), owner=self)
        self._capacity_chosen()

    def _filled(self, person: str, address: str) -> None:
        field = self.form.fields["requester_address"]
        if person == self.person.value() and not field.value():
            field.set_value(address)

    def _capacity_chosen(self) -> None:
        name = self.form.fields["requester_name"]
        if self.form.fields["capacity"].value() == "self" and self.person.value() and not name.value():
            name.set_value(self.person.edit.text())

    def _kind_chosen(self) -> None:
        self.form.fields["purpose"].setVisible(self.form.fields["kind"].value() in ABOUT_PURPOSE)

    # Saving

    def _save(self, values: dict[str, Value], confirmed: bool) -> tuple[str, str]:
        if values["kind"] not in ABOUT_PURPOSE:
            values = {**values, "purpose": None}
        request = service.register_request(self._database, values, confirmed=confirmed)
        return request, service.request_card(self._database, request).code

    def _saved(self, saved: tuple[str, str]) -> None:
        request, code = saved
        undo = partial(service.withdraw_request, self._database, request, UNDONE)
        self.go(f"privacy/{request}")
        self.notices.undoable(
            f"Đã ghi yêu cầu {code}.", lambda: self.work.run(undo, lambda _: self.go("privacy"))
        )


def find_people(database: Database, typed: str) -> list[Suggestion]:
    """People by the words typed, with what tells two of one name apart."""
    return [
        Suggestion(
            hit.id,
            hit.full_name,
            " · ".join(part for part in (hit.age, hit.born, hit.number) if part),
            "person",
        )
        for hit in people.search(database, typed, 9)
    ]

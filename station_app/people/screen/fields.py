"""The fields of a person's form, in the order in which a nurse asks for them."""

from collections.abc import Callable
from typing import Any

from station_app.people import service
from station_app.shell.declared import declared_field
from station_app.shell.fields import Field, ReferenceField, TextField
from station_app.shell.forms import Form
from station_app.shell.suggestions import Suggestion
from station_app.shell.work import Work
from station_app.store.database import Database

_DECLARED = {field.name: field for field in service.PERSON.fields}
NUMBERS = {"citizen": "SDDCN", "insurance": "MA_THE_BHYT"}
"""The two numbers asked for at registration, by the name of their field in the form."""


def add_person_fields(form: Form, database: Database, work: Work, *, correcting: bool) -> None:
    """Everything the record holds; numbers at registration only, later they are records of their own."""
    today = database.clock.today

    def one(name: str, **more: Any) -> Field:
        return declared_field(_DECLARED[name], today, **more)

    form.add(one("full_name"))
    form.pair(one("birth_date", with_age=True), one("sex"), shares=(2, 3))
    if not correcting:
        form.pair(
            TextField("citizen", "Số định danh (CCCD)", placeholder="12 chữ số"),
            TextField("insurance", "Thẻ bảo hiểm y tế", placeholder="DK 2 97 97 123 45678"),
        )
    form.pair(one("phone"), one("ethnicity"))
    form.section("Gia đình")
    form.pair(_parent("mother", database, work), _parent("father", database, work))
    form.pair(one("guardian_name"), one("guardian_phone"))
    form.section("Thông tin thêm")
    form.pair(one("occupation"), one("blood_group"))
    form.pair(one("email"), one("nationality"))
    if correcting:
        form.pair(one("died_on"), TextField("reason", "Lý do sửa", placeholder="Ví dụ: theo giấy khai sinh"))
    form.add(one("note"))


def _parent(name: str, database: Database, work: Work) -> ReferenceField:
    return ReferenceField(
        name,
        _DECLARED[name].label,
        people_search(database),
        lambda person: service.people_named(database, [person]).get(person, person),
        work=work,
        placeholder="Gõ tên để tìm trong sổ",
    )


def people_search(database: Database) -> Callable[[str], list[Suggestion]]:
    """Somebody in the book, by name or number, for a field that refers to a person."""

    def find(typed: str) -> list[Suggestion]:
        return [
            Suggestion(hit.id, hit.full_name, " · ".join(part for part in (hit.age, hit.born) if part))
            for hit in service.search(database, typed, 8)
        ]

    return find

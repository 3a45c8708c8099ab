"""The fields of a household, and of one who joins it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from station_app.common.names import fold
from station_app.households.wire import ENTITIES
from station_app.people import service as people
from station_app.shell.declared import declared_field
from station_app.shell.fields import Field, TextField
from station_app.shell.forms import Form
from station_app.shell.suggestions import Suggestion, SuggestionList

HOUSEHOLD, MEMBER = ENTITIES
_HOUSE = {field.name: field for field in HOUSEHOLD.fields}
_MEMBER = {field.name: field for field in MEMBER.fields}
_PERSON = {field.name: field for field in people.PERSON.fields}
HEAD = "00"
HOUSE_FIELDS = (
    "hamlet", "house_number", "address", "phone", "poverty_class", "poverty_year", "water_source",
    "water_hygienic", "latrine", "latrine_hygienic", "waste", "note",
)  # fmt: skip


class HamletField(TextField):
    """Free text, because hamlets are renamed and merged; those in use are offered while typing."""

    def __init__(self, known: Callable[[], Sequence[str]]) -> None:
        super().__init__("hamlet", _HOUSE["hamlet"].label, required=True, placeholder="Gõ hoặc bấm ↓")
        self._known = known
        self.list = SuggestionList(self.edit)
        self.list.taken.connect(self._take)
        self.edit.textEdited.connect(self._offer)

    def _offer(self, typed: str) -> None:
        words = fold(typed)
        rows = [name for name in self._known() if words in fold(name) and fold(name) != words]
        self.list.show_rows([Suggestion(name, name, icon="map") for name in rows], typed)

    def _take(self, row: Suggestion) -> None:
        self.edit.setText(row.title)
        self.moved_on.emit()


def add_place_fields(
    form: Form, today: Callable[[], date], known_hamlets: Callable[[], Sequence[str]]
) -> None:
    """Where the house is."""

    def one(name: str, **more: Any) -> Field:
        return declared_field(_HOUSE[name], today, **more)

    form.pair(HamletField(known_hamlets), one("house_number"), shares=(3, 2))
    form.add(one("address", hint="Nếu khác tên thôn: tổ, ngõ, mốc dễ tìm."))
    form.add(one("phone"))


def add_living_fields(form: Form, today: Callable[[], date]) -> None:
    """How the house lives."""

    def one(name: str, **more: Any) -> Field:
        return declared_field(_HOUSE[name], today, **more)

    form.add(one("poverty_class"))
    form.pair(one("poverty_year", hint="Bỏ trống nếu chưa xét."), one("waste"), shares=(2, 3))
    form.pair(one("water_source"), one("water_hygienic"), shares=(3, 2))
    form.add(one("latrine"))
    form.add(one("latrine_hygienic"))


def person_field(name: str, today: Callable[[], date], prefix: str = "", **more: Any) -> Field:
    return declared_field(_PERSON[name], today, name=prefix + name, **more)


def member_field(name: str, today: Callable[[], date], prefix: str = "", **more: Any) -> Field:
    return declared_field(_MEMBER[name], today, name=prefix + name, **more)

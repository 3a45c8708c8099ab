"""The three kinds of entry of a health record: their fields, their verbs, and how a line of each is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from station_app.health_records import service
from station_app.health_records.rules import is_current, is_risk
from station_app.health_records.service import AllergyLine, ConditionLine, HealthRecord, RiskLine
from station_app.health_records.wire import ENTITIES
from station_app.people.service import shown_day
from station_app.shell.declared import declared_field
from station_app.shell.fields import Field
from station_app.shell.icd import icd_field
from station_app.shell.theme import State
from station_app.store.database import Database, Opened
from station_app.store.entry import label_of
from station_app.store.verbs import Entity, Values

ALLERGY, CONDITION, RISK = ENTITIES
Line = AllergyLine | ConditionLine | RiskLine
Correct = Callable[..., None]
_GRAVE: Final = ("severe", "anaphylaxis")


@dataclass(frozen=True, slots=True)
class Kind:
    """One list of the record. `rows` are the fields of the form, line by line."""

    entity: Entity
    title: str
    add_label: str
    key: str
    icon: str
    nothing: str
    rows: tuple[tuple[str, ...], ...]
    lines: Callable[[HealthRecord], Sequence[Line]]
    add: Callable[..., str]
    correct: Correct
    withdraw: Callable[[Database, str, str], None]

    @property
    def name(self) -> str:
        return self.entity.name

    def fields(self, today: Callable[[], date]) -> list[list[Field]]:
        return [[self._field(name, today) for name in row] for row in self.rows]

    def save(
        self, database: Database, record: str, values: Values, why: str, opened: Sequence[Opened]
    ) -> None:
        self.correct(database, record, values, reason=why, opened=opened)

    def _field(self, name: str, today: Callable[[], date]) -> Field:
        if name == "icd10":
            return icd_field(name)
        declared = self.entity.field(name)
        assert declared is not None
        # A condition gets its name from its code; the service asks for it where there is neither.
        more: dict[str, Any] = {"required": False} if (self.name, name) == ("condition", "name") else {}
        return declared_field(declared, today, **more)


KINDS: Final = (
    Kind(
        ALLERGY,
        "Dị ứng",
        "Thêm dị ứng",
        "Alt+1",
        "allergy",
        "Chưa ghi dị ứng nào. Hỏi lại trước khi dùng thuốc hay tiêm.",
        (("kind",), ("substance", "reaction"), ("severity",), ("noted_on",), ("status",)),
        lambda record: record.allergies,
        service.add_allergy,
        service.correct_allergy,
        service.withdraw_allergy,
    ),
    Kind(
        CONDITION,
        "Bệnh đang và đã mắc",
        "Thêm bệnh",
        "Alt+2",
        "heart",
        "Chưa ghi bệnh nào cần theo dõi lâu dài.",
        (("icd10",), ("name",), ("since",), ("status",), ("note",)),
        lambda record: record.conditions,
        service.add_condition,
        service.correct_condition,
        service.withdraw_condition,
    ),
    Kind(
        RISK,
        "Yếu tố nguy cơ",
        "Thêm yếu tố",
        "Alt+3",
        "warning",
        "Chưa hỏi thuốc lá, rượu bia, nghề nghiệp.",
        (("kind",), ("status",), ("amount", "since"), ("note",)),
        lambda record: record.risk_factors,
        service.add_risk_factor,
        service.correct_risk_factor,
        service.withdraw_risk_factor,
    ),
)


def state_of(line: Line) -> State:
    """How loudly a line speaks; what is over speaks softly."""
    if isinstance(line, AllergyLine):
        if not is_current(line.status):
            return "neutral"
        return "danger" if line.severity in _GRAVE else "attention"
    if isinstance(line, ConditionLine):
        return "information" if is_current(line.status) else "neutral"
    return "attention" if is_risk(line.status) else "neutral"


def detail(kind: Kind, line: Line) -> str:
    """What stands under a line."""
    since = shown_day(getattr(line, "noted_on", None) or getattr(line, "since", None))
    status = kind.entity.field("status")
    parts = [
        label_of(status, line.status) if status and not isinstance(line, RiskLine) else "",
        f"từ {since}" if since and not isinstance(line, AllergyLine) else "",
        f"ghi nhận {since}" if since and isinstance(line, AllergyLine) else "",
        getattr(line, "note", None) or "",
    ]
    return " · ".join(part for part in parts if part)


def values_of(kind: Kind, line: Line) -> Mapping[str, Any]:
    """What of a line the form shows."""
    return {name: getattr(line, name) for row in kind.rows for name in row}

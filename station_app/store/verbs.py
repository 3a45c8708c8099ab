"""What a script or a form may ask of a room for one entity, and the steps that all rooms share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from station_app.common.errors import Refused
from station_app.store.database import Database, Opened
from station_app.store.record import Record
from station_app.store.unsealing import NOT_FOUND, fill
from sync.change import Value as Value
from sync.policy import Entity as Entity
from sync.policy import Field as Field
from sync.policy import Kind as Kind
from sync.policy import Policy as Policy

Values = Mapping[str, Value]
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Verbs:
    """A room's service for one entity. `new` returns the id; `correct` takes the reason and what was read;
    `withdraw` marks a record as entered in error; `find` lists rows for a query, best first."""

    new: Callable[[Database, Values], str]
    correct: Callable[[Database, str, Values, str | None, Sequence[Opened]], None]
    withdraw: Callable[[Database, str, str], None]
    find: Callable[[Database, str, int], list[Row]]


Model = TypeVar("Model", bound=Record)


def fetch(session: Session, model: type[Model], record: str) -> Model:
    """The live record, opened where it is sealed. Raises Refused where there is none for this session, or it
    was withdrawn."""
    found = session.get(model, record)
    if found is None:
        raise Refused(NOT_FOUND, "id", code="not_found")
    fill(session, found)
    if found.gone is not None:
        raise Refused(f"Bản ghi này đã bị huỷ: {found.gone}.", "id", code="gone")
    return found


def put(record: Record, values: Values) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def reasoned(entity: Entity, reason: str | None) -> None:
    """Nothing clinical is overwritten without a reason."""
    if entity.clinical and not (reason or "").strip():
        raise Refused("Sửa thông tin chuyên môn thì phải ghi lý do.", "reason")

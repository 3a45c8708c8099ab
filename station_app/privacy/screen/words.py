"""How late or near a request is, in words and colour, the same in every place that shows one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from station_app.privacy.rules.deadlines import Stage, Standing, Urgency
from station_app.privacy.wire import ENTITIES
from station_app.shell.declared import declared_field
from station_app.shell.theme import State
from station_app.store.verbs import Entity

REQUEST, CONSENT, RESTRICTION = ENTITIES
STATES: dict[Urgency, State] = {
    Urgency.OVERDUE: "danger",
    Urgency.SOON: "attention",
    Urgency.CALM: "information",
    Urgency.CLOSED: "neutral",
}


def left(standing: Standing) -> str:
    """“quá hạn 2 ngày”, “hết hạn hôm nay”, “còn 5 ngày”."""
    days = standing.days_left
    if standing.stage is Stage.CLOSED:
        return ""
    if days < 0:
        return f"quá hạn {-days} ngày"
    return "hết hạn hôm nay" if days == 0 else f"còn {days} ngày"


def due(standing: Standing) -> str:
    said = left(standing)
    return f"{standing.due:%d/%m/%Y} · {said}" if said else ""


def declared(entity: Entity, name: str, today: Callable[[], date], **more: Any) -> Any:
    """The field of an entity's own declaration."""
    found = entity.field(name)
    assert found is not None
    return declared_field(found, today, **more)

"""Writing down an allergy, a condition or a risk factor; correcting it; taking back a slip."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.health_records.model import Allergy, Condition, RiskFactor
from station_app.health_records.rules import objection_to_day, same_substance
from station_app.health_records.wire import ENTITIES
from station_app.people.model import Person, PersonSearch
from station_app.store.database import Database, Opened
from station_app.store.entry import require
from station_app.store.listing import about, rows
from station_app.store.resealing import Labels
from station_app.store.restriction import kept_label, restricted_category
from station_app.store.verbs import Entity, Row, Value, Values, Verbs, fetch, put, reasoned

Model = type[Allergy] | type[Condition] | type[RiskFactor]

BY_MODEL: dict[Model, Entity] = dict(zip((Allergy, Condition, RiskFactor), ENTITIES, strict=True))
_LABEL = "restricted"
_DAYS = ("since", "noted_on")


def add_allergy(database: Database, **values: Value) -> str:
    return _add(database, Allergy, {"status": "active"} | _said(values))


def add_condition(database: Database, **values: Value) -> str:
    """A name alone or a code alone will do; the restricted label is set here, by the code pack."""
    return _add(database, Condition, {"status": "active"} | _said(values))


def add_risk_factor(database: Database, **values: Value) -> str:
    return _add(database, RiskFactor, {"status": "1"} | _said(values))


def correct_allergy(
    database: Database, record: str, values: Values, *, reason: str | None, opened: Sequence[Opened] = ()
) -> None:
    _correct(database, Allergy, record, values, reason=reason, opened=opened)


def correct_condition(
    database: Database, record: str, values: Values, *, reason: str | None, opened: Sequence[Opened] = ()
) -> None:
    _correct(database, Condition, record, values, reason=reason, opened=opened)


def correct_risk_factor(
    database: Database, record: str, values: Values, *, reason: str | None, opened: Sequence[Opened] = ()
) -> None:
    _correct(database, RiskFactor, record, values, reason=reason, opened=opened)


def withdraw_allergy(database: Database, record: str, reason: str) -> None:
    _withdraw(database, Allergy, record, reason)


def withdraw_condition(database: Database, record: str, reason: str) -> None:
    _withdraw(database, Condition, record, reason)


def withdraw_risk_factor(database: Database, record: str, reason: str) -> None:
    _withdraw(database, RiskFactor, record, reason)


def _correct(
    database: Database,
    model: Model,
    record: str,
    values: Values,
    *,
    reason: str | None,
    opened: Sequence[Opened] = (),
) -> None:
    """Raises Refused without a reason: nothing clinical is overwritten without one."""
    entity = BY_MODEL[model]
    reasoned(entity, reason)
    with database.writing(reason=reason, opened=opened) as session:
        found: Any = fetch(session, model, record)
        if values.get("person", found.person) != found.person:
            raise Refused(f"{entity.label} này ghi nhầm người: huỷ đi, rồi ghi lại cho đúng người.", "person")
        before = {field.name: getattr(found, field.name) for field in entity.fields}
        put(found, _completed(model, before | dict(values), before, database.clock.today()))
        _check(session, entity, found, database.clock.today())


def _withdraw(database: Database, model: Model, record: str, reason: str) -> None:
    """Entered in error: it stays readable in the history and warns nobody any more."""
    if not reason.strip():
        raise Refused("Huỷ một thông tin sức khỏe thì phải ghi lý do.", "reason")
    with database.writing(reason=reason) as session:
        fetch(session, model, record).gone = reason


def _add(database: Database, model: Model, values: Values) -> str:
    entity, today = BY_MODEL[model], database.clock.today()
    completed = _completed(model, values, {}, today)
    require(entity, completed)
    with database.writing() as session:
        record = model(**completed)
        _check(session, entity, record, today)
        session.add(record)
    return record.id


def _said(values: Values) -> dict[str, Value]:
    """What was left empty does not push a default aside."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _completed(model: Model, values: Values, before: Values, today: date) -> dict[str, Value]:
    """A condition gets its name from its code, and both it and a risk factor their restricted label."""
    completed = dict(values)
    if model is Allergy:
        return completed
    if model is Condition and not completed.get("name") and completed.get("icd10"):
        completed["name"] = _title(str(completed["icd10"]))
    completed["restricted"] = kept_label(
        _text(completed.get("restricted")),
        _label(completed, today),
        before=_text(before.get("restricted")),
        was=_label(before, today),
    )
    return completed


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _title(icd10: str) -> str:
    return next((code.label for code in resources.codes("icd10_common") if code.code == icd10), icd10)


def _label(values: Values, today: date | None) -> str | None:
    said = ". ".join(str(values[name]) for name in ("name", "amount", "note") if values.get(name))
    return restricted_category(str(values.get("icd10") or ""), today, words=said)


def _pack_label(record: Condition | RiskFactor) -> str | None:
    """What the code pack says of a record, whoever wrote it and whenever."""
    return _label({name: getattr(record, name, None) for name in ("icd10", "name", "amount", "note")}, None)


LABELS: Labels = {Condition: _pack_label, RiskFactor: _pack_label}


def _check(session: Session, entity: Entity, record: Any, today: date) -> None:
    require(entity, {field.name: getattr(record, field.name) for field in entity.fields})
    with session.no_autoflush:
        born = _born(session, record.person)
        if isinstance(record, Allergy):
            _refuse_known(session, record)
    for name in _DAYS:
        day = getattr(record, name, None)
        if text := objection_to_day(PartialDate.parse_iso(day) if day else None, born, today):
            raise Refused(text, name)


def _born(session: Session, person: str) -> PartialDate | None:
    try:
        born = fetch(session, Person, person).birth_date
        return PartialDate.parse_iso(born) if born else None
    except Refused as refusal:
        if refusal.code.startswith("date"):
            return None
        raise refusal.at("person") from None


def _refuse_known(session: Session, allergy: Allergy) -> None:
    others = session.scalars(
        select(Allergy.substance).where(
            Allergy.person == allergy.person, Allergy.gone.is_(None), Allergy.id.is_not(allergy.id)
        )
    )
    if known := same_substance(allergy.substance or "", [other for other in others if other]):
        raise Refused(f"Đã ghi dị ứng với {known}. Sửa dòng đã có nếu cần thêm.", "substance")


def _verbs(model: Model, new: Callable[..., str]) -> Verbs:
    def correct_one(
        database: Database, record: str, values: Values, reason: str | None, opened: Sequence[Opened]
    ) -> None:
        _correct(database, model, record, values, reason=reason, opened=opened)

    return Verbs(
        new=lambda database, values: new(database, **values),
        correct=correct_one,
        withdraw=lambda database, record, reason: _withdraw(database, model, record, reason),
        find=lambda database, query, limit: _find(database, model, query, limit),
    )


def _find(database: Database, model: Model, query: str, limit: int) -> list[Row]:
    """Newest first. What is restricted is never listed for a script."""
    statement: Any = select(model).where(model.gone.is_(None), model.person.is_not(None))
    statement = statement.order_by(model.id.desc())
    if model in (Condition, RiskFactor):
        statement = statement.where(getattr(model, _LABEL).is_(None))
    if asked := query.strip():
        named = select(PersonSearch.person).where(PersonSearch.folded.contains(fold(asked)))
        statement = statement.where(about(model, asked, named))
    with database.reading() as session:
        return rows(session, statement, limit)


VERBS: Mapping[str, Verbs] = {
    "allergy": _verbs(Allergy, add_allergy),
    "condition": _verbs(Condition, add_condition),
    "risk_factor": _verbs(RiskFactor, add_risk_factor),
}

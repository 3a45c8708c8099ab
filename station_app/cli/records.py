"""new, set, show, list, settle: records by the names of the data dictionary."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from station_app.app.rooms import CATALOGUE, VERBS
from station_app.cli.result import Result
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.store.audit import Action, note, refused
from station_app.store.database import Database
from station_app.store.entry import label_of, parsed, value_of
from station_app.store.inspection import RESTRICTED, Inspection, Written, inspect, is_restricted
from station_app.store.settling import settle as settle_field
from station_app.store.verbs import Entity, Row, Verbs

Options = argparse.Namespace


def new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity")
    parser.add_argument("fields", nargs="*", metavar="mục=giá trị")


def set_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity")
    parser.add_argument("id")
    parser.add_argument("fields", nargs="+", metavar="mục=giá trị")
    parser.add_argument("--reason", default=None, help="lý do sửa; bắt buộc với thông tin chuyên môn")


def show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity")
    parser.add_argument("id")


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity")
    parser.add_argument("--query", default="")
    parser.add_argument("--limit", type=int, default=100)


def settle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity")
    parser.add_argument("id")
    parser.add_argument("field")
    parser.add_argument("--value", required=True)


def new(database: Database, options: Options) -> Result:
    entity, verbs = _entity(options.entity)
    values = parsed(entity, _typed(options.fields), database.clock.today())
    record = verbs.new(database, values)
    return Result({"id": record}, record)


def correct(database: Database, options: Options) -> Result:
    entity, verbs = _entity(options.entity)
    opened = database.opened(options.entity, options.id)
    values = parsed(entity, _typed(options.fields), database.clock.today())
    verbs.correct(database, options.id, values, options.reason, (opened,))
    return Result({"id": options.id}, "Đã lưu.")


def show(database: Database, options: Options) -> Result:
    entity = _readable(database, options.entity)
    found = _inspected(database, options)
    note(database, Action.VIEWED, entity=options.entity, record=options.id, detail="command")
    data = {
        "fields": found.fields,
        "gone": found.gone,
        "conflicts": [
            {"field": name, "values": [_value(w) for w in values]} for name, values in found.conflicts.items()
        ],
        "history": [asdict(written) for written in found.history],
    }
    lines = [
        f"{field.label}: {label_of(field, found.fields.get(field.name))}"
        for field in entity.fields
        if found.fields.get(field.name) is not None
    ]
    lines += [f"? {name}: " + " | ".join(str(w.value) for w in ws) for name, ws in found.conflicts.items()]
    return Result(data, "\n".join(lines))


def _inspected(database: Database, options: Options) -> Inspection:
    """Raises Refused, and notes it, for what is restricted and not for this account, sealed or not yet."""
    try:
        found = inspect(database, options.entity, options.id)
        if is_restricted(found) and not database.seals.sees(str(found.fields.get("person"))):
            raise Refused(RESTRICTED, "id", code="restricted")
    except Refused as refusal:
        if refusal.code == "restricted":
            refused(database, Action.VIEWED, entity=options.entity, record=options.id, detail="restricted")
        raise
    return found


def _value(written: Written) -> dict[str, object]:
    return {
        "value": written.value,
        "author": written.author,
        "device": written.device,
        "time": written.time,
    }


def find(database: Database, options: Options) -> Result:
    _readable(database, options.entity)
    note(database, Action.VIEWED, entity="list", record=options.entity, detail="command")
    _, verbs = _entity(options.entity)
    rows = verbs.find(database, options.query, max(1, options.limit))
    return Result(list(rows), "\n".join(_line(row) for row in rows))


def _line(row: Row) -> str:
    return "  ".join(str(value) for value in row.values() if value is not None)


def settle(database: Database, options: Options) -> Result:
    entity, _ = _entity(options.entity)
    field = entity.field(options.field)
    if field is None and options.field != "life":
        raise Refused(f"{entity.label} không có mục “{options.field}”.", options.field)
    value = value_of(field, options.value, database.clock.today()) if field else options.value
    settle_field(database, options.entity, options.id, options.field, value)
    return Result({"id": options.id, "field": options.field, "value": value}, "Đã quyết.")


def _entity(name: str) -> tuple[Entity, Verbs]:
    if name not in VERBS:
        raise Refused(f"Không có loại bản ghi “{name}”. Có: {', '.join(VERBS)}.", "entity", code="no_entity")
    return CATALOGUE.entities[name], VERBS[name]


def _readable(database: Database, name: str) -> Entity:
    entity, _ = _entity(name)
    staff.require_to_see(database, name)
    return entity


def _typed(pairs: Sequence[str]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise Refused(f"“{pair}” phải có dạng mục=giá trị.", name)
        typed[name] = text
    return typed

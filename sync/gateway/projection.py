"""After catalogue or rules have grown, typed rows are made anew from the states, which lost nothing."""

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, select, update

from sync.change import Key
from sync.gateway import bulk
from sync.gateway.shelf import WarehouseShelf
from sync.gateway.tables import PROJECTION, RECORD, SCOPE
from sync.gateway.typed import TypedTables
from sync.gateway.validation import EDITION
from sync.policy import Entity

_AT_ONCE = 1000
"""Rows per transaction: a station that syncs meanwhile waits for one batch at most."""


def keep_up(engine: Engine, typed: TypedTables, now: str) -> None:
    """Projects again what another catalogue projected. Safe to break off, and to run in several processes."""
    with engine.begin() as connection:
        known = {row.entity: row.version for row in connection.execute(select(PROJECTION))}
    wanted = {name: _version(entity) for name, entity in typed.catalogue.entities.items()}
    stale = [name for name, version in wanted.items() if known.get(name) != version]
    for entity in stale:
        for scope in _scopes(engine, entity):
            _project(engine, typed, scope, entity, now)
    with engine.begin() as connection:
        bulk.upsert(connection, PROJECTION, [{"entity": name, "version": wanted[name]} for name in stale])


def _scopes(engine: Engine, entity: str) -> list[str]:
    with engine.begin() as connection:
        return sorted(connection.scalars(select(RECORD.c.scope).where(RECORD.c.entity == entity).distinct()))


def _project(engine: Engine, typed: TypedTables, scope: str, entity: str, now: str) -> None:
    after = ""
    while keys := _project_some(engine, typed, scope, entity, now, after):
        after = keys[-1][1]


def _version(entity: Entity) -> str:
    """Of all that decides how a state becomes a row, and whether it must wait."""
    declared: list[list[object]] = [[f.name, f.kind, f.policy, f.required] for f in entity.fields]
    if entity.sealed_by:
        declared.append([entity.sealed_by])
    return hashlib.sha256(json.dumps([EDITION, declared]).encode()).hexdigest()[:16]


def _project_some(
    engine: Engine, typed: TypedTables, scope: str, entity: str, now: str, after: str
) -> list[Key]:
    with engine.begin() as connection:
        locked = connection.execute(select(SCOPE).where(SCOPE.c.scope == scope).with_for_update()).one()
        keys = list(_next(connection, scope, entity, after))
        shelf = WarehouseShelf(connection, typed, scope)
        shelf.project_again(keys)
        if shelf.verdicts:
            # A place in the line without a transaction, so that every PC hears the verdicts.
            connection.execute(update(SCOPE).where(SCOPE.c.scope == scope).values(seq=locked.seq + 1))
        shelf.finish(locked.seq + 1, now)
    return keys


def _next(connection: Connection, scope: str, entity: str, after: str) -> Iterator[Key]:
    records = connection.scalars(
        select(RECORD.c.id)
        .where(RECORD.c.scope == scope, RECORD.c.entity == entity, RECORD.c.id > after)
        .order_by(RECORD.c.id)
        .limit(_AT_ONCE)
    )
    return ((entity, record) for record in records.all())

"""Is a new transaction another history under the same name, or one that a state has told of before?"""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, select

from sync.change import Change, Key
from sync.gateway.admission import Paper
from sync.gateway.refusal import TurnedAway
from sync.gateway.shelf import WarehouseShelf
from sync.gateway.tables import TESTIFIED
from sync.merge import HERE, State
from sync.policy import LIFE


def refuse_reused_dots(connection: Connection, shelf: WarehouseShelf, fresh: Sequence[Paper]) -> None:
    """A change that is seen already is a fork, unless only a state told of it and says nothing else of it."""
    states = shelf.load({change.key for paper in fresh for change in paper.transaction.changes})
    claimed: set[tuple[Key, str, int]] = set()
    for paper in fresh:
        device = paper.transaction.device
        for change in paper.transaction.changes:
            state, dot = states.get(change.key), (change.key, device, change.n)
            if dot in claimed:
                raise TurnedAway("fork")
            if state is not None and change.n <= state.context.get(device, 0):
                _told_alike(connection, device, change, state)
            claimed.add(dot)


def _told_alike(connection: Connection, device: str, change: Change, state: State) -> None:
    entity, record = change.key
    here = and_(TESTIFIED.c.entity == entity, TESTIFIED.c.id == record, TESTIFIED.c.device == device)
    told = select(TESTIFIED.c.first).where(here, TESTIFIED.c.first <= change.n, TESTIFIED.c.last >= change.n)
    if connection.execute(told).first() is None or contradicts(device, change, state):
        raise TurnedAway("fork")


def contradicts(device: str, change: Change, state: State) -> bool:
    """Does a value that still stands under this change's dot differ from what the change wrote?"""
    dot, wrote = (device, change.n), {LIFE: HERE, **change.set}
    standing = {name: register[dot] for name, register in state.fields.items() if dot in register}
    return any(
        name not in wrote or wrote[name] != value or type(wrote[name]) is not type(value)
        for name, value in standing.items()
    )

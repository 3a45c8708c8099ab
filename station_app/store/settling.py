"""Deciding between values that stand side by side, one or many at once, and taking decisions back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from station_app.common.errors import Refused
from station_app.store.database import Database, Opened
from station_app.store.inspection import inspect
from sync.change import Key, Value
from sync.showing import questions, shown_dots

TAKEN_BACK = "hoàn tác quyết định"
T = TypeVar("T")
AT_ONCE = 100
"""Questions settled in one transaction: one that is never split must not block a slow line."""


@dataclass(frozen=True, slots=True)
class Settling:
    """What is wanted of one question. `opened` is what the desk showed, so that a value that has come since
    stays a question."""

    entity: str
    record: str
    field: str
    value: Value
    opened: Opened

    @property
    def key(self) -> Key:
        return self.entity, self.record


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision as it can be taken back: the values that stood there, and the record as it left them."""

    settling: Settling
    values: tuple[Value, ...]
    after: Opened


def settle(
    database: Database,
    entity: str,
    record: str,
    field: str,
    value: Value,
    *,
    opened: Opened | None = None,
    reason: str | None = None,
) -> Settled:
    """An ordinary change that covers every value that was on the table, so that it settles everywhere.

    Without `opened`, what is there now. Raises Refused where there is no such record, or the field holds no
    question: settling is no way round the rules."""
    wanted = Settling(entity, record, field, value, opened or database.opened(entity, record))
    done = settle_all(database, [wanted], reason=reason)
    if not done:
        inspect(database, entity, record)
        raise Refused("Mục này không có câu hỏi nào cần quyết.", field, code="no_question")
    return done[0]


def settle_all(database: Database, wanted: Sequence[Settling], *, reason: str | None = None) -> list[Settled]:
    """Settles those that still are questions, and says which; each hundred at once or not at all."""
    done: list[Settled] = []
    for some in _portions(wanted):
        standing = _standing(database, some)
        still = [one for one in some if (one.key, one.field) in standing]
        _write(database, still, reason)
        after = _opened(database, [one.key for one in still])
        done += [Settled(one, standing[one.key, one.field], after[one.key]) for one in still]
    return done


def change_mind(database: Database, settled: Settled, value: Value, *, reason: str | None = None) -> Settled:
    """Another of the values instead; what has come since the decision is spared."""
    before = settled.settling
    again = Settling(*before.key, before.field, value, settled.after)
    _write(database, [again], reason)
    return Settled(again, settled.values, _opened(database, [again.key])[again.key])


def reopen(database: Database, settled: Sequence[Settled]) -> None:
    """Takes decisions back: the values stand side by side again, here and on every other PC.

    Each is written as by somebody who had not read the others, which leaves all of them on the table. What
    has come since the decision is spared."""
    for some in _portions(settled):
        for place in range(max(len(one.values) for one in some)):
            turn = [
                Settling(*one.settling.key, one.settling.field, one.values[place], one.after)
                for one in some
                if place < len(one.values)
            ]
            _write(database, turn, TAKEN_BACK)


def _write(database: Database, wanted: Sequence[Settling], reason: str | None) -> None:
    settled: dict[Key, dict[str, Value]] = {}
    for one in wanted:
        settled.setdefault(one.key, {})[one.field] = one.value
    if settled:
        with database.writing(reason=reason, opened=[one.opened for one in wanted], settled=settled):
            pass


def _standing(database: Database, wanted: Sequence[Settling]) -> dict[tuple[Key, str], tuple[Value, ...]]:
    """The different values of each field in question, oldest first."""
    with database.reading() as session:
        states = database.shelf(session).load({one.key for one in wanted})
    found: dict[tuple[Key, str], tuple[Value, ...]] = {}
    for key, state in states.items():
        for field in questions(state, database.catalogue, key[0]):
            values = {(type(one.value), one.value): one.value for one in state.siblings(field)}
            found[key, field] = tuple(values.values())
    return found


def _opened(database: Database, keys: Sequence[Key]) -> dict[Key, Opened]:
    with database.reading() as session:
        states = database.shelf(session).load(keys)
    return {
        key: Opened(key, dict(state.context), shown_dots(state, database.catalogue, key[0]))
        for key, state in states.items()
    }


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]

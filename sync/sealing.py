"""Which records are sealed, how a change to one is sealed, and a state as the holder of the keys reads it."""

import json
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Protocol

from sync.catalogue import Catalogue
from sync.change import Dot, Key, Value
from sync.ledger import Connection
from sync.merge import HERE, State
from sync.policy import LIFE, SEAL
from sync.rows import GONE
from sync.sealed import (
    Ring,
    Unopened,
    holds,
    is_letter,
    is_sealed,
    key_field,
    new_record_key,
    open_letter,
    open_value,
    seal_letter,
    seal_value,
    unwrap,
    wrap,
)
from sync.showing import projection

REASON, PAST = "reason", "past"
"""What letters are about: why a transaction was made, what stood in a field before its record was sealed."""


class Keyholder(Protocol):
    """Whoever can open what was sealed before."""

    def record_key(self, key: Key, state: State) -> bytes | None:
        """The key of a sealed record, or None where nobody here may open it."""


def bare(state: State) -> list[str]:
    """Fields that still say something in the clear, withdrawals included."""
    return [
        name
        for name, register in state.fields.items()
        if any(not is_sealed(value) and not _says_nothing(name, value) for value in register.values())
    ]


def conceals(wanted: Mapping[str, Value]) -> bool:
    """Does a change seal anything? Then its reason is for the same eyes."""
    life = str(wanted.get(LIFE, HERE)).removeprefix(GONE)
    return is_sealed(life) or any(map(is_sealed, wanted.values()))


def _says_nothing(name: str, value: Value) -> bool:
    return name == LIFE and (value == HERE or is_sealed(str(value).removeprefix(GONE)))


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals what one PC writes, to its own seal key. `keys` may open what was sealed before."""

    public: bytes
    keys: Keyholder | None

    def sealed(
        self, catalogue: Catalogue, key: Key, state: State, wanted: Mapping[str, Value]
    ) -> dict[str, Value]:
        """The change that says `wanted` sealed. What was open until now is sealed whole: every field."""
        everything = dict(wanted)
        if not holds(state):
            declared = dict.fromkeys(field.name for field in catalogue.entities[key[0]].fields)
            everything = {**declared, **projection(state, catalogue, key[0]), **everything}
            if everything.get(LIFE) == HERE:
                del everything[LIFE]
        record_key = self.keys.record_key(key, state) if self.keys else None
        told: dict[str, Value] = {}
        if record_key is None:
            record_key = new_record_key()
            told[key_field(record_key)] = wrap(self.public, key, record_key)
        for name, value in everything.items():
            told[name] = _sealed(record_key, key, name, value)
        return told

    def reason(self, text: str) -> str:
        return seal_letter(self.public, REASON, text)


def _sealed(record_key: bytes, key: Key, name: str, value: Value) -> Value:
    if name == LIFE:
        if value == HERE or _says_nothing(name, value):
            return value
        return GONE + seal_value(record_key, key, name, str(value).removeprefix(GONE))
    return value if is_sealed(value) else seal_value(record_key, key, name, value)


def record_keys(
    ring: Ring, key: Key, state: State, known: MutableMapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """pseudo-field → record key, of those that the ring opens. Raises Unopened where it opens none.

    `known` spares opening the same key twice."""
    known = {} if known is None else known
    found: dict[str, bytes] = {}
    missing = Unopened()
    for name in sorted(state.fields):
        if not name.startswith(SEAL):
            continue
        for wrapped in state.fields[name].values():
            try:
                record_key = known.get(str(wrapped)) or unwrap(ring, key, str(wrapped))
            except Unopened as error:
                missing = error
                continue
            if key_field(record_key) == name:
                found[name] = known[str(wrapped)] = record_key
    if not found:
        raise missing
    return found


def opened(keys: Mapping[str, bytes], key: Key, state: State) -> State:
    """The same dots and marks with the values in the clear. Raises Unopened where one does not open."""
    fields: dict[str, dict[Dot, Value]] = {
        name: {dot: _opened(keys, key, name, value) for dot, value in register.items()}
        for name, register in state.fields.items()
        if not name.startswith(SEAL)
    }
    return State(dict(state.context), fields, dict(state.marks))


def _opened(keys: Mapping[str, bytes], key: Key, name: str, value: Value) -> Value:
    if name == LIFE and isinstance(value, str) and value.startswith(GONE):
        inner = value.removeprefix(GONE)
        return GONE + str(open_value(keys, key, name, inner)) if is_sealed(inner) else value
    return open_value(keys, key, name, str(value)) if is_sealed(value) else value


def past_value(ring: Ring, keys: Mapping[str, bytes], key: Key, name: str, kept: str) -> Value:
    """A value of the history as JSON keeps it. Raises Unopened."""
    value: Value = json.loads(kept)
    if is_letter(value):
        value = json.loads(open_letter(ring, PAST, str(value)))
    return _opened(keys, key, name, value)


def sealed_among(catalogue: Catalogue, states: Mapping[Key, State]) -> list[Key]:
    """Those of the records that are sealed."""
    found: list[Key] = []
    for key, state in states.items():
        entity = catalogue.entities.get(key[0])
        if entity is not None and entity.sealed_by and holds(state):
            found.append(key)
    return found


def seal_history(connection: Connection, public: bytes, records: Iterable[Key]) -> None:
    """What stood in these records before they were sealed, and why it was changed, is sealed as well."""
    for key in records:
        rows = connection.execute(
            "SELECT field, device, n, value, reason FROM sync_history WHERE entity = ? AND record = ?", key
        ).fetchall()
        for name, device, n, kept, reason in rows:
            value = json.loads(kept)
            past = kept if is_sealed(value) or _says_nothing(name, value) else _past(public, kept)
            why = reason if reason is None or is_sealed(reason) else seal_letter(public, REASON, reason)
            if (past, why) != (kept, reason):
                connection.execute(
                    "UPDATE sync_history SET value = ?, reason = ? WHERE entity = ? AND record = ?"
                    " AND field = ? AND device = ? AND n = ?",
                    (past, why, *key, name, device, n),
                )


def _past(public: bytes, kept: str) -> str:
    return json.dumps(seal_letter(public, PAST, kept), ensure_ascii=False)

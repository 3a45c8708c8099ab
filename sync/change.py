"""The words that travel: dots, changes to records, and transactions made of them."""

from dataclasses import dataclass

from sync.short import Malformed as Malformed

Value = bool | int | str | None
Dot = tuple[str, int]
"""(device, n): the n-th change that this device made to one record."""
Key = tuple[str, str]
"""(entity, record id)"""
Context = dict[str, int]
"""device → how many changes to this record have been seen from it"""


@dataclass(slots=True)
class Mark:
    """What is known of a dot beside its value: who, where, when."""

    author: str
    point: str
    hlc: int
    stamp: int | None = None
    reason: str | None = None

    @property
    def time(self) -> int:
        """A clock years ahead cannot win: the gateway's stamp caps it."""
        return self.hlc if self.stamp is None else min(self.hlc, self.stamp)


@dataclass(slots=True)
class Change:
    """What one transaction does to one record; `before` is what its author had read of it."""

    entity: str
    record: str
    n: int
    before: Context
    set: dict[str, Value]
    spare: dict[str, list[Dot]]
    about: str | None = None
    """"entity:id" of the person or household concerned, so that an older gateway can route it"""

    @property
    def key(self) -> Key:
        return self.entity, self.record


@dataclass(slots=True)
class Transaction:
    """The unit of sync: applied whole or not at all. `stamp` is the gateway's and is not signed."""

    device: str
    seq: int
    author: str
    point: str
    hlc: int
    offset: int
    reason: str | None
    changes: list[Change]
    stamp: int | None = None

    def mark(self) -> Mark:
        return Mark(self.author, self.point, self.hlc, self.stamp, self.reason)

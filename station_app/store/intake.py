"""What others wrote, as it is taken into the station's file inside one transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from sync.catalogue import Catalogue
from sync.change import Key, Mark, Transaction
from sync.clock import witness
from sync.joining import Joined, take_states
from sync.merge import State
from sync.parting import part_ways
from sync.reissue import Renaming
from sync.replica import Taken, take
from sync.shelf import TableShelf


class Intake:
    """An open transaction that takes in what others wrote."""

    def __init__(self, session: Session, raw: Any, shelf: TableShelf, catalogue: Catalogue) -> None:
        self.session = session
        self.raw = raw
        self.shelf = shelf
        self.changed: frozenset[Key] = frozenset()
        self.renamings: list[Renaming] = []
        self._catalogue = catalogue

    def part_ways(self, *, device: str, after: int, reason: str, now: str) -> None:
        """What this PC alone wrote under a name after that place is said anew under a new one."""
        renaming = part_ways(
            self.raw, self.shelf, self._catalogue, device=device, after=after, reason=reason, now=now
        )
        self.changed |= frozenset(renaming.dots)
        self.renamings.append(renaming)

    def take(self, transactions: Iterable[Transaction]) -> Taken:
        taken = take(self.shelf, transactions)
        self.changed |= taken.changed
        self._witness(transaction.mark() for transaction in taken.applied)
        return taken

    def join(self, states: Mapping[Key, State], *, instead: Iterable[Key] = ()) -> Joined:
        """Whole states of records; those in `instead` replace what is damaged here."""
        joined = take_states(self.shelf, states, instead=instead)
        self.changed |= joined.changed
        self._witness(mark for key in joined.changed & states.keys() for mark in states[key].marks.values())
        return joined

    def _witness(self, marks: Iterable[Mark]) -> None:
        """A PC whose clock is behind still writes after what it has read. Only what the gateway stamped
        counts, so that one clock years ahead does not pull all the others along."""
        times = [mark.time for mark in marks if mark.stamp is not None]
        if times:
            (hlc,) = self.raw.execute("SELECT hlc FROM sync_self").fetchone()
            self.raw.execute("UPDATE sync_self SET hlc = ?", (witness(hlc, max(times)),))

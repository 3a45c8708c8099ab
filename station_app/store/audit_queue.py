"""What is to be noted in the audit log and is not in the file yet, and how an entry is made."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

from station_app.common.days import to_instant
from sync.audit import Entry
from sync.change import Transaction

AGAIN = timedelta(minutes=5)
"""Looking at the same thing again within this is not a new entry; it is counted, and the count is noted after
it."""
LISTED = 20
"""So many records of one transaction are named; of a larger one the transaction itself names them all
(`seq`)."""
_LONGEST = 80
_DIGITS = re.compile(r"\d{6,}")
_FOREIGN = re.compile(r"[^A-Za-z0-9 _.:,=/+-]")


class Action(StrEnum):
    """What was done. The words are kept for years and travel; a new one is added, none is renamed."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    VIEWED = "viewed"
    CHANGED = "changed"
    PRINTED = "printed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    DRILLED = "drilled"
    BROKE_GLASS = "broke_glass"
    KEY_CHANGED = "key_changed"
    ACCOUNT_CHANGED = "account_changed"
    POLICY_CHANGED = "policy_changed"
    REQUEST_HANDLED = "request_handled"
    ERASED = "erased"
    FAILED = "failed"


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


def made(
    action: Action,
    now: datetime,
    user: str,
    point: str,
    *,
    entity: str = "",
    record: str = "",
    about: str | None = None,
    result: Result = Result.DONE,
    detail: str = "",
) -> Entry:
    """An entry without its number, which only the file can give."""
    offset = now.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    return Entry(
        0, to_instant(now), minutes, "", user, point, action.value, entity, record, about, None, result.value,
        plain(detail), 1, None,
    )  # fmt: skip


def change(transaction: Transaction, now: datetime) -> Entry:
    """What one save did: its first record, and what else it touched."""
    first, *others = transaction.changes
    about = next((one.about for one in transaction.changes if one.about), None)
    also = " ".join(f"{one.entity}:{one.record}" for one in others[:LISTED]) or None
    entry = made(Action.CHANGED, now, transaction.author, transaction.point, entity=first.entity, about=about)
    return entry._replace(record=first.record, also=also, times=len(transaction.changes), seq=transaction.seq)


def plain(detail: str) -> str:
    """Codes and plain words, short: whatever looks like a number of a person, or is not ASCII, does not get
    in."""
    return _DIGITS.sub("_", _FOREIGN.sub("_", detail))[:_LONGEST] if detail else ""


class Queue:
    """Entries that wait for the next transaction of the file. Safe to use from several threads.

    A power cut loses what is in it: views of the last seconds, and a refusal inside a save that was
    undone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder = 0
        self._inside: list[Entry] = []
        self._due: list[Entry] = []
        self._seen: dict[tuple[str, ...], datetime] = {}
        self._again: dict[tuple[str, ...], Entry] = {}

    def __len__(self) -> int:
        return len(self._due) + len(self._again)

    def add(self, entry: Entry) -> bool:
        """True where it goes in with the save that this thread has begun."""
        if self._holder == threading.get_ident():
            self._inside.append(entry)
            return True
        with self._lock:
            self._due.append(entry)
        return False

    def viewed(self, entry: Entry, now: datetime) -> None:
        """The first look is due at once; further ones within `AGAIN` become one more entry when that is
        over."""
        key = (entry.user, entry.entity, entry.record, entry.detail)
        with self._lock:
            first = self._seen.get(key)
            if first is None or not timedelta(0) <= now - first < AGAIN:
                self._due += [self._again.pop(key)] if key in self._again else []
                self._seen[key] = now
                self._due.append(entry)
            else:
                held = self._again.get(key)
                self._again[key] = held._replace(times=held.times + 1) if held else entry

    def take(self, now: datetime, *, all_of_it: bool = False) -> list[Entry]:
        """What is due; with `all_of_it` also the counts of what is still being looked at."""
        with self._lock:
            over = [key for key, first in self._seen.items() if all_of_it or now - first >= AGAIN]
            for key in over:
                del self._seen[key]
                self._due += [self._again.pop(key)] if key in self._again else []
            taken, self._due = self._due, []
            return taken

    def undone(self, entries: Sequence[Entry]) -> None:
        """The transaction that was to carry these came to nothing: they wait for the next one."""
        with self._lock:
            self._due = [*entries, *self._due]

    def withdraw(self, entry: Entry) -> None:
        with self._lock:
            self._due = [one for one in self._due if one is not entry]

    @contextmanager
    def inside(self) -> Iterator[list[Entry]]:
        """While this thread holds the file's turn: what it notes goes in with its own save. Where that is
        undone, what it noted as done has not happened; what was refused has, and waits for the next one."""
        self._holder, self._inside = threading.get_ident(), []
        noted = self._inside
        try:
            yield noted
        except BaseException:
            self.undone([entry for entry in noted if entry.result != Result.DONE.value])
            raise
        finally:
            self._holder = 0

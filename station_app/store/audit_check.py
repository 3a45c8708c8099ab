"""Is the audit log what was once written? Walks the chain and says where it is not, and in which way.

What it promises: an entry that was edited, removed, moved or slipped in is found and named, also by somebody
who dropped the triggers first. Whoever holds the key of the file can write the whole chain anew from some
entry on; that is found for everything that a receipt of the gateway has confirmed, and not for what came
after the last receipt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from station_app.store.audit_log import FIELDS
from station_app.store.audit_queue import Action
from station_app.store.database import Database
from sync.audit import START, Entry, hashed, link

_READ = ", ".join(f'"{name}"' for name in (*FIELDS, "prior", "hash", "erased"))
_ALL = f"SELECT {_READ} FROM audit_entry ORDER BY number"  # noqa: S608
_AT_ONCE = 2_000
_FAR = 64
"""How many places a renumbered entry is looked for beyond where its chain says it was."""


class Kind(StrEnum):
    """In which way the log is not what was written."""

    EDITED = "edited"
    MISSING = "missing"
    INSERTED = "inserted"
    MOVED = "moved"
    RELINKED = "relinked"
    CUT = "cut"
    REWRITTEN = "rewritten"
    UNNOTED = "unnoted"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Break:
    """Entries `first` to `last` are not what was written; for UNNOTED they are numbers of transactions."""

    kind: Kind
    first: int
    last: int


@dataclass(slots=True)
class Verdict:
    """`upto`: number of the last entry; `erased` whose term had run out; `confirmed`: up to here the gateway
    has signed for the chain, at `confirmed_at`."""

    upto: int = 0
    entries: int = 0
    erased: int = 0
    confirmed: int = 0
    confirmed_at: str = ""
    breaks: list[Break] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.breaks


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    prior: bytes
    hash: bytes
    erased: bytes | None

    def says(self, number: int) -> bool:
        """Was this written as entry `number`?"""
        own = self.erased or hashed(self.entry._replace(number=number))
        return link(self.prior, own) == self.hash


def verify(database: Database) -> Verdict:
    """The whole log, in one snapshot."""
    with database.reading() as session:
        raw = database.raw(session)
        walk = _Walk(raw)
        for row in _rows(raw):
            walk.step(row)
        walk.finish()
        verdict = walk.verdict
        _compare_receipts(raw, verdict)
        _compare_erased(walk)
        return verdict


def _rows(raw: Any) -> Iterator[_Row]:
    cursor = raw.execute(_ALL)
    while rows := cursor.fetchmany(_AT_ONCE):
        for *fields, prior, after, erased in rows:
            yield _Row(
                Entry(*fields), _bytes(prior), _bytes(after), None if erased is None else _bytes(erased)
            )


def _bytes(value: Any) -> bytes:
    """A hash, or what somebody has put in its place."""
    return value if isinstance(value, bytes) else b""


class _Walk:
    """One pass over the chain, and what it found."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._places: dict[bytes, int] | None = None
        self._number, self._before, self._trusted = 0, START, True
        self._moved: list[tuple[int, int]] = []
        self._seqs: dict[str, int] = {}
        self.verdict = Verdict()
        self.terms: list[tuple[int, int, int]] = []
        self.stubs: list[int] = []

    def step(self, row: _Row) -> None:
        number = row.entry.number
        if number != self._number + 1:
            self._tell(Kind.MISSING, self._number + 1, number - 1)
            self._trusted = False
        if not row.says(number):
            self._misplaced(row)
        elif self._trusted and row.prior != self._before:
            self._tell(Kind.RELINKED, number, number)
        else:
            self._settle_moved()
            self._trusted = True
            self._note(row)
        self.verdict.entries += 1
        self.verdict.upto = number
        self._number, self._before = number, row.hash

    def finish(self) -> None:
        self._settle_moved()
        written = self._raw.execute("SELECT device, seq FROM sync_self").fetchone()
        last = self._seqs.get(written[0])
        if last is not None and last < written[1]:
            self._tell(Kind.UNNOTED, last + 1, written[1])

    def _misplaced(self, row: _Row) -> None:
        """Renumbered, or no longer what it said."""
        was = self._written_as(row)
        if was is None:
            self._settle_moved()
            self._tell(Kind.EDITED, row.entry.number, row.entry.number)
        else:
            self._moved.append((row.entry.number, was))
        self._trusted = False

    def _written_as(self, row: _Row) -> int | None:
        if row.erased is not None:
            return None
        here = row.entry.number
        likely = [here + was - now for now, was in self._moved[-1:]]
        behind = self._find(row.prior)
        likely += [] if behind is None else [behind + 1]
        near = (here + step * sign for step in range(1, _FAR) for sign in (1, -1))
        return next((number for number in (*likely, *near) if number != here and row.says(number)), None)

    def _find(self, head: bytes) -> int | None:
        if self._places is None:
            found = self._raw.execute("SELECT hash, number FROM audit_entry").fetchall()
            self._places = {START: 0} | {_bytes(after): number for after, number in found}
        return self._places.get(head)

    def _settle_moved(self) -> None:
        """A run of renumbered entries: some were removed before them, slipped in before them, or they changed
        places."""
        if not self._moved:
            return
        (now, was), end = self._moved[0], self._moved[-1][0]
        shifts = {then - here for here, then in self._moved}
        same_places = {here for here, _ in self._moved} == {then for _, then in self._moved}
        if same_places or len(shifts) > 1:
            self._tell(Kind.MOVED, now, end)
        elif was > now:
            self._tell(Kind.MISSING, now, was - 1)
        else:
            self._tell(Kind.INSERTED, was, now - 1)
        self._moved = []

    def _note(self, row: _Row) -> None:
        entry = row.entry
        if row.erased is not None:
            self._seqs.clear()  # whatever it told of, its transaction is no longer counted
            self.verdict.erased += 1
            self.stubs.append(entry.number)
        elif entry.action == Action.ERASED:
            first, _, last = entry.record.partition("-")
            self.terms.append((int(first), int(last), entry.times))
        elif entry.seq is not None:
            before = self._seqs.get(entry.device)
            if before is not None and entry.seq > before + 1:
                self._tell(Kind.UNNOTED, before + 1, entry.seq - 1)
            self._seqs[entry.device] = entry.seq

    def _tell(self, kind: Kind, first: int, last: int) -> None:
        """Transactions are counted anew behind a break: it already says that entries are not there."""
        self._seqs.clear()
        self.verdict.breaks.append(Break(kind, first, last))


def _compare_receipts(raw: Any, verdict: Verdict) -> None:
    """What the gateway has confirmed must still be here, under the same hash."""
    known = 0
    for number, head, at in raw.execute("SELECT number, hash, at FROM sync_audit ORDER BY number").fetchall():
        row = raw.execute("SELECT hash FROM audit_entry WHERE number = ?", (number,)).fetchone()
        if number == 0 or (row is not None and _bytes(row[0]) == head):
            known = number
            verdict.confirmed, verdict.confirmed_at = number, at
        elif number > verdict.upto:
            verdict.breaks.append(Break(Kind.CUT, verdict.upto + 1, number))
            return
        elif not any(known < broken.first <= number for broken in verdict.breaks):
            verdict.breaks.append(Break(Kind.REWRITTEN, known + 1, number))
            return


def _compare_erased(walk: _Walk) -> None:
    """An entry is gone only if the job that took it away has said so, and how many it took."""
    told = sum(times for _, _, times in walk.terms)
    alone = [one for one in walk.stubs if not any(first <= one <= last for first, last, _ in walk.terms)]
    if alone or len(walk.stubs) > told:
        places = alone or walk.stubs
        walk.verdict.breaks.append(Break(Kind.ERASED, min(places), max(places)))


def in_words(verdict: Verdict, times: Mapping[int, str]) -> Iterable[str]:
    """For the head, with the place; `times` says when the entries around a break were written."""
    for found in verdict.breaks:
        yield _WORDS[found.kind].format(_span(found), _around(found, times))


_WORDS = {
    Kind.EDITED: "{} đã bị sửa sau khi ghi{}.",
    Kind.MISSING: "{} đã bị xoá{}.",
    Kind.INSERTED: "{} bị chèn thêm, không phải do phần mềm ghi{}.",
    Kind.MOVED: "{} đã bị đổi thứ tự{}.",
    Kind.RELINKED: "{} không nối tiếp mục đứng trước{}: có mục bị thay ở chỗ này.",
    Kind.CUT: "{} không còn trên máy này{}, kho tỉnh đã nhận các mục đó.",
    Kind.REWRITTEN: "{} đã bị viết lại{}: khác với mã mà kho tỉnh đã ký nhận.",
    Kind.UNNOTED: "Lượt ghi {} không có mục nhật ký{}.",
    Kind.ERASED: "{} đã bị bỏ nội dung mà không do việc dọn theo thời hạn{}.",
}


def _span(found: Break) -> str:
    numbers = f"{found.first}" if found.first == found.last else f"{found.first} đến {found.last}"
    return numbers if found.kind is Kind.UNNOTED else f"Mục số {numbers}"


def _around(found: Break, times: Mapping[int, str]) -> str:
    before, after = times.get(found.first - 1), times.get(found.last + 1)
    if found.kind is Kind.UNNOTED or not (before or after):
        return ""
    return f" (giữa {before or 'lúc mở sổ'} và {after or 'bây giờ'})"

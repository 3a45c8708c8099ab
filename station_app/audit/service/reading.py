"""A page of the log, newest first, each entry as a sentence; names are looked up now and stand in no
entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from station_app.audit.service.words import Names, sentence
from station_app.common.days import VIETNAM, shown_instant, to_instant
from station_app.households import service as households
from station_app.people import service as people
from station_app.staff import service as staff
from station_app.staff.service import Right
from station_app.store.audit import Action, Entry
from station_app.store.audit_log import FIELDS
from station_app.store.database import Database

MOST_PRINTED = 2_000
"""Lines of one sheet: some sixty pages."""
GROUPS: dict[str, tuple[str, tuple[Action, ...]]] = {
    "views": ("Xem", (Action.VIEWED, Action.BROKE_GLASS)),
    "changes": ("Ghi, sửa", (Action.CHANGED, Action.IMPORTED, Action.REQUEST_HANDLED)),
    "leaving": ("In, xuất", (Action.PRINTED, Action.EXPORTED, Action.BACKED_UP)),
    "doors": ("Vào, ra", (Action.SIGNED_IN, Action.SIGN_IN_FAILED, Action.SIGNED_OUT, Action.LOCKED)),
    "keys": ("Khoá, tài khoản", (Action.KEY_CHANGED, Action.ACCOUNT_CHANGED, Action.POLICY_CHANGED,
                                 Action.RESTORED, Action.DRILLED, Action.ERASED)),
}  # fmt: skip
REFUSED = "refused"
"""A group of its own: whatever was tried without the right, or failed."""
_COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for; nothing given: all of it. `group`: a key of GROUPS, or REFUSED."""

    group: str | None = None
    user: str | None = None
    person: str | None = None
    device: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read. `who`, `said` and `detail` are words; `state` is the result."""

    number: int
    at: str
    who: str
    said: str
    detail: str
    place: str
    result: str
    entry: Entry

    @property
    def time(self) -> str:
        return shown_instant(self.at) if self.at else ""

    @property
    def whole(self) -> str:
        return f"{self.said} ({self.detail})" if self.detail else self.said


def lines(database: Database, wanted: Wanted, before: int | None = None, limit: int = 100) -> list[Line]:
    """The entries before number `before` that are asked for. Raises Refused without the right."""
    staff.require(database, Right.READ_AUDIT)
    return _told(database, _entries(database, wanted, before, limit), named=True)


def sheet_lines(database: Database, wanted: Wanted) -> tuple[list[Line], bool]:
    """For paper, without names of patients; and whether there are more than one sheet holds."""
    staff.require(database, Right.READ_AUDIT)
    found = _entries(database, wanted, None, MOST_PRINTED + 1)
    return _told(database, found[:MOST_PRINTED], named=False), len(found) > MOST_PRINTED


def count_entries(database: Database) -> int:
    with database.reading() as session:
        row = database.raw(session).execute("SELECT max(number) FROM audit_entry").fetchone()
    return int(row[0] or 0)


def devices(database: Database) -> list[str]:
    """The names that this PC has had, the present one first."""
    with database.reading() as session:
        raw = database.raw(session)
        names = raw.execute(
            "SELECT device FROM sync_self UNION ALL SELECT device FROM sync_former"
        ).fetchall()
    return [str(name) for (name,) in names]


def in_words(database: Database, wanted: Wanted) -> str:
    """What is asked for, for the head of a sheet. The person asked about is named: that is what it is
    about."""
    parts: list[str] = []
    if wanted.group:
        parts.append(GROUPS[wanted.group][0] if wanted.group in GROUPS else "Bị từ chối, không thành")
    if wanted.user is not None:
        parts.append(f"người làm: {staff.name_of(database, [wanted.user]).get(wanted.user, '–')}")
    if wanted.person:
        parts.append(f"về: {people.people_named(database, [wanted.person]).get(wanted.person, '–')}")
    if wanted.device:
        parts.append(f"máy {wanted.device}")
    if wanted.since or wanted.until:
        ends = (day.strftime("%d/%m/%Y") if day else "…" for day in (wanted.since, wanted.until))
        parts.append(" – ".join(ends))
    return ", ".join(parts) or "Toàn bộ nhật ký"


def _entries(database: Database, wanted: Wanted, before: int | None, limit: int) -> list[Entry]:
    where, values = _where(wanted)
    if before is not None:
        where.append("number < ?")
        values.append(before)
    if wanted.person and not staff.may(database, Right.SEE_RESTRICTED):
        where.append("entity IN ('person', 'household', 'household_member', 'identifier', 'list')")
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    sql = f"SELECT {_COLUMNS} FROM audit_entry{condition} ORDER BY number DESC LIMIT ?"  # noqa: S608
    with database.reading() as session:
        rows = database.raw(session).execute(sql, (*values, limit)).fetchall()
    return [Entry(*row) for row in rows]


def _where(wanted: Wanted) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []

    def ask(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if wanted.group == REFUSED:
        ask("result <> 'done'")
    elif wanted.group:
        actions = [action.value for action in GROUPS[wanted.group][1]]
        ask(f"action IN ({', '.join('?' * len(actions))})", *actions)
    if wanted.user is not None:
        ask("user = ?", wanted.user)
    if wanted.device:
        ask("device = ?", wanted.device)
    if wanted.since:
        ask("at >= ?", _instant(wanted.since))
    if wanted.until:
        ask("at < ?", _instant(wanted.until + timedelta(days=1)))
    if wanted.person:
        of = f"person:{wanted.person}"
        ask("(record = ? OR about = ? OR instr(also, ?) > 0)", wanted.person, of, of)
    return where, values


def _instant(day: date) -> str:
    return to_instant(datetime.combine(day, time(), timezone(VIETNAM)))


def _told(database: Database, entries: Sequence[Entry], *, named: bool) -> list[Line]:
    names = _names(database, entries, named=named)
    return [_line(entry, names) for entry in entries]


def _line(entry: Entry, names: Names) -> Line:
    if not entry.action:  # its term has run out
        gone = "Nội dung mục này đã bỏ vì hết hạn lưu; mã băm còn giữ."
        return Line(entry.number, "", "", gone, "", "", "done", entry)
    who = names.users.get(entry.user, "") or ("Máy tự làm" if not entry.user else "Người dùng đã xoá")
    said, detail = sentence(entry, names)
    place = f"{entry.point} · {entry.device}" if entry.point != entry.device else entry.device
    return Line(entry.number, entry.at, who, said, detail, place, entry.result, entry)


def _names(database: Database, entries: Iterable[Entry], *, named: bool) -> Names:
    of: dict[str, set[str]] = {"person": set(), "household": set()}
    users = set()
    for entry in entries:
        users.add(entry.user or "")
        pairs = [f"{entry.entity}:{entry.record}", entry.about or ""]
        for pair in pairs:
            kind, _, record = pair.partition(":")
            if kind in of:
                of[kind].add(record)
            elif kind == "user":
                users.add(record)
    houses = households.houses(database, of["household"])
    names = Names(
        staff.name_of(database, users - {""}),
        people.people_named(database, of["person"]),
        {house: f"{one.head_name or 'chưa có chủ hộ'}, {one.hamlet}" for house, one in houses.items()},
        sees_clinical=staff.may(database, Right.SEE_RESTRICTED),
    )
    return names if named else replace(names, people={}, households={})

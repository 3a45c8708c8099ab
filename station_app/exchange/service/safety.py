"""Deletions that wait for a person, and what happened to the names of this PC."""

import json
from dataclasses import dataclass
from typing import Any

from station_app.common.errors import Refused
from station_app.exchange import brake
from station_app.store.database import Database


@dataclass(frozen=True, slots=True)
class HeldDeletions:
    """More deletions than a day's work has: how many of how many records, and which (entity, id)."""

    count: int
    records: int
    keys: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        return (
            f"Có {self.count} lượt xoá chưa gửi, nhiều bất thường. Máy giữ lại chưa gửi lên kho tỉnh,"
            " dữ liệu vẫn an toàn. Hãy xem lại; nếu đúng ý thì chạy sync --confirm-deletions."
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that IT should know: when (UTC), what, and in words."""

    at: str
    kind: str
    words: str


def held_deletions(database: Database) -> HeldDeletions | None:
    with database.reading() as session:
        raw = database.raw(session)
        waiting = brake.held(raw)
        keys = tuple(brake.deleted(raw)) if waiting else ()
    return None if waiting is None else HeldDeletions(waiting.deletions, waiting.records, keys)


def confirm_deletions(database: Database) -> int:
    """A person has looked and wants them: the next round sends them. Returns how many."""
    waiting = held_deletions(database)
    if waiting is None:
        raise Refused("Không có lượt xoá nào đang chờ xác nhận.", code="nothing")
    with database.taking_in() as intake:
        brake.confirm(intake.raw)
    return waiting.count


@dataclass(frozen=True, slots=True)
class Names:
    """The name under which this PC writes, and those it had before, oldest first."""

    present: str
    former: tuple[str, ...]


def names(database: Database) -> Names:
    with database.reading() as session:
        raw = database.raw(session)
        (present,) = raw.execute("SELECT device FROM sync_self").fetchone()
        former = raw.execute("SELECT device FROM sync_former ORDER BY number").fetchall()
    return Names(present, tuple(row[0] for row in former))


_WHY = {
    "moved": "tệp dữ liệu đã sang máy khác hoặc thư mục khác",
    "restored": "tệp dữ liệu là bản cũ được khôi phục",
    "command": "khôi phục theo lệnh",
    "fork": "máy khác đã ghi dưới cùng tên",
    "warehouse": "kho tỉnh được khôi phục từ bản cũ hơn",
}


def events(database: Database, limit: int = 20) -> list[Event]:
    """The newest first."""
    with database.reading() as session:
        rows = (
            database.raw(session)
            .execute("SELECT at, kind, detail FROM sync_event ORDER BY number DESC LIMIT ?", (limit,))
            .fetchall()
        )
    return [Event(at, kind, _words(kind, json.loads(detail))) for at, kind, detail in rows]


def _words(kind: str, detail: dict[str, object]) -> str:
    why = _WHY.get(str(detail.get("reason")), str(detail.get("reason", "")))
    match kind:
        case "epoch":
            before = f"{detail['old']} → " if detail.get("old") else ""
            return f"Máy này đi tiếp dưới tên mới ({before}{detail['new']}): {why}"
        case "reissued":
            return f"{detail['transactions']} lượt ghi được gửi lại dưới tên {detail['new']}: {why}"
        case "mended":
            return _mended(detail)
        case "paired":
            return f"Ghép đôi với máy {detail['device']} ({detail['point']})"
        case "forgotten":
            return f"Thôi tin máy {detail['device']}"
    return f"{kind}: {json.dumps(detail, ensure_ascii=False)}"


def _mended(detail: dict[str, Any]) -> str:
    words = f"Đối chiếu với kho tỉnh: nhận lại {detail['joined']}, giao lại {detail['handed']} bản ghi"
    if detail["healed"]:
        words += f"; trên máy hỏng, đã lấy lại: {', '.join(detail['healed'])}"
    if detail["contradicting"]:
        words += f"; mâu thuẫn, cả hai bên giữ nguyên: {', '.join(detail['contradicting'])}"
    return words

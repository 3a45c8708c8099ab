"""Carrying by hand: what is unsent goes to the province on a stick, and its answer comes back on one."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from station_app.common.days import to_instant
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.courier import Outgoing, letters, outgoing
from station_app.exchange.lineage import settle_by_letter
from station_app.exchange.outbox import last_receipt
from station_app.exchange.relay import books
from station_app.exchange.service.line import spoken
from station_app.exchange.stick import Incoming, StickLine, StickReplica, opened
from station_app.store.audit import Action, note
from station_app.store.database import Database
from sync import bundle_file
from sync.bundle import Unreadable, read
from sync.bundle_content import PART_BYTES
from sync.message import Receipt
from sync.round import Outcome, run_round

_SLACK = 64 * 1024
_SAFE = "Dữ liệu của trạm không thay đổi."
_LARGEST = 6


@dataclass(frozen=True, slots=True)
class Exported:
    """What lies on the stick now: this PC's changes after `after` up to `upto`; `left` did not fit."""

    files: tuple[Path, ...]
    after: int
    upto: int
    left: int

    @property
    def transactions(self) -> int:
        return self.upto - self.after


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a letter; `outcome` is None where this PC had heard newer things already."""

    received: int
    acknowledged: int
    upto: int
    outcome: Outcome | None


def to_carry(database: Database, after: int | None = None) -> Outgoing:
    _require_enrolled(database)
    return outgoing(database, after)


def export_bundles(
    database: Database, folder: Path, *, after: int | None = None, part_mb: float = PART_BYTES / 2**20
) -> Exported:
    """Writes as many letters as the stick has room for. Writing the same again is harmless."""
    if not 0.05 <= part_mb <= _LARGEST:
        raise Refused(f"Cỡ mỗi tệp từ 0,05 đến {_LARGEST} MB.", "part-size")
    wanted = to_carry(database, after)
    files: list[Path] = []
    upto = wanted.after
    note(database, Action.EXPORTED, entity="bundle", detail=f"sealed, {wanted.transactions} transactions")
    with _stick(folder, "ghi"):
        for letter in letters(database, after, int(part_mb * 2**20)):
            if not _has_room(folder, len(letter.raw)):
                break
            files.append(bundle_file.write(folder, letter.raw))
            upto = letter.last
    if not files:
        raise Unavailable(f"{folder} không còn chỗ.", _SAFE, "Chọn USB khác, hoặc chia tệp nhỏ hơn.", "T-301")
    return Exported(tuple(files), wanted.after, upto, wanted.last - upto)


def read_bundle(database: Database, path: Path) -> Incoming:
    """Opens a letter to say what is in it; takes nothing in."""
    _require_enrolled(database)
    now = to_instant(database.clock.now())
    try:
        with _stick(path, "đọc"):
            return opened(database, bundle_file.load(path), now)
    except Unreadable as error:
        raise Refused(f"{error.reason} {_SAFE}", "file", code=f"bundle_{error.code}") from error


def import_bundle(database: Database, path: Path) -> Imported:
    """Takes a letter of the province in, as a round over a line would."""
    letter = read_bundle(database, path)
    if letter.refusal is not None:
        raise Unavailable(
            f"Kho tỉnh trả lời: {letter.refusal.reason}",
            "Dữ liệu vẫn an toàn trên máy này.",
            "Báo cán bộ tin học kèm mã này.",
            f"T-21-{letter.refusal.code}",
        )
    if not letter.pages:
        raise Refused(f"Tệp này không có tin nào. {_SAFE}", "file", code="bundle_empty")
    if _older(database, letter):
        return Imported(0, 0, letter.upto, None)
    for answer in letter.formers:
        settle_by_letter(database, answer)
        _forwarded(database, answer.receipt)
    with spoken():
        outcome = run_round(StickReplica(database), StickLine(letter.pages))
    return Imported(outcome.received, outcome.acknowledged, letter.upto, outcome)


def _forwarded(database: Database, receipt: Receipt) -> None:
    """What this PC carried for another one is at the province now."""
    with database.taking_in() as intake:
        held = [(1, receipt.upto), *receipt.ahead]
        books.covered(intake.raw, receipt.device, held, to_instant(database.clock.now()))


def bundles_in(place: Path) -> Sequence[Path]:
    """The province's letters in a folder, oldest first, or the one file."""
    with _stick(place, "đọc"):
        return sorted(bundle_file.letters(place, "xuong"), key=_order)


def _order(path: Path) -> tuple[str, int]:
    try:
        header = read(bundle_file.load(path)).header
    except Unreadable:
        return "", 0
    return header.at, header.part


def _older(database: Database, letter: Incoming) -> bool:
    """Has this PC heard the province later than this letter was written?"""
    with database.reading() as session:
        last = last_receipt(database.raw(session))
    return last is not None and letter.pages[-1].answer.receipt.at < last[2]["receipt"]["at"]


def _require_enrolled(database: Database) -> None:
    with database.reading() as session:
        line = database.raw(session).execute("SELECT 1 FROM sync_line").fetchone()
    if line is None:
        raise Refused(
            "Máy này chưa ghi danh với kho tỉnh nên chưa có khoá của kho. Hãy ghi danh một lần khi có mạng.",
            code="not_enrolled",
        )


def _has_room(folder: Path, size: int) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free >= size + _SLACK


@contextmanager
def _stick(place: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"Không {verb} được {place} ({error.strerror}).",
            _SAFE,
            "Cắm lại USB, hoặc chọn nơi khác.",
            "T-308" if verb == "ghi" else "T-310",
        ) from error

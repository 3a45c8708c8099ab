"""The bottom bar's truths: what the province holds, what waits, whether the clock can be trusted."""

from collections.abc import Iterator

from station_app.backups.screen import ADDRESS as BACKUPS
from station_app.backups.service import ONLY_UNLOCKED, Standing, standing
from station_app.common.days import shown_instant
from station_app.common.errors import Unavailable
from station_app.exchange import service as exchange
from station_app.exchange.screen import quarantine
from station_app.exchange.screen.truths import line_colour
from station_app.exchange.screen.warehouse import ADDRESS
from station_app.exchange.service import LineState
from station_app.shell.bottom import Segment
from station_app.shell.notices import sentences
from station_app.shell.theme import State
from station_app.store.database import Database

TRUSTED_DRIFT_SECONDS = 120
"""Below two minutes nobody would set the clock by hand."""


def segments(
    state: LineState,
    drift: float | None = None,
    backups: Standing | None = None,
    trouble: Unavailable | None = None,
    frozen: Unavailable | None = None,
) -> list[Segment]:
    return [*_frozen(frozen), *_line(state, trouble), *_backups(backups), *_clock(drift)]


def _line(state: LineState, trouble: Unavailable | None) -> Iterator[Segment]:
    at = f", {shown_instant(state.last_at)}" if state.last_at else ""
    yield Segment(f"{exchange.in_words(state)}{at}", line_colour(state), ADDRESS)
    if trouble:
        yield Segment(f"{trouble.happened} ({trouble.code})", "attention", ADDRESS, sentences(trouble))
    if state.held:
        yield Segment(f"{state.held} lượt xoá chờ người xem lại", "attention", ADDRESS)
    if state.quarantined:
        held = f"{state.quarantined} bản ghi kho tỉnh giữ lại"
        yield Segment(held, "attention", quarantine.ADDRESS)


def _frozen(why: Unavailable | None) -> Iterator[Segment]:
    """First, because nothing that is typed can be saved."""
    if why:
        yield Segment(f"Chỉ xem, chưa ghi được ({why.code})", "danger", tip=sentences(why))


def _backups(now: Standing | None) -> Iterator[Segment]:
    if now:
        state: State = "danger" if now.overdue else "attention" if now.failed else "neutral"
        yield Segment(now.words, state, BACKUPS, ONLY_UNLOCKED)


def backups_of(database: Database) -> Standing:
    """How the backups stand by the later of this PC's and the province's time."""
    return standing(database, exchange.gateway_time(database))


def _clock(drift: float | None) -> Iterator[Segment]:
    if drift is None:
        return
    if abs(drift) <= TRUSTED_DRIFT_SECONDS:
        yield Segment("Giờ máy đúng")
    else:
        yield Segment(drift_words(drift), "attention", ADDRESS)


def drift_words(drift: float) -> str:
    way = "nhanh" if drift > 0 else "chậm"
    minutes = round(abs(drift) / 60)
    return f"Giờ máy {way} {minutes} phút so với kho tỉnh"

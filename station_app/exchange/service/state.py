"""How the line to the province stands, truthfully and in words."""

from dataclasses import dataclass

from station_app.exchange.brake import held
from station_app.exchange.outbox import last_receipt, unsent
from station_app.store.database import Database


@dataclass(frozen=True, slots=True)
class LineState:
    """The truth about the line, for the bar at the bottom. `match` is None while something is unsent.

    `sent` counts this PC's transactions that the province holds, `written` all of them."""

    enrolled: bool
    gateway: str | None
    written: int
    sent: int
    match: bool | None
    differing: tuple[str, ...]
    last_at: str | None
    parked: int
    quarantined: int
    questions: int
    held: int = 0
    """Deletions that wait for a person."""

    @property
    def unsent(self) -> int:
        return self.written - self.sent


def line_state(database: Database) -> LineState:
    with database.reading() as session:
        raw = database.raw(session)
        line = raw.execute("SELECT gateway, acknowledged FROM sync_line").fetchone()
        sent = line[1] if line else 0
        receipt = last_receipt(raw)
        parked, quarantined, questions = (
            int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("sync_parked", "sync_verdict", "sync_question WHERE fields <> '[]'")
        )
        waiting, braked = unsent(raw), held(raw) if line else None
    # A receipt speaks of the moment it was given: with something unsent since, there is no truth yet.
    match = None if receipt is None or waiting else {"match": True, "differ": False}.get(receipt[1])
    differing = tuple(receipt[2]["differing"]) if receipt else ()
    return LineState(
        line is not None,
        line[0] if line else None,
        sent + waiting,
        sent,
        match,
        differing,
        receipt[0] if receipt else None,
        parked,
        quarantined,
        questions,
        held=braked.deletions if braked else 0,
    )


def in_words(state: LineState) -> str:
    """The line to the province in one sentence; green only on a receipt that matches."""
    if not state.enrolled:
        return "Chưa ghi danh với kho tỉnh"
    received = f"Kho tỉnh đã nhận {state.sent}/{state.written} thay đổi"
    match state.match:
        case True:
            return f"{received}, dấu kiểm khớp"
        case False:
            return f"{received}, dấu kiểm lệch ở: {', '.join(state.differing)}"
    return f"{received}, {state.unsent} chờ gửi" if state.unsent else f"{received}, chờ đối chiếu"

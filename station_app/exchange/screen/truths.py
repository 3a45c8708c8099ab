"""What the page of the province says first, each with the one thing that can be done about it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from station_app.common.days import shown_instant
from station_app.exchange import service
from station_app.exchange.service import Event, HeldDeletions, LineState, Usage
from station_app.shell.theme import State
from station_app.shell.widgets import Action, Banner, text
from station_app.store.database import Database

NOT_YET = (
    "Chưa ghi danh thì máy vẫn làm việc đủ. Ghi danh rồi, việc của máy được gửi lên kho tỉnh và sổ của các "
    "máy khác trong trạm về đây. Địa chỉ và mã do tỉnh cấp."
)
_EVENTS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How the line stands and what waits for a person."""

    state: LineState
    deletions: HeldDeletions | None
    usage: Usage
    events: tuple[Event, ...]
    labels: dict[str, str]


def standing(database: Database) -> Standing:
    labels = {name: entity.label for name, entity in database.catalogue.entities.items()}
    held, used = service.held_deletions(database), service.usage(database)
    told = tuple(service.events(database, _EVENTS))
    return Standing(service.line_state(database), held, used, told, labels)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person may answer on the page."""

    correct: Callable[[], object]
    send_deletions: Callable[[], object]
    allow_more: Callable[[], object]


def truths(now: Standing, answers: Answers) -> Iterator[QWidget]:
    state = now.state
    yield Banner(service.in_words(state) + ".", line_colour(state))
    if not state.enrolled:
        yield text(NOT_YET, "soft", wrap=True)
    if now.deletions:
        yield Banner(
            _deleted(now.deletions, now.labels),
            "attention",
            Action("Đúng, gửi các lượt xoá này", answers.send_deletions),
        )
    if now.usage.left is not None and now.usage.left <= 0:
        yield Banner(_spent(now.usage), "attention", Action("Hôm nay cho phép thêm", answers.allow_more))
    if state.quarantined:
        words = f"Kho tỉnh giữ lại {state.quarantined} bản ghi, chờ sửa. Mọi bản ghi khác vẫn đi như thường."
        yield Banner(words, "attention", Action("Xem và sửa", answers.correct))
    if state.parked:
        yield text(f"{state.parked} thay đổi của máy khác đang chờ phần đi trước.", "soft")
    for event in now.events:
        yield text(f"{shown_instant(event.at)} · {event.words}", "soft", wrap=True)


def _deleted(held: HeldDeletions, labels: dict[str, str]) -> str:
    kinds = Counter(entity for entity, _ in held.keys)
    listed = ", ".join(
        f"{count} {labels.get(entity, entity).lower()}" for entity, count in kinds.most_common()
    )
    return (
        f"{held.count} lượt xoá chưa gửi, nhiều bất thường ({listed}). Máy giữ lại, chưa gửi lên kho tỉnh; "
        "dữ liệu vẫn an toàn trên máy này. Không đúng ý thì mở từng bản ghi và ghi lại."
    )


def _spent(usage: Usage) -> str:
    used = (usage.up + usage.down) / 1_000_000
    return (
        f"Hôm nay đường truyền đã dùng {used:.1f} MB, hết phần cho phép trong ngày. "
        "Việc chưa gửi vẫn an toàn trên máy này và sẽ đi ngày mai."
    )


def line_colour(state: LineState) -> State:
    if not state.enrolled or state.match is None:
        return "attention" if state.unsent or not state.enrolled else "information"
    return "done" if state.match else "danger"

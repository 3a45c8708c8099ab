"""The steps of a request, what to do next, and the form in which it is decided."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

import resources
from station_app.people.service import shown_day
from station_app.privacy.rules.deadlines import Stage
from station_app.privacy.screen.words import REQUEST, STATES, left
from station_app.privacy.service import RequestCard
from station_app.shell.correcting import Correction
from station_app.shell.fields import ChoiceField, LongTextField
from station_app.shell.forms import Form
from station_app.shell.widgets import TimelineRow, button, row, text

NO_RIGHT: Final = "Việc này do người có quyền giải quyết yêu cầu làm (trưởng trạm). Báo để họ biết hạn."
_CARRY_OUT: Final = {
    "access": "In hồ sơ hoặc ghi tệp có khoá, giao cho người yêu cầu cùng phiếu trả lời. Mật khẩu của tệp "
    "đưa bằng đường khác.",
    "correction": "Sửa ở các biểu mẫu thường ngày. Lý do sửa ghi mã yêu cầu, để phiếu trả lời liệt kê đủ.",
    "restriction": "Khi ghi xong, máy đặt hạn chế trên hồ sơ người này kể từ hôm nay.",
    "objection": "Khi ghi xong, máy thôi dùng dữ liệu cho mục đích bị phản đối kể từ hôm nay.",
    "withdrawal": "Khi ghi xong, các đồng ý tương ứng được rút lại kể từ hôm nay.",
    "deletion": "Khi ghi xong, máy xoá phần không có nghĩa vụ lưu (điện thoại, thư điện tử, ghi chú) và hạn "
    "chế dùng phần còn phải giữ.",
}
_FACTS = (
    "requester_name", "capacity", "content", "purpose", "requester_paper", "requester_phone",
    "requester_address", "channel", "received_on", "third_party", "extension_reason", "decision_reason",
    "note",
)  # fmt: skip


def facts_of(card: RequestCard) -> list[tuple[str, str]]:
    """Label and words of what was written down; what was left empty is not shown."""
    labels = {field.name: field.label for field in REQUEST.fields}
    return [(labels[name], words) for name in _FACTS if (words := card.labels[name])]


def steps_of(card: RequestCard) -> Iterator[QWidget]:
    """What was done and when, what is due and by when."""
    values, stage = card.values, card.standing.stage
    yield TimelineRow(shown_day(values["received_on"]), "Nhận yêu cầu", "", "check", "done")
    yield _step(
        card, "Báo đã nhận", values["acknowledged_on"], stage is Stage.ACKNOWLEDGE, card.due.acknowledge
    )
    if values["extended_on"]:
        detail = f"một lần, đến {card.due.execute:%d/%m/%Y}"
        yield TimelineRow(shown_day(values["extended_on"]), "Gia hạn", detail, "calendar", "information")
    decided = card.labels["decision"] or "Quyết định"
    yield _step(
        card,
        decided,
        values["decided_on"],
        stage is Stage.DECIDE,
        card.due.execute,
        card.labels["decided_by"],
    )
    yield _step(card, "Thực hiện và trả lời", values["done_on"], stage is Stage.CARRY_OUT, card.due.execute)


def next_words(card: RequestCard, *, may_handle: bool) -> str:
    stage = card.standing.stage
    if stage is Stage.CLOSED:
        return f"{card.labels['status']}. Không còn việc gì."
    if stage is Stage.ACKNOWLEDGE:
        return "Báo cho người yêu cầu biết trạm đã nhận: đưa phiếu, hoặc gọi điện rồi ghi lại."
    if not may_handle:
        return NO_RIGHT
    if stage is Stage.DECIDE:
        return "Xem yêu cầu có đúng người, đúng quyền không, rồi quyết định."
    return _CARRY_OUT.get(str(card.values["kind"]), "Thực hiện rồi trả lời người yêu cầu.")


def _step(
    card: RequestCard, title: str, done_on: str | None, is_next: bool, due: date, more: str = ""
) -> TimelineRow:
    if done_on:
        return TimelineRow(shown_day(done_on), title, more, "check", "done")
    if is_next:
        detail = f"chậm nhất {due:%d/%m/%Y} · {left(card.standing)}"
        return TimelineRow("", title, detail, "clock", STATES[card.standing.urgency])
    return TimelineRow("", title, "", "minus", "neutral")


class Ending(Correction):
    """The person takes the request back, or it was written down by mistake; either needs its reason."""

    def __init__(self) -> None:
        super().__init__("Người yêu cầu rút lại")
        self.put(
            text(
                "Người yêu cầu rút lại thì yêu cầu đóng, vẫn ở trong sổ. Ghi nhầm thì huỷ.", "soft", wrap=True
            )
        )
        self.ask_why()
        self.hide()


class Deciding(Form):
    """Granted, partly, refused; a reason where it is not all. Or a longer term, once, with its reason."""

    extended = Signal(str)

    def __init__(self) -> None:
        super().__init__("Ghi quyết định", scrolls=False, escape="")
        self.decision = self.add(
            ChoiceField("decision", "Quyết định", resources.codes("request_decisions"), required=True)
        )
        self.reason = self.add(
            LongTextField(
                "decision_reason", "Lý do", lines=2, hint="Bắt buộc khi từ chối, làm một phần hoặc gia hạn."
            )
        )
        self.extend_button = button("Gia hạn một lần", icon="calendar", run=self._extend)
        self.put(row(self.extend_button))

    def _extend(self) -> None:
        self.extended.emit(str(self.reason.value() or ""))

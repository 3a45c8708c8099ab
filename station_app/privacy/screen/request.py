"""One request: what was asked at the left; at the right its steps, and the one thing to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.privacy import service
from station_app.privacy.rules.deadlines import Stage
from station_app.privacy.screen.handing import Handing, Papers
from station_app.privacy.screen.steps import Deciding, Ending, facts_of, next_words, steps_of
from station_app.privacy.service import KeptLine, RequestCard, Traced
from station_app.shell.entering import Entering
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Card, EmptyState, SectionTitle, action_button, row, text
from station_app.store import audit
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf

STANDING = "request"
"""The banner that goes with the nurse while she puts a record right."""


@dataclass(frozen=True, slots=True)
class Page:
    card: RequestCard
    may_handle: bool
    corrected: tuple[Traced, ...]
    kept: tuple[KeptLine, ...]


class RequestPage(Screen):
    """`privacy/<id>`."""

    def __init__(self, frame: Frame, database: Database, papers: Papers) -> None:
        super().__init__(frame)
        self._database, self._papers = database, papers
        self._request = ""
        self._next: QWidget | None = None
        self.page: Page | None = None
        self.handing = Handing(self, frame, papers)
        self.facts, self.steps, self.doing = Refill(), Refill(0), Refill()
        self.deciding = Deciding()
        self.deciding.submitted.connect(self._decide)
        self.deciding.extended.connect(self._extend)
        self.deciding.left.connect(self._leave)
        self.entering = Entering(self.deciding, frame.work, DraftShelf(database))
        self.ending = Ending()
        self.ending.submitted.connect(self._cancel)
        self.ending.withdrawn.connect(self._withdraw)
        self.ending.left.connect(self.ending.hide)
        self._missing = EmptyState("Không mở được yêu cầu này", icon="shield")
        self._whole = self._lay_out()
        self.add(self._whole, 1)
        self.add(self._missing, 1)
        self._missing.hide()

    def opened(self, address: Address) -> None:
        self.notices.mend(STANDING)
        request = address.parts[1] if len(address.parts) > 1 else ""
        if request != self._request:
            self._request, self.page = request, None
            self.handing.forget()
            self.deciding.clear()
            self.ending.hide()
        self._load()

    def on_changes(self, changes: Changes) -> None:
        self._load()

    # Reading

    def _load(self) -> None:
        def missing(refused: Refused) -> None:
            self._missing.words.setText(refused.reason)
            self._missing.show()
            self._whole.hide()
            self.set_heading("Yêu cầu của người dân")

        op = partial(read_page, self._database, self._request)
        self.work.read(op, partial(self._show, self._request), missing, owner=self)

    def _show(self, request: str, page: Page) -> None:
        if request != self._request:
            return
        holder = self.window().focusWidget()
        lost = self.doing.isAncestorOf(holder) or self.deciding.isAncestorOf(holder)
        first, self.page = self.page is None, page
        self._missing.hide()
        self._whole.show()
        card = page.card
        self.set_heading(
            f"{card.labels['kind']} · {card.name}", f"Mã {card.code}", None, self._heading_actions(page)
        )
        self.facts.show_parts(*_labelled(facts_of(card)))
        self.steps.show_parts(*steps_of(card))
        deciding = card.standing.stage is Stage.DECIDE and page.may_handle
        if deciding and first:
            self.entering.begin(f"privacy/{request}")
        self.deciding.setVisible(deciding)
        self.doing.show_parts(*self._doing(page))
        if first or (lost and not deciding):
            self._bring_next(deciding=deciding)

    def _bring_next(self, *, deciding: bool) -> None:
        """The keys go to what is to be done."""
        if deciding:
            self.deciding.focus_first()
        elif self._next:
            self._next.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._whole.setFocus()

    # Doing

    def _heading_actions(self, page: Page) -> tuple[Action, ...]:
        person = page.card.person
        actions = [Action("Mở hồ sơ", partial(self.go, f"person/{person}/privacy"), "Ctrl+E", "person")]
        stage = page.card.standing.stage
        if stage is not Stage.CLOSED:
            actions.append(Action("Rút, huỷ", self._end, icon="close"))
        if stage is not Stage.ACKNOWLEDGE:
            actions.append(Action("In phiếu báo nhận", self.print_acknowledgement, icon="print"))
        return tuple(actions)

    def _doing(self, page: Page) -> list[QWidget]:
        parts: list[QWidget] = [text(next_words(page.card, may_handle=page.may_handle), wrap=True)]
        self._next = None
        buttons = []
        for one in self._actions(page):
            is_next = one.shortcut == "Ctrl+Return"
            buttons.append(made := action_button(one, "primary" if is_next else None))
            made.setAutoDefault(True)
            self._next = made if is_next else self._next
        return [*parts, *([row(*buttons)] if buttons else []), *_listed(page)]

    def _actions(self, page: Page) -> list[Action]:
        stage = page.card.standing.stage
        if stage is Stage.ACKNOWLEDGE:
            return [
                Action("Đã báo nhận", self._acknowledge, "Ctrl+Return", "check"),
                Action("In phiếu báo nhận", self.print_acknowledgement, "Ctrl+P", "print"),
            ]
        if stage is Stage.CARRY_OUT and page.may_handle:
            return [
                *self._carrying_out(page.card),
                Action("In phiếu trả lời", self.print_answer, "Ctrl+P", "print"),
                Action("Đã xong, đã trả lời", self._complete, "Ctrl+Return", "check"),
            ]
        if stage is Stage.CLOSED and page.card.values["decision"]:
            return [Action("In phiếu trả lời", self.print_answer, "Ctrl+P", "print")]
        return []

    def _carrying_out(self, card: RequestCard) -> list[Action]:
        whose = (card.person, card.id)
        match card.values["kind"]:
            case "access":
                return [
                    Action("In hồ sơ", partial(self.handing.print_record, *whose), "Alt+1", "file"),
                    Action("Ghi tệp có khoá", partial(self.handing.export_record, *whose), "Alt+2", "lock"),
                ]
            case "correction":
                place = Address(
                    ("person", card.person, "edit"), {"reason": f"{service.because(card.code)}: "}
                )
                return [
                    Action("Sửa thông tin người này", partial(self.go, str(place)), "Alt+1", "edit"),
                    Action("Mở hồ sơ sức khỏe", partial(self._open_health, card), "Alt+2", "heart"),
                ]
        return []

    def _open_health(self, card: RequestCard) -> None:
        """Forms of other rooms ask for a reason; the code of the request goes with the nurse."""
        words = f"Đang sửa theo yêu cầu {card.code}. Ghi mã này vào ô Lý do sửa."
        back = Action("Về yêu cầu", partial(self.go, f"privacy/{card.id}"), look="secondary")
        self.notices.stand(STANDING, words, "information", back)
        self.go(f"person/{card.person}/health")

    def print_acknowledgement(self) -> None:
        self.frame.print_pdf(
            partial(self._papers.acknowledgement, self._request), "Phiếu báo nhận", "phieu-bao-nhan.pdf"
        )

    def print_answer(self) -> None:
        self.frame.print_pdf(
            partial(self._papers.answer, self._request), "Phiếu trả lời", "phieu-tra-loi.pdf"
        )

    def leaving(self) -> bool:
        self.entering.flush()
        self.handing.forget()
        return True

    def _acknowledge(self) -> None:
        self._run(
            partial(service.acknowledge, self._database, self._request), "Đã ghi: người yêu cầu đã được báo."
        )

    def _complete(self) -> None:
        self._run(partial(service.complete, self._database, self._request), "Đã ghi: yêu cầu đã xong.")

    def _decide(self, values: dict[str, object]) -> None:
        reason = str(values["decision_reason"] or "")
        op = partial(service.decide, self._database, self._request, str(values["decision"]), reason)
        self._settle(op, "Đã ghi quyết định.")

    def _extend(self, reason: str) -> None:
        op = partial(service.extend, self._database, self._request, reason)
        self._settle(op, "Đã gia hạn. Nhớ báo cho người yêu cầu.")

    def _settle(self, op: Callable[[], object], said: str) -> None:
        """What was typed leaves with the save."""
        op = self.entering.saving(op)
        self.work.run(op, lambda _: self._said(said), self.deciding.refused, owner=self)

    def _end(self) -> None:
        self.ending.clear()
        self.ending.show()
        self.ending.reason.focus()

    def _cancel(self, _: object) -> None:
        op = partial(service.cancel_request, self._database, self._request, self.ending.why)
        self._close(op, "Đã ghi: người yêu cầu rút lại.")

    def _withdraw(self, reason: str) -> None:
        op = partial(service.withdraw_request, self._database, self._request, reason)
        self.work.run(op, lambda _: self._leave(), self.ending.refused, owner=self)

    def _close(self, op: Callable[[], object], said: str) -> None:
        self.ending.set_busy(True)
        after = partial(self.ending.set_busy, False)
        self.work.run(op, lambda _: self._closed(said), self.ending.refused, owner=self, after=after)

    def _closed(self, said: str) -> None:
        self.ending.hide()
        self._said(said)

    def _run(self, op: Callable[[], object], said: str) -> None:
        self.work.run(op, lambda _: self._said(said), owner=self)

    def _said(self, words: str) -> None:
        self.notices.tell(words)
        self.page = None
        self._load()

    def _leave(self) -> None:
        self.frame.back() or self.go("privacy")

    def _lay_out(self) -> QWidget:
        left = QVBoxLayout()
        left.setSpacing(SIZES.gap)
        left.addWidget(SectionTitle("Người dân yêu cầu gì"))
        left.addWidget(Card(self.facts))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(SIZES.gap)
        steps, todo = SectionTitle("Các bước"), SectionTitle("Việc phải làm")
        forms = (self.deciding, self.ending)
        for part in (steps, Card(self.steps), todo, self.handing.told, self.doing, *forms):
            right.addWidget(part)
        right.addStretch(1)
        inner = QWidget()
        line = QHBoxLayout(inner)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SIZES.room)
        line.addLayout(left, 4)
        line.addLayout(right, 5)
        area = scrolling(inner)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return area


def read_page(database: Database, request: str) -> Page:
    card = service.request_card(database, request)
    kind = card.values["kind"]
    about = f"person:{card.person}"
    audit.note(database, audit.Action.VIEWED, entity="data_request", record=request, about=about)
    return Page(
        card,
        service.may_handle(database),
        service.traced(database, card.person, card.code) if kind == "correction" else (),
        service.kept_of(database, card.person) if kind == "deletion" else (),
    )


def _listed(page: Page) -> list[QWidget]:
    """What was put right so far, or what must be kept."""
    if page.corrected:
        lines = [f"{one.where}: {one.before or 'chưa ghi'}, sửa thành {one.after or 'để trống'}"
                 for one in page.corrected]  # fmt: skip
        return [text("Đã sửa theo yêu cầu này", "strong"), *(text(line, wrap=True) for line in lines)]
    if page.kept:
        lines = [f"{one.label} ({one.count}): {one.kept.words}, {one.kept.keeping.law}" for one in page.kept]
        return [text("Còn phải giữ", "strong"), *(text(line, wrap=True) for line in lines)]
    return []


def _labelled(facts: Sequence[tuple[str, str]]) -> list[QWidget]:
    parts: list[QWidget] = []
    for label, words in facts:
        parts += [text(label, "small"), text(words, wrap=True)]
    return parts

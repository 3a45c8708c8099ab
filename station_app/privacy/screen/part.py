"""The tab “Quyền dữ liệu” of a person's page: requests, what was agreed to, what is restricted."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_app.privacy import service
from station_app.privacy.screen.consent_form import ConsentForm, EndForm, RestrictionForm
from station_app.privacy.screen.handing import Handing, Papers
from station_app.privacy.screen.words import STATES, left
from station_app.privacy.service import ConsentLine, PersonRights, RequestLine, RestrictionLine
from station_app.shell import icons, theme
from station_app.shell.links import LinkRow, counted
from station_app.shell.parts import Part, PartOffer
from station_app.shell.refill import Refill
from station_app.shell.screen import Changes, Frame
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Action, Banner, Card, SectionTitle, column, text
from station_app.store.database import Database

NARROW = 1050
"""Below this a form beside the lists would be cut: it takes their place until it is closed."""
ENTITIES = {"data_request", "consent", "processing_restriction"}


class RightsPart(Part):
    """A line is pressed to be ended or taken back; the form opens beside the lists and Esc closes it."""

    def __init__(self, frame: Frame, database: Database, papers: Papers) -> None:
        super().__init__(frame)
        self._database, self._person, self._wanted = database, "", ""
        self.handing = Handing(self, frame, papers)
        self.mark, self.record, self.requests = Refill(), Refill(), Refill(0)
        self.consents, self.restrictions = Refill(SIZES.step), Refill(SIZES.step)
        self.consent_form = ConsentForm(frame, database)
        self.restriction_form = RestrictionForm(frame, database)
        self.end_form = EndForm(frame, database)
        self._forms = (self.consent_form, self.restriction_form, self.end_form)
        self._lists = QWidget()
        left_side = QVBoxLayout(self._lists)
        left_side.setContentsMargins(0, 0, 0, 0)
        left_side.setSpacing(SIZES.gap)
        for part in (
            self.mark,
            self.record,
            self.handing.told,
            SectionTitle("Yêu cầu", Action("Ghi yêu cầu", self._ask, "Alt+1", "plus")),
            self.requests,
            SectionTitle("Đồng ý, không đồng ý", Action("Ghi câu trả lời", self._agree, "Alt+2", "plus")),
            self.consents,
            SectionTitle("Hạn chế xử lý", Action("Ghi hạn chế", self._restrict, "Alt+3", "plus")),
            self.restrictions,
        ):
            left_side.addWidget(part)
        left_side.addStretch(1)
        self._beside = QWidget()
        right_side = QVBoxLayout(self._beside)
        right_side.setContentsMargins(0, SIZES.gap, 0, 0)
        for form in self._forms:
            right_side.addWidget(form)
            form.closed.connect(self._close)
        right_side.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addWidget(self._lists, 5)
        line.addWidget(self._beside, 4)
        self._beside.hide()
        self.body.addLayout(line)

    def show_record(self, record: str) -> None:
        if record != self._person:
            self.handing.forget()
            self._close()
        self._person = record
        self._read()

    def resume(self, asked: Mapping[str, str]) -> None:
        match asked.get("form"):
            case "consent":
                self._agree()
            case "restriction":
                self._restrict()
        self._wanted = asked.get("end", "")

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & ENTITIES:
            self._read()

    def _read(self) -> None:
        op = partial(service.person_rights, self._database, self._person)
        self.frame.work.run_latest(f"rights-{id(self)}", op, self._show, owner=self)

    def _show(self, found: PersonRights) -> None:
        self.mark.show_parts(*_mark(found))
        self.record.show_parts(*self._record(found))
        self.requests.show_parts(*([self._request(one) for one in found.requests]
                                   or [text("Chưa có yêu cầu nào.", "soft")]))  # fmt: skip
        self.consents.show_parts(*([self._consent(one) for one in found.consents]
                                   or [text(NO_CONSENT, "soft", wrap=True)]))  # fmt: skip
        self.restrictions.show_parts(*([self._restriction(one) for one in found.restrictions]
                                       or [text("Không hạn chế gì.", "soft")]))  # fmt: skip
        lines: list[ConsentLine | RestrictionLine] = [*found.consents, *found.restrictions]
        for line in lines:
            if line.id == self._wanted:
                self._wanted = ""
                self._end(line)

    def _record(self, found: PersonRights) -> list[QWidget]:
        """Handing out a whole record is for who may handle requests."""
        if not found.may_handle:
            return []
        printing = Action("In", partial(self.handing.print_record, found.person), "Alt+4", "print")
        export = Action("Ghi tệp có khoá", partial(self.handing.export_record, found.person), "Alt+5", "lock")
        return [SectionTitle("Toàn bộ hồ sơ", printing, export)]

    def _request(self, one: RequestLine) -> QWidget:
        state = STATES[one.standing.urgency]
        return LinkRow(
            one.kind_label,
            partial(self.frame.go, f"privacy/{one.id}"),
            detail=f"{one.received_on} · {one.next_step or one.status_label}",
            icon="shield",
            state=state,
            right=counted(left(one.standing), state),
        )

    def _consent(self, one: ConsentLine) -> QWidget:
        state: State = "attention" if one.ask_again else "done" if one.stands else "neutral"
        said = f"{one.words} · {one.basis_label}"
        card = _line(one.purpose_label, said, one.detail, state)
        card.pressed.connect(lambda: self._end(one))
        return card

    def _restriction(self, one: RestrictionLine) -> QWidget:
        card = _line(one.scope_label, one.words, one.reason, "attention" if one.holds else "neutral")
        card.pressed.connect(lambda: self._end(one))
        return card

    # Forms

    def _ask(self) -> None:
        self.frame.go(f"privacy/new?person={self._person}")

    def _agree(self) -> None:
        self._open()
        self.consent_form.begin(self._person)

    def _restrict(self) -> None:
        self._open()
        self.restriction_form.begin(self._person)

    def _end(self, line: ConsentLine | RestrictionLine) -> None:
        self._open()
        self.end_form.begin(line, self._person)

    def _open(self) -> None:
        """Room for one of the forms; the lists have all of it while none is shown."""
        for form in self._forms:
            form.hide()
        self._lists.setVisible(self.width() >= NARROW)
        self._beside.show()

    def _close(self) -> None:
        self._beside.hide()
        self._lists.show()
        if self._person:
            self._read()


NO_CONSENT = (
    "Chưa hỏi điều gì. Chăm sóc, tiêm chủng, báo cáo không cần hỏi; nghiên cứu, đào tạo, truyền thông thì "
    "phải hỏi."
)


def _mark(found: PersonRights) -> list[QWidget]:
    scopes = [one.scope_label.lower() for one in found.restrictions if one.holds]
    if not scopes:
        return []
    words = f"Đang hạn chế xử lý: {'; '.join(scopes)}. Chăm sóc và nhiệm vụ nhà nước vẫn như thường."
    return [Banner(words, "attention")]


def _line(title: str, said: str, detail: str, state: State) -> Card:
    card = Card(pressable=True, name=f"{title}: {said}")
    words: list[QWidget] = [text(title, wrap=True), text(said, "soft", wrap=True)]
    if detail:
        words.append(text(detail, "soft", wrap=True))
    inside = QHBoxLayout()
    inside.setSpacing(SIZES.pad)
    mark = icons.mark(icons.STATE_ICONS[state], theme.state_colours(state)[0])
    inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(column(*words, gap=0), 1)
    card.column.addLayout(inside)
    return card


def offers(database: Database, papers: Papers) -> tuple[PartOffer, ...]:
    """What the room puts on a person's page."""
    make = partial(RightsPart, database=database, papers=papers)
    return (PartOffer("Quyền dữ liệu", "privacy", make),)

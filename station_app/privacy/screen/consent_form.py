"""Writing down what a person agreed to, restricting the use of their data, and ending either."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal

import resources
from station_app.privacy import service
from station_app.privacy.screen.words import CONSENT, RESTRICTION, declared
from station_app.privacy.service import ConsentLine, RestrictionLine
from station_app.shell.correcting import REASON, Correction
from station_app.shell.entering import Entering
from station_app.shell.fields import ChoiceField, PartialDateField, Value
from station_app.shell.forms import Form
from station_app.shell.screen import Frame
from station_app.shell.widgets import Card, text
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf

UNDONE = "nhập nhầm: hoàn tác ngay sau khi lưu"
ASKED = (
    "Đọc cho người đó nghe: dữ liệu sức khỏe là dữ liệu nhạy cảm; không đồng ý vẫn được khám, được tiêm như "
    "thường."
)


class _Writing(Card):
    """A form beside the lists; `closed` when it is done or left. What is typed is kept until it is saved,
    whatever happens to the power."""

    closed = Signal()

    def __init__(self, frame: Frame, database: Database, title: str, form: Form) -> None:
        super().__init__()
        self.frame, self.database, self.form = frame, database, form
        self.title = text(title, "section", wrap=True)
        self.column.addWidget(self.title)
        self.entering = Entering(form, frame.work, DraftShelf(database))
        form.left.connect(self.closed)
        self.hide()


class _New(_Writing):
    """For something new."""

    def __init__(self, frame: Frame, database: Database, title: str, place: str, day: str) -> None:
        super().__init__(frame, database, title, Form("Lưu", scrolls=False))
        self._place, self._day, self._person = place, day, ""
        self._fill(frame)
        self.column.addWidget(self.form)
        self.entering.save_with(self._save, self._saved)

    def begin(self, person: str) -> None:
        """Empty, of today."""
        self._person = person
        self.form.clear()
        self.form.fields[self._day].set_value(self.frame.clock.today().isoformat())
        self.entering.begin(f"person/{person}/privacy?form={self._place}", new=True)
        self.show()
        self.form.focus_first()

    def _fill(self, frame: Frame) -> None:
        raise NotImplementedError

    def _save(self, values: dict[str, Value], confirmed: bool) -> str:
        raise NotImplementedError

    def _saved(self, record: str) -> None:
        raise NotImplementedError


class ConsentForm(_New):
    """One purpose, one answer; nothing is chosen beforehand."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Ghi câu trả lời", "consent", "given_on")

    def _fill(self, frame: Frame) -> None:
        today, form = frame.clock.today, self.form
        asking = [one for one in resources.codes("processing_purposes") if one.extra.get("asks")]
        form.put(text(ASKED, "soft", wrap=True))
        form.add(ChoiceField("purpose", "Mục đích", asking, required=True))
        form.add(declared(CONSENT, "decision", today))
        form.pair(declared(CONSENT, "told_sensitive", today), declared(CONSENT, "by_person", today))
        form.pair(declared(CONSENT, "guardian_name", today), declared(CONSENT, "guardian_paper", today))
        form.add(declared(CONSENT, "evidence", today))
        form.add(declared(CONSENT, "evidence_place", today, hint="Ví dụ: cặp 3, tủ hồ sơ phòng trưởng trạm."))
        form.pair(declared(CONSENT, "given_on", today, exact=True), declared(CONSENT, "recipient", today))

    def _save(self, values: dict[str, Value], confirmed: bool) -> str:
        return service.record_consent(self.database, {"person": self._person, **values})

    def _saved(self, record: str) -> None:
        undo = partial(service.retract_consent, self.database, record, UNDONE)
        self.frame.notices.undoable("Đã lưu câu trả lời.", lambda: self.frame.work.run(undo))
        self.closed.emit()


class RestrictionForm(_New):
    """From when to when, how far, and why."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, database, "Hạn chế xử lý", "restriction", "valid_from")

    def _fill(self, frame: Frame) -> None:
        today, form = frame.clock.today, self.form
        until = declared(
            RESTRICTION, "valid_to", today, exact=True, past_only=False, hint="Để trống: chưa hẹn ngày."
        )
        form.add(declared(RESTRICTION, "scope", today))
        form.pair(declared(RESTRICTION, "valid_from", today, exact=True), until)
        form.add(declared(RESTRICTION, "reason", today))

    def _save(self, values: dict[str, Value], confirmed: bool) -> str:
        return service.restrict(self.database, {"person": self._person, **values})

    def _saved(self, record: str) -> None:
        undo = partial(service.retract_restriction, self.database, record, UNDONE)
        self.frame.notices.undoable("Đã ghi hạn chế.", lambda: self.frame.work.run(undo))
        self.closed.emit()


class EndForm(_Writing):
    """A consent is withdrawn, a restriction lifted; what was written by mistake is taken back."""

    def __init__(self, frame: Frame, database: Database) -> None:
        form = Correction("Lưu")
        super().__init__(frame, database, "", form)
        self.correction = form
        form.add(PartialDateField("on", "Kể từ ngày", frame.clock.today, required=True, exact=True))
        form.ask_why()
        form.submitted.connect(self._save)
        form.withdrawn.connect(self._retract)
        self.column.addWidget(form)
        self._line: ConsentLine | RestrictionLine | None = None

    def begin(self, line: ConsentLine | RestrictionLine, person: str) -> None:
        self._line = line
        is_consent = isinstance(line, ConsentLine)
        title = (
            f"Rút lại: {line.purpose_label}" if isinstance(line, ConsentLine) else f"Thôi: {line.scope_label}"
        )
        over = not (line.stands if isinstance(line, ConsentLine) else line.holds)
        self.title.setText(f"{title} (đã thôi từ trước)" if over and is_consent else title)
        self.form.clear()
        self.form.fields["on"].set_value(self.frame.clock.today().isoformat())
        self.entering.begin(f"person/{person}/privacy?end={line.id}", ask=True)
        self.show()
        self.form.fields[REASON].focus()

    def _save(self, values: dict[str, Value]) -> None:
        if (line := self._line) is None:
            return
        end = service.withdraw_consent if isinstance(line, ConsentLine) else service.lift_restriction
        day = date.fromisoformat(str(values["on"]))
        self.entering.run(partial(end, self.database, line.id, self.correction.why, day), self._told)

    def _retract(self, reason: str) -> None:
        if (line := self._line) is None:
            return
        retract = service.retract_consent if isinstance(line, ConsentLine) else service.retract_restriction
        self.entering.run(partial(retract, self.database, line.id, reason), self._told)

    def _told(self, _: object) -> None:
        self.frame.notices.tell("Đã lưu. Điều ghi trước còn trong lịch sử.")
        self.closed.emit()

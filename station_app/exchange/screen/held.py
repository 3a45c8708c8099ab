"""One record that the warehouse holds back: why, the fields to put right, and what else it says."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from station_app.exchange import quarantine
from station_app.exchange.quarantine import MISSING, HeldCard, HeldField
from station_app.exchange.screen.typing import typed_field
from station_app.shell.correcting import Correction
from station_app.shell.entering import Entering
from station_app.shell.fields import Value
from station_app.shell.refill import Refill
from station_app.shell.screen import Frame
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, SectionTitle, button, row, text
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf
from station_app.store.verbs import Verbs

WHY = "Bản ghi vẫn nguyên trên mọi máy của trạm và ở kho tỉnh; chỉ bảng số liệu của tỉnh còn chờ dòng này."
SENT = "Đã sửa, gửi lại, chờ kho tỉnh. Kho tỉnh nhận thì dòng này tự hết; chưa được thì lý do mới hiện ở đây."
WITHDRAWN = "Bản ghi đã huỷ: {}. Kho tỉnh sẽ thôi chờ sau lượt gửi nhận tới."
HIDDEN = "Bản ghi thuộc nhóm hạn chế. Trưởng trạm hoặc bác sĩ, y sĩ mở và sửa được."


class HeldSheet(QWidget):
    """`saved()` after a correction or a withdrawal; the change itself is what resends the record."""

    def __init__(self, frame: Frame, database: Database, saved: Callable[[str], object]) -> None:
        super().__init__()
        self._frame, self._database, self._saved = frame, database, saved
        self.card: HeldCard | None = None
        self.form: Correction | None = None
        self._entering: Entering | None = None
        self.said, self.rest = Refill(SIZES.pad), Refill(SIZES.gap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SIZES.gap, 0)
        column.setSpacing(SIZES.pad)
        column.addWidget(self.said)
        column.addWidget(self.rest)
        column.addStretch(1)

    def show_card(self, card: HeldCard, verbs: Verbs | None) -> None:
        if self._entering:
            self._entering.flush()
        self.card, self.form, self._entering = card, None, None
        of = " · ".join(part for part in (card.subject, card.about) if part)
        parts: list[QWidget] = [text(card.title, "section", wrap=True), text(of, "strong", wrap=True)]
        parts.append(Banner(f"Kho tỉnh: {card.reason}", "information" if card.sent else "attention"))
        parts.append(text(SENT if card.sent else WHY, "soft", wrap=True))
        if card.gone is not None:
            parts.append(text(WITHDRAWN.format(card.gone), wrap=True))
        elif not card.readable:
            parts.append(text(HIDDEN, wrap=True))
        elif verbs is not None:
            self.form = self._correction(card, verbs)
            parts.append(self.form)
        if card.address:
            parts.append(
                row(button("Mở trong hồ sơ", icon="forward", run=partial(self._frame.go, card.address)))
            )
        self.said.show_parts(*parts)
        self.rest.show_parts(*self._others(card))

    def begin(self) -> None:
        """The typing goes to the first field that is wrong."""
        if self.form is not None:
            self.form.focus_first()

    def _correction(self, card: HeldCard, verbs: Verbs) -> Correction:
        form = Correction("Lưu, gửi lại")
        for held in card.faulty:
            if not held.field.refers:
                form.add(
                    typed_field(
                        held.field,
                        self._frame.clock.today,
                        hint=_hint(held),
                        required=held.field.required or held.fault == MISSING,
                    )
                )
        form.ask_why()
        form.reason.set_value(quarantine.REASON)
        form.save_button.setEnabled(len(form.fields) > 1)
        self._entering = Entering(form, self._frame.work, DraftShelf(self._database))
        self._entering.save_with(partial(self._correct, card, verbs, form), self._done)
        self._entering.begin(f"desk/quarantine?{card.entity}={card.record}")
        form.withdrawn.connect(partial(self._withdraw, card, verbs))
        return form

    def _correct(
        self, card: HeldCard, verbs: Verbs, form: Correction, values: dict[str, Value], _: bool
    ) -> None:
        """Off the GUI thread; what was left empty is not known, and is no longer claimed."""
        reason = str(values.pop(form.reason.name) or "")
        quarantine.correct(self._database, verbs, card, values, reason)

    def _done(self, _: object) -> None:
        self._saved("Đã sửa. Kho tỉnh xếp lại sau lượt gửi nhận này.")

    def _withdraw(self, card: HeldCard, verbs: Verbs, reason: str) -> None:
        op = partial(verbs.withdraw, self._database, card.record, reason)
        if self._entering:
            said = "Đã huỷ bản ghi. Bản ghi vẫn còn trong lịch sử."
            self._entering.run(op, lambda _: self._saved(said))

    def _others(self, card: HeldCard) -> list[QWidget]:
        sound = [one for one in card.fields if not one.fault or one.field.refers]
        if not sound:
            return []
        holder = QWidget()
        lines = QFormLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(SIZES.wide)
        for one in sound:
            lines.addRow(text(one.field.label, "soft"), text(one.shown, wrap=True))
        return [SectionTitle("Bản ghi đang ghi"), holder]


def _hint(held: HeldField) -> str:
    if held.fault == MISSING:
        return "Kho tỉnh cần mục này."
    unknown = "" if held.field.required else " Không rõ thì để trống."
    return f"Đang ghi “{held.value}”: {held.fault}.{unknown}"

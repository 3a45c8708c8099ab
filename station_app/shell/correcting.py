"""Correcting what is already in the file: the fields, why, and the way to mark it as entered in error."""

from PySide6.QtCore import Signal

from station_app.shell.fields import TextField, Value
from station_app.shell.forms import KEEPS_DRAFT, Form
from station_app.shell.widgets import button, row

REASON = "reason"


class Correction(Form):
    """Add the fields, then `ask_why`. The reason is not among `values()`; it stands in `why`.

    `withdrawn(reason)` when the record is entered in error: it stays in the history and counts nowhere."""

    withdrawn = Signal(str)

    def __init__(self, save_label: str = "Lưu sửa", *, scrolls: bool = False) -> None:
        super().__init__(save_label, scrolls=scrolls, escape=KEEPS_DRAFT)
        self.reason = TextField(
            REASON, "Lý do sửa", required=True, hint="Ví dụ: gõ nhầm, xem lại sổ, người nhà báo lại."
        )
        self.withdraw_button = button("Huỷ, ghi nhầm", icon="close", run=self._withdraw)

    def ask_why(self) -> None:
        """Last of the fields; the withdrawal needs the same reason."""
        self.add(self.reason)
        self.put(row(self.withdraw_button))

    def set_correcting(self, correcting: bool) -> None:
        """Off for a form that also writes new records: those need no reason."""
        self.reason.setVisible(correcting)
        self.reason.required = correcting
        self.withdraw_button.setVisible(correcting)

    @property
    def why(self) -> str:
        return str(self.reason.value() or "")

    def changed_values(self, before: dict[str, Value]) -> dict[str, Value]:
        """Only what differs is written, so that another PC's other field is not touched."""
        return {
            name: value
            for name, value in self.values().items()
            if name != REASON and value != before.get(name)
        }

    def _withdraw(self) -> None:
        if self.why:
            self.withdrawn.emit(self.why)
        else:
            self.reason.error("cần có lý do huỷ.")
            self.reason.focus()

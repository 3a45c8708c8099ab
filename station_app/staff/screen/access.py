"""The matrix of rights on one page: who may do what, and which column is one's own."""

from functools import partial

from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import text
from station_app.staff import service
from station_app.staff.rules import Line, labels, matrix, short_labels
from station_app.store.database import Database

_YES, _NO = "✓", "–"


class AccessPage(Screen):
    """Data, not settings: it is changed by a new edition of the page, not by a click."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame)
        self._database = database
        self.note = text("", "soft", wrap=True)
        shown = [Column("Quyền", lambda line: line.label, stretch=True)]
        shown += [
            Column(short, partial(_granted, role), widest=short, said=partial(_said, role))
            for role, short in short_labels().items()
        ]
        self.table = Table(shown, name="Ai được làm gì")
        self.add(self.note)
        self.add(self.table, 1)

    def opened(self, address: Address) -> None:
        self.work.read(partial(service.role_of, self._database), self._show, owner=self)

    def _show(self, role: str | None) -> None:
        edition = matrix(self._database.clock.today())
        mine = labels().get(role or "", "")
        since = f"Có hiệu lực từ {edition.valid_from:%d/%m/%Y}"
        self.set_heading("Ai được làm gì", f"Vai trò của mình: {mine}" if mine else since)
        self.note.setText(
            f"{since}. Máy hỏi bảng này trước mỗi lần lưu, in, nhập, xuất. Cột “Máy”: việc máy tự làm khi "
            "chưa ai đăng nhập. Cán bộ tin học không có khoá, không đọc được hồ sơ nào."
        )
        self.table.set_rows(edition.lines)


def _granted(role: str, line: Line) -> str:
    return _YES if role in line.roles else _NO


def _said(role: str, line: Line) -> str:
    return f"{labels()[role]}: {'có' if role in line.roles else 'không'}"

"""Preparing a stick or a second disk: which one, and its name; it is known again wherever it is mounted."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from station_app.backups import service
from station_app.backups.service import Place
from station_app.shell.fields import TextField, Value
from station_app.shell.forms import Form
from station_app.shell.links import LinkRow
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.widgets import Card, SectionTitle, button, row, text
from station_app.store.database import Database
from station_app.store.volumes import Volume, volumes

PREPARE_ADDRESS = "backups/prepare"
_NOTE = (
    "Cắm USB vào máy, đợi vài giây rồi chọn. Máy ghi một tệp đánh dấu lên đó; từ nay cắm vào là bản sao lưu "
    "tự sang. Không xoá gì đang có trên USB. Bản sao được mã hoá: ai nhặt được USB cũng không đọc được."
)
_SAME_DISK = " Đây cũng là ổ đĩa của máy này: ổ hỏng thì bản sao hỏng theo. Nên chọn USB hoặc ổ khác."


class PrepareScreen(Screen):
    """Enter goes on; Esc goes back to the page of backups."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, scrolls=True)
        self._database = database
        self.choices, self.known = Refill(), Refill()
        self.form = Form("Chuẩn bị nơi này", scrolls=False, escape="Esc: về trang Sao lưu")
        self.form.add(
            TextField(
                "folder", "Thư mục của USB hoặc ổ thứ hai", required=True, placeholder="E:\\", longest=400
            )
        )
        self.form.add(TextField("name", "Tên gọi", placeholder="USB sao lưu của trạm", longest=60))
        self.form.save_with(self.work, self._save, self._prepared)
        self.form.left.connect(frame.back)
        self.add(text(_NOTE, "soft", wrap=True))
        self.add(self.choices)
        self.add(self.form)
        self.add(self.known)
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.set_heading("Chuẩn bị USB sao lưu", "Hoặc một ổ đĩa thứ hai")
        self.form.clear()
        self.load()
        self.form.focus_first()

    def load(self) -> None:
        self.work.run_latest("backup-places", self._read, self._show, owner=self)

    def _read(self) -> tuple[list[Volume], list[Place]]:
        return [one for one in volumes() if one.removable], service.places(self._database)

    def _show(self, found: tuple[list[Volume], list[Place]]) -> None:
        sticks, places = found
        choices = [
            button(str(one.path), icon="disk", shortcut=f"Alt+{number}", run=partial(self._take, one.path))
            for number, one in enumerate(sticks[:9], 1)
        ]
        browse = button("Chọn thư mục khác…", "quiet", shortcut="Alt+0", run=self._browse)
        self.choices.show_parts(row(*choices, browse))
        marked = [one for one in places if not one.is_here]
        lines = [self._line(one) for one in marked]
        self.known.show_parts(*([SectionTitle("Đã chuẩn bị"), Card(*lines)] if lines else []))

    def _line(self, place: Place) -> LinkRow:
        there = str(place.folder) if place.folder else "chưa cắm vào máy"
        forget = partial(self._forget, place)
        return LinkRow(
            place.name, forget, detail=f"{there}. Bấm để thôi dùng nơi này", icon="disk", leads=False
        )

    def _take(self, path: Path) -> None:
        self.form.fields["folder"].set_value(str(path))
        self.form.fields["name"].setFocus()

    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Chọn nơi để bản sao lưu"):
            self._take(Path(folder))

    def _save(self, values: dict[str, Value]) -> tuple[Place, bool]:
        root = Path(str(values["folder"]))
        place = service.prepare(self._database, root, str(values.get("name") or ""))
        return place, service.is_same_disk(self._database, root)

    def _prepared(self, made: tuple[Place, bool]) -> None:
        place, same = made
        self.notices.tell(
            f"Đã chuẩn bị {place.name}.{_SAME_DISK if same else ''}", "attention" if same else "done"
        )
        self.go("backups")

    def _forget(self, place: Place) -> None:
        self.work.run(
            partial(service.forget, self._database, place.id), lambda _: self._forgotten(place), owner=self
        )

    def _forgotten(self, place: Place) -> None:
        self.notices.tell(f"Không sao lưu vào {place.name} nữa. Các bản đã có ở đó vẫn còn.")
        self.load()

"""Going back to a backup, from its page or from the opening: choose, see what would be missing, confirm."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from station_app.app import home as house
from station_app.app.restoring import Restored
from station_app.backups import service as backups
from station_app.backups.service import Found, spelled
from station_app.common.days import shown_instant
from station_app.common.errors import Refused, Unavailable
from station_app.shell.fields import TextField, Value
from station_app.shell.forms import Form
from station_app.shell.ground import Ground
from station_app.shell.links import LinkRow
from station_app.shell.refill import Refill
from station_app.shell.scrolling import scrolling
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, Card, action_button, button, column, row, text
from station_app.shell.work import Work
from station_app.store.identity import reached
from station_app.store.vault.slot_file import read_slots

WORD = "KHÔI PHỤC"
MOST = 8
_KEPT = (
    "Không xoá gì: tệp đang có được để riêng trong thư mục “truoc-khoi-phuc-…”. Việc đã gửi lên tỉnh sau giờ "
    "đó sẽ tự về lại khi gửi nhận; việc chưa gửi thì không có trong bản này."
)
Restore = Callable[[Path, str, str], Restored]
"""`restore(folder, login, password)`; off the GUI thread, with no file open."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One backup before it is brought back: who has a key to it, and what was written here since."""

    found: Found
    logins: tuple[tuple[str, str], ...]
    since: int | None
    same_password: frozenset[str]


def preview(home: Path, found: Found) -> Preview:
    """Reads slot files alone, and changes none: a backup stays as it was made."""
    theirs, ours = _slots(found.folder), _slots(home)
    label = found.label
    device, seq = reached(home / house.FILE)
    since = seq - label.seq if label and device == label.device else None
    same = frozenset(
        login for login in theirs if ours.get(login, {}).get("salt") == theirs[login].get("salt")
    )
    return Preview(found, tuple((login, slot["name"]) for login, slot in theirs.items()), since, same)


def _slots(folder: Path) -> dict[str, Any]:
    with suppress(Unavailable):
        return {slot["login"]: slot for slot in read_slots(folder).slots if slot["kind"] == "user"}
    return {}


class GoingBack(Ground):
    """`left` when the person turns back, `done` when a backup has taken the file's place."""

    left = Signal()
    done = Signal()

    def __init__(self, work: Work, home: Path, restore: Restore) -> None:
        super().__init__()
        self._work, self._home, self._restore = work, home, restore
        self.page = Refill(SIZES.pad)
        self.form: Form | None = None
        self.is_done = False
        self.said = ""
        self.lines: list[LinkRow] = []
        inner = QVBoxLayout()
        inner.addWidget(text("Khôi phục từ bản sao lưu", "title"))
        inner.addWidget(text(_KEPT, "soft", wrap=True))
        inner.addWidget(scrolling(self.page), 1)
        self.put_in_the_middle(inner)

    def begin(self) -> None:
        """Step 1: which backup."""
        self._work.read(partial(backups.found_around, self._home, house.FILE), self._choose, owner=self)

    def _choose(self, found: list[Found]) -> None:
        self.form = None
        self.lines = [
            LinkRow(one.words, partial(self._look, one), detail=str(one.folder), icon="disk")
            for one in found[:MOST]
        ]
        browse = button("Chọn thư mục khác…", "quiet", shortcut="Alt+0", run=self._browse)
        back = action_button(Action("Quay lại", self.left.emit, "Escape", look="quiet"))
        if self.lines:
            self.page.show_parts(text("Bản nào?", "section"), Card(*self.lines), row(browse, back))
            _bring(self.lines[0])
        else:
            self.said = "Chưa thấy bản sao lưu nào. Cắm USB sao lưu vào máy rồi bấm Tìm lại."
            none = Banner(self.said, "attention")
            again = button("Tìm lại", "primary", run=self.begin)
            self.page.show_parts(none, row(again, browse, back))
            again.setAutoDefault(True)
            _bring(again)

    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Chọn thư mục của bản sao lưu (tram-…)"):
            self.look_in(Path(folder))

    def look_in(self, folder: Path) -> None:
        """A backup's own folder, or one in which backups lie."""
        found = backups.found_in([folder, folder.parent], house.FILE)
        mine = [one for one in found if one.folder == folder.resolve()]
        self._look(mine[0]) if mine else self._choose(found)

    def _look(self, found: Found) -> None:
        self._work.read(partial(preview, self._home, found), self._ask, failed=self._unreadable, owner=self)

    def _unreadable(self, refused: Refused) -> None:
        self.page.show_parts(Banner(refused.reason, "danger"), row(button("Chọn bản khác", run=self.begin)))

    def _ask(self, seen: Preview) -> None:
        """Step 2: what comes back, what will be missing, the password of that time, the word."""
        self.form = form = Form("Khôi phục bản này", scrolls=False, escape="Esc: chọn bản khác")
        login = form.add(TextField("login", "Tài khoản", required=True))
        if seen.logins:
            login.set_value(seen.logins[0][0])
        password = form.add(TextField("password", _password_words(seen), required=True))
        password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        form.add(TextField("word", f"Gõ {WORD} để xác nhận", required=True, placeholder=WORD))
        form.save_with(self._work, partial(self._save, seen), self._restored)
        form.left.connect(self.begin)
        self.page.show_parts(*(Banner(words, "information") for words in _tells(seen)), form)
        _bring(password.edit)

    def _save(self, seen: Preview, values: dict[str, Value]) -> Restored:
        if " ".join(str(values["word"]).split()).casefold() != WORD.casefold():
            raise Refused(f"Gõ đúng hai chữ {WORD} nếu muốn khôi phục.", "word")
        return self._restore(seen.found.folder, str(values["login"]), str(values["password"]))

    def _restored(self, made: Restored) -> None:
        words = f"Đã khôi phục {spelled(made.records)} bản ghi."
        aside = f" Tệp cũ để ở {made.set_aside}." if made.set_aside else ""
        onward = button("Vào làm việc", "primary", icon="check", run=self.done.emit)
        self.page.show_parts(column(Banner(f"{words}{aside}", "done"), row(onward)))
        self.is_done = True
        onward.setAutoDefault(True)
        _bring(onward)


def _bring(part: QWidget) -> None:
    """The keys go there, once it is shown: before that it could not take them."""
    QTimer.singleShot(0, part, part.setFocus)


def _tells(seen: Preview) -> list[str]:
    when = shown_instant(seen.found.made_at)
    label = seen.found.label
    many = f", {spelled(label.total)} bản ghi, đã mở và đếm lại lúc đó" if label else ""
    told = [f"Sổ trở về lúc {when}{many}."]
    if seen.since:
        told.append(
            f"Từ đó đến nay máy này đã lưu thêm {spelled(seen.since)} lần; bản này không có những lần ấy."
        )
    return told


def _password_words(seen: Preview) -> str:
    day = shown_instant(seen.found.made_at)
    if seen.logins and all(login in seen.same_password for login, _ in seen.logins):
        return "Mật khẩu"
    return f"Mật khẩu của lúc sao lưu ({day})"

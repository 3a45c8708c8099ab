"""Who is working now: the accounts of this station, the password, and what to do when it is forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from station_app.common.errors import Refused
from station_app.shell import icons, theme
from station_app.shell.ground import Ground
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Banner, EmptyState, button, column, put_icon, row, text
from station_app.shell.work import Work

WIDTH = 420
FREE_TRIES = 3
LONGEST_WAIT_SECONDS = 60


@dataclass(frozen=True)
class Account:
    """One who may sign in here."""

    login: str
    name: str
    role: str = ""


Unlock = Callable[[str, str, str], Any]


@dataclass(frozen=True)
class Pin:
    """Digits that open again what was only locked: whose, whether they fit, how many tries are left."""

    login: str
    fits: Callable[[str], bool]
    tries_left: Callable[[], int]
    longest: int = 6


class SignIn(Ground):
    """`unlock(login, password, second)` runs off the GUI thread, and may refuse; `unlocked` has its result.

    A refusal whose field is `second` asks for the phone's digits, one whose field is `new` for a password of
    one's own: `wants_new(login, password, second)`. `pinned` when a PIN fits.
    `forgotten(login)` opens the way back in; without it the page only says what that is."""

    unlocked = Signal(object)
    wants_new = Signal(str, str, str)
    pinned = Signal()

    def __init__(
        self,
        work: Work,
        station: str,
        accounts: Sequence[Account],
        unlock: Unlock,
        pin: Pin | None = None,
        working: str = "",
    ) -> None:
        super().__init__()
        self.forgotten: Callable[[str], object] | None = None
        self._work, self._accounts, self._unlock, self._pin = work, list(accounts), unlock, pin
        known = [account.login for account in self._accounts]
        self._first = known.index(working) if working in known else 0
        self._wrong_times = 0
        self._wait = 0
        self.password = QLineEdit()
        self.second = QLineEdit()
        self._make_parts(station)
        self._lay_out()
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.second_passed)
        self._choose(self._accounts[self._first].login if self._accounts else "")

    @property
    def message(self) -> str:
        """What stands under the password."""
        return self._said.text()

    def submit(self) -> None:
        """Try the password; while one is tried, or must be waited for, a second press does nothing."""
        if not self.enter.isEnabled():
            return
        if not self.password.text():
            self._say("Gõ mật khẩu rồi bấm Enter.", "attention")
            return
        if self._is_pin(self.password.text()):
            self._try_pin(self.password.text())
            return
        if self._second_row.isVisibleTo(self) and not self.second.text().strip():
            self._say("Gõ 6 chữ số đang hiện trên điện thoại.", "attention")
            self.second.setFocus()
            return
        login, password, second = self._login, self.password.text(), self.second.text()
        self.enter.setEnabled(False)
        self._say("Đang mở sổ…", "information")
        self._work.run(
            lambda: self._unlock(login, password, second),
            self.unlocked.emit,
            self._refused,
            owner=self,
            after=self._ready,
        )

    def second_passed(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._clock.stop()
            self._ready()
            self._say("Có thể gõ lại mật khẩu.", "information")
        else:
            self._say(f"Sai mật khẩu nhiều lần. Chờ {self._wait} giây rồi thử lại.", "danger")

    def _is_pin(self, typed: str) -> bool:
        pin = self._pin
        return (
            pin is not None
            and pin.login == self._login
            and typed.isdigit()
            and len(typed) <= pin.longest
            and pin.tries_left() > 0
        )

    def _try_pin(self, typed: str) -> None:
        """A password is longer than any PIN, so that one field takes both."""
        assert self._pin is not None
        if self._pin.fits(typed):
            self.pinned.emit()
            return
        self.password.clear()
        left = self._pin.tries_left()
        again = f"Còn {left} lần, rồi phải gõ mật khẩu." if left else "Gõ mật khẩu để vào lại."
        self._say(f"Sai mã PIN. {again}", "danger")
        self._choose(self._login, keep=True)

    def _asked(self, refused: Refused) -> bool:
        """What is asked for beside the password is no mistake, the first time."""
        if refused.field == "new":
            self.wants_new.emit(self._login, self.password.text(), self.second.text())
            return True
        if refused.field == "second" and not self._second_row.isVisibleTo(self):
            self._second_row.show()
            self.second.setFocus()
            self._say(refused.reason, "information")
            return True
        return False

    def _refused(self, refused: Refused) -> None:
        if self._asked(refused):
            return
        self._wrong_times += 1
        if refused.field == "second":
            self.second.selectAll()
            self.second.setFocus()
            self._say(refused.reason, "danger")
            return
        self.password.selectAll()
        self.password.setFocus()
        if self._wrong_times >= FREE_TRIES:
            # The clock on the wall slows a guesser at the desk; Argon2 slows one who has the file.
            self._wait = min(LONGEST_WAIT_SECONDS, 5 * 2 ** (self._wrong_times - FREE_TRIES)) + 1
            self.enter.setEnabled(False)
            self._clock.start()
            self.second_passed()
        else:
            self._say(refused.reason, "danger")
        self._hint(self.password.text())

    def _ready(self) -> None:
        self.enter.setEnabled(self._wait <= 0)
        if self._wait <= 0:
            self._say("", "information")

    def _choose(self, login: str, *, keep: bool = False) -> None:
        self._login = login
        self.password.clear()
        self.second.clear()
        self.password.setFocus()
        if not keep:
            self._second_row.hide()
            self._say("", "information")
        pinned = self._pin is not None and self._pin.login == login and self._pin.tries_left() > 0
        self._label.setText("Mã PIN, hoặc mật khẩu" if pinned else "Mật khẩu")
        self.password.setAccessibleName(self._label.text())

    def _say(self, words: str, state: str) -> None:
        self._said.setText(words)
        theme.mark(self._said, state=state)
        self._said.setVisible(bool(words))
        self.password.setAccessibleDescription(words)

    def _hint(self, typed: str) -> None:
        """A password is where a Vietnamese typing tool does its worst, unseen."""
        marked = any(ord(sign) > 127 for sign in typed)
        self._telex.setVisible(marked or self._caps)
        words = (
            "Mật khẩu đang có dấu: bộ gõ tiếng Việt có lẽ đang bật; tắt bằng Ctrl+Shift." if marked else ""
        )
        self._telex.setText(words or "Caps Lock có vẻ đang bật.")

    def _toggle_show(self) -> None:
        shown = self.show_button.isChecked()
        self.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setIcon(icons.icon("eye-off" if shown else "eye"))
        self.show_button.setAccessibleName("Che mật khẩu" if shown else "Hiện mật khẩu")

    def _forgot(self) -> None:
        if self.forgotten:
            self.forgotten(self._login)
            return
        self._help.setVisible(not self._help.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.password and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            letter = event.text()
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if letter.isalpha():
                self._caps = letter.isupper() != shifted
        return False

    def _make_parts(self, station: str) -> None:
        self._caps = False
        self.station = text(station, "title", wrap=True)
        self.station.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Mật khẩu")
        self.password.returnPressed.connect(self.submit)
        self.password.installEventFilter(self)
        self.password.textEdited.connect(self._hint)
        self._label = text("Mật khẩu", "strong")
        self._second_row = column(text("Mã xác nhận trên điện thoại", "strong"), self.second)
        self.second.setAccessibleName("Mã xác nhận trên điện thoại")
        self.second.setPlaceholderText("6 chữ số, hoặc một mã giấy")
        self.second.returnPressed.connect(self.submit)
        self._second_row.hide()
        self.show_button = button("", "quiet", icon="eye", tip="Hiện mật khẩu")
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._toggle_show)
        self.enter = button("Vào làm việc   Enter", "primary", run=self.submit)
        self._said = text("", wrap=True)
        self._said.hide()
        self._telex = text("", "small", wrap=True)
        theme.mark(self._telex, state="attention")
        self._telex.hide()
        self._help = Banner(
            "Không ai đọc được mật khẩu cũ, kể cả người làm ra chương trình. Trưởng trạm lấy tờ khôi phục "
            "(in ra khi cài máy, cất trong phong bì dán kín) để đặt mật khẩu mới. Dữ liệu vẫn còn nguyên.",
            "information",
        )
        self._help.hide()

    def _lay_out(self) -> None:
        sheet = QFrame()
        sheet.setProperty("look", "card")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(SIZES.room, SIZES.room, SIZES.room, SIZES.wide)
        inside.setSpacing(SIZES.gap)
        if len(self._accounts) != 1:
            inside.addWidget(text("Ai đang làm việc?", "strong"))
        self.account_buttons = self._account_buttons()
        for made in self.account_buttons:
            inside.addWidget(made)
        widest = max((made.sizeHint().width() for made in self.account_buttons), default=0)
        sheet.setFixedWidth(max(WIDTH, widest + 2 * SIZES.room + SIZES.gap))
        self._label.setBuddy(self.password)
        inside.addSpacing(SIZES.gap)
        inside.addWidget(self._label)
        line = row(self.password, self.show_button)
        inside.addWidget(line)
        inside.addWidget(self._second_row)
        self.password.setMinimumWidth(WIDTH - 2 * SIZES.room - 56)
        for part in (self._telex, self._said, self.enter):
            inside.addWidget(part)
        inside.addWidget(button("Quên mật khẩu?", "link", run=self._forgot), 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._help)
        inner = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer.addWidget(area)
        whole = QVBoxLayout(inner)
        whole.setSpacing(SIZES.wide)
        whole.addStretch(2)
        whole.addWidget(icons.mark("tram", theme.palette().primary, 48), 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.station)
        # Between springs, so that what wraps in the sheet is given the height of the sheet's own width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(sheet)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)

    def _account_buttons(self) -> list[QPushButton]:
        group = QButtonGroup(self)
        made = [self._account_button(account, at) for at, account in enumerate(self._accounts)]
        for one in made:
            group.addButton(one)
        return made

    def _account_button(self, account: Account, at: int) -> QPushButton:
        words = f"{account.name}  ·  {account.role}" if account.role else account.name
        made = QPushButton(words.replace("&", "&&"))
        made.setCheckable(True)
        made.setChecked(at == self._first)
        made.setProperty("look", "account")
        put_icon(made, "person")
        made.setAccessibleName(words)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: self._choose(account.login))
        return made


class FirstRun(Ground):
    """No station on this PC yet: why, and the one next step."""

    def __init__(self, begin: Action, words: str = "") -> None:
        super().__init__()
        said = words or (
            "Máy này chưa có sổ của trạm nào. Tạo sổ mới cho trạm, hoặc nhận cấu hình do tỉnh cấp; "
            "việc này làm một lần, khoảng năm phút."
        )
        inside = QVBoxLayout(self)
        self.empty = EmptyState("Chào mừng đến với Trạm", said, begin, "tram")
        inside.addWidget(self.empty)

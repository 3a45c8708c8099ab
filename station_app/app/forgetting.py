"""“Quên mật khẩu”: by the paper in the envelope, or by two files to the province and back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from station_app.app.recovering import Recovered
from station_app.common.errors import Refused
from station_app.shell import icons, theme
from station_app.shell.fields import ChoiceField, LongTextField, TextField, Value
from station_app.shell.fields.choice import Choice
from station_app.shell.forms import Form
from station_app.shell.ground import Ground
from station_app.shell.refill import Refill
from station_app.shell.scrolling import scrolling
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Banner, Card, button, text
from station_app.shell.work import Work
from station_app.store.vault.asking import Asked

_ESCAPE = "Esc: chọn cách khác"
_SEALED = (
    "Phiếu này in từ trước khi có khóa hồ sơ hạn chế, nên tài khoản chưa đọc được hồ sơ hạn chế. "
    "Người khác đang giữ khóa cấp lại được trong mục Tài khoản."
)


class Ways(Protocol):
    """What the station can do for whoever has forgotten; each runs off the GUI thread and may refuse."""

    def by_paper(self, typed: str, login: str, new: str) -> Recovered: ...

    def ask(self, login: str, new: str) -> Asked: ...

    def waiting(self) -> tuple[str, str] | None:
        """Whose question to the province waits for its answer, and its mark."""
        ...

    def by_answer(self, file: Path, new: str) -> Recovered: ...


def _bring(part: QWidget) -> None:
    """Not yet shown, it could not take the keys."""
    QTimer.singleShot(0, part, part.focus_first if isinstance(part, Form) else part.setFocus)


class Forgotten(Ground):
    """Covers the window; `done` goes back to the sign-in."""

    done = Signal()

    def __init__(self, work: Work, ways: Ways, accounts: Sequence[tuple[str, str]], login: str) -> None:
        super().__init__()
        self._work, self._ways, self._accounts, self._login = work, ways, accounts, login
        self.ask_where: Callable[[], str] = self._ask_where
        self.ask_which: Callable[[], str] = self._ask_which
        self.form: Form | None = None
        self.answer: Path | None = None
        self._content = Refill(SIZES.pad)
        column = QVBoxLayout()
        column.addWidget(text("Quên mật khẩu", "title"))
        column.addWidget(scrolling(self._content), 1)
        self.put_in_the_middle(column)

    def begin(self) -> None:
        """Which way: the paper first, because it needs nobody else."""
        waits = self._ways.waiting()
        paper = button("Có phiếu khôi phục trong phong bì", "primary", icon="key", run=self.show_paper)
        asking = button("Mất phiếu: nhờ tỉnh mở giúp", icon="warehouse", run=self.show_asking)
        parts: list[QWidget] = [
            text("Không ai đọc được mật khẩu cũ. Cách nào cũng không cần mạng, dữ liệu còn nguyên.", "soft"),
            paper,
            asking,
        ]
        if waits:
            words = f"Tệp trả lời của tỉnh đã về (dấu {waits[1]})"
            parts.append(button(words, icon="file", run=self.show_answer))
        back = button("Quay lại đăng nhập", "quiet", icon="back", shortcut="Escape", run=self.done.emit)
        for one in (*parts[1:], back):
            one.setAutoDefault(True)  # type: ignore[attr-defined]
            one.setMaximumWidth(SIZES.form_width)
        self._show(*parts, back)
        _bring(paper)

    def show_paper(self) -> None:
        form = self._new_form("Đặt mật khẩu mới")
        hint = "Mã, các từ, hoặc quét QR. Có dấu hay không dấu đều được."
        form.add(LongTextField("code", "Mã trên phiếu khôi phục", required=True, hint=hint, lines=4))
        self._passwords(form)
        form.save_with(self._work, self._by_paper, self._finish)
        self._show(form)

    def show_asking(self) -> None:
        form = self._new_form("Ghi tệp hỏi")
        words = (
            "Chọn mật khẩu mới ngay bây giờ: khi tệp trả lời của tỉnh về, phải gõ đúng mật khẩu này. "
            "Đến lúc đó chưa có gì thay đổi."
        )
        form.put(Banner(words, "information"))
        self._passwords(form)
        form.save_with(self._work, self._ask, self._show_mark)
        self._show(form)

    def show_answer(self) -> None:
        self.answer = Path(chosen) if (chosen := self.ask_which()) else None
        if self.answer is None:
            return
        form = Form("Đặt mật khẩu mới", scrolls=False, escape=_ESCAPE)
        form.left.connect(self.begin)
        form.put(text(f"Tệp trả lời: {self.answer.name}", "soft", wrap=True))
        field = form.add(TextField("password", "Mật khẩu đã chọn lúc hỏi", required=True))
        field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        form.save_with(self._work, self._by_answer, self._finish)
        self.form = form
        self._show(form)

    def _new_form(self, label: str) -> Form:
        form = Form(label, scrolls=False, escape=_ESCAPE)
        form.left.connect(self.begin)
        if len(self._accounts) > 1:
            choices = [Choice(login, name or login) for login, name in self._accounts]
            account = form.add(ChoiceField("login", "Tài khoản", choices, required=True))
            account.set_value(self._login)
        self.form = form
        return form

    def _passwords(self, form: Form) -> None:
        for name, label in (("password", "Mật khẩu mới"), ("again", "Gõ lại mật khẩu mới")):
            field = form.add(TextField(name, label, required=True))
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def _typed(self, values: dict[str, Value]) -> tuple[str, str]:
        if values["again"] != values["password"]:
            raise Refused("Hai lần gõ mật khẩu không giống nhau. Gõ lại.", "again")
        return str(values.get("login") or self._login), str(values["password"])

    def _by_paper(self, values: dict[str, Value]) -> Recovered:
        login, new = self._typed(values)
        return self._ways.by_paper(str(values["code"]), login, new)

    def _ask(self, values: dict[str, Value]) -> Asked:
        return self._ways.ask(*self._typed(values))

    def _by_answer(self, values: dict[str, Value]) -> Recovered:
        assert self.answer is not None
        return self._ways.by_answer(self.answer, str(values["password"]))

    def _show_mark(self, asked: Asked) -> None:
        where = self.ask_where()
        if not where:
            return
        try:
            Path(where).write_bytes(asked.content)
        except OSError:
            assert self.form is not None
            self.form.say("Không ghi được tệp vào đó. Chọn nơi khác, ví dụ USB.")
            return
        mark = text(asked.mark, "title")
        mark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        steps = text(
            f"1. Đưa tệp {Path(where).name} cho cán bộ tỉnh: USB hay thư điện tử đều được, tệp không có gì "
            "đọc được.\n2. Gọi điện, đọc dấu trên cho họ so.\n"
            "3. Tệp trả lời về: mở lại màn hình này, chọn tệp, gõ mật khẩu vừa chọn.",
            wrap=True,
        )
        self._show(text("Dấu của tệp hỏi", "section"), Card(mark), steps, self._onward("Đã hiểu"))

    def _finish(self, done: Recovered) -> None:
        parts: list[QWidget] = [
            icons.mark("done", theme.palette().primary, 40),
            text("Đã đặt mật khẩu mới. Dữ liệu còn nguyên.", "section", wrap=True),
        ]
        if not done.sees_restricted:
            parts.append(Banner(_SEALED, "attention"))
        words = "Phong bì đã mở thì coi như đã lộ: vào làm việc, rồi in phiếu mới ở Khóa của trạm."
        parts.append(Banner(words, "attention"))
        self._show(*parts, self._onward("Vào làm việc"))

    def _onward(self, label: str) -> QWidget:
        onward = button(label, "primary", icon="check", run=self.done.emit)
        onward.setAutoDefault(True)
        onward.setMaximumWidth(SIZES.form_width)
        return onward

    def _show(self, *parts: QWidget) -> None:
        self._content.show_parts(*parts)
        _bring(parts[-1])

    def _ask_where(self) -> str:
        return QFileDialog.getSaveFileName(self, "Ghi tệp hỏi", "tram.tram-hoi", "Tệp hỏi (*.tram-hoi)")[0]

    def _ask_which(self) -> str:
        return QFileDialog.getOpenFileName(
            self, "Tệp trả lời của tỉnh", "", "Tệp trả lời (*.tram-dap);;Mọi tệp (*)"
        )[0]

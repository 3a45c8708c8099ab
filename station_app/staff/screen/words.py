"""How an account stands on this PC, in words."""

from station_app.shell.theme import State
from station_app.shell.widgets import Banner, Card, column, text
from station_app.staff.rules import IT
from station_app.staff.service import Holder, Opened

ONCE = (
    "Đọc cho người đó, hoặc chép ra giấy đưa tận tay. Mật khẩu này chỉ hiện lần này, và người đó phải đặt "
    "mật khẩu của riêng mình ở lần đăng nhập đầu."
)


def standing(holder: Holder) -> tuple[str, State]:
    """One line for a list, and how urgent it is; the first that applies."""
    said: tuple[tuple[bool, str, State], ...] = (
        (not holder.user.active, "Đã đóng", "neutral"),
        (holder.stopped, "Đã ngừng, lâu không dùng", "danger"),
        (holder.user.role == IT, "Chỉ ký chính sách", "neutral"),
        (holder.login is None, "Chưa có khoá trên máy này", "attention"),
        (holder.due, "Chờ cấp khoá hồ sơ hạn chế", "attention"),
        (holder.must_change, "Chưa tự đặt mật khẩu", "attention"),
        (holder.phone, "Có khoá, có mã điện thoại", "done"),
    )
    return next(((words, state) for holds, words, state in said if holds), ("Có khoá", "done"))


def first_password(opened: Opened, name: str) -> list[Banner | Card]:
    """What is shown this once: large, to be read aloud or written down."""
    if opened.first_password is None:
        words = f"{name}: xong. Không có mật khẩu nào mới."
        return [Banner(words, "done")]
    said = text(opened.first_password, "title", wrap=True)
    said.setAccessibleName(f"Mật khẩu đầu: {opened.first_password}")
    about = text(f"Tên đăng nhập: {opened.login}", "strong")
    return [
        Banner(f"Đã cấp khoá cho {name} trên máy này. {ONCE}", "attention"),
        Card(column(about, text("Mật khẩu đầu", "soft"), said)),
    ]
